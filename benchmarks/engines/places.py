"""The engines that are there, each with a storage: a file, or a server of PostgreSQL with fsync.

Read by: benchmarks.engines.__main__.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.engines.measures import MEASURES
from tests.sharing.postgres import Cluster, find_programs

FILE, POSTGRESQL = "file", "PostgreSQL"
ALL = frozenset(each.name for each in MEASURES)
#: What only the processes of one image can do.
WITHIN = frozenset(("ping_pong", "spawn"))
#: Bare commits, beside the engines: what comes one after the other can come no faster.
BARE, STEPS = "bare", frozenset(("steps", "starts_one"))
SERVER = "BENCHMARK_RESTATE"  #: names the variable with the program of Restate's server


@dataclass(frozen=True, slots=True)
class Place:
    """An engine on a storage."""

    name: str  #: the engine's, a blank, the storage's
    engine: str  #: the module in benchmarks.engines.programs
    python: str
    fresh: Callable[[str], str]  #: gives the place of a new image or database, by a short name
    can: frozenset[str]
    counts: Mapping[str, int] = field(default_factory=dict)  #: fewer, of what takes it minutes


@contextmanager
def places(directory: Path, python: str, restate: Path | None) -> Iterator[list[Place]]:
    """Those that can be measured here; what is missing is told on stderr.

    `restate`: the program of its server.
    """
    has_dbos = has_module(python, "dbos")
    if not has_dbos:
        print("DBOS is not there: pip install '.[engines]'; see --python", file=sys.stderr)
    there = [Place(f"perdure {FILE}", "perdure", sys.executable, in_files(directory, "{}"), ALL)]
    if has_dbos:
        fresh = in_files(directory, "sqlite:///{}.sqlite")
        slow = {"send": 30, "flows": 300, "starts_one": 300, "starts_many": 640, "steps": 500}
        there.append(Place(f"dbos {FILE}", "dbos", python, fresh, ALL - WITHIN, slow))
    if restate is None or not has_module(python, "restate"):
        print("Restate is not there; see --restate and --python", file=sys.stderr)
    else:
        os.environ[SERVER] = str(restate.resolve())
        fresh = in_files(directory, "{}.restate")
        there.append(Place(f"restate {FILE}", "restate", python, fresh, ALL - WITHIN))
    there.append(
        Place(f"{BARE} {FILE}", BARE, sys.executable, in_files(directory, "{}.bare"), STEPS)
    )
    programs = find_programs()
    if programs is None:
        print("PostgreSQL is not there: apt-get install postgresql", file=sys.stderr)
        yield there
        return
    cluster = Cluster(programs, is_durable=True)
    cluster.make()
    cluster.start()
    try:
        fresh = in_databases(cluster)
        can = ALL - WITHIN
        there.append(Place(f"perdure {POSTGRESQL}", "perdure", sys.executable, fresh, can))
        if has_dbos:
            there.append(Place(f"dbos {POSTGRESQL}", "dbos", python, fresh, can))
        bounded = STEPS | {"starts_many"}
        there.append(Place(f"{BARE} {POSTGRESQL}", BARE, sys.executable, fresh, bounded))
        yield there
    finally:
        cluster.remove()


def has_module(python: str, name: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    return subprocess.run([python, "-c", code], check=False).returncode == 0


def in_files(directory: Path, pattern: str) -> Callable[[str], str]:
    made = iter(range(1_000_000))
    return lambda name: pattern.format(directory / f"{name}-{next(made)}")


def in_databases(cluster: Cluster) -> Callable[[str], str]:
    made = iter(range(1_000_000))

    def fresh(name: str) -> str:
        database = f"{name}_{next(made)}"
        cluster.run(f"CREATE DATABASE {database}")
        return cluster.uri(database)

    return fresh

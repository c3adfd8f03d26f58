"""A cluster that the tests of all processes copy: the first that wants it makes it.

Making one takes seconds, copying it a fraction of one.

Read by: tests.sharing.conftest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

import pytest

from tests.sharing.postgres import Cluster


@contextmanager
def template(name: str, shared: Path, make: Callable[[], Cluster]) -> Iterator[Cluster]:
    """The cluster of that name, which does not run; the last that has it removes it.

    `shared`: a folder of all the processes, where it is written down.
    """
    place = shared / f"{name}.cluster"
    with place.with_suffix(".users").open("a") as users:
        with alone(place):
            flock(users, LOCK_SH)
            if not place.exists():
                made = make()
                place.write_text(f"{made.programs}\n{made.folder}", encoding="utf-8")
            programs, folder = map(Path, place.read_text(encoding="utf-8").split("\n"))
        cluster = Cluster(programs, folder)
        yield cluster
        with alone(place), suppress(BlockingIOError):
            flock(users, LOCK_EX | LOCK_NB)
            place.unlink()
            cluster.remove()


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """While inside, nobody else comes to have the cluster, or ceases to."""
    with place.with_suffix(".lock").open("a") as lock:
        flock(lock, LOCK_EX)
        yield


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of temporary files that all processes of these tests have."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

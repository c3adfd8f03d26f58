"""Workers and the server of a shared image killed at random, under load, and what came of it.

Besides what tests.storm.accounts checks, pairs of processes compute and send each other messages;
an application (this process) asks from outside and, in long storms, somebody types at a REPL
(tests.sharing.typist). In the end every process must have ended with the right value, every
effect must have been seen under one key, and no record may be missing.

Read by: tests.storm.test_storm, tests.storm.__main__.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from perdure.image import Image, ImageError, NotDone
from tests.sharing.crowd import Crowd, PostgresCrowd
from tests.sharing.typist import WHO, Typist
from tests.sharing.world import lines_of
from tests.storm.accounts import prepare_books, settle
from tests.storm.deeds import FOLDER, begin_python
from tests.storm.outside import Asker
from tests.storm.phases import BOOKS

PROGRAMS = Path(__file__).with_name("programs")
WORLD = "tests.sharing.world"
STORM, PHASES = "tests.storm.deeds", "tests.storm.phases"
WORKERS, PAIRS = 3, 6
LEAVING = 0.15  #: how many workers are told to leave (SIGTERM) instead of being killed
PATIENCE = 300  #: seconds that one may take then
CLOCKS = (0.0, 2 * 3600.0, -2 * 3600.0, 86400.0)  #: by how much members' clocks are wrong
LONG = 30.0  #: seconds, of a storm in which somebody types


def storm(here: Crowd, seconds: float, seed: int, every: float = 8) -> dict[str, Any]:
    """Gives counts; an AssertionError says what went wrong. `every`: seconds between servers."""
    chance = random.Random(seed)
    here.start_server()
    modules = prepare(here)
    for _ in range(WORKERS):
        here.start_worker(*modules, waits=False)
    with here.open(*modules, resumes=False) as image:
        begin(image, here, has_phases=PHASES in modules)

    counts: dict[str, Any] = defaultdict(int)
    ends = time.monotonic() + seconds
    next_server = time.monotonic() + min(every, seconds / 3)
    with here.open() as image, outside(here, image, seed, types=seconds >= LONG) as typist:
        while time.monotonic() < ends or not has_raged(counts, seconds):
            time.sleep(chance.uniform(0.2, 0.8))
            victim = chance.choice(here.workers)
            is_told = chance.random() < LEAVING
            victim.send_signal(signal.SIGTERM if is_told else signal.SIGKILL)
            victim.wait(PATIENCE)
            here.workers.remove(victim)
            counts["workers told to leave" if is_told else "workers killed"] += 1
            here.start_worker(*modules, waits=False, clock=chance.choice(CLOCKS))
            if time.monotonic() > next_server:
                next_server = time.monotonic() + every
                here.kill_server()
                counts["servers killed"] += 1
                time.sleep(chance.uniform(0, 1))
                here.start_server()
            counts["calls"] += 1
            try:
                assert image.eval("(fib 10)", timeout=30) == 55
            except ImageError as error:
                print(f"a call was lost: {error}")
                counts["lost calls"] += 1

    deaths = counts["workers killed"] + counts["workers told to leave"] + counts["servers killed"]
    with here.open() as image:
        try:
            found = settle(image, here.folder, deaths, alone=False)
        except NotDone:
            for worker in here.workers:
                worker.send_signal(signal.SIGUSR2)
            time.sleep(2)  # until they have written it
            raise
        pids = image.eval("pids")
        sleepers = {image.process(pid).state for pid in image.eval("sleepers")}
        assert sleepers == {"waiting"}, "a timer of an hour was fired"
        rounds = [image.result(pid, timeout=60) for pid in pids]
        for pid, value in typist.values.items():
            assert image.result(pid, timeout=60) == value
    check_journal(here, rounds, typist.notes)
    statistics = here.stop_workers()
    counts["records"] = here.check_whole()
    counts |= {"REPLs killed": typist.kills, "forms typed": typist.count} | found
    return dict(counts) | statistics | {"rounds of pairs": sum(rounds), "processes": len(rounds)}


def has_raged(counts: dict[str, Any], seconds: float) -> bool:
    """Whether as much was killed as is wanted of so many seconds; a busy machine takes longer."""
    workers = counts["workers killed"] + counts["workers told to leave"]
    return workers > seconds / 4 and counts["servers killed"] > 0


def prepare(here: Crowd) -> list[str]:
    """Make the databases; gives the modules that members are given."""
    modules = [WORLD, STORM]
    here.variables[FOLDER] = str(here.folder)
    if isinstance(here, PostgresCrowd):
        here.cluster.run("CREATE DATABASE books")
        here.variables[BOOKS] = here.cluster.uri("books")
        modules.append(PHASES)
    os.environ.pop(BOOKS, None)  # of another storm
    os.environ.update(here.variables)
    prepare_books()
    return modules


def begin(image: Image, here: Crowd, *, has_phases: bool) -> None:
    """Start the processes."""
    image.eval("(import (python world))")
    image.load(PROGRAMS / "pairs.scm")
    image.eval(f'(start-pairs "{here.journal}" {PAIRS})')
    image.eval("(define sleepers (map (lambda (i) (spawn (lambda () (sleep 3600)))) (iota 9)))")
    begin_python(image)
    image.load(PROGRAMS / "life.scm")
    image.eval("(live)")
    if has_phases:
        image.load(PROGRAMS / "phases.scm")
        image.eval("(live-in-phases)")


@contextmanager
def outside(here: Crowd, image: Image, seed: int, *, types: bool) -> Iterator[Typist]:
    """Somebody asks and, where it is wanted, types meanwhile."""
    typist, asker = Typist(here, image, seed), Asker(image, here.folder)
    asker.start()
    if types:
        typist.start()
    try:
        yield typist
    finally:
        asker.stop()
        if types:
            typist.stop()


def check_journal(here: Crowd, rounds: list[int], typed: list[int]) -> None:
    keys: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
    uses: dict[Any, set[tuple[Any, Any]]] = defaultdict(set)
    for key, who, count in lines_of(here.journal):
        keys[who, count].add(key)
        uses[key].add((who, count))
    expected: set[tuple[Any, Any]] = {(WHO, number) for number in typed}
    # `pids` has leader and follower of the last pair first.
    for i, count in enumerate(rounds):
        pair = len(rounds) // 2 - 1 - i // 2
        who = 2 * pair + i % 2
        expected |= {(who, n) for n in range(1, count + 1)}
    assert set(keys) == expected, "an effect is missing, or one too many was seen"
    assert all(len(found) == 1 for found in keys.values()), "an effect had two keys"
    assert all(len(found) == 1 for found in uses.values()), "a key was used twice"

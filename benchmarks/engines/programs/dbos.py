"""The measures of DBOS (PyPI: dbos). See benchmarks.engines.measures.

A place is the URL of a database: SQLite's, DBOS's default, or PostgreSQL's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dbos import DBOS

from benchmarks.engines.programs.common import at_once, memory, seconds, step, tell_step

THREADS, IN_FLIGHT = 16, 64
MOMENTS: list[float] = []


@DBOS.step()
def take_step(number: int) -> int:
    return step(number)


@DBOS.step()
def take_told_step(number: int) -> int:
    return tell_step(number)


@DBOS.workflow()
def take_steps(count: int) -> int:
    for i in range(count):
        take_step(i)
    return count


@DBOS.workflow()
def take_many(count: int) -> int:
    for i in range(count):
        take_step(i)
    while True:
        take_told_step(count)
        count += 1


@DBOS.workflow()
def do_nothing() -> bool:
    return True


@DBOS.workflow()
def doze() -> None:
    DBOS.sleep(3600)


@DBOS.workflow()
def hear(count: int) -> int:
    for _ in range(count):
        DBOS.recv(timeout_seconds=600)
        MOMENTS.append(time.perf_counter())
    return count


@contextmanager
def launched(place: str) -> Iterator[None]:
    DBOS(
        config={
            "name": "benchmark",
            "system_database_url": place,
            "log_level": "ERROR",
            "application_version": "1",
            "executor_id": "one",
        }
    )
    DBOS.launch()
    try:
        yield
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)


def steps(place: str, count: int) -> float:
    with launched(place):
        take_steps(20)
        return count / seconds(lambda: take_steps(count))


def flows(place: str, count: int) -> float:
    with launched(place):
        take_steps(3)
        return count / seconds(lambda: at_once(IN_FLIGHT, count, lambda i: take_steps(3)))


def starts_one(place: str, count: int) -> float:
    with launched(place):
        DBOS.start_workflow(do_nothing).get_result()
        return count / seconds(lambda: [DBOS.start_workflow(do_nothing) for _ in range(count)])


def starts_many(place: str, count: int) -> float:
    with launched(place):
        DBOS.start_workflow(do_nothing).get_result()
        return count / seconds(
            lambda: at_once(THREADS, count, lambda i: DBOS.start_workflow(do_nothing))
        )


def send(place: str, count: int) -> float:
    """Milliseconds, the median."""
    with launched(place):
        handle = DBOS.start_workflow(hear, count)
        taken = []
        for i in range(count):
            time.sleep(0.01)  # it waits
            sent = time.perf_counter()
            DBOS.send(handle.workflow_id, i)
            while len(MOMENTS) <= i:
                time.sleep(0.0002)
            taken.append(MOMENTS[i] - sent)
        handle.get_result()
    return 1000 * sorted(taken)[count // 2]


def sleepers(place: str, count: int) -> float:
    """Megabytes that they take of the process's memory, asleep."""
    with launched(place):
        before = memory()
        for _ in range(count):
            DBOS.start_workflow(doze)
        time.sleep(1)
        return max(0.0, memory() - before)


def prepare_restart(place: str, count: int) -> None:
    """Takes steps until it is killed; tells each from the number `count` on."""
    with launched(place):
        take_many(count)


def restart(place: str, count: int) -> None:
    """Goes on, in a fresh process, and tells the step."""
    with launched(place):
        threading.Event().wait()


MEASURED: list[Callable[[str, int], Any]] = [steps, flows, starts_one, starts_many, send, sleepers]
MEASURED += [prepare_restart, restart]
FUNCTIONS = {each.__name__: each for each in MEASURED}

"""The measures of Perdure. See benchmarks.engines.measures.

A place is a directory, or the URI of a database of PostgreSQL.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines.programs.common import at_once, memory, seconds, step, tell_step
from perdure.image import Image, builtin, effect

PROGRAM = Path(__file__).with_suffix(".scm")
THREADS, IN_FLIGHT = 16, 64


@effect
def take_step(number: int) -> int:
    """A step: nothing."""
    return step(number)


@effect
def take_told_step(number: int) -> int:
    """The same, and tells the one that measures."""
    return tell_step(number)


MOMENTS: dict[int, float] = {}  #: by the number of the message: its slice may be run again


@builtin
def note_moment(number: int) -> None:
    """The receiver goes on."""
    MOMENTS.setdefault(number, time.perf_counter())


def opened(place: str) -> Image:
    image = Image.open(place, provides=[take_step, take_told_step, note_moment])
    image.load(PROGRAM)
    image.start()
    return image


def steps(place: str, count: int) -> float:
    with opened(place) as image:
        image.call("take-steps", 20)
        return count / seconds(lambda: image.call("take-steps", count))


def flows(place: str, count: int) -> float:
    with opened(place) as image:
        image.call("take-steps", 3)
        return count / seconds(
            lambda: at_once(IN_FLIGHT, count, lambda i: image.call("take-steps", 3))
        )


def starts_one(place: str, count: int) -> float:
    with opened(place) as image:
        return count / seconds(lambda: [image.spawn("do-nothing") for _ in range(count)])


def starts_many(place: str, count: int) -> float:
    with opened(place) as image:
        return count / seconds(lambda: at_once(THREADS, count, lambda i: image.spawn("do-nothing")))


def send(place: str, count: int) -> float:
    """Milliseconds, the median."""
    with opened(place) as image:
        pid = image.spawn("hear", count)
        taken = []
        for i in range(count):
            time.sleep(0.01)  # it waits
            sent = time.perf_counter()
            image.send(pid, i)
            while i not in MOMENTS:
                time.sleep(0.0002)
            taken.append(MOMENTS[i] - sent)
        image.result(pid)
    return 1000 * sorted(taken)[count // 2]


def sleepers(place: str, count: int) -> float:
    """Megabytes that they take of the process's memory, asleep."""
    with opened(place) as image:
        before = memory()
        image.spawn_many("doze", [()] * count)
        while any(each.state != "waiting" for each in image.processes(name="doze", limit=count)):
            time.sleep(0.1)
        return max(0.0, memory() - before)


def prepare_restart(place: str, count: int) -> None:
    """Takes steps until it is killed; tells each from the number `count` on."""
    with opened(place) as image:
        image.call("take-many", count)


def restart(place: str, count: int) -> None:
    """Goes on, in a fresh process, and tells the step."""
    with opened(place):
        threading.Event().wait()


def ping_pong(place: str, count: int) -> float:
    """So many times each of 500 sends its partner a message and waits for the answer."""
    with opened(place) as image:
        image.call("play", 500, 1)
        return 1000 * count / seconds(lambda: image.call("play", 500, count))


def spawn(place: str, count: int) -> float:
    with opened(place) as image:
        image.call("spawn-and-wait", 100)
        return count / seconds(lambda: image.call("spawn-and-wait", count))


MEASURED: list[Callable[[str, int], Any]] = [steps, flows, starts_one, starts_many, send, sleepers]
MEASURED += [prepare_restart, restart, ping_pong, spawn]
FUNCTIONS = {each.__name__: each for each in MEASURED}

"""Timing in turn: A B A B ..., so that whatever else the machine does hits both alike.

Read by: the benchmarks.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from math import exp, log
from time import perf_counter

Clock = Callable[[], float]


def seconds_of(action: Callable[[], object], clock: Clock = perf_counter) -> float:
    """How long one call takes; the garbage of earlier calls is collected first."""
    gc.collect()
    began = clock()
    action()
    return clock() - began


def in_turn(
    rounds: int, *actions: Callable[[], object], clock: Clock = perf_counter
) -> list[list[float]]:
    """For each action, the seconds that it took in each of the rounds."""
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for times, action in zip(taken, actions, strict=True):
            times.append(seconds_of(action, clock))
    return taken


def geometric_mean(values: Sequence[float]) -> float:
    """The n-th root of the product; all values above 0."""
    return exp(sum(log(value) for value in values) / len(values))

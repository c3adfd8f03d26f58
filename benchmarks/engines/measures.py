"""The measures of each engine, and how much of the best of the others Perdure must reach.

Each measure is a function of that name in benchmarks.engines.programs.perdure and its neighbours:
it is given the number of things to do, and gives the figure. A process of its own runs it.

Read by: benchmarks.engines.__main__, benchmarks.engines.run.
"""

from __future__ import annotations

from dataclasses import dataclass

LESS, MORE = "less", "more"  #: which is better


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, and the bar."""

    name: str  #: of the function
    text: str
    unit: str
    better: str  #: LESS or MORE
    factor: float | None = None  #: times the best other engine on the same kind of storage
    bar: float | None = None  #: an absolute one
    count: int = 1_000
    quick: int = 100


THOUSANDS = (10_000, 500)

MEASURES = [
    Measure("steps", "steps of one workflow", "/s", MORE, 2, None, 2_000, 200),
    Measure("flows", "workflows of three steps, 64 at once", "/s", MORE, 10, None, 2_000, 200),
    Measure("starts_one", "starts from one thread", "/s", MORE, 2, None, 1_000, 100),
    Measure("starts_many", "starts from sixteen threads", "/s", MORE, 2, None, 3_200, 320),
    Measure("send", "a message sent, to the receiver going on", "ms", LESS, 1 / 2, None, 200, 30),
    Measure("sleepers", "memory of ten thousand asleep", "MB", LESS, 1 / 10, None, *THOUSANDS),
    Measure(
        "restart", "kill after ten thousand steps, to the next", "s", LESS, 1 / 3, None, *THOUSANDS
    ),
    Measure("ping_pong", "messages among a thousand in pairs", "/s", MORE, None, 20_000, 100, 20),
    Measure("spawn", "spawned and ended", "/s", MORE, None, 5_000, 10_000, 1_000),
]

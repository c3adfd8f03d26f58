"""Sources of random bits (SRFI 27).

A source is a value like any other: its state is in the image, so a process that wakes
elsewhere draws what it would have drawn here, and a slice that is done again draws
the same. The generator is PCG XSL-RR 128/64 (M. E. O'Neill, "PCG: A family of simple
fast space-efficient statistically good algorithms for random number generation",
2014): a linear congruence of 128 bits whose halves are folded and rotated. An odd
increment chooses one of 2**127 streams. It is not for secrets.

Read by: the primitives of a language that has them.
"""

from __future__ import annotations

from typing import Any, Final

from persistent import Persistent

MULTIPLIER: Final = 0x2360ED051FC65DA44385DF649FCCF645  #: O'Neill's, for 128 bits
MASK: Final = (1 << 128) - 1
HALF: Final = (1 << 64) - 1

_FIRST_STATE: Final = 0x853C49E6748FEA9BDA3E39CB94B95BDB
_FIRST_STREAM: Final = 0x14057B7EF767814F5851F42D4C957F2D


class RandomSource(Persistent):
    """A stream of random bits. Each draw changes it."""

    __module__ = "perdure.vm"
    __slots__ = ("increment", "state")

    state: int  #: 128 bits
    increment: int  #: 128 bits, odd: which stream

    def __init__(self) -> None:
        seed(self, _FIRST_STATE, _FIRST_STREAM)

    def __getstate__(self) -> tuple[int, int]:
        return (self.state, self.increment)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state, self.increment = state[:2]


def seed(source: RandomSource, start: int, stream: int) -> None:
    """Go to the beginning that two numbers from 0 choose: a place, and a stream."""
    source.increment = (stream << 1 | 1) & MASK
    source.state = (start + source.increment) & MASK
    _draw(source)


def _draw(source: RandomSource) -> int:
    """The next 64 bits."""
    state = source.state = (source.state * MULTIPLIER + source.increment) & MASK
    folded = (state >> 64) ^ (state & HALF)
    turn = state >> 122
    return (folded >> turn | folded << (64 - turn)) & HALF


def draw_below(source: RandomSource, limit: int) -> int:
    """A number from 0 to `limit - 1`, each as likely as any other."""
    size = (limit - 1).bit_length()
    words = -(-size // 64)
    while True:
        drawn = 0
        for _ in range(words):
            drawn = drawn << 64 | _draw(source)
        drawn >>= words * 64 - size
        if drawn < limit:  # at least every other time
            return drawn

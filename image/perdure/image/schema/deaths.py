"""The record of drivers' deaths: over which step of each process how many have died.

Changed by: perdure.image.processes.suspects, which says what it is for.
"""

from __future__ import annotations

from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent

VERSION = 1


class Suspects(Persistent):
    """How many drivers have died over a step of each process."""

    __module__ = "perdure.image"
    __slots__ = ("has_rested", "counts")

    #: whether the last driver that had the image alone left processes, and in good order
    has_rested: bool
    counts: LOBTree  #: pid -> (step, deaths, whether it is marked)

    def __init__(self) -> None:
        self.has_rested = False
        self.counts = LOBTree()

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.has_rested, self.counts)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.has_rested, self.counts = state[:3]

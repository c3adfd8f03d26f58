"""Versions of an image's program: which was loaded when, and which new processes are of.

A number stands for a version in each process that it was begun in. What processes that sleep go on
with is told by their code alone; the number says which it was.

Changed by: perdure.image.processes.versions.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.image.schema.root import ImageRoot

KEPT = "versions"  #: its name among what the image keeps
VERSION = 1

#: (number, name, the file that was loaded, when)
Entry = tuple[int, str, str, float]


class Versions(Persistent):
    """Those that are known, the oldest first, and the current one."""

    __module__ = "perdure.image"
    __slots__ = ("current", "entries")

    entries: tuple[Entry, ...]
    current: int  #: the number of that in which new processes begin

    def __init__(self) -> None:
        self.entries = ()
        self.current = 0

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.entries, self.current)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.entries, self.current = state[:3]

    def entry(self, number: int) -> Entry | None:
        """The one of that number; None where it is known no longer."""
        return next((each for each in self.entries if each[0] == number), None)


def find_versions(root: ImageRoot) -> Versions | None:
    """The versions; None where no program was ever loaded as one."""
    found: Versions | None = (root.kept or {}).get(KEPT)
    return found

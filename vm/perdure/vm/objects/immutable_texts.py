"""Texts that never change (SRFI 135).

A text is a Python `str` in a record of its own: a character is found by its index in
constant time, and what shares its characters with a string shares the `str`.

Read by: the primitives of a language that has them, and whatever compares, hashes, prints or
converts.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent


class Text(Persistent):
    """A sequence of characters. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("letters",)

    letters: str

    def __init__(self, letters: str) -> None:
        self.letters = letters

    def __getstate__(self) -> tuple[str]:
        return (self.letters,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.letters = state[0]

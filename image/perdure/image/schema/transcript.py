"""The text that a process has printed, kept so that appending costs the same ever after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from persistent import Persistent

from perdure.image.schema.indices import Queue

Place = tuple[int, int]  #: of a transcript: the number of a piece, and characters into that
START: Final[Place] = (0, 0)


class Transcript(Persistent):
    """A growing text: full pieces in a tree, and a tail that appending rewrites."""

    __module__ = "perdure.image"
    __slots__ = ("older", "tail")

    PIECE = 1024  #: characters at which the tail is put away

    older: Queue | None
    tail: str

    def __init__(self) -> None:
        self.older = None
        self.tail = ""

    def __getstate__(self) -> tuple[object, ...]:
        return (self.tail, self.older)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.tail, self.older = state[:2]

    def append(self, text: str) -> None:
        tail = self.tail + text
        if len(tail) >= self.PIECE:
            if self.older is None:
                self.older = Queue()
            self.older.append(tail)
            tail = ""
        self.tail = tail

    def pieces(self) -> Iterator[str]:
        if self.older is not None:
            yield from self.older.values()
        if self.tail:
            yield self.tail

    def text(self) -> str:
        return "".join(self.pieces())

    def last_line(self) -> str:
        """The line that was begun and has no end yet; of a long one its last piece."""
        return self.tail.rpartition("\n")[2]

    def end(self) -> Place:
        """Where what is printed next will stand."""
        older = self.older
        return (older.maxKey() + 1 if older else 0, len(self.tail))

    def since(self, place: Place) -> str:
        """The text that was printed after that place."""
        number, offset = place
        pieces = list(self.older.values(number)) if self.older is not None else []
        return "".join([*pieces, self.tail])[offset:]

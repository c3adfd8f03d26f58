"""Chunks: the bytes of a large heap in records of their own, so that a wait writes what changed.

A heap is one graph, and is dumped as one; where it is large, the bytes are compared with those that
were stored before. A chunk that is there again, at its place or a little farther on, is kept; only
what is between is written. How the dump keeps its bytes alike from time to time: see
perdure.languages.python.heap.steady.

Read by: perdure.languages.python.machine.storing, perdure.languages.python.machine.looking.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from persistent import Persistent

LARGE = 1 << 15  #: bytes from which on they are in chunks
SIZE = 1 << 14  #: bytes of a new chunk
SMALL = SIZE // 4  #: a new one that is smaller becomes part of the one before it
AHEAD = 4  #: chunks that are looked for where one is not at its place
REACH = 1 << 16  #: how much farther on each is looked for


class Chunk(Persistent):
    """Some of the bytes of a heap. Immutable."""

    __module__ = "perdure.languages.python"
    __slots__ = ("content",)

    content: bytes

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __getstate__(self) -> tuple[Any, ...]:
        return (1, self.content)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.content = state[1]


Stored = bytes | tuple[Chunk, ...]


def whole(stored: Stored) -> bytes:
    """The bytes that `cut` was given."""
    if isinstance(stored, bytes):
        return stored
    return b"".join([chunk.content for chunk in stored])


def cut(content: bytes, before: Stored) -> Stored:
    """Bytes as they are to be stored; `before` itself where they are the same."""
    if isinstance(before, bytes) and content == before:
        return before
    if len(content) < LARGE:
        return content
    known = () if isinstance(before, bytes) else before
    made = tuple(_chunks(content, known))
    is_same = len(made) == len(known) and all(a is b for a, b in zip(made, known, strict=True))
    return before if is_same else made


def _chunks(content: bytes, known: tuple[Chunk, ...]) -> Iterator[Chunk]:
    """Keep those that the content begins or goes on with; make new ones for what is between."""
    place = number = 0
    new: list[bytes] = []
    while place < len(content):
        if number < len(known) and content.startswith(known[number].content, place):
            if sum(map(len, new)) >= SMALL or not new:
                yield from _pieces(b"".join(new))
                new = []
                yield known[number]
            else:
                new.append(known[number].content)
            place += len(known[number].content)
            number += 1
            continue
        number, end = _next_known(content, place, known, number)
        new.append(content[place:end])
        place = end
    yield from _pieces(b"".join(new))


def _next_known(
    content: bytes, place: int, known: tuple[Chunk, ...], number: int
) -> tuple[int, int]:
    """The next known chunk that is found, and where; else what is taken for new ends soon."""
    reach = place + REACH
    for other in range(number + 1, min(number + 1 + AHEAD, len(known))):
        reach += len(known[other].content)
        found = content.find(known[other].content, place, reach)
        if found >= 0:
            return other, found
    return number + 1, min(place + SIZE, len(content))


def _pieces(content: bytes) -> Iterator[Chunk]:
    count = max(1, len(content) // SIZE)
    size = -(-len(content) // count)
    for place in range(0, len(content), size or 1):
        yield Chunk(content[place : place + size])

"""Steady dumps of large heaps: where little has changed, most bytes are as they were.

`pickle` refers to what it has stored by a number, counted from the beginning, so one object more
would change all references to those after it. Of a large heap, therefore

- the names that the program's text has (of attributes, mostly) are stored first;
- large variables are stored one by one, and some numbers are left out after each, for it to grow;
- each pickle is one frame: `pickle` begins a frame every 64 KB, wherever that is.

Read by: `dumping`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any

__all__ = ["is_growing", "names_in", "one_frame_each", "room_after"]

LEAST = 256  #: numbers that are left for a variable
PROTO, FRAME, STOP = 0x80, 0x95, 0x2E
#: Opcodes of what is too large for a frame, and how many bytes say its length.
LENGTHS = {0x42: 4, 0x58: 4, 0x8E: 8, 0x8D: 8, 0x96: 8}
#: Of the few short ones that are not worth a frame, those with an argument.
ONE_BYTE = b"KhCU\x8c"

_NUMBER = re.compile(rb"\]\x94(?:h(.)|j(....))", re.DOTALL)


def is_growing(thing: Any) -> bool:
    """Whether an object may hold much, and change."""
    kind = type(thing)
    return kind in (list, dict, set) or (
        not isinstance(thing, type)
        and bool(getattr(kind, "__dictoffset__", 0))
        and not callable(thing)
    )


def names_in(codes: Iterable[CodeType]) -> list[str]:
    """The names in code and in what is defined in it, as they are interned."""
    found: dict[str, str] = {}
    todo = list(codes)
    while todo:
        code = todo.pop()
        for name in (*code.co_names, *code.co_varnames):
            found.setdefault(name, name)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                todo.append(constant)
            elif type(constant) is str and constant.isidentifier():
                found.setdefault(constant, constant)
    return [found[name] for name in sorted(found) if len(name) > 1]  # others are all one


def number_in(pickled: bytes) -> int:
    """The number of the list in a pickle of `(a, a)`, where `a` is a new list."""
    found = _NUMBER.search(pickled)
    assert found is not None
    return int.from_bytes(found[1] or found[2], "little")


def room_after(first: int, last: int) -> int:
    """Count the numbers left out after a variable that has taken those from `first` on."""
    used = last - first
    step = max(LEAST, 1 << max(0, used.bit_length() - 5))
    return -used % step


def one_frame_each(part: bytes) -> bytes:
    """A row of pickles, each in one frame."""
    return b"".join(_reframed(part))


def _reframed(part: bytes) -> Iterator[bytes | memoryview]:
    place = 0
    while place < len(part):
        pieces, place = _payload(part, place + 2)
        size = sum(map(len, pieces))
        yield bytes((PROTO, part[1], FRAME)) + size.to_bytes(8, "little")
        yield from pieces


def _payload(part: bytes, place: int) -> tuple[list[memoryview], int]:
    """All that a pickle has in its frames and between them, and where it ends."""
    view = memoryview(part)
    pieces: list[memoryview] = []
    while True:
        code = part[place]
        if code == FRAME:
            start = place + 9
            place = start + int.from_bytes(part[place + 1 : start], "little")
        elif code in LENGTHS:
            start = place
            count = LENGTHS[code]
            length = int.from_bytes(part[place + 1 : place + 1 + count], "little")
            place += 1 + count + length
        else:
            start = place
            place += 2 if code in ONE_BYTE else 1
        pieces.append(view[start:place])
        if part[place - 1] == STOP and (place == len(part) or part[place] == PROTO):
            return pieces, place

"""Lines: values in the order in which they came, such as the pids of processes that wait.

Each value has a place, a number that grows and is never given again, by which it is found and
taken out wherever it stands. A short line is part of its owner's record; a long one has a tree, so
that each step costs the logarithm of its length. The owner marks itself as changed.

Read by: perdure.image.schema.channels, .locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from perdure.image.schema.indices import Queue

FEW = 16  #: values that are kept in the owner's record


class Line:
    """Values by their places, the least first."""

    __slots__ = ("_count", "_few", "_gone", "_least", "_many", "next")

    next: int  #: the place that is given next
    _few: dict[int, Any]  #: in order
    _many: Queue | None  #: where they were more than FEW: all of them
    _count: int  #: of those in `_many`
    _gone: set[int] | None  #: of a sketch: what was taken out of `_many`, which stays as it is
    _least: int  #: of a sketch: below it all of `_many` is gone

    def __init__(self, state: tuple[Any, ...] = ()) -> None:
        """`state`: what `state()` gave."""
        self.next, rest = (state[0], state[1:]) if state else (1, ())
        self._many, self._count = None, 0
        if len(rest) == 2 and isinstance(rest[1], Queue):
            self._count, self._many = rest
            rest = ()
        self._few = dict(zip(rest[::2], rest[1::2], strict=True))
        self._gone, self._least = None, 0

    def state(self) -> tuple[Any, ...]:
        """All of it as plain data, for the owner's record."""
        if self._many is not None:
            return self.next, self._count, self._many
        if not self._few:
            return () if self.next == 1 else (self.next,)
        return (self.next, *chain.from_iterable(self._few.items()))

    def sketch(self) -> Line:
        """A copy that may be changed without this being changed."""
        made = Line((self.next,))
        made._few = dict(self._few)
        if self._many is not None:
            made._many, made._count, made._gone = self._many, self._count, set()
        return made

    def __len__(self) -> int:
        return self._count + len(self._few)

    def __contains__(self, place: int) -> bool:
        return place in self._few or self._is_in_tree(place)

    def get(self, place: int) -> Any:
        """The value there; None where there is none."""
        if self._is_in_tree(place):
            assert self._many is not None
            return self._many[place]
        return self._few.get(place)

    def items(self) -> Iterator[tuple[int, Any]]:
        """(place, value) of each, in order."""
        if self._many is not None and self._count:
            for place, value in self._many.items(self._least):
                if self._gone is None or place not in self._gone:
                    yield place, value
        yield from self._few.items()

    def first(self) -> tuple[int, Any]:
        """(place, value) of the first of those that there are."""
        found = next(self.items())
        if self._gone is not None:
            self._least = found[0]
        return found

    def last(self) -> tuple[int, Any]:
        """(place, value) of the last of those that there are; not of a sketch."""
        if self._few:
            return next(reversed(self._few.items()))
        assert self._many is not None
        place = self._many.maxKey()
        return place, self._many[place]

    def reserve(self) -> int:
        """A place at the end, for a process that will stand there."""
        self.next += 1
        return self.next - 1

    def append(self, value: Any) -> None:
        self.put(self.reserve(), value)

    def put(self, place: int, value: Any) -> None:
        """Put a value at a place that was reserved."""
        self.next = max(self.next, place + 1)
        if self._many is not None and self._gone is None:
            self._count += not self._is_in_tree(place)
            self._many[place] = value
            return
        is_last = not self._few or place > next(reversed(self._few))
        self._few[place] = value
        if not is_last:
            self._few = dict(sorted(self._few.items()))
        if len(self._few) > FEW and self._many is None:
            self._many, self._count = Queue(self._few), len(self._few)
            self._few = {}

    def take(self, place: int) -> bool:
        """Take out what stands there; whether anything did."""
        if self._few.pop(place, self) is not self:
            return True
        if not self._is_in_tree(place):
            return False
        assert self._many is not None
        self._count -= 1
        if self._gone is not None:
            self._gone.add(place)
            return True
        del self._many[place]
        if not self._count:
            self._many = None
        return True

    def _is_in_tree(self, place: int) -> bool:
        many, gone = self._many, self._gone
        return many is not None and place in many and (gone is None or place not in gone)

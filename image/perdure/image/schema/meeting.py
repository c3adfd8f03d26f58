"""A place where processes meet: what channels, semaphores and their like have in common.

It is a value of programs: an object like any other, shared by all that refer to it. What waits at
it stands in its lines. A change of a line, by waiting too, writes the object itself, so that
two members that use it at the same time exclude each other.

Read by: perdure.image.schema.channels, .locks.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from persistent import Persistent

from perdure.image.schema.lines import Line

VERSION = 1


class Meeting(Persistent):
    """The base of these classes. Its record has the fields, then the lines, in their order."""

    __slots__ = ()

    FIELDS: ClassVar[tuple[str, ...]] = ()
    LINES: ClassVar[tuple[str, ...]] = ()

    def __getstate__(self) -> tuple[object, ...]:
        fields = [getattr(self, name) for name in self.FIELDS]
        return (VERSION, *fields, *[getattr(self, name).state() for name in self.LINES])

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        names = (*self.FIELDS, *self.LINES)
        for name, part in zip(names, state[1:], strict=False):
            setattr(self, name, Line(part) if name in self.LINES else part)

    def sketch(self) -> Self:
        """A copy that is not stored, for a slice that is run apart to try things on."""
        self._p_activate()
        kind = type(self)
        made = kind.__new__(kind)
        for name in self.FIELDS:
            setattr(made, name, getattr(self, name))
        for name in self.LINES:
            setattr(made, name, getattr(self, name).sketch())
        return made

    def changed(self) -> None:
        """A line of it was changed."""
        setattr(self, "_p_changed", True)  # noqa: B010  (mypy)

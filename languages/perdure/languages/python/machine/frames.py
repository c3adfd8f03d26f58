"""Frames of a Python process while it is in memory.

Stored, a frame is a code and a point (perdure.vm.protocols.frames), and its values are in the
process's heap, with all that they refer to; see perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CellType
from typing import Any, NamedTuple

from perdure.vm.dataclass import dataclass

#: The point of a frame that has not begun.
START = -1

#: The index of a frame that is the call of one.
BEFORE = -1

#: A function that gives one of the values that it is called with.
GIVE = tuple.__getitem__


@dataclass(slots=True)
class Constructed:
    """In place of what `__init__` returns: the object."""

    value: Any


@dataclass(slots=True)
class Closing:
    """The generator was left by `close()`: what says that it has ended gives None."""


@dataclass(slots=True)
class Defaulting:
    """The generator was asked by `next(iterator, default)`."""

    default: Any


class Where(NamedTuple):
    """The namespaces of code that has no module: of a text for `exec`."""

    names: dict[str, Any]  #: its globals
    local: Any = None  #: its locals, a dict or another mapping, where it is the text's body


Instead = Constructed | Closing | Defaulting | None


@dataclass(slots=True, eq=False)
class Frame:
    """The part that one function, generator or module body still has to do."""

    unit: str  #: the name of its unit
    index: int  #: of its function there; 0 is the module's body
    point: int  #: 2 * site: waits for its value; 2 * site + 1: before it; START
    kept: tuple[str, ...] = ()  #: names of the values, in order
    values: tuple[Any, ...] = ()
    cells: dict[str, CellType] = None  # type: ignore[assignment]
    generator: Any = None  #: the generator that it is the frame of
    #: the asynchronous generator whose step that is, which is to have another generator then
    steps: Any = None
    instead: Instead = None  #: what its caller gets in place of its value
    where: Where | None = None  #: of a text for `exec`
    #: of the BEFORE kind: (function, arguments, keywords)
    call: tuple[Any, tuple[Any, ...], dict[str, Any]] | None = None


def nothing_in(unit: str) -> Frame:
    """A frame that does nothing, and gives None: it holds the place of a stack without frames."""
    return giving(unit, None)


def giving(unit: str, value: Any) -> Frame:
    """A frame that gives that value to the one below it."""
    return Frame(unit, BEFORE, START, cells={}, call=(GIVE, ((value,), 0), {}))


class Box:
    """The values that the rest of a generator begins with; its first statement takes them out."""

    __slots__ = ("first", "values")

    def __init__(self) -> None:
        self.first: tuple[bool, bool, Any] = (False, False, None)
        self.values: tuple[Any, ...] = ()

    def fill(self, is_primed: bool, is_raised: bool, value: Any) -> None:
        self.first = (is_primed, is_raised, value)

    def __iter__(self) -> Iterator[Any]:
        values = [*self.first, *self.values]
        self.first, self.values = (False, False, None), ()
        return iter(values)


def box_of(generator: Any) -> Box:
    """The box of a generator that is the rest of a body, and has not been started."""
    box: Box = generator.gi_frame.f_locals[".box"]
    return box


def is_unstarted(generator: Any) -> bool:
    """Whether a generator is the rest of a body, and has its box still."""
    return generator.gi_frame is not None and ".box" in generator.gi_frame.f_locals


def frame_for(
    function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], unit: str
) -> Frame:
    """The frame that a process begins with which is to call a function, of some unit."""
    return Frame(unit, BEFORE, START, cells={}, call=(function, arguments, keywords))

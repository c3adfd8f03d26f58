"""Programs: the part of a Python process that an image keeps besides its frames.

A process's execution has, in its outermost frame, its `Program` and the bytes of what the
frames hold. The program's record has its modules and the bytes of the namespaces, and is written
where these have changed. Looking at a process loads no bytes.

Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.languages.python.code import Unit
from perdure.vm import ForeignCode, Source

MACHINE = "python"  #: the name of the machine that runs it


class Program(Persistent):
    """A program of Python's as one process has it."""

    __module__ = "perdure.languages.python"
    __slots__ = ("arguments", "folders", "imported", "modules", "namespaces", "outside", "refs")

    arguments: tuple[str, ...]  #: `sys.argv`
    folders: tuple[str, ...]  #: where its modules are looked for
    modules: tuple[Codes, ...]  #: its own, in the order of their import
    namespaces: bytes  #: what they hold; the first part of what the heap dumps
    refs: tuple[Any, ...]  #: the Persistent objects that these, and the frames, refer to
    outside: tuple[str, ...]  #: modules that were seen to touch the world outside
    imported: tuple[str, ...]  #: foreign modules, in the order of their import

    def __init__(self, arguments: tuple[str, ...], folders: tuple[str, ...]) -> None:
        self.arguments = arguments
        self.folders = folders
        self.modules = ()
        self.namespaces = b""
        self.refs = ()
        self.imported = ()
        self.outside = ()

    def __getstate__(self) -> tuple[Any, ...]:
        start = (self.arguments, self.folders)
        return (1, *start, self.modules, self.namespaces, self.refs, self.imported, self.outside)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.arguments, self.folders, self.modules, self.namespaces = state[:5]
        self.refs, self.imported, self.outside = state[5:8]


class Codes(Persistent):
    """The codes that frames of one unit name: made when a frame of theirs is first stored."""

    __module__ = "perdure.languages.python"
    __slots__ = ("codes", "source", "unit")

    unit: Unit
    source: Source
    codes: dict[int, ForeignCode]  #: by the index of the function

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.source = Source(unit.filename, unit.text)
        self.codes = {}

    def __getstate__(self) -> tuple[Any, ...]:
        return (1, self.unit, self.source, tuple(self.codes.items()))

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.unit, self.source, codes = state[:4]
        self.codes = dict(codes)

    def of(self, index: int) -> ForeignCode:
        """The code of a function of the unit."""
        found = self.codes.get(index)
        if found is None:
            lowered = self.unit.lowered
            function = lowered.functions[index]
            places = tuple(
                (site.line, site.column + 1) for site in lowered.sites if site.function == index
            )
            content = ("frame", self, index)
            found = ForeignCode(MACHINE, function.qualname, content, self.source, places)
            self.codes[index] = found
            self._p_changed = True  # type: ignore[misc]
        return found

"""Programs: the part of a Python process that an image keeps besides its frames.

A process's execution has, in its outermost frame, its `Program` and the bytes of what the
frames hold. The program's record has its modules and the bytes of the namespaces, and is written
where these have changed. Looking at a process loads no bytes.

Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from operator import is_
from typing import Any

from persistent import Persistent

from perdure.languages.python.code import Unit
from perdure.languages.python.machine.chunks import Stored
from perdure.languages.python.machine.frames import BEFORE
from perdure.vm import ForeignCode, Source

MACHINE = "python"  #: the name of the machine that runs it


class Program(Persistent):
    """A program of Python's as one process has it."""

    __module__ = "perdure.languages.python"
    __slots__ = (
        "arguments",
        "base",
        "folders",
        "imported",
        "modules",
        "namespaces",
        "outside",
        "refs",
        "set_up",
    )

    arguments: tuple[str, ...]  #: `sys.argv`
    folders: tuple[str, ...]  #: where its modules are looked for
    modules: tuple[Codes, ...]  #: its own, in the order of their import
    namespaces: Stored  #: what they hold; the first part of what the heap dumps
    refs: tuple[Any, ...]  #: the Persistent objects that these, and the frames, refer to
    outside: tuple[str, ...]  #: modules that were seen to touch the world outside
    imported: tuple[str, ...]  #: foreign modules, in the order of their import
    set_up: bytes  #: of the interpreter, see perdure.languages.python.machine.setting_up
    #: the bases.Base that it is of, or is to become; None where it is a process's own
    base: Any

    def __init__(
        self, arguments: tuple[str, ...], folders: tuple[str, ...], base: Any = None
    ) -> None:
        self.arguments = arguments
        self.folders = folders
        self.modules = ()
        self.namespaces = b""
        self.refs = ()
        self.imported = ()
        self.outside = ()
        self.set_up = b""
        self.base = base

    def __getstate__(self) -> tuple[Any, ...]:
        start = (self.arguments, self.folders)
        heap = (self.modules, self.namespaces, self.refs, self.imported, self.outside)
        if self.set_up:
            return (1, *start, *heap, self.base, self.set_up)
        return (1, *start, *heap) if self.base is None else (1, *start, *heap, self.base)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.arguments, self.folders, self.modules, self.namespaces = state[:5]
        self.refs, self.imported, self.outside = state[5:8]
        self.base = state[8] if len(state) > 8 else None
        self.set_up = state[9] if len(state) > 9 else b""

    @property
    def is_loading(self) -> bool:
        """Whether it runs the bodies of modules that all calls have in common."""
        return self.base is not None and not self.is_shared

    @property
    def is_shared(self) -> bool:
        """Whether processes have it in common, and none of them may change it."""
        return self.base is not None and self.base.program is self

    def copy(self) -> Program:
        """One of a process's own."""
        made = Program(self.arguments, self.folders)
        made.modules = self.modules
        made.keep(self.namespaces, self.refs, self.imported, self.outside, self.set_up)
        return made

    def has(
        self,
        namespaces: Stored,
        refs: tuple[Any, ...],
        imported: tuple[str, ...],
        outside: tuple[str, ...],
        set_up: bytes,
    ) -> bool:
        """Whether what it keeps is that."""
        return (
            namespaces == self.namespaces
            and len(refs) == len(self.refs)
            and all(map(is_, refs, self.refs))
            and imported == self.imported
            and outside == self.outside
            and set_up == self.set_up
        )

    def keep(
        self,
        namespaces: Stored,
        refs: tuple[Any, ...],
        imported: tuple[str, ...],
        outside: tuple[str, ...],
        set_up: bytes,
    ) -> None:
        """Keep what the process has by now."""
        self.namespaces, self.refs = namespaces, refs
        self.imported, self.outside, self.set_up = imported, outside, set_up


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
            name = "call" if index == BEFORE else lowered.functions[index].qualname
            places = tuple(
                (site.line, site.column + 1) for site in lowered.sites if site.function == index
            )
            content = ("frame", self, index)
            found = ForeignCode(MACHINE, name, content, self.source, places)
            self.codes[index] = found
            self._p_changed = True  # type: ignore[misc]
        return found

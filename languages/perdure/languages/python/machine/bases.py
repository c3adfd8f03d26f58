"""Bases: what calls of a program's functions begin from.

`perdure call flow.py:on_order` runs the bodies of a program's modules once for each version of it,
as a process of its own. The namespaces as they are when that has ended are the *base*: each call
begins with a copy of them, and one that has changed nothing there refers to the base's record
and has none of its own.

Read by: perdure.languages.python.machine.beginning, perdure.languages.python.language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from persistent import Persistent

from perdure.languages.python.machine.chunks import cut
from perdure.languages.python.machine.frames import BEFORE
from perdure.languages.python.machine.programs import MACHINE, Codes, Program
from perdure.languages.python.machine.spaces import Space, read_text
from perdure.languages.python.machine.storing import Shape, shape_of, shape_with, space_of
from perdure.languages.python.runtime.twins import UNIT as TWINS
from perdure.vm import ForeignCode, Source

KEEPING = "keeping variables"  #: of an entry, behind the name of the function
LOADS = 3  #: after which the bytes of a base are taken as they are


class Base(Persistent):
    """A version of a program whose functions are called."""

    __module__ = "perdure.languages.python"
    __slots__ = ("entries", "folders", "held", "loader", "name", "path", "program", "text")

    name: str  #: of its module, as it is imported
    path: str
    text: str
    folders: tuple[str, ...]  #: where its modules are looked for
    loader: int  #: the pid of the process that runs the bodies; 0: none does
    program: Program | None  #: what they left; None as long as they have not ended
    held: bytes  #: the second part of what the heap dumps: that of a program that does nothing
    #: by the function's name, what a call begins with; see KEEPING
    entries: dict[str, ForeignCode]

    def __init__(self, name: str, path: str, text: str, folders: tuple[str, ...]) -> None:
        self.name = name
        self.path = path
        self.text = text
        self.folders = folders
        self.loader = 0
        self.program = None
        self.held = b""
        self.entries = {}

    def __getstate__(self) -> tuple[Any, ...]:
        start = (self.name, self.path, self.text, self.folders)
        return (1, *start, self.loader, self.program, self.held, tuple(self.entries.items()))

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, self.path, self.text, self.folders = state[:5]
        self.loader, self.program, self.held, entries = state[5:9]
        self.entries = dict(entries)

    def entry(self, function: str, *, keeps_variables: bool = False) -> ForeignCode:
        """The code that a process begins with which calls that function."""
        key = f"{function} {KEEPING}" if keeps_variables else function
        found = self.entries.get(key)
        if found is None:
            name = f"{self.name}:{function}"
            content = (
                ("call", self, function, True) if keeps_variables else ("call", self, function)
            )
            found = ForeignCode(MACHINE, name, content, self.source())
            self.entries[key] = found
            self._p_changed = True  # type: ignore[misc]
        return found

    def source(self) -> Source:
        return Source(self.path, self.text)

    def is_outdated(self) -> bool:
        """Whether a module besides the first is another by now than the one that was run."""
        if self.program is None:
            return False
        units = [codes.unit for codes in self.program.modules]
        return any(
            unit.name not in (self.name, "__main__", TWINS) and is_changed(unit.filename, unit.text)
            for unit in units
        )

    def shape(self) -> Shape:
        """The base in bytes."""
        assert self.program is not None
        return shape_with(self.program, self.held)


def is_changed(path: str, text: str) -> bool:
    """Whether a file has another text; one that is not here has not."""
    try:
        return read_text(Path(path)) != text
    except (OSError, SyntaxError, UnicodeDecodeError):
        return False


def key_of(path: str, text: str) -> str:
    """The key under which an image keeps the base of that version."""
    return f"{path} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def base_for(programs: Any, name: str, path: str, text: str, folders: tuple[str, ...]) -> Base:
    """The base of a program as it is now; a new one where its version is new to the image."""
    key = key_of(path, text)
    found: Base | None = programs.get(key)
    if found is None or found.is_outdated():
        found = programs[key] = Base(name, path, text, folders)
    return found


def given_modules(program: Program) -> Mapping[str, tuple[str, str, bool]]:
    """The modules whose text the image has, whatever the files are here."""
    base = program.base
    if base is None:
        return {}
    return {base.name: (base.path, base.text, Path(base.path).stem == "__init__")}


def keep_base(base: Base, program: Program, space: Space) -> None:
    """Have a program whose modules' bodies have ended as the base. CannotStore."""
    space.add_guest()
    space.call = None
    for name in space.units():
        space.namespace(name).update({".r": None, ".x": None})
    shape = shape_of(space)
    for _ in range(LOADS):  # which equal texts are one is another after a load
        again = space_of(shape, lambda: fresh(space))[0]
        before, shape = shape, shape_of(again)
        again.let_go()
        if (before.namespaces, before.held) == (shape.namespaces, shape.held):
            break
    program.modules = tuple(Codes(unit.new_unit()) for unit in shape.units)
    for codes in program.modules:  # now, as calls by several workers would each write them
        for index in range(BEFORE, len(codes.unit.lowered.functions)):
            codes.of(index)
    kept = (shape.refs, shape.imported, shape.outside, shape.set_up)
    program.keep(cut(shape.namespaces, b""), *kept)
    base.held = shape.held
    base.program = program


def fresh(space: Space) -> Space:
    """An empty space like that one."""
    made = Space(space.host)
    made.arguments, made.folders, made.why_not = space.arguments, space.folders, space.why_not
    return made

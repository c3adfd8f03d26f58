"""Environments: tables from names to what they mean at top level.

A library, a program and the interaction environment are all of this class. A
name means a Cell (a variable), a Builtin (a procedure written in Python, which
the compiler may open-code), or a keyword object of the front end (a macro or a
core form), about which the VM knows only that it can be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import describers
from perdure.vm.objects.procedures import Cell

Binding = Any  #: Cell | Builtin | a front end's keyword object


class Environment(Persistent):
    """Names and their bindings; for a library, also which names it exports.

    Changing what a name is bound to never changes the old binding: code compiled
    before goes on with the cell it was compiled against.
    """

    __module__ = "perdure.vm"
    __slots__ = ("bindings", "exports", "identities", "imported", "name", "origin")

    name: str  #: "(scheme base)", "user", a file's name
    bindings: OOBTree  #: str -> Binding
    exports: OOBTree  #: str (the outside name) -> Binding; empty for what is no library
    imported: OOBTree  #: str -> the library's name, for names that came by import
    #: what a front end remembers of the text a library was loaded from, or ()
    origin: tuple[Any, ...]
    #: what the definitions here made that is compared by identity, under the front end's
    #: names for it; None while there is none
    identities: OOBTree | None

    def __init__(self, name: str) -> None:
        self.name = name
        self.bindings = OOBTree()
        self.exports = OOBTree()
        self.imported = OOBTree()
        self.origin = ()
        self.identities = None

    def __getstate__(self) -> tuple[object, ...]:
        return (
            3,
            self.name,
            self.bindings,
            self.exports,
            self.imported,
            self.origin,
            self.identities,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, self.bindings, self.exports, self.imported = state[:5]
        self.origin = state[5] if len(state) > 5 else ()  # version 1 had none
        self.identities = state[6] if len(state) > 6 else None  # nor had version 2

    def find(self, name: str) -> Binding | None:
        """The binding of the name here, or None."""
        return self.bindings.get(name)

    def cell(self, name: str) -> Cell:
        """The cell to define or refer to: made, unbound, where the name is new."""
        found = self.bindings.get(name)
        if isinstance(found, Cell) and name not in self.imported:
            return found
        if found is not None and name in self.imported:
            del self.imported[name]  # a definition hides an import from now on
        made = Cell(name, self.name)
        self.bindings[name] = made
        return made

    def bind(self, name: str, binding: Binding, imported_from: str = "") -> None:
        """Make the name mean the binding, whatever it meant before."""
        self.bindings[name] = binding
        if imported_from:
            self.imported[name] = imported_from
        elif name in self.imported:
            del self.imported[name]

    def export(self, outside: str, binding: Binding) -> None:
        self.exports[outside] = binding

    def identity(self, name: str, make: Callable[[], Value]) -> Value:
        """The object that a definition here made under that name, now or when evaluated before."""
        if self.identities is None:
            self.identities = OOBTree()
        found = self.identities.get(name)
        if found is None:
            found = self.identities[name] = make()
        return found

    def names(self) -> Iterator[str]:
        return iter(self.bindings.keys())


describers[Environment] = lambda x: f"#<environment {x.name}>"

"""Texts for `exec` that define functions: these are lowered.

So what they call outside is an effect, and a generator of one, half-way, is stored as the rest of
its body. The text's own statements stay Python's: `exec` may have them run with variables of any
kind. A function is stored with the lowered form, which other Perdures make no other. Its frames are
not: what it waits for comes as under a function of C's.

Read by: perdure.languages.python.machine.spaces, perdure.languages.python.machine.generators.
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

from perdure.languages.python.code import Unit, new_unit
from perdure.languages.python.generating import nothing_known
from perdure.languages.python.lowering import Options, lower_module
from perdure.languages.python.machine.linking import Linked

NAME = "%text"  #: of all of them, as units
MOST = 1000  #: texts whose functions are known in one program


class Texts:
    """The texts of one program."""

    def __init__(self, builtins: dict[str, Any]) -> None:
        self._builtins = builtins
        self._linked: dict[str, Linked] = {}  #: by digest, those used last at the end

    def entry(self, text: str, futures: tuple[str, ...]) -> CodeType | None:
        """The code of a text; None where that is to be Python's own. SyntaxError."""
        if "def " not in text or not defines_functions(text):
            return None
        options = Options(checks=True, is_text=True, futures=futures)
        return self._kept(new_unit(lower_module(text, "<string>", NAME, options), text)).entry

    def loaded(self, state: tuple[Any, ...]) -> Linked:
        """One that was stored."""
        unit = Unit()
        unit.__setstate__(state)
        return self._kept(unit)

    def find(self, code: CodeType) -> tuple[Linked, int] | None:
        """The text that a code object is of, and the number of its function there."""
        for linked in self._linked.values():
            index = linked.index_of(code)
            if index is not None:
                return linked, index
        return None

    def _kept(self, unit: Unit) -> Linked:
        found = self._linked.pop(unit.digest, None)
        if found is None:
            found = Linked(unit)
            self._builtins.update(nothing_known(found.known))
        self._linked[unit.digest] = found
        if len(self._linked) > MOST:
            del self._linked[next(iter(self._linked))]
        return found

    def forget_known(self) -> None:
        """Have lowered code ask anew what it calls."""
        for linked in self._linked.values():
            self._builtins.update(nothing_known(linked.known))


def defines_functions(text: str) -> bool:
    """Whether it defines any, and no coroutines: Python itself drives those of a text."""
    nodes = [type(node) for node in ast.walk(ast.parse(text))]
    return ast.FunctionDef in nodes and ast.AsyncFunctionDef not in nodes

"""Texts for `exec` that define generator functions: what they define is lowered.

A generator that stands half-way is stored as the rest of its lowered body. So such a text is
lowered, but for its own statements, which stay Python's: `exec` may have them run with variables
of any kind. A function of it is stored with the lowered form, which other Perdures make no other.

Read by: perdure.languages.python.machine.spaces, perdure.languages.python.machine.generators.
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

from perdure.languages.python.code import Unit, new_unit
from perdure.languages.python.lowering import Options, lower_module
from perdure.languages.python.machine.linking import Linked

NAME = "%text"  #: of all of them, as units
MOST = 1000  #: texts whose functions are known in one program
MAKING = (ast.Yield, ast.YieldFrom)


class Texts:
    """The texts of one program."""

    def __init__(self) -> None:
        self._linked: dict[str, Linked] = {}  #: by digest, those used last at the end

    def entry(self, text: str, futures: tuple[str, ...]) -> CodeType | None:
        """The code of a text; None where it defines no generator function. SyntaxError."""
        if "yield" not in text or not defines_generators(text):
            return None
        options = Options(is_text=True, futures=futures)
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
        found = self._linked.pop(unit.digest, None) or Linked(unit)
        self._linked[unit.digest] = found
        if len(self._linked) > MOST:
            del self._linked[next(iter(self._linked))]
        return found


def defines_generators(text: str) -> bool:
    return any(isinstance(node, MAKING) for node in ast.walk(ast.parse(text)))

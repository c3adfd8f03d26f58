"""Functions that a program has made by `exec` or `eval` of a text.

Code has no form that other versions of Python read. So the text is remembered that it was compiled
from, and a function is stored as that text, which of its code objects the function runs, and the
dict that is its globals.

Read by: perdure.languages.python.heap.functions, perdure.languages.python.runtime.texts.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple
from weakref import ref

from perdure.languages.python.code.own_builtins import NAME, OwnBuiltins
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.generating.compiling import all_codes


class Text(NamedTuple):
    """A text, as `compile` is given it."""

    source: str | bytes
    filename: str
    mode: str
    flags: int  #: those of `from __future__ import ...`


#: By identity of a code object: a reference to it, its text, and its number there.
_known: dict[int, tuple[ref[CodeType], Text, int]] = {}


@lru_cache(maxsize=100)
def code_of_text(text: Text) -> CodeType:
    """The code of a text, whose code objects are known from now on. SyntaxError."""
    source, filename, mode, flags = text
    made: Any = source
    if NAME in (source if isinstance(source, str) else source.decode("latin-1")):
        tree = tree_of(source, filename, mode, flags)
        made = ast.fix_missing_locations(OwnBuiltins().visit(tree))
    code: CodeType = compile(made, filename, mode, flags, dont_inherit=True)
    for number, each in enumerate(all_codes(code)):
        _remember(each, text, number)
    return code


def _remember(code: CodeType, text: Text, number: int) -> None:
    key = id(code)

    def forget(_: object) -> None:
        _known.pop(key, None)

    _known[key] = ref(code, forget), text, number


def text_of(code: CodeType) -> tuple[Text, int] | None:
    """The text that a code object was compiled from, and its number among those of the text."""
    found = _known.get(id(code))
    return None if found is None else found[1:]


def code_in_text(text: Text, number: int) -> CodeType:
    return list(all_codes(code_of_text(text)))[number]

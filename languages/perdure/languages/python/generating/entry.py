"""Entry code: the code of a module's body, whose constants have that of its functions."""

from __future__ import annotations

from collections.abc import Container, Iterable
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from perdure.languages.python.code.data import LoweredModule
from perdure.languages.python.code.names import HAVING, KNOWN
from perdure.languages.python.generating.compiling import (
    all_codes,
    body_code,
    match_functions,
)


class Generated:
    """Code that has been made of a module in this interpreter."""

    def __init__(self, module: LoweredModule) -> None:
        body = list(module.functions[0].body)
        self.entry = body_code(module, body)
        self.functions = match_functions(body, self.entry)
        self.functions[self.entry] = 0
        self.codes: dict[int, CodeType] = {}
        for code, index in self.functions.items():
            self.codes.setdefault(index, code)
        #: By what they are the rest of; see `rests`.
        self.rests: dict[Any, CodeType] = {}
        self.origins: dict[CodeType, Any] = {}
        self.mentioned: dict[tuple[int, int], Container[str]] = {}
        self.handled: dict[tuple[int, int], tuple[str, ...]] = {}


_GENERATED: WeakKeyDictionary[LoweredModule, Generated] = WeakKeyDictionary()


def generated(module: LoweredModule) -> Generated:
    found = _GENERATED.get(module)
    if found is None:
        found = _GENERATED[module] = Generated(module)
    return found


def entry_code(module: LoweredModule) -> CodeType:
    """The code of the module's body."""
    return generated(module).entry


def known_names(module: LoweredModule) -> list[str]:
    """The builtins in which the module's code has what it knows of callees."""
    codes = all_codes(entry_code(module))
    return sorted({n for code in codes for n in code.co_names if n.startswith((KNOWN, HAVING))})


def nothing_known(names: Iterable[str]) -> dict[str, Any]:
    """These builtins as they are while nothing is known: None, or no types."""
    return {name: set() if name.startswith(HAVING) else None for name in names}


def functions_of(module: LoweredModule) -> dict[CodeType, int]:
    """The index of the function that a code object is of, of all code made of the module so far.

    The code of a rest is among them, and that of functions in it.
    """
    return generated(module).functions


def code_of(module: LoweredModule, index: int) -> CodeType:
    """The code of a function from its beginning."""
    return generated(module).codes[index]

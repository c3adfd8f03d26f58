"""The reasons why nothing is known to raise an exception of a name, for a breakpoint on it.

Builtin classes are known, those that a text of a program defines or imports, and those of modules
that are loaded, or Python's own. What a library has that is not loaded is not: it may be meant.

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from perdure.languages.python.code.trees import tree_of

#: Modules of Python's that do something when they are imported.
ACTING = frozenset(("antigravity", "this", "idlelib", "turtledemo", "test"))


def why_not_raised(name: str, texts: Sequence[str]) -> str:
    """Why nothing is known to raise that, "" where something may."""
    own = {each for text in texts for each in names_bound(text)}
    *path, last = name.split(".")
    if last in own:
        return ""
    if not path:
        found = getattr(builtins, name, None)
        return told(
            name, found, {*exceptions_of(builtins), *own}, "no exception is called {} so far"
        )
    try:
        module, rest = module_in(path)
    except ImportError:
        return f"there is no module {path[0]} here, and no program of the image has {name}"
    if module is None:
        return ""  # it is not loaded, and may have it
    owner: Any = module
    for part in rest:
        owner = getattr(owner, part, None)
    prefix = name.rpartition(".")[0]
    near = {f"{prefix}.{each}" for each in exceptions_of(owner)}
    return told(name, getattr(owner, last, None), near, f"{prefix} has no exception {{}}")


def told(name: str, found: Any, near: set[str], unknown: str) -> str:
    """The reason, of what a name is bound to; "" where that is a class of exceptions."""
    if is_exception(found):
        return ""
    if found is not None:
        return f"{name} is no class of exceptions"
    likely = get_close_matches(name, near, 1)
    return unknown.format(name) + (f"; did you mean {likely[0]}?" if likely else "")


def is_exception(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseException)


def exceptions_of(owner: Any) -> list[str]:
    """The names by which a module, or a class, has classes of exceptions."""
    own = getattr(owner, "__dict__", {})
    return [name for name, each in list(own.items()) if is_exception(each)]


def module_in(path: Sequence[str]) -> tuple[ModuleType | None, Sequence[str]]:
    """The module that a dotted path leads to, and what follows; None where it is not loaded.

    ImportError where there is none.
    """
    first = path[0]
    if first not in sys.modules:
        if find_spec(first) is None:
            raise ImportError(first)
        if first not in sys.stdlib_module_names or first in ACTING:
            return None, path
    for count in range(len(path), 0, -1):
        name = ".".join(path[:count])
        if name not in sys.modules and first in sys.stdlib_module_names:
            try:
                importlib.import_module(name)
            except ImportError:
                continue
        if name in sys.modules:
            return sys.modules[name], path[count:]
    return None, path


def names_bound(text: str) -> Iterator[str]:
    """The names of classes that a text defines, and those that it imports from elsewhere."""
    try:
        tree = tree_of(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (each.asname or each.name for each in node.names)

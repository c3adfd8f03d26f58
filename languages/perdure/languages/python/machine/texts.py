"""Texts for `exec` and `eval`: units of their own, whose frames are stored as a module's are.

A text is lowered once for each file name and set of features of `__future__`, and for each set of
builtins that the namespace has other values for. What it is run in is each time the program's
affair: its frames have the namespaces themselves (`Frame.where`). Texts that call, go through and
define nothing are left to Python.

Read by: perdure.languages.python.machine.spaces, perdure.languages.python.machine.generators.
"""

from __future__ import annotations
import __future__

import ast
import hashlib
import importlib.util
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any, NamedTuple

from perdure.languages.python.code import TWINS, Unit, new_unit
from perdure.languages.python.code.text_names import EVALUATED, TEXT
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.generating import nothing_known
from perdure.languages.python.heap.texts import Text
from perdure.languages.python.lowering import Options, lower_module
from perdure.languages.python.lowering.builtin_names import BUILTINS
from perdure.languages.python.machine.activations import activated
from perdure.languages.python.machine.linking import OPTIONS, Linked

MOST = 1000  #: texts that are known in one program, besides those that it stands in

#: What may run code of the program's, or make some.
MAY_WAIT = (
    *(ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.For, ast.AsyncFor, ast.comprehension),
    *(ast.With, ast.AsyncWith, ast.Import, ast.ImportFrom, ast.Lambda),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)
NAMES = BUILTINS | frozenset(TWINS)


class Parsed(NamedTuple):
    may_wait: bool
    names: frozenset[str]  #: of builtins that it mentions


class Texts:
    """The texts of one program."""

    def __init__(self, builtins: dict[str, Any], standing: Callable[[], Iterable[str]]) -> None:
        self._builtins = builtins
        self._standing = standing  #: gives the names of units that frames stand in
        self._linked: dict[str, Linked] = {}  #: by name, those used last at the end
        self._parsed: dict[Text, Parsed] = {}
        self.options: Options = OPTIONS

    def entry(self, text: Text, *spaces: Any) -> CodeType | None:
        """The code of a text to be run once with these namespaces, globals first.

        None where it is to be Python's own. SyntaxError.
        """
        parsed = self._parsed_text(text)
        if not parsed.may_wait:
            return None
        shadowed = frozenset(name for name in parsed.names if is_in(spaces, name))
        name = name_of(text, shadowed)
        unit = self._linked.get(name)
        if unit is None:
            unit = Linked(self._lowered(text, name, shadowed))
        return activated(self._kept(unit), unit.entry, {})

    def _lowered(self, text: Text, name: str, shadowed: frozenset[str]) -> Unit:
        options = self.options._replace(
            shadowed=shadowed, is_printing=text.mode == "single", futures=names_of(text.flags)
        )
        lowered = lower_module(text.source, text.filename, name, options)
        source = text.source
        return new_unit(
            lowered, source if isinstance(source, str) else importlib.util.decode_source(source)
        )

    def _parsed_text(self, text: Text) -> Parsed:
        found = self._parsed.get(text)
        if found is None:
            tree = tree_of(text.source, text.filename, text.mode, text.flags)
            nodes = list(ast.walk(tree))
            names = {node.id for node in nodes if isinstance(node, ast.Name)}
            found = Parsed(any(isinstance(node, MAY_WAIT) for node in nodes), NAMES & names)
            if len(self._parsed) >= MOST:
                del self._parsed[next(iter(self._parsed))]
            self._parsed[text] = found
        return found

    def loaded(self, state: tuple[Any, ...]) -> Linked:
        """One that was stored."""
        unit = self._linked.get(state[0])
        if unit is None:
            stored = Unit()
            stored.__setstate__(state)
            unit = Linked(stored)
        return self._kept(unit)

    def add(self, unit: Linked) -> None:
        """Take in one that frames stand in which are being loaded."""
        self._kept(unit)

    def unit(self, name: str) -> Linked:
        """The text that is a unit of that name."""
        return self._linked[name]

    def get(self, name: str) -> Linked | None:
        return self._linked.get(name)

    def find(self, code: CodeType) -> tuple[Linked, int] | None:
        """The text that a code object is of, and the number of its function there."""
        for linked in self._linked.values():
            index = linked.index_of(code)
            if index is not None:
                return linked, index
        return None

    def is_rest(self, code: CodeType) -> bool:
        return any(unit.origin(code) is not None for unit in self._linked.values())

    def _kept(self, unit: Linked) -> Linked:
        name = unit.module.name
        if self._linked.pop(name, None) is None:
            self._builtins.update(nothing_known(unit.known))
        self._linked[name] = unit
        if len(self._linked) > MOST:
            standing = {name, *self._standing()}
            for old in [each for each in self._linked if each not in standing][:1]:
                for known in self._linked.pop(old).known:
                    if old in known:
                        self._builtins.pop(known, None)
        return unit

    def forget_known(self) -> None:
        """Have lowered code ask anew what it calls."""
        for linked in self._linked.values():
            self._builtins.update(nothing_known(linked.known))


def is_in(spaces: Iterable[Any], name: str) -> bool:
    """Whether one of these namespaces has a value for a name, or may have: it is no dict."""
    return any(
        space is not None and (not isinstance(space, dict) or dict.__contains__(space, name))
        for space in spaces
    )


def name_of(text: Text, shadowed: frozenset[str]) -> str:
    """The name of the unit that a text is."""
    said = repr((tuple(text), sorted(shadowed))).encode("utf-8", "surrogatepass")
    beginning = EVALUATED if text.mode == "eval" else TEXT
    return beginning + hashlib.blake2b(said, digest_size=12).hexdigest()


def names_of(flags: int) -> tuple[str, ...]:
    """The features of `__future__` that these flags stand for."""
    names = __future__.all_feature_names
    return tuple([each for each in names if flags & getattr(__future__, each).compiler_flag])

"""From bytes to objects.

Reads: kinds, program. Read by: `storing`, and each kind.
"""

from __future__ import annotations

import pathlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from typing import Any, ClassVar

from perdure.languages.python.heap.kinds import MAKERS, NAMES
from perdure.languages.python.heap.program import CannotLoad, Program

__all__ = ["Load", "PatientLoad", "QuickLoad", "Sink"]

#: Where some version of Python says that a class lies, and where all have it.
RENAMED = {
    **{("pathlib._local", name): "pathlib" for name in dir(pathlib)},
    ("collections", "_deque_iterator"): "_collections",
    ("collections", "_deque_reverse_iterator"): "_collections",
}


class Sink:
    """A list that keeps nothing: what is loaded into it has been done by being loaded."""

    __slots__ = ()

    def append(self, thing: Any) -> None:
        pass

    def extend(self, things: Iterable[Any]) -> None:
        pass


class Load:
    """One load: parts that were dumped together, in their order."""

    program: Program
    refs: Sequence[Any]
    at_end: list[Callable[[], Any]]
    memo: Any  #: all that can be referred to

    def begin(self, program: Program, refs: Sequence[Any]) -> None:
        self.program = program
        self.refs = refs
        self.at_end = []

    def load(self) -> Any:
        raise NotImplementedError

    def parts(self, number: int) -> list[list[Any]]:
        """The roots of each part."""
        try:
            found = [self.part() for _ in range(number)]
            self.end()
        finally:
            self.memo = {}  # which refers to this load, by its makers
        return found

    def part(self) -> list[Any]:
        roots: list[Any] = []
        while (thing := self.load()) is not None:
            if type(thing) is tuple:
                roots = list(thing)
        return roots

    def end(self) -> None:
        actions, self.at_end = self.at_end, []  # this load may outlive it, and what they name not
        for action in actions:
            action()

    def fill(self, mapping: Any, pairs: list[tuple[Any, Any]]) -> None:
        """Give a dict its items."""
        set_items(mapping, pairs)

    def add(self, members: Any, items: list[Any]) -> None:
        """Give a set its members."""
        members.update(items)

    def finally_(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Have this called when all parts have been loaded."""
        self.at_end.append(partial(function, *arguments))

    def maker(self, name: str) -> Any:
        try:
            function, takes_load = MAKERS[name]
        except KeyError:
            raise CannotLoad(f"there is no kind {name} in this version of Perdure") from None
        return partial(function, self) if takes_load else function


class QuickLoad(pickle.Unpickler, Load):
    """A load by the unpickler that is C."""

    def __init__(self, program: Program, stored: bytes, refs: Sequence[Any]) -> None:
        pickle.Unpickler.__init__(self, BytesIO(stored))
        self.begin(program, refs)

    def find_class(self, module: str, name: str) -> Any:
        if module == NAMES:
            return self.maker(name)
        return super().find_class(RENAMED.get((module, name), module), name)


#: The unpickler that is Python: it can be told otherwise, opcode by opcode.
SLOW: Any = getattr(pickle, "_Unpickler")  # noqa: B009


class PatientLoad(SLOW, Load):
    """A load that fills dicts and sets when all else is there, where hashing a key runs Python.

    A key's `__hash__` then finds what it wants, also where the key leads to the dict that it is in.
    """

    def __init__(self, program: Program, stored: bytes, refs: Sequence[Any]) -> None:
        SLOW.__init__(self, BytesIO(stored))
        self.begin(program, refs)
        self.fills: list[Callable[[], Any]] = []

    def find_class(self, module: str, name: str) -> Any:
        if module == NAMES:
            return self.maker(name)
        return super().find_class(RENAMED.get((module, name), module), name)

    dispatch: ClassVar[dict[int, Any]] = dict(SLOW.dispatch)

    def end(self) -> None:
        for fill in self.fills:
            fill()
        super().end()

    def load_setitem(self) -> None:
        value = self.stack.pop()
        key = self.stack.pop()
        self.fill(self.stack[-1], [(key, value)])

    def load_setitems(self) -> None:
        items = self.pop_mark()
        self.fill(self.stack[-1], list(zip(items[::2], items[1::2], strict=True)))

    def fill(self, mapping: Any, pairs: list[tuple[Any, Any]]) -> None:
        if all(type(key) in PLAIN for key, _ in pairs):
            set_items(mapping, pairs)
        else:
            self.fills.append(partial(set_items, mapping, pairs))

    def load_additems(self) -> None:
        items = self.pop_mark()
        self.add(self.stack[-1], items)

    def add(self, members: Any, items: list[Any]) -> None:
        if all(type(item) in PLAIN for item in items):
            members.update(items)
        else:
            self.fills.append(partial(members.update, items))

    dispatch[pickle.SETITEM[0]] = load_setitem
    dispatch[pickle.SETITEMS[0]] = load_setitems
    dispatch[pickle.ADDITEMS[0]] = load_additems


#: Types whose hash needs nothing else.
PLAIN = {str, int, float, bool, bytes, complex, type(None)}


def set_items(mapping: Any, pairs: list[tuple[Any, Any]]) -> None:
    for key, value in pairs:
        mapping[key] = value

"""From bytes to objects.

Reads: kinds, program. Read by: `storing`, and each kind.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from perdure.languages.python.heap.kinds import MAKERS, NAMES
from perdure.languages.python.heap.program import CannotLoad, Program

__all__ = ["Load", "Sink"]

#: Modules that some version of Python says a class lies in, and the one that all have.
RENAMED = {"pathlib._local": "pathlib"}


class Sink:
    """A list that keeps nothing: what is loaded into it has been done by being loaded."""

    __slots__ = ()

    def append(self, thing: Any) -> None:
        pass

    def extend(self, things: Iterable[Any]) -> None:
        pass


class Load(pickle.Unpickler):
    """One load: parts that were dumped together, in their order."""

    def __init__(self, program: Program, parts: Sequence[bytes], refs: Sequence[Any]) -> None:
        super().__init__(BytesIO(b"".join(part[1:] for part in parts)))
        self.program = program
        self.refs = refs
        self.number = len(parts)
        self.at_end: list[Callable[[], Any]] = []

    def parts(self) -> list[list[Any]]:
        """The roots of each part."""
        found = [self.part() for _ in range(self.number)]
        for action in self.at_end:
            action()
        return found

    def part(self) -> list[Any]:
        roots: list[Any] = []
        while (thing := self.load()) is not None:
            if type(thing) is tuple:
                roots = list(thing)
        return roots

    def finally_(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Have this called when all parts have been loaded."""
        self.at_end.append(partial(function, *arguments))

    def find_class(self, module: str, name: str) -> Any:
        if module == NAMES:
            try:
                function, takes_load = MAKERS[name]
            except KeyError:
                raise CannotLoad(f"there is no kind {name} in this version of Perdure") from None
            return partial(function, self) if takes_load else function
        return super().find_class(RENAMED.get(module, module), name)

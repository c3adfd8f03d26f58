"""Values of which there is one each: the booleans, the empty list and their like.

The booleans are objects of our own, not Python's, because `True + 1` is 2 in
Python and 1 == True: with our own, generated code needs no guard around
arithmetic (docs/decisions/001-own-booleans.md has the figures).

A singleton is pickled by its name in `perdure.vm`, so it is the same object in
every process.
"""

from __future__ import annotations

from typing import Final

from perdure.vm.objects.fixed import Fixed


class Singleton(Fixed):
    """A value equal to itself alone; `name` is its name in `perdure.vm`."""

    __module__ = "perdure.vm"
    __slots__ = ("name", "shown")

    name: str  #: where `perdure.vm` keeps it
    shown: str  #: how it is printed

    def __init__(self, name: str, shown: str) -> None:
        self.name = name
        self.shown = shown

    def __reduce__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return self.shown

    def __bool__(self) -> bool:
        raise TypeError(f"{self.shown} is no Python boolean; compare it with `is FALSE`")


TRUE: Final = Singleton("TRUE", "#t")
FALSE: Final = Singleton("FALSE", "#f")
NIL: Final = Singleton("NIL", "()")
EOF: Final = Singleton("EOF", "#<eof>")
UNSPECIFIED: Final = Singleton("UNSPECIFIED", "#<unspecified>")
#: What a `letrec` variable holds before its initializer has run.
UNASSIGNED: Final = Singleton("UNASSIGNED", "#<unassigned>")
#: An optional argument that was not given.
DEFAULT: Final = Singleton("DEFAULT", "#!default")


def boolean(truth: bool) -> Singleton:
    """The language's boolean for a Python one."""
    return TRUE if truth else FALSE

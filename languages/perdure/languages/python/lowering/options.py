"""Options of the lowering."""

from __future__ import annotations

from collections.abc import Container
from typing import Final, NamedTuple


class _All(Container[str]):
    def __contains__(self, name: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ALL"


ALL: Final = _All()  #: every function


class Options(NamedTuple):
    checks: bool = False  #: calls of what may be no program's go through `.C`
    ticks: bool = False  #: loops and functions ask whether the slice is to end
    pokes: bool = False  #: `.poke()` before every statement, for tests
    #: of a text for `exec`: names that are no builtins there, whatever the text binds; else None
    shadowed: frozenset[str] | None = None
    is_printing: bool = (
        False  #: whether values of expressions are shown, as of a line that is typed
    )
    futures: tuple[str, ...] = ()  #: features that the text has without asking
    steps: bool = False  #: the same where the program makes a step of a debugger
    raises: bool = False  #: `.raised(e)` where a statement has raised, before anything handles that
    careful: Container[str] = frozenset()  #: qualified names of functions to be lowered carefully

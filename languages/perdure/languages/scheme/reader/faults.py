"""Errors in a program's text: every one names the form, what is wrong, and where."""

from __future__ import annotations

from perdure.languages.scheme.reader.syntax import Place, Syntax
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value


class ReadFault(Fault):
    """The text is no Scheme; a condition of kind "read"."""


class Incomplete(ReadFault):
    """The text ends inside a form: a REPL asks for another line."""


def place_text(at: Place) -> str:
    """`file:line:column`, or "" where the place is not known."""
    return "" if at is None else f"{at[2]}:{at[0]}:{at[1]}"


def syntax_fault(who: str, message: str, stx: Syntax | None, *irritants: Value) -> Fault:
    """A Fault for a form that is wrong: `raise syntax_fault("let", "...", stx)`."""
    position = "" if stx is None else place_text(stx.at)
    return Fault(Condition(message, irritants, kind="syntax", who=who, position=position))


def read_fault(message: str, at: Place, *, incomplete: bool = False) -> ReadFault:
    condition = Condition(message, (), kind="read", who="read", position=place_text(at))
    return (Incomplete if incomplete else ReadFault)(condition)

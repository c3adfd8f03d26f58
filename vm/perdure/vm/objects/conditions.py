"""Errors: the object a program sees, and the Python exception that carries it.

A `Condition` is what a handler receives. A `Fault` is how Python code (a
builtin, the machine) raises one: it unwinds to the machine, which calls the
program's handler on the point of error. An `Origin` is what a condition knows of
an exception that foreign code has raised.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import register_outline, short_text


@dataclass(frozen=True, slots=True)
class Origin:
    """An exception of Python, told in the program's values.

    It is stored as a tuple of its fields, in their order.
    """

    types: tuple[str, ...]  #: full names of its class and that one's bases, the class first
    message: str  #: str(exception)
    arguments: tuple[Value, ...]  #: its `args`; a string stands for what does not convert
    is_whole: bool  #: whether all of these did convert
    cause: Value | None  #: the Condition of its `__cause__`, or of the exception it arose in
    traceback: str  #: for people
    key: str  #: names the exception in the Python process that raised it
    data: Value | None = None  #: the whole exception, where its class has a converter

    def fields(self) -> tuple[Any, ...]:
        return (
            self.types,
            self.message,
            self.arguments,
            self.is_whole,
            self.cause,
            self.traceback,
            self.key,
            self.data,
        )


class Condition(Persistent):
    """An error object: what is wrong, with which values, where."""

    __module__ = "perdure.vm"
    __slots__ = ("irritants", "kind", "message", "origin", "position", "who")

    #: "error", "type", "arity", "unbound", "range", "file", "read", "syntax", "python", ...
    kind: str
    who: str  #: the procedure that found it, or ""
    message: str
    irritants: tuple[Value, ...]
    position: str  #: "file:line:column", or "" where none is known
    origin: Origin | None  #: the exception that it stands for; its record has no field otherwise

    def __init__(
        self,
        message: str,
        irritants: tuple[Value, ...] = (),
        *,
        kind: str = "error",
        who: str = "",
        position: str = "",
        origin: Origin | None = None,
    ) -> None:
        self.kind = kind
        self.who = who
        self.message = message
        self.irritants = irritants
        self.position = position
        self.origin = origin

    def __getstate__(self) -> tuple[object, ...]:
        state = (self.kind, self.who, self.message, self.irritants, self.position)
        return state if self.origin is None else (*state, self.origin.fields())

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.kind, self.who, self.message, self.irritants, self.position = state[:5]
        self.origin = Origin(*state[5][:8]) if len(state) > 5 else None


def report_text(condition: Condition) -> str:
    """`car: expected a pair, got ()`: a condition without its position."""
    text = condition.message
    for irritant in condition.irritants:
        text += " " + short_text(irritant, 200)
    return f"{condition.who}: {text}" if condition.who else text


def _outline(x: Condition) -> tuple[str, tuple[Value, ...]]:
    who = f"{x.who}: " if x.who else ""
    return f"#<error {who}{x.message}", x.irritants


register_outline(Condition, _outline)


class Fault(Exception):
    """A condition (or any object a program raised) on its way to its handler.

    `payload` is what the handler receives.
    """

    def __init__(self, payload: Value) -> None:
        super().__init__(payload)
        self.payload = payload


def fault(
    who: str, message: str, *irritants: Value, kind: str = "error", position: str = ""
) -> Fault:
    """A Fault to raise: `raise fault("open", "no such file", name, kind="file")`."""
    return Fault(Condition(message, irritants, kind=kind, who=who, position=position))


def wrong_type(who: str, expected: str, got: Value) -> Fault:
    """`raise wrong_type("car", "a pair", x)` reads `car: expected a pair, got 5`."""
    return Fault(Condition(f"expected {expected}, got {short_text(got)}", (), kind="type", who=who))

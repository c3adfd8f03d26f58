"""Errors: the object a program sees, and the Python exception that carries it.

A `Condition` is what a handler receives. A `Fault` is how Python code (a
builtin, the machine) raises one: it unwinds to the machine, which calls the
program's handler on the point of error.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.vm.values.data import Value


class Condition(Persistent):
    """An error object: what is wrong, with which values, where."""

    __module__ = "perdure.vm"
    __slots__ = ("irritants", "kind", "message", "position", "who")

    #: "error", "type", "arity", "unbound", "range", "file", "read", "syntax", "python", ...
    kind: str
    who: str  #: the procedure that found it, or ""
    message: str
    irritants: tuple[Value, ...]
    position: str  #: "file:line:column", or "" where none is known

    def __init__(
        self,
        message: str,
        irritants: tuple[Value, ...] = (),
        *,
        kind: str = "error",
        who: str = "",
        position: str = "",
    ) -> None:
        self.kind = kind
        self.who = who
        self.message = message
        self.irritants = irritants
        self.position = position

    def __getstate__(self) -> tuple[object, ...]:
        return (self.kind, self.who, self.message, self.irritants, self.position)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.kind, self.who, self.message, self.irritants, self.position = state[:5]


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
    from perdure.vm.printer import short_text  # the printer knows all kinds, this one too

    return Fault(Condition(f"expected {expected}, got {short_text(got)}", (), kind="type", who=who))

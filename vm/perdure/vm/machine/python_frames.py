"""Python's frames on the native stack: which of them mean something to the machine.

A capture, a diagnosis and a search for a place in the program go through Python frames. Those
of generated functions are known by what their globals have under CODE, LINKED and PLACES, which
no other function's have. Those of the machine's own functions that stand between them are
known by their Python code object, which is entered here when the function is made. No
frame is known by its name.

Read by: perdure.vm.machine.linker, stack, places, faults; written by those that make functions.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Final, TypeVar

from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Code

#: Names in the globals of generated functions: the Code, its Linked, and the Places by line.
CODE: Final = "%code"
LINKED: Final = "%linked"
PLACES: Final = "%places"

F = TypeVar("F", bound=Callable[..., Any])

#: The Python code object of each function of the machine's own, by kind: one text has one.
native_codes: list[CodeType | None] = [None for _ in Native]


def native(kind: Native) -> Callable[[F], F]:
    """Enter a Python function as the machine's own of that kind."""

    def enter(function: F) -> F:
        native_codes[kind] = function.__code__
        return function

    return enter


def is_native(frame: FrameType, kind: Native) -> bool:
    """Whether the frame is of the machine's own function of that kind."""
    return frame.f_code is native_codes[kind]


def code_of(frame: FrameType) -> Code | None:
    """The Code whose generated function the frame is of; None for every other frame."""
    found: Code | None = frame.f_globals.get(CODE)
    return found

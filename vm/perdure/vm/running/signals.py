"""How control leaves generated code: the exceptions and the marker of a tail call."""

from __future__ import annotations

from typing import Any, Final

from perdure.vm.values.data import Value


class Capture(BaseException):
    """Unwinds the native stack to the machine; its traceback is the continuation.

    `kind` says why: the machine's own kinds begin with "%"; every other one is a
    wait that the machine's user knows how to end. A BaseException, so that no
    `except Exception` on the way can swallow it.
    """

    def __init__(self, kind: str, *arguments: Value) -> None:
        self.kind = kind
        self.arguments = arguments


class Thrown(BaseException):
    """A value on its way to a continuation that is pending on the native stack."""

    def __init__(self, k: Any, value: Value) -> None:
        self.k = k
        self.value = value


class _Tail:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<tail call>"


#: What a generated function returns when it left a tail call in the registers.
TAIL: Final[Any] = _Tail()


class Registers:
    """Where a tail call waits for the trampoline.

    `g` is the Python function to call with `(f, depth, *a)`; `k` and `s` are the
    Code and the site that made the call, for error messages.
    """

    __slots__ = ("a", "f", "g", "k", "s")

    def __init__(self) -> None:
        self.g: Any = None
        self.f: Any = None
        self.a: tuple[Value, ...] = ()
        self.k: Any = None
        self.s = 0

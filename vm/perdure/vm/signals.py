"""How control leaves generated code: the exceptions and the marker of a tail call."""

from __future__ import annotations

import enum
from typing import Any, Final


class Unwind(enum.Enum):
    """Why the native stack is left, where it is no wait; with what goes along."""

    CHECK = enum.auto()  #: the stack is full, or the machine was interrupted
    SETTLE = enum.auto()  #: continuations get their places; then a value is returned
    SETTLE_RAISE = enum.auto()  #: the same; then (object, marker, frames, continues) is raised
    CAPTURE = enum.auto()  #: a receiver is called with the continuation
    THROW = enum.auto()  #: (continuation, value); those that are pending get their places before
    ESCAPE = enum.auto()  #: to the guard of a marker: (marker, object, continuation)
    RERAISE = enum.auto()  #: a Reraise puts its frames back
    FAIL = enum.auto()  #: nobody handles this object
    ABORT = enum.auto()  #: these four: perdure.vm.machine.delimited
    TAKE = enum.auto()
    EXTEND = enum.auto()
    ENTER = enum.auto()
    USE = enum.auto()  #: (continuation of an error, value): what failed there gives the value
    HAND_ON = enum.auto()  #: (object, call ...): an error is raised that a debugger has seen


#: The members by themselves: reading an attribute of an Enum takes as long as ten comparisons,
#: and these are read at each capture.
CHECK, SETTLE, SETTLE_RAISE, CAPTURE, THROW, ESCAPE = list(Unwind)[:6]
RERAISE, FAIL, ABORT, TAKE, EXTEND, ENTER, USE, HAND_ON = list(Unwind)[6:]

#: The kind of the wait of a computation in which something is raised that a debugger looks at; with
#: the object, the name of the builtin that hands it on, and what that takes besides.
SIGNALLED: Final = "signalled"


class Capture(BaseException):
    """Unwinds the native stack to the machine; its traceback is the continuation.

    `kind` says why: an Unwind, or the kind of a wait that the machine's user knows how to
    end. A BaseException, so that no `except Exception` on the way can swallow it.
    `Capture(kind, argument ...)`.
    """

    @property
    def kind(self) -> Unwind | str:
        found: Unwind | str = self.args[0]
        return found

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.args[1:]


class Thrown(BaseException):
    """`Thrown(k, value)`: on the way to a continuation that is pending on the native stack."""


class _Tail:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<tail call>"


#: What a generated function returns when it left a tail call in the registers.
TAIL: Final[Any] = _Tail()


class Registers:
    """Where a tail call waits for the trampoline.

    `g` is the Python function to call with `*a`: procedure, depth and arguments; `k` and
    `s` are the Code and the site that made the call, for error messages. The depth is the
    caller's own, whose Python frame is gone by then. `d` is the depth of the generated
    function that calls a control builtin, which may leave a call here too.
    """

    __slots__ = ("a", "d", "g", "k", "s")

    def __init__(self) -> None:
        self.g: Any = None
        self.a: tuple[Any, ...] = ()
        self.d = 0
        self.k: Any = None
        self.s = 0

    @property
    def procedure(self) -> Any:
        """The procedure that is called; None where the caller knew it by its cell or its code."""
        return self.a[0] if self.a else None

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.a[2:]

"""Calling code that is not Perdure's, which may raise anything.

Functions that were provided, converters, callbacks, the methods of what those give and
raise: an exception of theirs is an outcome, of the process or the request on whose behalf
they were called, and of nothing else. Also one that is no `Exception` (SystemExit,
KeyboardInterrupt, GeneratorExit, CancelledError), which would otherwise end the thread or
the loop that serves all; also one that cannot say what it is, since `__str__` fails.

The exception is what a person does: a signal's handler raises wherever the main thread
happens to be, in foreign code too. `is_interrupt` tells it from what that code raises.

Read by: perdure.image.effects.provided, loop, conversion, driver, connection_owner, perdure.repl.
"""

from __future__ import annotations

import dis
import functools
import signal
import threading
from collections.abc import Callable, Iterator
from types import CodeType, TracebackType
from typing import Any

from perdure.vm.dataclass import dataclass

SHORT = 72  #: characters of a representation


class Interrupted(KeyboardInterrupt):
    """An exception of Perdure's own handlers of signals: leave, without waiting for anything."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.signal = number


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception of foreign code, told: nothing of it needs to be called any more."""

    kind: str  #: of the error in the program
    text: str
    data: Any = None  #: the exception in plain data: see perdure.image.conversion.exceptions
    pause: float | None = None  #: seconds until it is called again; None: it is not


def attempt(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> tuple[bool, Any]:
    """(True, what the function gives), or (False, what it raises)."""
    try:
        return True, function(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001  (whatever it is)
        return False, error
    except BaseException as error:
        if is_interrupt(error):
            raise
        return False, error


def failure_of(error: BaseException, kind: str = "python", data: Any = None) -> Failure:
    return Failure(kind, told(error), data)


# In words


def told(error: BaseException) -> str:
    """The exception's class and text: `ValueError: no such card`."""
    kind, text = class_name(error), text_of(error)
    return f"{kind}: {text}" if text else kind


def class_name(thing: object, *, is_full: bool = False) -> str:
    """The name of its class, or that with its module: asked of no code of the class's own."""
    kind = type(thing)
    if not is_full:
        return plain_text(type.__dict__["__name__"].__get__(kind))
    module = type.__dict__["__module__"].__get__(kind)
    name = plain_text(type.__dict__["__qualname__"].__get__(kind))
    return f"{plain_text(module)}.{name}" if issubclass(type(module), str) else name


def text_of(error: BaseException) -> str:
    """`str(error)`, or that it cannot be told."""
    is_told, text = attempt(str, error)
    return plain_text(text) if is_told else f"<its __str__ raises {class_name(text)}>"


def repr_of(thing: object) -> str:
    """`repr(thing)`, cut short, or that it cannot be told."""
    is_told, text = attempt(repr, thing)
    text = plain_text(text) if is_told else f"<a {class_name(thing)}>"
    return text if len(text) <= SHORT else text[: SHORT - 3] + "..."


def plain_text(text: str) -> str:
    """A `str` and no subclass of it, that can be written: half surrogates spelled out."""
    text = str.__getitem__(text, slice(None)) if type(text) is not str else text
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


# What a person does


def is_interrupt(error: BaseException) -> bool:
    """Whether a signal's handler raised it, here in the main thread, and no foreign code."""
    if issubclass(type(error), Interrupted):
        return True
    if issubclass(type(error), Exception):
        return False
    if threading.current_thread() is not threading.main_thread():
        return False  # Python calls handlers in no other
    passed = list(_passed(error))
    handlers = {code for code in map(_code_of, _handlers()) if code is not None}
    if any(traceback.tb_frame.f_code in handlers for traceback in passed):
        return True
    # Python's own handler of Ctrl-C has no frame: but where it raises stands no `raise`.
    is_pythons = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    is_silent = bool(passed) and not _is_raising(passed[-1])
    return issubclass(type(error), KeyboardInterrupt) and is_pythons and is_silent


def _passed(error: BaseException) -> Iterator[TracebackType]:
    traceback: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_raising(traceback: TracebackType) -> bool:
    code = traceback.tb_frame.f_code.co_code
    return dis.opname[code[traceback.tb_lasti]] in ("RAISE_VARARGS", "RERAISE")


def _handlers() -> Iterator[object]:
    for number in signal.valid_signals():
        handler = signal.getsignal(number)
        if callable(handler):
            yield handler


def _code_of(handler: Any) -> CodeType | None:
    while isinstance(handler, functools.partial):
        handler = handler.func
    handler = getattr(handler, "__func__", handler)
    code = getattr(handler, "__code__", None)
    if code is None:  # an object that can be called
        code = getattr(vars(type(handler)).get("__call__"), "__code__", None)
    return code if isinstance(code, CodeType) else None

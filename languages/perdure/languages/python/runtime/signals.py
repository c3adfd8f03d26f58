"""Signals are the worker's: a program's handlers are kept, and are not called.

One interpreter serves all programs of an opening, and it is the worker that Ctrl-C and `kill` end;
`perdure cancel` ends a program. A handler that a program set itself would be called in the worker
between its slices, and would be there for all programs.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from perdure.languages.python.runtime.captures import current, outside_programs
from perdure.languages.python.runtime.redirections import in_place_of

logger = logging.getLogger("perdure")

#: By space: the handler that the program has given each signal, since it was loaded.
_given: WeakKeyDictionary[Any, dict[int, Any]] = WeakKeyDictionary()

USUAL: dict[int, Any] = {signal.SIGINT: signal.default_int_handler}


@in_place_of(signal.signal)
def keep_handler(signalnum: int, handler: Any) -> Any:
    """As `signal.signal`: give the handler that was there before."""
    space: Any = current()
    if space is None:
        return signal.signal(signalnum, handler)
    number = checked(signalnum)
    if not callable(handler) and handler not in (signal.SIG_DFL, signal.SIG_IGN):
        raise TypeError(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        )
    before = handler_of(number)
    _given.setdefault(space, {})[number] = handler
    if callable(handler) and not isinstance(handler, signal.Handlers):
        warn(
            "%s: signals are the worker's, and the handler that the program sets is not called; "
            "`perdure cancel` ends a program",
            signal.Signals(number).name,
        )
    return before


@in_place_of(signal.getsignal)
def handler_of(signalnum: int) -> Any:
    space: Any = current()
    if space is None:
        return signal.getsignal(signalnum)
    number = checked(signalnum)
    return _given.get(space, {}).get(number, USUAL.get(number, signal.SIG_DFL))


def warn(text: str, name: str) -> None:
    with outside_programs():
        logger.warning(text, name)


def checked(number: int) -> int:
    if int(number) not in signal.valid_signals():
        raise ValueError("signal number out of range")
    return int(number)


def unsent(name: str, nothing: Any) -> Callable[..., Any]:
    """The function in the place of one that has the system send a signal later."""

    def send_nothing(*arguments: Any) -> Any:
        if current() is None:
            return getattr(signal, name)(*arguments)
        warn("signal.%s: signals are the worker's, and none is sent", name)
        return nothing

    return send_nothing


for _name, _nothing in (("alarm", 0), ("setitimer", (0.0, 0.0))):
    if hasattr(signal, _name):  # not on Windows
        in_place_of(getattr(signal, _name))(unsent(_name, _nothing))

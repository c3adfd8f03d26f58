"""Functions that a program registers with `atexit`: they are its own, and go where it goes.

Python would call them when the interpreter ends, which is a worker's here. They are called when
the program ends, by its last statement or `sys.exit`, and may wait like any other of its functions.
A program that has failed has not ended: somebody may repair it.

Read by: perdure.languages.python.machine.running, and lowered code.
"""

from __future__ import annotations

import atexit
import sys
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.errors import Cancelled
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.twins import GUESTS, UNIT, guest

_register, _unregister = atexit.register, atexit.unregister
_run = getattr(atexit, "_run_exitfuncs")  # noqa: B009
_clear = getattr(atexit, "_clear")  # noqa: B009
_count = getattr(atexit, "_ncallbacks")  # noqa: B009


#: In the place of what is registered: Python registers what calls all finalizers when the first is
#: made; here it is when something is registered after that, or else the end.
FINALIZERS = "finalizers"


class LastCall(NamedTuple):
    """A call that is left for the end of a program."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    is_registered: bool = True  #: with `atexit`; else it is a finalizer's


def note_finalizers(space: Any) -> None:
    """If the program has finalizers, have them called before what was registered until now."""
    if FINALIZERS not in space.at_exit and space.finalizers_for_exit():
        space.at_exit.append(FINALIZERS)


@in_place_of(_register)
def register(function: Any, /, *arguments: Any, **keywords: Any) -> Any:
    space: Any = current()
    if space is None:  # an effect has called it: the worker's end is meant
        return _register(function, *arguments, **keywords)
    if not callable(function):
        raise TypeError("the first argument must be callable")
    note_finalizers(space)
    space.at_exit.append((function, arguments, keywords))
    return function


@in_place_of(_unregister)
def unregister(function: Any, /) -> None:
    space: Any = current()
    if space is None:
        _unregister(function)
        return
    for number, entry in enumerate(space.at_exit):
        if type(entry) is tuple and (entry[0] is function or entry[0] == function):
            space.at_exit[number] = None


@in_place_of(_count)
def count() -> int:
    space: Any = current()
    return int(_count()) if space is None else len(space.at_exit)


@in_place_of(_clear)
def clear() -> None:
    space: Any = current()
    if space is None:
        _clear()
    else:
        space.at_exit.clear()


@in_place_of(_run)
def run_all() -> Any:
    return _run() if current() is None else guest("call_registered")()


def taken(number: int) -> LastCall | str | None:
    """The call that was registered at that place, FINALIZERS, or None; it is not there any more."""
    space: Any = current()
    if number >= len(space.at_exit):  # it was cleared meanwhile
        return None
    entry: Any
    entry, space.at_exit[number] = space.at_exit[number], None
    found: LastCall | str | None = LastCall(*entry) if type(entry) is tuple else entry
    return found


def next_of_finalizer() -> LastCall | None:
    """The call of the finalizer that was made last; None where there is none for the end."""
    space: Any = current()
    for finalizer in reversed(space.finalizers_for_exit()):
        alive = finalizer.detach()
        if alive is not None:
            _, function, arguments, keywords = alive
            return LastCall(function, arguments, keywords or {}, is_registered=False)
    return None


def report_ignored(call: LastCall, error: BaseException) -> None:
    """Say that a call has failed, as Python does. A cancellation is none of its affair."""
    if isinstance(error, Cancelled):
        raise error
    if call.is_registered:
        print(f"Exception ignored in atexit callback: {call.function!r}", file=sys.stderr)
    own = error.__traceback__
    traceback.print_exception(type(error), error, None if own is None else own.tb_next)


GUESTS[UNIT].names.update(
    FINALIZERS=FINALIZERS,
    count_registered=count,
    forget_registered=clear,
    next_of_finalizer=next_of_finalizer,
    report_ignored=report_ignored,
    taken=taken,
)

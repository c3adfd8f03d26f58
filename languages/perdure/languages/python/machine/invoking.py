"""Calls of what lies outside, made for a program on its own objects.

Read by: perdure.languages.python.machine.effects, perdure.languages.python.machine.volatile.
"""

from __future__ import annotations

from typing import Any

from perdure.languages.python.heap import Handle
from perdure.languages.python.machine.doing_again import value_of, was_done
from perdure.languages.python.machine.keys import sending
from perdure.languages.python.machine.net import watching
from perdure.languages.python.machine.own_context import in_own_context
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import is_repeated, set_printing
from perdure.languages.python.runtime.console import program_streams
from perdure.program.backend import EffectInterrupted, under_key
from perdure.program.functions import Effect

Call = tuple[Any, tuple[Any, ...], dict[str, Any]]  #: function, arguments, keywords


def invoked(
    space: Space, call: Call, printed: list[str], key: str | None = None, place: str = ""
) -> tuple[bool, Any]:
    """Make a call, which stands at `place`: (whether it raised, what).

    What it prints is added to `printed`. Requests that it makes have the key, if there is one. It
    sees the program's context variables, and may set them.
    """
    if space.tasks is not None:  # a task's call has the context of the task
        return _invoked(space, call, printed, key, place)
    outcome: tuple[bool, Any] = in_own_context(space, _invoked, space, call, printed, key, place)
    return outcome


def _invoked(
    space: Space, call: Call, printed: list[str], key: str | None, place: str
) -> tuple[bool, Any]:
    function, arguments, keywords = call
    set_printing(printed)
    try:
        with watching() as touched, program_streams(), sending(key), under_key(key or ""):
            value = function(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001  (it is the program's)
        if is_repeated() and was_done(function, error):
            return False, value_of(function, arguments)
        without_call(error)
        return True, error
    finally:
        set_printing(None)
    is_touched = bool(touched) or isinstance(function, Effect)
    if value is None and not is_touched:
        space.set_up.note_call(function, arguments, keywords)
    space.note_outcome(value, Handle(function, arguments, keywords), is_touched, place)
    return False, value


def is_at_most_once(function: Any) -> bool:
    """Whether a call of that is not repeated after a crash."""
    function = getattr(function, "__func__", function)
    return isinstance(function, Effect) and function.at_most_once


def interrupted(function: Any) -> EffectInterrupted:
    """The exception where it is not known what such a call has come to."""
    name = getattr(function, "__qualname__", "")
    return EffectInterrupted(f"{name} was cut off: whether it was made is not known")


def without_call(error: BaseException) -> None:
    """Take this module's entry out of an exception's traceback."""
    traceback = error.__traceback__
    if traceback is not None and traceback.tb_frame.f_globals is globals():
        error.__traceback__ = traceback.tb_next

"""News of a provided function while it runs, and its questions.

A function that takes long says that it lives, by `heartbeat` or `progress`, and may leave a note of
how far it has come: the next attempt, also in another worker, reads that by
`last_heartbeat`. It may ask, too, whether anybody still waits for it: a thread cannot be ended from
outside. A coroutine need not ask: it is cancelled where it awaits.

Which call it is that asks is known by a context variable, in threads and in coroutines.

Read by: perdure.image.effects.runner, which sets that. Called by provided functions.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from perdure.image.errors import ImageError
from perdure.vm.dataclass import dataclass

NOTHING: Final = object()


@dataclass(slots=True)
class Told:
    """The last that a call has told, as plain data."""

    details: Any = None
    progress: tuple[float, float | None, str] | None = None  #: done, of how much, and a text


@dataclass(frozen=True, slots=True)
class Telling:
    """The questions and news of the call that runs here."""

    is_given_up: Callable[[], bool]
    tell: Callable[[Any, Any], None]  #: details and progress, of which one may be NOTHING
    last: Callable[[], Any]  #: the details of the last heartbeat, of this attempt or one before


telling: ContextVar[Telling | None] = ContextVar("telling", default=None)


def cancelled() -> bool:
    """Whether the call of a provided function that runs here is given up.

    It is when its process was cancelled, or its time is over: what it gives is not wanted any
    more. False where no such call runs here.
    """
    found = telling.get()
    return found is not None and found.is_given_up()


def heartbeat(details: Any = NOTHING) -> None:
    """Tell that the function still runs; the next attempt gets the last details that were told.

    `details` are converted as a result is (docs/values.md). ImageError where no effect runs here.
    """
    _running("heartbeat").tell(details, NOTHING)


def progress(done: float, total: float | None = None, text: str = "") -> None:
    """Tell how much is done, of how much, for `perdure ps`; a heartbeat too."""
    for number in (done,) if total is None else (done, total):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise TypeError(f"progress: {number!r} is no number")
    _running("progress").tell(NOTHING, (done, total, str(text)))


def last_heartbeat() -> Any:
    """The details of the last heartbeat of this call, told by an attempt before; None: none.

    Those of this attempt, once it has told some.
    """
    return _running("last_heartbeat").last()


def _running(name: str) -> Telling:
    found = telling.get()
    if found is None:
        raise ImageError(f"{name}: no effect runs here")
    return found


def progress_text(progress: tuple[float, float | None, str]) -> str:
    """The text that tells it: `3 of 10, page 3`."""
    done, total, text = progress
    much = f"{done:g}" if total is None else f"{done:g} of {total:g}"
    return f"{much}, {text}" if text else much

"""Tracebacks and warnings as the program expects them: with the frames of the program.

A traceback may have entries of the runtime's functions and of lowered twins; what reads tracebacks
for the program takes these out first. A warning may be about a frame that is not on Python's
stack, as its stack was left and gone on with meanwhile.
"""

from __future__ import annotations

import functools
import sys
import traceback
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.twins import UNIT

OWN = "perdure.languages.python."


def is_shown(entry: TracebackType) -> bool:
    name = str(entry.tb_frame.f_globals.get("__name__", ""))
    return name != UNIT and not name.startswith(OWN)


def without_own(entry: TracebackType | None) -> TracebackType | None:
    """A traceback without the entries that are not the program's doing."""
    while entry is not None and not is_shown(entry):
        entry = entry.tb_next
    first = entry
    while entry is not None:
        following = entry.tb_next
        while following is not None and not is_shown(following):
            following = following.tb_next
        entry.tb_next = following
        entry = following
    return first


def clean(error: BaseException | None) -> None:
    """The same for an exception's, and for those of what it came of."""
    seen: set[int] = set()
    pending = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = without_own(each.__traceback__)
        pending += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            pending += each.exceptions


def _of_traceback(original: Callable[..., Any]) -> None:
    @in_place_of(original)
    @functools.wraps(original)
    def read(tb: TracebackType | None, *arguments: Any, **keywords: Any) -> Any:
        return original(without_own(tb), *arguments, **keywords)


def _of_exception(original: Callable[..., Any]) -> None:
    @in_place_of(original)
    @functools.wraps(original)
    def read(*arguments: Any, **keywords: Any) -> Any:
        for each in (*arguments, sys.exception() if not arguments else None):
            if isinstance(each, BaseException):
                clean(each)
        cleaned = [
            without_own(each) if isinstance(each, TracebackType) else each for each in arguments
        ]
        return original(*cleaned, **keywords)


for _name in ("extract_tb", "format_tb", "print_tb", "walk_tb"):
    _of_traceback(getattr(traceback, _name))
for _name in ("format_exception", "print_exception", "format_exc", "print_exc"):
    _of_exception(getattr(traceback, _name))


@in_place_of(warnings.warn)
def warn(
    message: Any, category: Any = None, stacklevel: int = 1, source: Any = None, **more: Any
) -> None:
    """As `warnings.warn`, also where the frame that it is about is suspended."""
    space: Any = current()
    frame: Any = sys._getframe(1)
    above = stacklevel - 1
    while above > 0 and frame is not None and frame.f_builtins is space.builtins:
        frame = frame.f_back
        above -= 1
    if frame.f_builtins is space.builtins:
        warnings.warn(message, category, stacklevel + 1, source, **more)
        return
    place = space.suspended_place(above)
    if place is None:
        warnings.warn(message, category, 1 << 30, source, **more)
        return
    filename, line, namespace = place
    kind = type(message) if isinstance(message, Warning) else category or UserWarning
    warnings.warn_explicit(
        message,
        kind,
        filename,
        line,
        namespace.get("__name__", "<string>"),
        namespace.setdefault("__warningregistry__", {}),
        namespace,
        source,
    )

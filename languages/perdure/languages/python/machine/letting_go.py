"""Captures that never come to where the stack is left: Python drops them.

What Python runs while it lets an object go (a callback of a weak reference, a library's `__del__`
that calls the program) may come to a wait. The exception that is to unwind the stack is then
reported as one that is ignored, and the program goes on. So must its handlers; the
report says what has happened. Where the program itself has the `__del__`, the wait is refused there
(perdure.languages.python.runtime.captures).

Read by: perdure.languages.python.machine.running.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture, current, refusal


@contextmanager
def dropped_captures_told() -> Iterator[None]:
    """Let the program go on as it was where a capture of it is dropped."""
    before = sys.unraisablehook

    def tell(unraisable: Any) -> None:
        space: Any = current()
        capture = unraisable.exc_value
        if not isinstance(capture, Capture) or space is None:
            before(unraisable)
            return
        space.builtins[CAPTURING] = capture.was_capturing
        error = refused(space, unraisable.exc_traceback)
        print(
            f"{unraisable.err_msg or 'Exception ignored in'}: {unraisable.object!r}",
            file=sys.stderr,
        )
        print("".join(traceback.format_exception(error)), end="", file=sys.stderr)

    sys.unraisablehook = tell
    try:
        yield
    finally:
        if sys.unraisablehook is tell:  # else the program has its own
            sys.unraisablehook = before


def refused(space: Space, entry: Any) -> RuntimeError:
    """The error of a wait, by the first line of the program's that led to it."""
    while entry is not None and space.unit_of(entry.tb_frame.f_globals) is None:
        entry = entry.tb_next
    if entry is None:
        return refusal("?", 0, "?")
    code = entry.tb_frame.f_code
    return refusal(code.co_filename, entry.tb_lineno, code.co_name)

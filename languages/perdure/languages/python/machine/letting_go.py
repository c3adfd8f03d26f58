"""Waits in what Python runs while it lets an object go: a `__del__`, the callback of a weak
reference, the `finally` of a generator that nothing refers to any more.

Python drops the exception that is to unwind the stack there, and goes on. So the slice is thrown
away when it ends, and run again as a section, in which such a wait is done in its place
(perdure.languages.python.machine.volatile). A wait that is too long for that is refused: Python
reports an exception that it ignores, and the program goes on without the rest of the `__del__`.

Read by: perdure.languages.python.machine.running.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture


@contextmanager
def dropped_captures_seen(space: Space) -> Iterator[None]:
    """See that the program goes on where Python has dropped a capture: `space.has_dropped`."""
    before = sys.unraisablehook

    def see(unraisable: Any) -> None:
        capture = unraisable.exc_value
        if not isinstance(capture, Capture):
            before(unraisable)
            return
        space.builtins[CAPTURING] = capture.was_capturing
        if space.section is None:
            space.has_dropped = True
        else:
            print(refusal(space, unraisable.object, unraisable.exc_traceback), file=sys.stderr)

    sys.unraisablehook = see
    try:
        yield
    finally:
        if sys.unraisablehook is see:  # else the program has its own
            sys.unraisablehook = before


def refusal(space: Space, thing: object, entry: TracebackType | None) -> str:
    """The report of a wait that Python has dropped, by the first line of the program's there."""
    while entry is not None and space.unit_of(entry.tb_frame.f_globals) is None:
        entry = entry.tb_next
    if entry is None:
        return f"Exception ignored in: {thing!r}: it cannot wait"
    code = entry.tb_frame.f_code
    return (
        f"Exception ignored in: {thing!r}\nRuntimeError: {code.co_filename}:{entry.tb_lineno}: "
        f"cannot wait for so long in {code.co_name}(): Python runs it while it lets an object go; "
        "call it before"
    )

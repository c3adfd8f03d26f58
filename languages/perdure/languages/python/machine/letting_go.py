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
from types import TracebackType
from typing import Any

from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.captures import CAPTURING, Capture


class dropped_captures_seen:  # noqa: N801  (it is called as a function)
    """See that the program goes on where Python has dropped a capture: `space.has_dropped`."""

    __slots__ = ("before", "own", "space")

    def __init__(self, space: Space) -> None:
        self.space = space

    def __enter__(self) -> None:
        self.before, self.own = sys.unraisablehook, self.see
        sys.unraisablehook = self.own

    def see(self, unraisable: Any) -> None:
        capture, space = unraisable.exc_value, self.space
        if not isinstance(capture, Capture):
            self.before(unraisable)
            return
        space.builtins[CAPTURING] = capture.was_capturing
        if space.section is None:
            space.has_dropped = True
        else:
            print(refusal(space, unraisable.object, unraisable.exc_traceback), file=sys.stderr)

    def __exit__(self, *error: object) -> None:
        if sys.unraisablehook is self.own:  # else the program has its own
            sys.unraisablehook = self.before
        del self.own


def refusal(space: Space, thing: object, entry: TracebackType | None) -> str:
    """The report of a wait that Python has dropped, by the first line of the program's there."""
    while entry is not None and space.unit_at(entry.tb_frame) is None:
        entry = entry.tb_next
    if entry is None:
        return f"Exception ignored in: {thing!r}: it cannot wait"
    code = entry.tb_frame.f_code
    return (
        f"Exception ignored in: {thing!r}\nRuntimeError: {code.co_filename}:{entry.tb_lineno}: "
        f"cannot wait for so long in {code.co_name}(): Python runs it while it lets an object go; "
        "call it before"
    )

"""The part of an open image for breakpoints.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable

from perdure.image.api.commands import Commands
from perdure.image.api.turns import gathered, in_turn
from perdure.image.discovery import languages_at
from perdure.image.errors import ImageError
from perdure.image.processes.breakpoints import (
    ANY,
    LINE,
    Breakpoint,
    Stored,
    add_breakpoint,
    breakpoint_at,
    breakpoint_on,
    breakpoints_of,
    delete_breakpoint,
)


class Breaking(Commands):
    """See `Image.breakpoints`."""

    @in_turn
    def breakpoints(self) -> list[Breakpoint]:
        """The breakpoints of the image, which are for all of its processes, at any member."""
        self.refresh()
        return breakpoints_of(self.root)

    @gathered
    def set_breakpoint(self, where: str, condition: str = "") -> Callable[[], int]:
        """Have processes stop at a procedure, "total", or a line, "shop.scm:12"; gives a number.

        The condition is a text that is evaluated in the frame: where its value is false, nothing
        is stopped. A process that stops waits for a restart, `continue`; see `debug`. ImageError
        for one that cannot be read in the language of the place.
        """
        wanted = breakpoint_at(where, condition)
        check_condition(wanted)
        return lambda: add_breakpoint(self.root, wanted)

    @gathered
    def break_on(self, kind: str = ANY, predicate: str = "") -> Callable[[], int]:
        """Have processes stop where such a condition, or exception, is raised; gives a number.

        The kind is one that `condition-kind` gives ("type", "unbound"), or a class of exceptions
        of Python, with its subclasses ("KeyError", "json.JSONDecodeError", "shop.OutOfStock");
        "any": whatever is raised. The predicate is the text of a procedure of one argument, or of a
        function, which is called with what was raised. A process stops before any handler has it;
        `continue` has it go on with these. One of Scheme has the restarts of the error. ImageError
        for what can be no name of either, and for a predicate that cannot be read;
        `Browser.why_not_raised` tells of a name that is not known.
        """
        wanted = breakpoint_on(kind, predicate)
        check_condition(wanted)
        return lambda: add_breakpoint(self.root, wanted)

    @gathered
    def delete_breakpoint(self, number: int) -> Callable[[], None]:
        """Have none stop there any more; ImageError where there is no breakpoint of the number."""
        return lambda: delete_breakpoint(self.root, number)


def check_condition(breakpoint: Stored) -> None:
    """ImageError where a condition is no text of a language that the place may be in."""
    if not breakpoint.condition:
        return
    place = breakpoint.what if breakpoint.kind == LINE else ""
    faults = [each.unreadable(breakpoint.condition, "condition") for each in languages_at(place)]
    if all(faults):
        raise ImageError(f"the breakpoint's condition cannot be read: {faults[0]}")

"""Requests to an open image about its schedules: docs/schedules.md.

What they need is imported with the first of them.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from perdure.image.api.commands import Commands
from perdure.image.api.turns import gathered, in_turn
from perdure.image.conversion.convert import checked_text
from perdure.image.discovery import kept_name
from perdure.image.errors import ImageError
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import NIL
from perdure.vm.protocols import Language

if TYPE_CHECKING:
    from perdure.image.processes.schedule_listing import ScheduleInfo

OPTIONS = "perdure.image.processes.schedule_options"
WAIT = "perdure.image.processes.waits.schedule"
LISTING = "perdure.image.processes.schedule_listing"


class Scheduling(Commands):
    """The part of the interface for schedules."""

    @gathered
    def schedule(
        self,
        name: str,
        what: Any,
        *arguments: Any,
        every: float | timedelta | None = None,
        days: int | None = None,
        cron: str | None = None,
        zone: str | None = None,
        anchor: float | datetime | None = None,
        missed: str | None = None,
        late: float | timedelta | None = None,
        overlap: str | None = None,
        jitter: float | timedelta | None = None,
        until: float | datetime | None = None,
        times: int | None = None,
        moment: bool = False,
    ) -> Callable[[], None]:
        """Have processes started again and again, each as `spawn` does; docs/schedules.md.

        A schedule of that name is changed: with the same timing it goes on, with another it
        begins anew. ImageError where the options cannot be.
        """
        options: Any = import_module(OPTIONS)
        text = checked_text(name)
        given = {
            "every": plain(every),
            "days": days,
            "cron": cron,
            "zone": zone,
            "anchor": plain(anchor),
            "missed": missed,
            "late": plain(late),
            "overlap": overlap,
            "jitter": plain(jitter),
            "until": plain(until),
            "times": times,
        }
        try:
            timing, rules = options.timing_from(given), options.rules_from(given)
        except options.BadOption as error:
            raise ImageError(f"schedule {text!r}: {error}") from None
        self._check_readable(what, f"schedule {text!r}")
        start, found = self._program_of(what, arguments, text)
        language = kept_name(found)

        def change() -> None:
            program = (*start(), bool(moment), NIL, language)
            self._do("schedule:put", text, timing, tuple(rules), program, *self._now_and_pid())

        return change

    @in_turn
    def schedules(self) -> list[ScheduleInfo]:
        """All schedules, in the order of their names, with their next times and last runs."""
        self.refresh()
        found: list[ScheduleInfo] = import_module(LISTING).schedule_informations(self.root)
        return found

    @gathered
    def pause_schedule(self, name: str) -> Callable[[], None]:
        """Have it start nothing until it is resumed."""
        self._check_schedule(name)
        return lambda: self._do("schedule:pause", name, *self._now_and_pid())

    @gathered
    def resume_schedule(self, name: str) -> Callable[[], None]:
        """Have it start runs again. What was missed is dealt with as its rule says."""
        self._check_schedule(name)
        return lambda: self._do("schedule:resume", name, *self._now_and_pid())

    @gathered
    def remove_schedule(self, name: str) -> Callable[[], None]:
        """Forget it. Runs that have begun go on."""
        self._check_schedule(name)
        return lambda: self._do("schedule:remove", name)

    @gathered
    def trigger_schedule(self, name: str) -> Callable[[], int]:
        """Start a run at once, by hand; gives its pid."""
        self._check_schedule(name)

        def change() -> int:
            now, pid = self._now_and_pid()
            self._do("schedule:trigger", name, now, pid)
            return pid

        return change

    def _program_of(
        self, what: Any, arguments: tuple[Any, ...], name: str
    ) -> tuple[Callable[[], tuple[Any, tuple[Value, ...]]], Language]:
        """The function that gives the program and its arguments, in a transaction; its language."""
        start, _, language = self._start_of(what, arguments, name)
        is_evaluated = isinstance(what, str) and self._find_variable(what) is None
        if language is not self.language or not is_evaluated:
            return start, language
        self._start_of(what, (), name).start()  # an ImageError where it has no such start
        text, given = checked_text(what), self.conversion.copied(arguments)
        return lambda: (text, tuple([self.conversion.entered(each) for each in given])), language

    def _do(self, deed: str, *arguments: Any) -> None:
        self.ledger.do(deed, *arguments)

    def _now_and_pid(self) -> tuple[float, int]:
        return self.clock.now(), self.ledger.new_number()

    def _check_schedule(self, name: str) -> None:
        """ImageError where there is none of that name."""
        self.refresh()
        if import_module(WAIT).find_schedule(self.root, name) is None:
            raise ImageError(f"no schedule is called {name!r}")


def plain(value: Any) -> Any:
    """A time or moment in seconds, also of Python's own kinds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ImageError(f"{value!r} has no time zone; give it one, or seconds since 1970")
    return value.timestamp()

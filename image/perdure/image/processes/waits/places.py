"""Waits of processes that stand in a line: at a channel, a semaphore, a mutex.

A wait has its place as its last field, 0 until it is entered. It is found by the thing that it
waits at and the place, so that a process that waits twice at one thing is no trouble.

Read by: the kinds beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.image.processes.waits.wait import Changes, Indices, Outcome, Wait
from perdure.image.schema.lines import Line
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED

#: The outcome of a deed that never waits.
NOTED: Outcome = (RETURN, UNSPECIFIED)


class Place(Wait):
    """A place in a line. A kind has these fields, and says which line it is."""

    __slots__ = ("place", "thing", "until")

    thing: Any
    until: float | None  #: seconds since 1970; 0: no time at all
    place: int

    def line(self, thing: Any) -> Line:
        """The line of the thing in which such a wait stands."""
        raise NotImplementedError

    def deed(self, process: Process) -> tuple[Any, ...]:
        """The name of the deed that takes what it waits for where that is there, and its arguments
        after the thing.
        """
        raise NotImplementedError

    def is_over(self) -> str:
        """Why nobody should stand there, after "waits for ..., "; "" where one may."""
        return ""

    def key(self) -> tuple[Any, int]:
        return self.thing, self.place

    def due(self) -> float | None:
        return self.until

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        self.place = 0
        outcome = self.attempt(ledger, process)
        if outcome is None and self.until == 0:
            return self.timed_out()
        return outcome

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        name, *arguments = self.deed(process)
        return ledger.act(name, self.thing, *arguments)

    def enter(self, indices: Indices, pid: int) -> None:
        line = self.line(self.thing)
        if not self.place:
            self.place = line.reserve()
        elif self.place in line:
            return
        line.put(self.place, pid)
        self.thing.changed()

    def leave(self, indices: Indices, pid: int) -> None:
        if self.line(self.thing).take(self.place):
            self.thing.changed()

    def wrong(self, indices: Indices, pid: int) -> str:
        if self.line(self.thing).get(self.place) != pid:
            return "which would not wake it"
        return self.is_over()


def first_waiting(ledger: Changes, seen: Meeting, line: Line) -> Iterator[tuple[int, Process]]:
    """(place, process) of those that stand in a line of the thing, each taken out of it."""
    while line:
        place, pid = line.first()
        line.take(place)
        seen.changed()
        process = ledger.find_process(pid)
        if process is not None:
            yield place, process


def timeout_of(wait: Any, message: str) -> Outcome:
    """How a process goes on with whose wait it is over: the default, or an error."""
    if wait.default is DEFAULT:
        return RAISE, Condition(message, kind="timeout", who=wait.called)
    return RETURN, wait.default

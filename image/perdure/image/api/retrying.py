"""Requests that have failed processes go on from where they failed.

Read by: perdure.image.api.starting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from perdure.image.api.queries import Queries
from perdure.image.api.turns import in_turn
from perdure.image.conversion.convert import NOTHING
from perdure.image.engine.restarting import USE, restarts_of
from perdure.image.engine.retrying import (
    failed_with,
    give,
    has_failed_so,
    retry,
    waits_for_another,
)
from perdure.image.errors import CannotRetry
from perdure.image.processes.paging import FARTHEST_PID, Wanted, first_of
from perdure.image.schema.processes import FAILED, WAITING, Process
from perdure.vm.objects.data import Value


class Retrying(Queries):
    """The part of the interface that has what failed done again."""

    @in_turn
    def retry(self, pid: int, *, value: Any = NOTHING) -> None:
        """Have a failed process do again what it failed in, and go on; CannotRetry.

        With a `value`, let it go on as if that had given the value. One that is parked goes on.
        """
        if value is NOTHING:
            self._known(pid)
            self._change(lambda: retry(self.ledger, self.root.process(pid), self.clock.now()))
        else:
            given = self.conversion.copied(value)
            self._retry_with(pid, lambda: self.conversion.entered(given))

    @in_turn
    def retry_value(self, pid: int, value: Value) -> None:
        """The same with a value of the program's own."""
        self._retry_with(pid, lambda: value)

    def _retry_with(self, pid: int, value: Callable[[], Value]) -> None:
        self._known(pid)
        machines = self.machines
        now = self.clock.now()
        self._change(lambda: give(self.ledger, self.root.process(pid), value(), machines, now))

    @in_turn
    def retry_all(
        self,
        *,
        name: str | None = None,
        error: str | None = None,
        like: int | None = None,
        value: Any = NOTHING,
    ) -> list[int]:
        """`retry` all that have failed, or are parked by an error; gives the pids.

        Those of that name, where one is given, of whose error the text has `error` in it, and
        that were stopped by the same text as the process of pid `like`. Without a `value` not those
        that only a value helps.
        """
        if value is NOTHING:
            return self._retry_all(name, error, like, None)
        given = self.conversion.copied(value)
        return self._retry_all(name, error, like, lambda: self.conversion.entered(given))

    @in_turn
    def retry_all_value(
        self,
        value: Value,
        *,
        name: str | None = None,
        error: str | None = None,
        like: int | None = None,
    ) -> list[int]:
        """The same with a value of the program's own."""
        return self._retry_all(name, error, like, lambda: value)

    @in_turn
    def _failed_so(self, name: str | None, error: str | None, like: int | None) -> list[Process]:
        """All that `retry_all` is for; first those that did not fail because another had."""
        self.refresh()
        same = None if like is None else failed_with(self.root.process(like))
        found = [
            each
            for state in (FAILED, WAITING)
            for each in first_of(self.root, Wanted(state, name), 0, FARTHEST_PID)
            if has_failed_so(each, name, error, same)
        ]
        # Those that failed because another did wait for that again, once it goes on.
        return sorted(found, key=waits_for_another)

    @in_turn
    def _values_wanted(self, name: str | None, error: str | None, like: int | None) -> list[int]:
        """The pids of those that can be given a value."""
        found = self._failed_so(name, error, like)
        return [each.pid for each in found if not each.machine or self._takes_value(each)]

    def _takes_value(self, process: Process) -> bool:
        with suppress(CannotRetry):
            return any(each.name == USE for each in restarts_of(process, self.machines))
        return False

    @in_turn
    def _give_each(self, values: Mapping[int, Value]) -> list[int]:
        """Let each go on with a value of its own, all in one transaction."""
        found = [self.root.process(pid) for pid in values]
        return self._retry_each(found, lambda process: values[process.pid])

    def _retry_all(
        self,
        name: str | None,
        error: str | None,
        like: int | None,
        value: Callable[[], Value] | None,
    ) -> list[int]:
        found = self._failed_so(name, error, like)
        return self._retry_each(found, None if value is None else lambda process: value())

    def _retry_each(
        self, found: Sequence[Process], value: Callable[[Process], Value] | None
    ) -> list[int]:
        gone_on: list[int] = []

        def change() -> None:
            gone_on.clear()
            for process in found:
                with suppress(CannotRetry):  # it may wait again by now for one of the others
                    now = self.clock.now()
                    if value is None:
                        gone_on.extend(retry(self.ledger, process, now))
                    else:
                        give(self.ledger, process, value(process), self.machines, now)
                        gone_on.append(process.pid)

        self._change(change)
        return sorted(gone_on)

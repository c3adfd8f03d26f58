"""Requests that have failed processes go on from where they failed.

Read by: perdure.image.api.starting.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from perdure.image.api.queries import Queries
from perdure.image.api.turns import in_turn
from perdure.image.conversion.convert import NOTHING
from perdure.image.engine.retrying import (
    failed_with,
    give,
    has_failed_so,
    retry,
    waits_for_another,
)
from perdure.image.errors import CannotRetry
from perdure.image.processes.paging import FARTHEST_PID, Wanted, first_of
from perdure.image.schema.processes import FAILED, WAITING
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

    def _retry_all(
        self,
        name: str | None,
        error: str | None,
        like: int | None,
        value: Callable[[], Value] | None,
    ) -> list[int]:
        self.refresh()
        same = None if like is None else failed_with(self.root.process(like))
        found = [
            each
            for state in (FAILED, WAITING)
            for each in first_of(self.root, Wanted(state, name), 0, FARTHEST_PID)
            if has_failed_so(each, name, error, same)
        ]
        # Those that failed because another did wait for that again, once it goes on.
        found.sort(key=waits_for_another)
        gone_on: list[int] = []

        def change() -> None:
            gone_on.clear()
            for process in found:
                with suppress(CannotRetry):  # it may wait again by now for one of the others
                    now = self.clock.now()
                    if value is None:
                        gone_on.extend(retry(self.ledger, process, now))
                    else:
                        give(self.ledger, process, value(), self.machines, now)
                        gone_on.append(process.pid)

        self._change(change)
        return sorted(gone_on)

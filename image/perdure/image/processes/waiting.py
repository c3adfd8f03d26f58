"""Processes begin to wait, and go on.

Of what a process waits for it is known here that it may have several parts, that each may be
due, and that the first that ends has the process go on; the rest is the kind's own
(perdure.image.processes.waits).

Reads: perdure.image.processes.access, perdure.image.processes.waits. Read by:
perdure.image.processes.ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.processes.access import Access
from perdure.image.processes.waits import Outcome, Wait, find_part, wait_of
from perdure.image.processes.waits.console_line import supply_input
from perdure.image.processes.waits.external_value import complete
from perdure.image.processes.waits.kinds import dues_of, set_wait
from perdure.image.processes.waits.message import send
from perdure.image.schema.processes import PARKED, RAISE, READY, WAITING, Process
from perdure.vm import Execution
from perdure.vm.objects.data import Value


class Waiting(Access):
    """Waits that begin and end in the transaction in progress."""

    def wait(self, process: Process, execution: Execution, wait: Wait) -> None:
        """It waits from now on; or goes on at once, where what it waits for is there."""
        self._touch(process)
        process.execution = execution
        parts = wait.parts()
        for part in parts:
            outcome = part.begin(self, process)
            if outcome is not None:
                waited = wait.to_stored() if outcome[0] == RAISE else None
                self._ready(process, wait.outcome_of(part, outcome), waited)
                return
        process.state = WAITING
        process.outcome = None
        for part in parts:
            due = part.due()
            if due is not None:
                self.indices(process).timers.insert((due, process.pid))
            part.enter(self, process.pid)
            part.want(self, process)
        set_wait(process, wait)  # which has the places now that it was entered at

    def fire(
        self, process: Process, kind: type[Wait], *outcome: Any, key: Value | None = None
    ) -> bool:
        """Let it go on with the outcome if it waits for this, which is there; whether it does wait.

        `kind` and `key` say what that is: see Wait.key.
        """
        wait = wait_of(process)
        if wait is None:
            return False
        part = wait if type(wait) is kind and wait.key() == key else find_part(wait, kind, key)
        if part is None:
            return False
        self._end_wait(process, wait, part, outcome)
        return True

    def alter(self, process: Process, part: Wait, change: Callable[[], None]) -> None:
        """Change that part of its wait, which may be due at another moment then."""
        self._touch(process)
        wait = wait_of(process)
        assert wait is not None
        before = part.due()
        change()
        set_wait(process, wait)
        after, timers = part.due(), self.indices(process).timers
        if before is not None and before not in dues_of(process):
            if (before, process.pid) in timers:
                timers.remove((before, process.pid))
        if after is not None:
            timers.insert((after, process.pid))

    # What comes from people and other processes

    def send(self, process: Process, message: Value) -> None:
        """Put a message in its mailbox, or hand it over if it waits for one."""
        send(self, process, message)

    def complete(self, name: str, value: Value, now: float) -> None:
        """Give the value to all that await that name, now or later; AlreadyCompleted."""
        complete(self, name, value, now)

    def supply_input(self, process: Process, text: str | None) -> None:
        """A person has typed this for it; None: nothing more will come."""
        supply_input(self, process, text)

    # Helpers

    def _ready(self, process: Process, outcome: Outcome, waited: tuple[Any, ...] | None) -> None:
        """It goes on with the outcome of that wait, where it was one."""
        is_retried_with = waited is not None and outcome[0] == RAISE
        process.outcome = (*outcome, waited) if is_retried_with else outcome
        if process.state != PARKED:
            process.state = READY
            if self.only is None and process.shard in self.owned:
                self.fresh.append(process.pid)
            else:
                self.rouse(process)

    def _end_wait(self, process: Process, wait: Wait, part: Wait, outcome: Outcome) -> None:
        """That part of its wait has ended so, and the others are withdrawn."""
        self._touch(process)
        waited = process.waits
        self._withdraw(process, wait, part)
        self._ready(process, wait.outcome_of(part, outcome), waited)

    def _withdraw(self, process: Process, wait: Wait, ended: Wait | None = None) -> None:
        """Take its wait out of the indices; that part of it has ended."""
        for part in wait.parts():
            due = part.due()
            if due is not None and process.shard in self.owned:  # else it goes when it is due
                timers, pair = self.owned[process.shard].timers, (due, process.pid)
                cancelled = process.details.cancelled  # it may be killed then, which stays
                if pair in timers and (cancelled is None or cancelled[0] != due):
                    timers.remove(pair)
            part.leave(self, process.pid)
            if part is not ended:
                part.given_up(self, process)
        process.waits = None

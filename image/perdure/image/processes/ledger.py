"""Everything that one transaction does to processes, and what must follow it.

A process changes its state only through the ledger, which keeps the indices true. It is put
together of what is remembered until the commit (transacted), what programs do and see (access),
and how a process begins to wait and goes on (waiting). Here is the rest of a process's life: it
is parked, fails and is mended, is cancelled, ends.

Reads: perdure.image.processes.waiting. Read by: the scheduler, and the builtins of
(perdure process) through perdure.image.host.host.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.bonds import end_bonds
from perdure.image.processes.breakpoints import delete_watches
from perdure.image.processes.cancelling import (
    PENDING,
    RAISED,
    cancelled_here,
    has_cleanups,
    is_cancelled,
    set_stage,
)
from perdure.image.processes.locks import add_lock, let_go
from perdure.image.processes.names import keep_names
from perdure.image.processes.scopes import kill_children, note_child_again, note_child_end
from perdure.image.processes.suspects import deaths_of
from perdure.image.processes.suspects import forget as forget_suspect
from perdure.image.processes.versions import version_for
from perdure.image.processes.waiting import Waiting
from perdure.image.processes.waits import Choice, Wait, find_part, parts_of, wait_of
from perdure.image.processes.waits.kinds import must_end, set_wait
from perdure.image.processes.waits.process_end import tell_waiters
from perdure.image.processes.waits.within import Within
from perdure.image.schema.processes import (
    CANCELLED,
    DONE,
    FAILED,
    INVOKE,
    PARKED,
    RAISE,
    READY,
    WAITING,
    Details,
    Facts,
    Process,
)
from perdure.image.schema.starter import Starter
from perdure.vm import Execution
from perdure.vm.objects.data import Value


class Ledger(Waiting):
    """The changes of the transaction in progress."""

    def create_waiting(
        self,
        wait: Wait,
        starter: Starter,
        *,
        name: str,
        parent: int,
        now: float,
        parameters: Value,
        language: str,
        pid: int,
    ) -> None:
        """A new process, which waits so; the end of the wait says what it does then.

        The starter hears of its end. `pid` was reserved for it.
        """
        facts = Facts(name, parent, now, language, 0, version_for(self.root, parent))
        process = self._add(Process(pid, facts, self.number), parameters)
        add_lock(process, starter)
        assert process.execution is not None
        self.wait(process, process.execution, wait)

    def go_on(self, process: Process, execution: Execution, resumption: tuple[Any, ...]) -> None:
        """It was stopped in its course, and is ready to go on."""
        self._touch(process)
        process.execution = execution
        process.outcome = resumption
        self.fresh.append(process.pid)

    def time_out(self, process: Process, due: float) -> bool:
        """The moment has come; whether it sleeps until then, or waits no longer."""
        cancelled = None if process.has_ended else process.details.cancelled
        if cancelled is not None and cancelled[0] == due:
            self.kill(process)
            return True
        wait = wait_of(process)
        for part in () if wait is None else wait.parts():
            if part.due() == due:
                assert wait is not None
                if part.interrupts and isinstance(wait, Within) and must_end(self, process):
                    self._touch(process)  # it comes at its next wait
                    set_wait(process, wait.without(part))
                    return False
                if not part.goes_on(self, process):
                    self._end_wait(process, wait, part, part.timed_out())
                return True
        return False

    def park(self, process: Process) -> None:
        """Let it stand where it is until it is resumed. Nothing where it has ended."""
        if not process.has_ended:
            self._touch(process)
            process.state = PARKED

    def resume(self, process: Process) -> None:
        """Let a parked process go on, or wait on. Nothing where it is not parked."""
        if process.state != PARKED:
            return
        forget_suspect(self.root.suspects, process.pid)
        self._touch(process)
        if process.waits is None:
            process.state = READY
            self.rouse(process)
            return
        process.state = WAITING
        for part in parts_of(process):
            if PARKED not in part.driven_in:  # else that has gone on
                part.want(self, process)

    def go_on_after_commit(
        self, process: Process, execution: Execution, procedure: Value, arguments: tuple[Value, ...]
    ) -> None:
        """It is to look at a file that is only written then; see perdure.image.storage.files."""
        self.go_on(process, execution, (INVOKE, procedure, arguments))
        self.is_commit_wanted = True

    def finish(self, process: Process, result: Value, exit_code: int | None = None) -> None:
        self._end(process, DONE, (result,) if exit_code is None else (result, exit_code), None)
        tell_waiters(self, process)

    def fail(
        self,
        process: Process,
        payload: Value,
        execution: Execution | None,
        again: tuple[Any, ...] | None = None,
    ) -> None:
        """It raised what nobody handles. Its stack is kept, to be looked at and gone on with.

        `again` is what it had begun with, as perdure.image.engine.retrying wants it; that has those
        that are told of the failure wait again, too.
        """
        outcome = (payload,) if again is None else (payload, again)
        self._end(process, FAILED, outcome, execution)
        told = tell_waiters(self, process)
        if told:
            process.outcome = (payload, again, told)

    def revive(self, process: Process, execution: Execution, *outcome: Any) -> None:
        """One that has failed, or waits for a restart, goes on here, with that outcome."""
        self._leave_failure(process)
        process.execution = execution
        self._ready(process, outcome, None)

    def redirect(self, process: Process, execution: Execution, *outcome: Any) -> None:
        """One that stands, for whatever reason, goes on there, with that outcome."""
        wait = wait_of(process)
        if process.has_ended or find_part(wait, Choice) is not None:
            self.revive(process, execution, *outcome)
            return
        self._own(process)
        if wait is not None:
            self._withdraw(process, wait)
        process.state = READY
        process.execution = execution
        self._ready(process, outcome, None)

    def restack(self, process: Process, execution: Execution) -> None:
        """It stands where it stood, with other values in its frames."""
        self.claim(process)
        outcome = process.outcome
        if process.state == FAILED and outcome is not None and len(outcome) > 1 and outcome[1]:
            payload, again, *told = outcome
            process.outcome = (payload, (execution.to_state(), *again[1:]), *told)
        else:
            process.execution = execution

    def wait_again(self, process: Process, execution: Execution, wait: Wait) -> None:
        """The same, and it waits as it did before; for an effect under the same key."""
        self._leave_failure(process)
        self.wait(process, execution, wait)

    def cancel(self, process: Process, until: float) -> None:
        """Let it clean up until that moment, and end; see perdure.image.processes.cancelling."""
        if process.has_ended:
            return
        if is_cancelled(process) or not has_cleanups(process, process.execution):
            self.kill(process)
            return
        self.note_cancelled(process, until)
        if process.state == PARKED and process.waits is None and not self._is_suspect(process):
            self.resume(process)  # it has what has come first, as one that is ready
        elif must_end(self, process):
            self.resume(process)  # and is told at its next wait, as one that is ready
            if process.shard not in self.owned:
                self.tell(process)  # so that the time that it has is among the holder's timers
        elif process.state in (WAITING, PARKED):
            set_stage(process, RAISED)
            wait = wait_of(process)
            if wait is not None:
                self._withdraw(process, wait)
            process.state = READY
            self._ready(process, (RAISE, cancelled_here()), None)
        elif process.shard not in self.owned:
            self.tell(process)

    def cancel_itself(self, process: Process, execution: Execution, until: float) -> None:
        """The same where the running process wants it, which stands there."""
        if is_cancelled(process) or not has_cleanups(process, execution):
            self.kill(process)
            return
        self.note_cancelled(process, until)
        set_stage(process, RAISED)
        self.go_on(process, execution, (RAISE, cancelled_here()))

    def note_cancelled(self, process: Process, until: float) -> None:
        """It was cancelled, has that long to clean up, and is told when it next waits."""
        self._touch(process)
        process.own_details().cancelled = (until, PENDING)
        self.claim(process)
        if process.shard in self.owned:  # else its holder does, who is told
            self.owned[process.shard].timers.insert((until, process.pid))

    def see_end(self, process: Process) -> None:
        """Tell those that began to wait for the end at the moment at which another member made it.

        That member has told all that it saw. Waiting writes nothing that the end writes too.
        """
        tell_waiters(self, process)

    def kill(self, process: Process) -> None:
        """End it where it stands; it never runs again. Nothing where it has ended."""
        if process.has_ended:
            return
        self._end(process, CANCELLED, None, None)
        tell_waiters(self, process)

    # Helpers

    def _is_suspect(self, process: Process) -> bool:
        """Whether drivers have died over what it is to do next."""
        return deaths_of(self.root.suspects, process) > 0

    def _own(self, process: Process) -> None:
        """Have it among the processes that are run here; one that nothing waits for."""
        self._touch(process)
        if process.shard not in self.owned:
            self.move(process, self.number)

    def _leave_failure(self, process: Process) -> None:
        self._own(process)
        if process.has_ended:
            note_child_again(self, process)
            keep_names(self, process)
            return
        wait = wait_of(process)
        assert wait is not None
        self._withdraw(process, wait)

    def _forget_cancelled(self, process: Process) -> None:
        details = process.own_details()
        assert details.cancelled is not None
        if process.shard in self.owned:  # else it goes when it is due
            timers = self.owned[process.shard].timers
            if (details.cancelled[0], process.pid) in timers:
                timers.remove((details.cancelled[0], process.pid))
        details.cancelled = None

    def _end(
        self,
        process: Process,
        state: str,
        outcome: tuple[Any, ...] | None,
        execution: Execution | None,
    ) -> None:
        self._touch(process)
        wait = wait_of(process)
        if wait is not None:
            self._withdraw(process, wait)
        if process.details.cancelled is not None:
            self._forget_cancelled(process)
        process.state = state
        process.outcome = outcome
        process.execution = execution
        process.given = None
        if process.locks is not None:
            let_go(self, process)
        self.ended.append(process)
        if process.shard not in self.owned:
            self.tell(process)  # so that an effect is withdrawn where it runs
        details = process.details
        if details.scopes:
            kill_children(self, details.scopes)
        if details.scope:
            note_child_end(self, process)
        if details.bonds is not None:
            end_bonds(self, process, details.bonds)
        if state == FAILED:  # it may go on: what was sent to it is still there then, and watched
            return
        if process.machine:
            delete_watches(self.root, process.pid)
        if isinstance(details, Details):
            if details.mailbox is not None or details.input is not None:
                details.mailbox = details.input = None

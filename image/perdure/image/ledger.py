"""Everything that one transaction does to processes, and what must follow it.

A process changes its state only through the ledger, which keeps the indices true
and remembers what may only happen once the transaction has committed: output to
deliver, files to write, effects to start, people to ask, processes that became
ready. An abort empties it.

`settle` is called just before a commit. A process that woke and waits again
within one transaction leaves `active` as it was, so the index is written only
for those that really changed sides.

Reads: perdure.image.root, perdure.image.processes. Read by: the scheduler, and
the builtins of (perdure process) through perdure.image.host.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from perdure.image import consoles
from perdure.image.errors import AlreadyCompleted
from perdure.image.externals import External, external, find_external, forget
from perdure.image.files import FileLog, FileWork
from perdure.image.given import Given, stored
from perdure.image.history import MARGIN
from perdure.image.indices import Queue, seconds_of
from perdure.image.processes import (
    CANCELLED,
    DONE,
    FAILED,
    INVOKE,
    PARKED,
    RAISE,
    READY,
    RETURN,
    WAITING,
    Details,
    Process,
)
from perdure.image.root import ImageRoot
from perdure.image.shards import TABLE, Shard
from perdure.image.suspects import forget as forget_suspect
from perdure.image.transcript import Transcript
from perdure.vm import ConsoleInput, Execution
from perdure.vm.values.conditions import Condition
from perdure.vm.values.data import Value
from perdure.vm.values.foreign_code import machine_of
from perdure.vm.values.singletons import DEFAULT, NIL, UNSPECIFIED

PID_BLOCK = 32  #: pids taken from the root's counter at once
FARTHEST = 4e11  #: seconds since 1970; a wait until then is taken to be endless


class Ledger:
    """The changes of the transaction in progress."""

    def __init__(self, root: ImageRoot) -> None:
        self.root = root
        #: where new processes go, with its number: the root itself, or a Shard
        self.home: Any = root
        self.number = 0
        #: the shards whose processes are run here, by number
        self.owned: dict[int, Any] = {0: root}
        #: where only those are to run that were created here: their pids; else None
        self.only: set[int] | None = None
        self.pid_block = self.most_pids = PID_BLOCK
        self.fresh: deque[int] = deque()  #: pids that became ready, in order
        self.intents: list[Process] = []  #: processes that began to wait on an effect
        self.withdrawn: list[tuple[int, int]] = []  #: (pid, effect number) no longer wanted
        self.output: list[tuple[int, str]] = []  #: (pid, text), in order
        self.ended: list[int] = []
        self.asking: list[int] = []  #: pids of processes that began to want input
        self.told: list[int] = []  #: pids to look at, which another member has changed
        self.files = FileLog()
        self.file_work: FileWork | None = None  #: what `files` came to, once settled
        self.is_commit_wanted = False  #: whether a process cannot go on before the commit
        #: process, whether it was active before, and whether it had ended; None: it was not there
        self._was_active: dict[int, tuple[Process, bool, bool | None]] = {}
        self._pids = (0, 0)  #: next of the block, end of the block
        self._committed_pids = (0, 0)

    # Before and after a transaction

    def settle(self) -> None:
        """Bring the rest up to date: `active`, and the transcripts."""
        history = self.root.history()
        classified = 0 if history is None else history.classified
        if self.root.sharing is not None:
            classified += MARGIN
        for process, was_active, had_ended in self._was_active.values():
            if process.is_active != was_active and process.shard in self.owned:
                change_active(self.owned[process.shard].active, process)
            if process.pid < classified and process.has_ended is not had_ended:
                assert history is not None
                history.note_late(self.number, process.pid)
        texts: dict[int, list[str]] = {}
        for pid, text in self.output:
            texts.setdefault(pid, []).append(text)
        if self.root.sharing is not None:
            for pid in (*texts, *self.asking):
                consoles.heard(self.root, self.root.process(pid))
        for pid, pieces in texts.items():
            details = self.root.process(pid).details
            if details.transcript is None:
                details.transcript = Transcript()
            details.transcript.append("".join(pieces))
        if self.files or self.files.done:
            if self.home.file_work is None:
                self.home.file_work = Queue()
            self.file_work = self.files.settle(self.home.file_work)

    def committed(self) -> None:
        """Forget the transaction; what followed from it has been taken."""
        self._committed_pids = self._pids
        self.files.committed()
        self._clear()

    def aborted(self) -> None:
        self._pids = self._committed_pids
        self.files.aborted()
        self._clear()

    def _clear(self) -> None:
        self.fresh.clear()
        self.intents = []
        self.withdrawn = []
        self.output = []
        self.ended = []
        self.asking = []
        self.told = []
        self.file_work = None
        self.is_commit_wanted = False
        self._was_active.clear()

    def return_pids(self) -> None:
        """Give back what is left of the block of pids, if it is the last one taken."""
        first, end = self._pids
        if first < end == self.root.counters.next_pid:
            self.root.counters.next_pid = first
        self._pids = (0, 0)

    def reserve_pids(self, count: int) -> list[int]:
        """Pids for processes that are still to be made; nobody else gets them."""
        return [self._next_pid() for _ in range(count)]

    def forget_pids(self) -> None:
        """Take new ones for the next processes: those of the last may be in the image after all."""
        self._pids = self._committed_pids = (0, 0)

    # The life of a process

    def create(
        self,
        procedure: Value,
        arguments: tuple[Value, ...],
        *,
        name: str,
        parent: int,
        now: float,
        parameters: Value = NIL,
        language: str = "",
        pid: int = 0,
    ) -> Process:
        """A new process, ready to call the procedure. `pid`: one that was reserved, or 0."""
        pid = pid or self._next_pid()
        details = Details(name, parent, now, language)
        process = Process(pid, details, self.number, machine_of(procedure))
        process.execution = Execution.start(parameters=parameters)
        process.outcome = (INVOKE, procedure, arguments)
        self.root.add_process(process)
        if self.only is not None:
            self.only.add(pid)
        self._was_active[pid] = (process, False, None)
        self.fresh.append(pid)
        return process

    def go_on(self, process: Process, execution: Execution, resumption: tuple[Any, ...]) -> None:
        """It was stopped in its course, and is ready to go on."""
        self._touch(process)
        process.execution = execution
        process.outcome = resumption
        self.fresh.append(process.pid)

    def wait(self, process: Process, execution: Execution, waits: tuple[Any, ...]) -> None:
        """It waits from now on; `waits` is the kind and its arguments."""
        self._touch(process)
        process.execution = execution
        process.state = WAITING
        process.outcome = None
        kind = waits[0]
        if kind == "effect":
            process.effects += 1
            arguments = stored(waits[3], process.given)
            process.given = arguments if type(arguments) is Given else None
            waits = (*waits[:3], arguments, False)  # not started yet; see perdure.image.effects
            self.intents.append(process)
        elif kind == "process":
            awaited = self.root.process(waits[1])
            self.indices(awaited).waiters.insert((awaited.pid, process.pid))
            self._claim(awaited)
        elif kind == "input":
            self.asking.append(process.pid)
        elif kind == "external":
            awaited_name = external(self.root, waits[3])
            awaited_name.waiting = (*awaited_name.waiting, process.pid)
        process.waits = waits
        due = due_of(waits)
        if due is not None:
            self.indices(process).timers.insert((due, process.pid))

    def wait_from_now(self, process: Process) -> None:
        """Wake it at once where what it waits for is there already.

        For a process that looked, before it began to wait, at the image as it was earlier.
        """
        waits = process.waits
        if waits is None:
            return
        kind = waits[0]
        if kind == "process":
            awaited = self.root.process(waits[1])
            outcome = awaited.outcome or (None,)
            if awaited.state == DONE:
                self.wake(process, RETURN, outcome[0])
            elif awaited.state == FAILED:
                self.wake(process, RAISE, outcome[0])
            elif awaited.state == CANCELLED:
                self.wake(process, RAISE, cancelled_condition(awaited.pid))
        elif kind == "message":
            if self.has_message(process):
                self.wake(process, RETURN, self.next_message(process))
        elif kind == "external":
            found = external(self.root, waits[3])
            if found.is_complete:
                self.wake(process, RETURN, found.value)
        elif kind == "input":
            source = process.details.input
            if source is not None and source.has_something:
                self.wake(process, INVOKE, *waits[1:])

    def wake(self, process: Process, kind: int, *parts: Any) -> None:
        """What it waited for is there: RETURN a value to it or RAISE a payload in it.

        Or INVOKE what is to look for itself, with a tuple of arguments.
        """
        self._touch(process)
        waits = process.waits
        self._withdraw(process)
        process.outcome = (kind, *parts) if kind != RAISE else (kind, *parts, waits)
        if process.state != PARKED:
            process.state = READY
            self._rouse(process)

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
            self._rouse(process)
            return
        process.state = WAITING
        if process.waits[0] == "input":
            self.asking.append(process.pid)

    def go_on_after_commit(
        self, process: Process, execution: Execution, procedure: Value, arguments: tuple[Value, ...]
    ) -> None:
        """It is to look at a file that is only written then; see perdure.image.files."""
        self.go_on(process, execution, (INVOKE, procedure, arguments))
        self.is_commit_wanted = True

    def finish(self, process: Process, result: Value, exit_code: int | None = None) -> None:
        self._end(process, DONE, (result,) if exit_code is None else (result, exit_code), None)
        self._wake_waiters(process.pid, RETURN, result)

    def fail(
        self,
        process: Process,
        payload: Value,
        execution: Execution | None,
        again: tuple[Any, ...] | None = None,
    ) -> None:
        """It raised what nobody handles. Its stack is kept, to be looked at and gone on with.

        `again` is what it had begun with, as perdure.image.retrying wants it; that has those
        who are told of the failure wait again, too.
        """
        outcome = (payload,) if again is None else (payload, again)
        self._end(process, FAILED, outcome, execution)
        told = self._wake_waiters(process.pid, RAISE, payload)
        if told:
            process.outcome = (payload, again, told)

    def revive(self, process: Process, execution: Execution, *outcome: Any) -> None:
        """One that has failed goes on here, as `wake` says."""
        self._own(process)
        process.execution = execution
        process.outcome = outcome
        process.state = READY
        self._rouse(process)

    def wait_again(self, process: Process, execution: Execution, waits: tuple[Any, ...]) -> None:
        """One that has failed waits as it did before; for an effect under the same key."""
        self._own(process)
        if waits[0] == "effect":
            process.effects -= 1
            waits = waits[:4]
        self.wait(process, execution, waits)

    def _own(self, process: Process) -> None:
        """Have it among the processes that are run here; one that nothing waits for."""
        self._touch(process)
        if process.shard not in self.owned:
            self.move(process, self.number)

    def cancel(self, process: Process) -> None:
        """End it where it stands; it never runs again. Nothing where it has ended."""
        if process.has_ended:
            return
        self._end(process, CANCELLED, None, None)
        self._wake_waiters(process.pid, RAISE, cancelled_condition(process.pid))

    def send(self, process: Process, message: Value) -> None:
        """Put a message in its mailbox, or hand it over if it waits for one."""
        if process.waits is not None and process.waits[0] == "message":
            self.wake(process, RETURN, message)
        elif not process.has_ended:
            details = process.details
            if details.mailbox is None:
                details.mailbox = Queue()
            details.mailbox.append(message)
            self._claim(process)

    def has_message(self, process: Process) -> bool:
        """Whether something is in its mailbox."""
        return bool(process.details.mailbox)

    def next_message(self, process: Process) -> Value:
        """The first message in its mailbox, taken out."""
        mailbox = process.details.mailbox
        assert mailbox is not None
        return mailbox.pop_first()

    def supply_input(self, process: Process, text: str | None) -> None:
        """A person has typed this for it; None: nothing more will come."""
        if process.has_ended:
            return
        self._claim(process)
        source = process.details.console_input()
        if text is None:
            source.has_ended = True
        else:
            source.keep(text)
        if process.waits is not None and process.waits[0] == "input":
            _, procedure, arguments = process.waits
            self.wake(process, INVOKE, procedure, arguments)

    def time_out(self, process: Process) -> None:
        """The moment has come that it sleeps until, or waits no longer than."""
        assert process.waits is not None
        kind, *arguments = process.waits
        if kind in ("message", "external"):
            if arguments[1] is DEFAULT:
                self.wake(process, RAISE, timeout_condition(kind))
            else:
                self.wake(process, RETURN, arguments[1])
        else:
            self.wake(process, RETURN, UNSPECIFIED)

    # What builtins look at

    def process(self, pid: int) -> Process:
        """The process of that pid; NoSuchProcess."""
        return self.root.process(pid)

    def pids(self) -> Iterator[int]:
        """Of all processes, the least first."""
        return self.root.pids()

    def console_input(self, process: Process) -> ConsoleInput:
        """What was typed for it."""
        return process.details.console_input()

    # What is completed from outside: see perdure.image.externals

    def find_external(self, name: str) -> External | None:
        """What is known under that name."""
        return find_external(self.root, name)

    def complete(self, name: str, value: Value, now: float) -> None:
        """Give the value to all who await that name, now or later; AlreadyCompleted."""
        found = external(self.root, name)
        if found.is_complete:
            raise AlreadyCompleted(name)
        waiting = found.waiting
        found.is_complete, found.value, found.completed = True, value, now
        for pid in waiting:
            self.wake(self.root.process(pid), RETURN, value)

    def _await_no_longer(self, process: Process, name: str) -> None:
        found: External | None = find_external(self.root, name)
        if found is None:
            return
        found.waiting = tuple([pid for pid in found.waiting if pid != process.pid])
        if not found.waiting and not found.is_complete:
            forget(self.root, found)

    def own_all(self) -> None:
        """Run the processes of all shards here: nobody else has the image open."""
        if self.root.sharing is not None:
            self.owned = dict(self.root.sharing.shards.items())
            self.home = self.owned[0]  # the root's indices, and what others wanted looked at

    # Processes of other members: see docs/decisions/030

    def indices(self, process: Process) -> Any:
        """The shard that the process is in: the root, or a Shard."""
        found = self.owned.get(process.shard)
        if found is None:
            assert self.root.sharing is not None
            found = self.root.sharing.shards[process.shard]
        return found

    def is_ours(self, process: Process) -> bool:
        """Whether it is run here."""
        return process.shard in self.owned

    def is_to_run(self, process: Process) -> bool:
        """Whether its next slice is to be run here."""
        return process.state == READY and process.shard in self.owned

    def move(self, process: Process, number: int) -> None:
        """Put a process, with those who await its end, into another shard.

        If that is another member's, `_tell` it, which puts it among the active ones there.
        """
        here = self.indices(process)
        due = None if process.waits is None else due_of(process.waits)
        awaiting = list(seconds_of(here.waiters, process.pid))
        is_indexed = process.pid in here.active
        process.shard = number
        there = self.indices(process)
        if is_indexed:
            here.active.remove(process.pid)
            if number in self.owned:
                there.active.insert(process.pid)
        if due is not None:
            here.timers.remove((due, process.pid))
            there.timers.insert((due, process.pid))
        for pid in awaiting:
            here.waiters.remove((process.pid, pid))
            there.waiters.insert((process.pid, pid))

    def give(self, process: Process, number: int) -> None:
        """Have another member run it."""
        self.move(process, number)
        self._tell(process)

    def _claim(self, process: Process) -> None:
        """Make this transaction and one in which its holder changes it exclude each other."""
        if process.shard not in self.owned:
            process._p_changed = True

    def _rouse(self, process: Process) -> None:
        """It is ready: who runs it must know."""
        if process.shard in self.owned:
            self._is_ready(process.pid)
        else:
            self._tell(process)

    def _is_ready(self, pid: int) -> None:
        if self.only is None or pid in self.only:
            self.fresh.append(pid)

    def _tell(self, process: Process) -> None:
        shard = self.indices(process)
        if not shard.lease.holder:  # nobody would look; so somebody who is there takes it
            process._p_changed = True
            self.move(process, self.someone())
            if process.shard in self.owned:
                if process.state == READY:
                    self._is_ready(process.pid)
                return
            shard = self.indices(process)
        shard.put_arrival(process.pid)

    def someone(self) -> int:
        """The number of a shard whose holder drives it now, or our own."""
        assert self.root.sharing is not None
        worker = self.root.sharing.find_worker("")
        return self.number if worker is None else worker[1].number

    def take_arrivals(self) -> None:
        """Look at those whom other members have woken."""
        for shard in self.owned.values():
            if not isinstance(shard, Shard) or not shard.has_arrivals():
                continue
            for pid in shard.take_arrivals():
                process = self.root.find_process(pid)
                if process is None:
                    continue  # it has ended since, and was forgotten
                if process.shard not in self.owned:
                    self._tell(process)  # it was given away since
                    continue
                change_active(self.owned[process.shard].active, process)
                if process.state == READY:
                    self._is_ready(pid)
                else:
                    # Not unseen by one who wakes it now, and finds it among the arrivals.
                    process._p_changed = True
                    self.told.append(pid)

    # Helpers

    def _next_pid(self) -> int:
        first, end = self._pids
        if first == end:
            counters = self.root.counters
            first = counters.next_pid
            if self.pid_block >= TABLE:  # whole tables, in which nobody else puts processes
                first = -(-first // TABLE) * TABLE
            end = counters.next_pid = first + self.pid_block
            self.pid_block = min(8 * self.pid_block, self.most_pids)
        self._pids = (first + 1, end)
        return first

    def _touch(self, process: Process) -> None:
        if process.pid not in self._was_active:
            self._was_active[process.pid] = (process, process.is_active, process.has_ended)

    def _withdraw(self, process: Process) -> None:
        """Take its wait out of the indices."""
        waits = process.waits
        if waits is None:
            return
        due = due_of(waits)
        if due is not None and process.shard in self.owned:  # else it goes when it is due
            self.owned[process.shard].timers.remove((due, process.pid))
        if waits[0] == "process":
            waiters = self.indices(self.root.process(waits[1])).waiters
            waiters.remove((waits[1], process.pid))
        elif waits[0] == "external":
            self._await_no_longer(process, waits[3])
        elif waits[0] == "effect":
            self.withdrawn.append((process.pid, process.effects))
        process.waits = None

    def _end(
        self,
        process: Process,
        state: str,
        outcome: tuple[Any, ...] | None,
        execution: Execution | None,
    ) -> None:
        self._touch(process)
        self._withdraw(process)
        process.state = state
        process.outcome = outcome
        process.execution = execution
        process.given = None
        self.ended.append(process.pid)
        if process.shard not in self.owned:
            self._tell(process)  # so that an effect is withdrawn where it runs
        details = process.details
        # One that has failed may go on: what was sent to it is still there then.
        if state != FAILED and (details.mailbox is not None or details.input is not None):
            details.mailbox = details.input = None

    def _wake_waiters(self, pid: int, kind: int, value: Value) -> tuple[int, ...]:
        """Tell those who wait for its end; gives their pids."""
        waiters = self.indices(self.root.process(pid)).waiters
        found = tuple(seconds_of(waiters, pid))
        for waiting in found:
            self.wake(self.root.process(waiting), kind, value)
        return found


def change_active(active: Any, process: Process) -> None:
    """Put it in or take it out; another member may have changed it, who leaves that to us."""
    if process.is_active:
        active.insert(process.pid)  # writes nothing where it is in
    elif process.pid in active:
        active.remove(process.pid)


def due_of(waits: tuple[Any, ...]) -> float | None:
    """When a wait ends by itself, if it does."""
    if waits[0] in ("timer", "message", "external"):
        due: float | None = waits[1]
        return due
    return None


def cancelled_condition(pid: int) -> Condition:
    return Condition(f"process {pid} was cancelled", kind="cancelled", who="wait")


def timeout_condition(kind: str) -> Condition:
    if kind == "external":
        return Condition("nobody completed it in time", kind="timeout", who="await-external")
    return Condition("no message came in time", kind="timeout", who="receive")

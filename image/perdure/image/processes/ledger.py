"""Everything that one transaction does to processes, and what must follow it.

A process changes its state only through the ledger, which keeps the indices true
and remembers what may only happen once the transaction has committed: output to
deliver, files to write, effects to start, people to ask, processes that became
ready. An abort empties it.

`settle` is called just before a commit. A process that woke and waits again
within one transaction leaves `active` as it was, so the index is written only
for those that really changed sides.

Of what a process waits for the ledger knows that it may have several parts, that each may be
due, and that the first that ends has the process go on; the rest is the kind's own
(perdure.image.processes.waits).

Reads: perdure.image.processes.holding, perdure.image.processes.waits. Read by: the scheduler, and
the builtins of (perdure process) through perdure.image.host.host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import time
from typing import Any

from perdure.image.processes.bonds import end_bonds
from perdure.image.processes.cancelling import (
    PENDING,
    RAISED,
    cancelled_here,
    has_cleanups,
    is_cancelled,
    set_stage,
)
from perdure.image.processes.holding import Holding, change_active
from perdure.image.processes.labels import Labelling
from perdure.image.processes.locks import add_lock, drop_lock, let_go, thread_of
from perdure.image.processes.names import Naming, keep_names
from perdure.image.processes.pids import BLOCK, Pids
from perdure.image.processes.scopes import (
    kill_children,
    note_child,
    note_child_again,
    note_child_end,
)
from perdure.image.processes.suspects import deaths_of
from perdure.image.processes.suspects import forget as forget_suspect
from perdure.image.processes.versions import version_for
from perdure.image.processes.waits import (
    Choice,
    Outcome,
    Wait,
    find_part,
    is_active,
    parts_of,
    wait_of,
)
from perdure.image.processes.waits.console_line import supply_input
from perdure.image.processes.waits.deeds import do_deed
from perdure.image.processes.waits.external_value import complete
from perdure.image.processes.waits.kinds import dues_of, must_end, set_wait
from perdure.image.processes.waits.message import (
    has_message,
    message_after,
    next_message,
    send,
    take,
)
from perdure.image.processes.waits.process_end import tell_waiters
from perdure.image.processes.waits.wait import M
from perdure.image.processes.waits.within import Within
from perdure.image.schema import consoles
from perdure.image.schema.externals import External, find_external
from perdure.image.schema.history import MARGIN
from perdure.image.schema.indices import Queue
from perdure.image.schema.meeting import Meeting
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
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.starter import Starter
from perdure.image.schema.transcript import Transcript
from perdure.image.storage.files import FileLog, FileWork
from perdure.vm import ConsoleInput, Execution
from perdure.vm.objects.data import Record, Value
from perdure.vm.objects.foreign_code import machine_of
from perdure.vm.objects.singletons import NIL


class Ledger(Holding, Naming, Labelling):
    """The changes of the transaction in progress."""

    def __init__(
        self, root: ImageRoot, *, only: set[int] | None = None, most_pids: int = BLOCK
    ) -> None:
        """`only`: see Holding. No more than `most_pids` are taken from the image at once."""
        super().__init__(root, only)
        self.new_pids = Pids(root, most_pids)
        self.intents: list[Process] = []  #: processes that began to wait on an effect
        self.withdrawn: list[tuple[int, int]] = []  #: (pid, effect number) no longer wanted
        self.output: list[tuple[int, str]] = []  #: (pid, text), in order
        self.ended: list[Process] = []
        self.parked: list[Process] = []  #: those that were parked by an error, to be told of
        self.orphans: list[int] = []  #: pids of children that end with their owners just now
        self.linked: list[int] = []  #: pids of those that end by links just now
        self.now: Callable[[], float] = time  #: tells the image's time
        #: whether that function is called within the image's transactions
        self.is_transactional: Callable[[tuple[str, str]], bool] = lambda function: False
        self._moment: float | None = None  #: when what is made from outside in it is made
        self.asking: list[int] = []  #: pids of processes that began to want input
        self.progressed: set[int] = set()  #: pids of processes that said how far they have come
        self.files = FileLog()
        self.file_work: FileWork | None = None  #: what `files` came to, once settled
        self.is_commit_wanted = False  #: whether a process cannot go on before the commit
        #: process, whether it was active before, and whether it had ended; None: it was not there
        self._was_active: dict[int, tuple[Process, bool, bool | None]] = {}

    # Before and after a transaction

    def moment(self) -> float:
        """The image's time, the same for all that is made from outside in one transaction."""
        if self._moment is None:
            self._moment = self.now()
        return self._moment

    def settle(self) -> None:
        """Bring the rest up to date: `active`, and the transcripts."""
        if self.only_asks:
            self._give_away()
        history = self.root.history()
        classified = self._classified()
        for process, was_active, had_ended in self._was_active.values():
            if process.shard in self.owned and is_active(process) != was_active:
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
            details = self.root.process(pid).own_details()
            if details.transcript is None:
                details.transcript = Transcript()
            details.transcript.append("".join(pieces))
        if self.files or self.files.done:
            if self.home.file_work is None:
                self.home.file_work = Queue()
            self.file_work = self.files.settle(self.home.file_work)

    def _give_away(self) -> None:
        """Have workers run what is to be run; where there is none, it stays until one comes."""
        self.fresh.clear()
        self.intents = []
        for process, _, _ in list(self._was_active.values()):
            if process.shard in self.owned and not process.has_ended:
                number = self.any_worker()
                if number is not None:
                    self.give(process, number)

    def committed(self) -> None:
        """Forget the transaction; what followed from it has been taken."""
        self.new_pids.committed()
        self.files.committed()
        self._clear()

    def aborted(self) -> None:
        self.new_pids.aborted()
        self.files.aborted()
        self._clear()

    def _clear(self) -> None:
        self.fresh.clear()
        self.intents = []
        self.withdrawn = []
        self.output = []
        self.ended = []
        self.parked = []
        self.orphans = []
        self.linked = []
        self.asking = []
        if self.progressed:
            self.progressed = set()
        self.told = []
        self.file_work = None
        self.is_commit_wanted = False
        self._moment = None
        self._was_active.clear()

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
        scope: int = 0,
        pid: int = 0,
    ) -> Process:
        """A new process, ready to call the procedure. `pid`: one that was reserved, or 0."""
        pid = pid or self.new_pids.next()
        facts = Facts(name, parent, now, language, scope, version_for(self.root, parent))
        if scope:
            note_child(self, parent, scope, pid)
        process = self._add(Process(pid, facts, self.number, machine_of(procedure)), parameters)
        process.outcome = (INVOKE, procedure, arguments)
        self.fresh.append(pid)
        return process

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

    def _add(self, process: Process, parameters: Value) -> Process:
        process.execution = Execution.start(parameters=parameters)
        self.root.add_process(process)
        if self.only is not None:
            self.only.add(process.pid)
        self._was_active[process.pid] = (process, False, None)
        return process

    def go_on(self, process: Process, execution: Execution, resumption: tuple[Any, ...]) -> None:
        """It was stopped in its course, and is ready to go on."""
        self._touch(process)
        process.execution = execution
        process.outcome = resumption
        self.fresh.append(process.pid)

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

    # What programs and people do; what is particular to a kind of wait is beside it

    def do(self, deed: str, *arguments: Any) -> None:
        """Do what is registered under that name; see perdure.image.processes.waits.deeds."""
        do_deed(self, deed, arguments)

    def announce(self, pid: int, name: str, parent: int, now: float, language: str) -> None:
        """Let the program see a process that a deed makes: it is there."""

    def noted_deeds(self, deed: str) -> list[tuple[Any, ...]]:
        """The arguments of deeds of that name that are still to be done: all are done."""
        return []

    def noted_of(self, kind: str) -> list[tuple[Any, ...]]:
        """The deeds whose names begin with that kind, that are still to be done: all are done."""
        return []

    def is_noted(self, deed: str, pid: int) -> bool:
        """Whether a deed that begins with that process is still to be done: here none is."""
        return False

    def send(self, process: Process, message: Value) -> None:
        """Put a message in its mailbox, or hand it over if it waits for one."""
        send(self, process, message)

    def complete(self, name: str, value: Value, now: float) -> None:
        """Give the value to all that await that name, now or later; AlreadyCompleted."""
        complete(self, name, value, now)

    def supply_input(self, process: Process, text: str | None) -> None:
        """A person has typed this for it; None: nothing more will come."""
        supply_input(self, process, text)

    # What is done to channels, semaphores and their like

    def is_direct(self, thing: Meeting | None = None) -> bool:
        """Whether a deed that may have to wait is done at once, where it need not."""
        return True

    def act(self, deed: str, thing: Meeting, *arguments: Any) -> Outcome | None:
        """Do a deed to it; gives its outcome."""
        outcome: Outcome | None = do_deed(self, deed, (thing, *arguments))
        return outcome

    def look(self, thing: M) -> M:
        """The thing as the program has to see it."""
        return thing

    def view(self, thing: M) -> M:
        """The thing as it is, to be looked at and changed by a deed."""
        return thing

    def attend(self, procedure: Value, arguments: tuple[Value, ...], *, name: str) -> int:
        """Have a process of its own go on with what a deed has begun; its pid."""
        return self.create(procedure, arguments, name=name, parent=0, now=self.now()).pid

    def add_lock(self, pid: int, thing: Meeting | Starter) -> None:
        """Note that what the process has of the thing is to come back when that ends."""
        add_lock(self.root.process(pid), thing)

    def drop_lock(self, pid: int, thing: Meeting) -> None:
        """Note that it has come back."""
        drop_lock(self.root.process(pid), thing)

    def find_thread(self, pid: int) -> Record | None:
        """The thread that the process is; None where it is none yet."""
        return thread_of(self.root.process(pid))

    def set_thread(self, pid: int, thread: Record) -> None:
        """Have the process be that thread."""
        add_lock(self.root.process(pid), thread)

    # What builtins look at

    def process(self, pid: int) -> Process:
        """The process of that pid; NoSuchProcess."""
        return self.root.process(pid)

    def find_process(self, pid: int) -> Process | None:
        """The process of that pid; None where there is none, or it was forgotten."""
        return self.root.find_process(pid)

    def pids(self) -> Iterator[int]:
        """The pids of all processes, the least first."""
        return self.root.pids()

    def has_message(self, process: Process) -> bool:
        """Whether something is in its mailbox."""
        return has_message(process)

    def next_message(self, process: Process) -> Value:
        """The first message in its mailbox, taken out."""
        return next_message(process)

    def message_after(self, process: Process, number: int) -> int | None:
        """The number of the first message after that one; None where there is none."""
        return message_after(process, number)

    def message_at(self, process: Process, number: int) -> Value:
        """The message of that number, which stays where it is."""
        mailbox = process.details.mailbox
        assert mailbox is not None
        return mailbox[number]

    def take_message(self, process: Process, number: int) -> None:
        """Take it out of the mailbox."""
        take(self, process.pid, number)

    def console_input(self, process: Process) -> ConsoleInput:
        """The input that was typed for it."""
        return process.own_details().console_input()

    def new_number(self) -> int:
        """A number that no process has, nor gets."""
        return self.new_pids.next()

    def find_external(self, name: str) -> External | None:
        """The External that is known under that name."""
        return find_external(self.root, name)

    # Helpers

    def note_relabelled(self, process: Process) -> None:
        """Have it be found by its labels, and its version, though it was classified before."""
        if process.pid < self._classified():
            history = self.root.history()
            assert history is not None
            history.note_late(self.number, process.pid)

    def _classified(self) -> int:
        """All pids below it may have been classified."""
        history = self.root.history()
        if history is None:
            return 0
        return history.classified + (0 if self.root.sharing is None else MARGIN)

    def _is_suspect(self, process: Process) -> bool:
        """Whether drivers have died over what it is to do next."""
        return deaths_of(self.root.suspects, process) > 0

    def _touch(self, process: Process) -> None:
        if process.pid not in self._was_active:
            self._was_active[process.pid] = (process, is_active(process), process.has_ended)

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
        # One that has failed may go on: what was sent to it is still there then.
        if state != FAILED and isinstance(details, Details):
            if details.mailbox is not None or details.input is not None:
                details.mailbox = details.input = None

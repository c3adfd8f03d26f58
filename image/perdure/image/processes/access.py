"""Deeds of programs and people, and what waits, deeds and builtins look at.

What is particular to a kind of wait is beside it (perdure.image.processes.waits).

Reads: perdure.image.processes.transacted, perdure.image.processes.waits. Read by:
perdure.image.processes.waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.image.processes.labels import Labelling
from perdure.image.processes.locks import add_lock, drop_lock, thread_of
from perdure.image.processes.names import Naming
from perdure.image.processes.scopes import note_child
from perdure.image.processes.transacted import Transacted
from perdure.image.processes.versions import version_for
from perdure.image.processes.waits import Outcome
from perdure.image.processes.waits.deeds import do_deed
from perdure.image.processes.waits.message import has_message, message_after, next_message, take
from perdure.image.processes.waits.wait import M
from perdure.image.schema.externals import External, find_external
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import INVOKE, Facts, Process
from perdure.image.schema.starter import Starter
from perdure.vm import ConsoleInput, Execution
from perdure.vm.objects.data import Record, Value
from perdure.vm.objects.foreign_code import machine_of
from perdure.vm.objects.singletons import NIL


class Access(Transacted, Naming, Labelling):
    """Processes as programs reach them in the transaction in progress."""

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

    def _add(self, process: Process, parameters: Value) -> Process:
        process.execution = Execution.start(parameters=parameters)
        self.root.add_process(process)
        if self.only is not None:
            self.only.add(process.pid)
        self._was_active[process.pid] = (process, False, None)
        return process

    # What programs and people do; what is particular to a kind of wait is beside it

    def do(self, deed: str, *arguments: Any) -> None:
        """Do what is registered under that name; see perdure.image.processes.waits.deeds."""
        do_deed(self, deed, arguments)

    def announce(self, pid: int, name: str, parent: int, now: float, language: str) -> None:
        """Let the program see a process that a deed makes: it is there."""

    def noted_of(self, kind: str) -> list[tuple[Any, ...]]:
        """The deeds whose names begin with that kind, that are still to be done: all are done."""
        return []

    def is_noted(self, deed: str, pid: int) -> bool:
        """Whether a deed that begins with that process is still to be done: here none is."""
        return False

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

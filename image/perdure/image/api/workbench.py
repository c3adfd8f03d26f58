"""The workbench of an open image: the way of tools for programmers to its insides.

A REPL completes names, keeps its history in the image, makes variables of results, and shows
the stacks of processes. For that it needs more than an application: the program's own values,
and changes of several things in one transaction. Here is all of it, and no more; `Image` has
the rest.

Everything here is for the thread that has the turn, which is the one that drives the image:
inside `driving`, or in a function that was given to `Image.call_soon`.

Reads: perdure.image.api.blocking. Read by: perdure.image.api.image, and tools: perdure.repl.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from perdure.image.api.blocking import BlockingImage
from perdure.image.processes.requests import Progress, progress_of
from perdure.image.processes.waits import Choice, find_part, wait_of
from perdure.image.schema.indices import Queue
from perdure.vm import Done, Execution, Invoke
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment

T = TypeVar("T")


class Workbench:
    """The workbench of one open image."""

    def __init__(self, image: BlockingImage) -> None:
        self._image = image

    # Driving

    def driving(self) -> AbstractContextManager[None]:
        """While inside, this thread has the turn, from when it is free."""
        return self._image.owner.taken()

    def drive(self, until: Callable[[], bool]) -> bool:
        """Drive until `until()`, which is asked between any two transactions, or until `stop`.

        Gives whether it came true. What the storage raises is raised as it is.
        """
        return self._image.driver.run(until, stays=True)

    def change(self, change: Callable[[], T]) -> T:
        """Do that in a transaction, again where it conflicts; gives what it gave."""
        made: T = self._image.driver.change(change)
        return made

    # The program

    @property
    def interaction(self) -> Environment:
        """The environment in which `eval` and a REPL work, to be looked at; see `define`."""
        return self._image.root.interaction

    @property
    def libraries(self) -> Mapping[str, Environment]:
        """The image's libraries by their names as they are written, "(scheme base)"."""
        found: Mapping[str, Environment] = self._image.root.libraries
        return found

    def define(self, name: str, value: Value) -> None:
        """Give a variable of the interaction environment a value, in a transaction."""
        self._image.machine.define(self.interaction.cell(name), value)

    def forget_name(self, name: str) -> None:
        """Take a name out of the interaction environment, in a transaction."""
        del self.interaction.bindings[name]

    def call_exported(self, name: str, library: str, *arguments: Value) -> Value:
        """Call a procedure that a library exports, in a transaction; gives what it gives.

        It runs in no process: it may neither wait nor print.
        """
        procedure = self._image.procedure(name, library)
        made = self._image.machine.run(Execution.start(), Invoke(procedure, arguments))
        assert isinstance(made, Done)
        return made.value

    # Processes

    def create(self, text: str, name: str, search_path: Sequence[str]) -> int:
        """Create a process that evaluates the text, in a transaction; gives its pid.

        The same as `Image.spawn_eval`, for a transaction that does more.
        """
        image = self._image
        start = image.language.start_evaluation(
            image.root.libraries, text, name, self.interaction, search_path, 1
        )
        procedure, arguments = image.kept_start(start, image.language)
        made = image.ledger.create(procedure, arguments, name=name, parent=0, now=image.clock.now())
        return made.pid

    def find_state(self, pid: int) -> str | None:
        """The state of a process as it is known here; None where it was forgotten."""
        process = self._image.root.find_process(pid)
        return None if process is None else process.state

    def is_stopped(self, pid: int) -> bool:
        """Whether an error has parked the process: it waits for a restart to be chosen."""
        process = self._image.root.find_process(pid)
        return process is not None and find_part(wait_of(process), Choice) is not None

    def has_ended(self, pid: int) -> bool:
        """Whether a process has ended, as far as is known here; NoSuchProcess."""
        return self._image.root.process(pid).has_ended

    def parent(self, pid: int) -> int:
        """The pid of the process that started it, 0 where none did; NoSuchProcess."""
        return self._image.root.process(pid).details.parent

    def execution(self, pid: int) -> Execution | None:
        """The stack of a process, also of one that has failed; NoSuchProcess."""
        return self._image.root.process(pid).execution

    def progress(self, pid: int) -> Progress | None:
        """How far a process has come, as it is known here; None where it has not said so."""
        process = self._image.root.find_process(pid)
        return None if process is None else progress_of(process)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call it after each commit, of other members too; see `stop_listening`."""
        self._image.watchers.listen(listener)

    def stop_listening(self, listener: Callable[[], None]) -> None:
        self._image.watchers.forget(listener)

    # What a tool keeps

    def kept(self, name: str) -> Queue:
        """The tree that a tool keeps in the image under that name; empty where it has none."""
        kept = self._image.root.kept
        found: Queue | None = None if kept is None else kept.get(name)
        return Queue() if found is None else found

    def keep(self, name: str) -> Queue:
        """The same to be changed, in a transaction; made in it if need be."""
        found: Queue = self._image.root.keep(name, Queue)
        return found

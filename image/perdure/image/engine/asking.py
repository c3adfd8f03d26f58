"""Questions to processes: answers are computed beside the image, and change nothing in it.

The procedure that the process has given for the query is run in a workspace, as of the last
commit: so it sees what the process has left when its last slice ended, whatever the process
does just now, and whichever member it is with. What it changes is dropped with the workspace. It
must not wait; to print, or to have something done, is an error.

Reads: perdure.image.engine.workspace. Read by: perdure.image.api.requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from perdure.image.discovery import known_language, lacking
from perdure.image.engine.monitor import Monitor
from perdure.image.engine.workspace import Workspace
from perdure.image.errors import QueryFailed, UpdateRejected
from perdure.image.host.host import Host
from perdure.image.processes.requests import find_handler, handler_of
from perdure.image.processes.waits.kinds import kinds
from perdure.image.schema.processes import Process
from perdure.image.schema.requests import CHECK, QUERY
from perdure.vm import Done, Execution, Failed, Invoke, Preempted, Waiting
from perdure.vm.objects.conditions import Condition, fault
from perdure.vm.objects.data import Value
from perdure.vm.texts import visible

TURN = 0.05  #: seconds that one may run before the driver looks at all else

#: Gives the arguments of a question, as values of the connection that it is computed in.
Given = Callable[[Host], tuple[Value, ...]]
#: Makes of the answer what outlives that connection.
Taken = Callable[[Host, Process, Value], Any]


def no_pids(count: int) -> list[int]:
    raise fault("spawn", "a query changes nothing, and starts no process", kind="isolation")


class Asking:
    """The questions of one opening, and a workspace that is kept for the next."""

    def __init__(self, make: Callable[[Callable[[int], list[int]]], Workspace]) -> None:
        self._make = make
        self._idle: Workspace | None = None

    def question(self, pid: int, name: str, kind: str = QUERY) -> Question:
        """A question to that process; `kind` is QUERY, or CHECK for what an update is given."""
        return Question(self.workspace(), pid, name, kind)

    def workspace(self) -> Workspace:
        """A workspace for what is tried and dropped; `give_back` ends that."""
        workspace, self._idle = self._idle, None
        return workspace or self._make(no_pids)

    def done(self, question: Question) -> None:
        """The question has been answered, or is not to be."""
        self.give_back(question.workspace)

    def give_back(self, workspace: Workspace) -> None:
        """Drop all that was done in it."""
        if workspace.is_entered:
            workspace.discard()
        if self._idle is None:
            self._idle = workspace
        else:
            workspace.close()

    def close(self) -> None:
        if self._idle is not None:
            self._idle.close()
            self._idle = None


class Question:
    """One question, asked of a process by the thread that has the turn."""

    def __init__(self, workspace: Workspace, pid: int, name: str, kind: str) -> None:
        self.pid, self.name, self.kind = pid, name, kind
        self.workspace = workspace
        self._texts: list[str] = []  #: of further arguments, still to be evaluated
        self._arguments: tuple[Value, ...] = ()
        self._handler: tuple[Value, Value] | None = None
        self._is_called = False

    def begin(self, given: Given, texts: Iterable[str] = ()) -> bool:
        """Find out what is called, with these arguments and the values of those texts; NoHandler.

        False where an update is not looked at before.
        """
        process = self._process = self.workspace.enter(self.pid)
        if self.kind == CHECK:
            self._handler = find_handler(process, CHECK, self.name)
            if self._handler is None:
                return False
        else:
            self._handler = handler_of(process, self.kind, self.name)
        if not self.workspace.can_run:
            wanted = lacking(process.machine, process.language, process.execution)
            raise self._error(f"it is answered where there is {wanted}")
        self._texts = list(texts)
        self._arguments = given(self.workspace.host)
        self._go_on()
        return True

    def turn(self, monitor: Monitor, take: Taken) -> tuple[Any] | None:
        """Go on for a while: the answer, as `take` makes it; None where it takes longer.

        QueryFailed, or UpdateRejected.
        """
        workspace = self.workspace
        monitor.slice_began(workspace.machine, TURN, is_apart=True)
        try:
            end = workspace.run()
        finally:
            monitor.slice_ended()
        if isinstance(end, Preempted):
            return None
        if isinstance(end, Failed):
            raise self._failure(end.payload)
        if isinstance(end, Waiting):
            found = kinds.get(end.kind)
            what = end.kind if found is None else found.called
            raise self._error(f"{what} would wait, which it must not")
        assert isinstance(end, Done)
        if not self._is_called:
            self._arguments += (end.value,)
            self._go_on()
            return None
        if workspace.has_deeds():
            raise self._error("it prints, or has something done, which it must not")
        return (take(workspace.host, self._process, end.value),)

    def _go_on(self) -> None:
        """Evaluate the next argument, or call what answers with all of them."""
        workspace = self.workspace
        if self._texts:
            root = workspace.host.ledger.root
            language = known_language(self._process.details.language)
            procedure, arguments = language.start_evaluation(
                root.libraries, self._texts.pop(0), "<query>", root.interaction, (), 1
            )
            workspace.go_from(Execution.start(), Invoke(procedure, arguments))
            return
        assert self._handler is not None
        self._is_called = True
        procedure, parameters = self._handler
        workspace.go_from(
            Execution.start(parameters=parameters), Invoke(procedure, self._arguments)
        )

    def _failure(self, payload: Value) -> QueryFailed:
        text = known_language(self._process.details.language).failure_text(payload)
        position = payload.position if isinstance(payload, Condition) else ""
        return self._error(visible(text) + (f" ({visible(position)})" if position else ""), payload)

    def _error(self, message: str, payload: Value = None) -> QueryFailed:
        kind = UpdateRejected if self.kind == CHECK else QueryFailed
        return kind(self.pid, self.name, message, payload)


def to_python(host: Host, process: Process, value: Value) -> Any:
    """The Python counterpart of an answer; CannotConvert, as for a procedure."""
    found = known_language(process.details.language).to_python(value)
    return host.conversion.to_python(value) if found is NotImplemented else found


def written(host: Host, process: Process, value: Value) -> str:
    """The answer as its language writes it."""
    return known_language(process.details.language).write(value)

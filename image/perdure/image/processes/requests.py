"""The course of requests to a process: deeds, and what is found of them.

A signal and an update are each handled by a process of its own, which the process that they are
for is the parent of: so it may wait, it survives what a process survives, and the other is not
disturbed. One that handles a signal begins when the one before it has ended; that is how signals
keep their order. Queries change nothing, and are no deeds (perdure.image.engine.asking).

Read by: perdure.image.engine.request_builtins, perdure.image.api.requests, and by the ledger by the
names of the deeds.
"""

from __future__ import annotations

from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.errors import NoHandler
from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.predecessor import Predecessor
from perdure.image.schema.indices import Queue
from perdure.image.schema.processes import Process
from perdure.image.schema.requests import SIGNAL, UPDATE, Desk, Handler, Stage
from perdure.vm import Execution
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value

HANDLE, TELL, PROGRESS = "request:handle", "request:signal", "request:progress"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a process has come."""

    done: float
    total: float | None  #: of how much; None where the program does not know
    text: str
    moment: float  #: when it said so, in seconds since 1970

    @property
    def part(self) -> float | None:
        """How much of it is done, from 0 to 1; None where that is not known."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total else None


def find_handler(process: Process, kind: str, name: str) -> Handler | None:
    """The handler of such a request; None where the process has said nothing."""
    desk = process.details.desk
    return None if desk is None else desk.handlers.get((kind, name))


def handler_of(process: Process, kind: str, name: str) -> Handler:
    """The same; NoHandler."""
    found = find_handler(process, kind, name)
    if found is None:
        desk = process.details.desk
        known = [] if desk is None else desk.names(kind)
        raise NoHandler(process.pid, kind, name, known, has_run=process.steps > 0)
    return found


def progress_of(process: Process) -> Progress | None:
    """How far it has come, where it has said so."""
    stage = process.details.stage
    if stage is None:
        return None
    return Progress(stage.done, stage.total, stage.text, stage.moment)


def desk_of(process: Process) -> Desk:
    """Its desk, made now where it has none."""
    details = process.own_details()
    if details.desk is None:
        details.desk = Desk()
    return details.desk


@deed(HANDLE)
def handle(
    ledger: Any, pid: int, kind: str, name: str, handler: Handler | None, now: float
) -> None:
    """Have it answer requests of that kind and name from now on; None: no more."""
    process = ledger.process(pid)
    desk = desk_of(process)
    key = (kind, name)
    if handler is None:
        if key in desk.handlers:
            desk.handlers = {each: found for each, found in desk.handlers.items() if each != key}
        return
    desk.handlers = {**desk.handlers, key: handler}
    if kind == SIGNAL:
        for number, (waiting, arguments) in list((desk.signals or {}).items()):
            if waiting == name:
                assert desk.signals is not None
                del desk.signals[number]
                _begin(ledger, process, desk, name, arguments, now)


@deed(TELL)
def signal(ledger: Any, pid: int, name: str, arguments: tuple[Value, ...], now: float) -> None:
    """Have the process handle a signal, after those before it; lost where that has ended."""
    process = ledger.process(pid)
    if process.has_ended:
        return
    desk = desk_of(process)
    if (SIGNAL, name) in desk.handlers:
        _begin(ledger, process, desk, name, arguments, now)
        return
    if desk.signals is None:
        desk.signals = Queue()
    desk.signals.append((name, arguments))
    desk._p_changed = True  # so that one who begins to handle it now does not pass this by


@deed(PROGRESS)
def note_progress(
    ledger: Any, pid: int, done: float, total: float | None, text: str, now: float
) -> None:
    """It has come so far."""
    details = ledger.process(pid).own_details()
    stage = details.stage
    if stage is None:
        stage = details.stage = Stage()
    stage.done, stage.total, stage.text, stage.moment = done, total, text, now
    ledger.progressed.add(pid)


def update(
    ledger: Any, process: Process, name: str, arguments: tuple[Value, ...], id: str, now: float
) -> int:
    """Have the process do an update; gives the pid of the one that does it.

    `id` tells one request from another: asked for again, it is the one that was begun. NoHandler.
    """
    desk = process.details.desk
    known = None if desk is None or desk.updates is None else desk.updates.get(id)
    if known is not None:
        return int(known)
    procedure, parameters = handler_of(process, UPDATE, name)
    made = create(ledger, process, UPDATE, name, procedure, arguments, parameters, now)
    desk = desk_of(process)
    if desk.updates is None:
        desk.updates = OOBTree()
    desk.updates[id] = made.pid
    return made.pid


def create(
    ledger: Any,
    process: Process,
    kind: str,
    name: str,
    procedure: Value,
    arguments: tuple[Value, ...],
    parameters: Value,
    now: float,
) -> Process:
    """The process that handles a request to another."""
    made: Process = ledger.create(
        procedure,
        arguments,
        name=f"{name} ({kind} of {process.pid})",
        parent=process.pid,
        now=now,
        parameters=parameters,
        language=process.details.language,
    )
    return made


def _begin(
    ledger: Any,
    process: Process,
    desk: Desk,
    name: str,
    arguments: tuple[Value, ...],
    now: float,
) -> None:
    procedure, parameters = desk.handlers[SIGNAL, name]
    made = create(ledger, process, SIGNAL, name, procedure, arguments, parameters, now)
    before = ledger.find_process(desk.last) if desk.last else None
    if before is not None and not before.has_ended:
        there = Execution.start(parameters=parameters)
        ledger.wait(made, there, Predecessor(before.pid, procedure, arguments))
    desk.last = made.pid

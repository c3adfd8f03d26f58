"""A workspace: where a slice that takes long is run, unseen by all others.

It is a connection to the image's database with a machine of its own. The slice sees the
image as it was when it began, and its own changes; nobody sees those before they are
merged: stored with a commit of the image's own connection, whose ledger does at the same
time what the slice wanted of processes. A conflict is found there as for any commit, and
the slice is run again from its beginning.

(H. T. Kung, J. T. Robinson: On Optimistic Methods for Concurrency Control, 1981, call its
parts the read, validation and write phases.)

Reads: perdure.image.host.deferred. Read by: perdure.image.engine.apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import transaction
from ZODB.DB import DB
from ZODB.POSException import POSError
from ZODB.utils import z64

from perdure.image.engine.monitor import MOST_BLOCKS
from perdure.image.errors import NoSuchProcess
from perdure.image.host.deferred import DeferredLedger
from perdure.image.host.host import Host
from perdure.image.host.isolation import SERIALIZABLE, isolation_of, run_slice
from perdure.image.host.machines import Machines
from perdure.image.processes.changes import NOTE
from perdure.image.schema.clusters import is_member, record_of
from perdure.image.schema.processes import READY, Process
from perdure.image.schema.root import ROOT_KEY, ImageRoot
from perdure.image.sharing.invalidations import keep_right
from perdure.image.storage.states import is_blob
from perdure.image.storage.writing import Writer
from perdure.vm import (
    Done,
    Execution,
    Failed,
    Invoke,
    Machine,
    Outcome,
    Preempted,
    Raise,
    Resumption,
    Return,
    Waiting,
    protocols,
)
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED

Reserve = Callable[[int], list[int]]

NOBODY = -1  #: the pid where it is no process that runs

DONE, FAILED, WAITING, PREEMPTED = range(4)  #: kinds of outcomes, on their way


class Workspace:
    """A connection, a machine and a host, for one slice at a time."""

    def __init__(self, database: DB, model: Host, reserve: Reserve) -> None:
        self._transactions = transaction.TransactionManager(explicit=True)
        self._connection: Any = database.open(self._transactions)
        self._transactions.begin()
        root: ImageRoot = self._connection.root()[ROOT_KEY]
        self._transactions.abort()
        self._ledger = DeferredLedger(root, reserve, self._is_atomic)
        self.host = Host(self._ledger, model.clock, model.conversion.of(root), model.provided)
        passes = (POSError,)
        core = Machine(root.libraries, self.host, passes)
        self.machines = Machines(core, self.host, passes)
        self.machine: protocols.Machine = core  #: the one that runs the slice
        keep_right(self.machines, self._connection)
        self.can_run = True  #: whether its machine, and its language, are installed
        self.pid = 0  #: whose slice it is; 0 while there is none
        self.is_entered = False  #: whether it sees the image, as it was at some moment
        self.took = 0.0  #: seconds that it has run
        self._blocks = 0  #: of memory, when it began
        self._execution: Execution | None = None  #: where it stands
        self._resumption: Any = None  #: and how it goes on
        self.was_told = False  #: whether the slice has been told that its process is cancelled
        self._tells = False  #: whether it is when it goes on
        self._is_harvested = False
        self._is_slice = False  #: whether it is a process that runs, which may be stopped

    # The slice

    def begin(self, pid: int) -> bool:
        """Begin the next slice of a process; False where it is not ready, as seen from here."""
        try:
            process = self.enter(pid)
        except NoSuchProcess:  # it has ended, and was forgotten
            self.discard()
            return False
        if process.state != READY or not self.can_run:
            self.discard()
            return False
        self._execution, self._resumption = process.execution, process.resumption
        self._is_slice = True
        if isolation_of(self.machine, self._at()) is SERIALIZABLE:
            self._connection.cacheMinimize()
            self._connection.loaded = {}
            process._p_activate()
        return True

    def enter(self, pid: int) -> Process:
        """See the image as it is by now, as that process would."""
        self.pid, self.took = pid, 0.0
        self._enter()
        process = self._ledger.root.process(pid)
        machine = self.machines.of(process)
        self.can_run = machine is not None
        self.machine = machine or self.machines.core
        self.host.process = process
        return process

    def enter_alone(self) -> ImageRoot:
        """See the image as it is by now, for what belongs to no process; gives its root."""
        self.pid, self.took, self.can_run = NOBODY, 0.0, True
        self._enter()
        self.machine, self.host.process = self.machines.core, None
        return self._ledger.root

    def _enter(self) -> None:
        self.was_told = self._tells = False
        self._blocks = sys.getallocatedblocks()
        self.is_entered = True  # also where this fails: the transaction has begun by then
        self._transactions.begin()

    def has_changed(self) -> bool:
        """Whether an object of the image has been changed, or something is to be done."""
        return bool(self._connection._registered_objects) or self._ledger.has_deeds()

    def go_from(self, execution: Execution, resumption: Resumption) -> None:
        """Have `run` go on there, with what is no slice of the process: a query, say."""
        self._is_slice = False
        self._execution, self._resumption = execution, resumption

    def has_deeds(self) -> bool:
        """Whether anything is to be done, or printed, that is not in the objects themselves.

        Notes of what it defined are of what is in them.
        """
        return self._ledger.has_deeds(besides=NOTE)

    def run(self) -> Outcome:
        """Go on, from the beginning or from where it was interrupted."""
        began = perf_counter()
        self.machine.clear_interrupt()
        self.was_told, self._tells = self.was_told or self._tells, False
        if self._is_slice and self.host.process is not None:
            probing, process = self.machines.probing, self.host.process
            end = probing.run(process, self.machine, self._at(), self._resumption)
        else:
            end = run_slice(self.machine, self._at(), self._resumption)
        self.took += perf_counter() - began
        if isinstance(end, Preempted):
            self._execution, self._resumption = end.execution, Return(UNSPECIFIED)
        return end

    def raise_at(self, execution: Execution, payload: Value, *, tells: bool = False) -> None:
        """Go on there by raising it. `tells`: it says that the process is cancelled."""
        self._execution, self._resumption, self._tells = execution, Raise(payload), tells

    def standing(self) -> Preempted:
        """Where the slice stands, as an outcome."""
        return Preempted(self._at())

    def has_made_much(self) -> bool:
        """Whether more memory is in use than when the slice began than a transaction should hold.

        What other machines run has its objects in a heap of its own, which a commit writes whole.
        """
        if self.machine is not self.machines.core:
            return False
        return sys.getallocatedblocks() - self._blocks > MOST_BLOCKS

    def isolation(self) -> Any:
        """The isolation that the program asks for where the slice stands; None for none."""
        return isolation_of(self.machine, self._at())

    def discard(self, *, is_merged: bool = False) -> None:
        """Forget the slice and all that it did; it may have been stored elsewhere."""
        self.host.process = None
        self.pid, self._execution, self._resumption = 0, None, None
        self._connection.loaded = None
        self._ledger.clear()
        self._is_harvested = False
        self._connection.is_stored_elsewhere = is_merged
        try:
            self._transactions.abort()
        finally:
            self._connection.is_stored_elsewhere = False
        self.is_entered = False
        self.machines.refresh()

    def close(self) -> None:
        """Let go of the connection, for good: what is in its cache was linked by the machine here.

        The next workspace that had it, with a machine of its own, would call what this one runs.
        """
        if self.is_entered:
            self.discard()
        self._connection._release_resources()

    # What comes of it

    def harvest(self, end: Outcome) -> bytes:
        """Its outcome, with what it wants of processes, for `opened`; then see `records`.

        What it changed is written to a temporary file on the way.
        """
        assert not self._is_harvested
        connection = self._connection
        connection._register()  # so that the abort comes here
        connection.savepoint()
        self._is_harvested = True
        writer = Writer(connection)
        packed: bytes = writer._dump(None, (parts_of(end), self._ledger.noted()))
        connection._store_objects(writer, None)  # what is new and only the outcome refers to
        connection._storage.creating.update(connection._creating)
        return packed

    def read(self) -> Iterator[tuple[bytes, bytes, frozenset[int]]]:
        """(id, serial, numbers) of what a serializable slice has read and not changed.

        Of clusters the numbers of the members that it has read, changed or not: another change of
        the same cluster would be merged with its own.
        """
        connection = self._connection
        changed = connection._savepoint_storage.index
        members: dict[bytes, tuple[bytes, set[int]]] = {}
        for oid, serial in (connection.loaded or {}).items():
            if serial == z64:
                continue
            if is_member(oid):
                members.setdefault(record_of(oid), (serial, set()))[1].add(oid[0])
            elif oid not in changed:
                yield oid, serial, frozenset()
        for oid, (serial, numbers) in members.items():
            yield oid, serial, frozenset(numbers)

    def records(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """(id, serial, record) of what the slice has changed and made."""
        store = self._connection._savepoint_storage
        for oid in sorted(store.index):
            record, serial = store.load(oid)
            yield oid, serial, record

    def made(self, oid: bytes) -> bytes | None:
        """The record of an object that the slice has made."""
        store = self._connection._savepoint_storage
        if oid not in store.index:
            return None
        record, serial = store.load(oid)
        return record if serial == z64 else None

    def blob(self, oid: bytes) -> str | None:
        """The file of a large content that the slice has made."""
        store = self._connection._savepoint_storage
        if store is None or oid not in store.index:
            return None
        record, serial = store.load(oid)
        return str(store.loadBlob(oid, serial)) if is_blob(record) else None

    def changed(self) -> list[bytes]:
        """The ids of that."""
        return list(self._connection._savepoint_storage.index)

    def concerns(self, oid: bytes | None) -> bool:
        """Whether a conflict over that object is the slice's."""
        if oid is None:
            return True
        if oid in self._connection._savepoint_storage.index:
            return True
        return any(record_of(each) == oid for each in self._connection.loaded or ())

    # Helpers

    def _at(self) -> Execution:
        assert self._execution is not None
        return self._execution

    def _is_atomic(self) -> bool:
        """Whether the running slice is part of something that must not be cut in two."""
        here = Execution(parameters=self.machine.parameters)
        return isolation_of(self.machine, here) is not None


def opened(connection: Any, packed: bytes) -> tuple[Outcome, tuple[Any, ...]]:
    """The outcome of a slice, and what it wants of processes, as values of this connection."""
    parts, noted = connection._reader.getState(packed)
    return outcome_of(parts), noted


def parts_of(end: Outcome) -> tuple[Any, ...]:
    """An outcome as a tuple that can be written."""
    if isinstance(end, Done):
        return (DONE, end.value)
    if isinstance(end, Failed):
        fault = None if end.fault is None else end.fault.to_state()
        again = None if end.again is None else (end.again.procedure, end.again.arguments)
        return (FAILED, end.payload, fault, again, end.execution.to_state())
    if isinstance(end, Waiting):
        return (WAITING, end.kind, end.arguments, end.execution.to_state())
    return (PREEMPTED, end.execution.to_state())


def outcome_of(parts: tuple[Any, ...]) -> Outcome:
    kind, *rest = parts
    if kind == DONE:
        return Done(*rest)
    execution = Execution.from_state(rest.pop())
    if kind == FAILED:
        payload, fault, again = rest
        return Failed(
            payload,
            execution,
            None if fault is None else Execution.from_state(fault),
            None if again is None else Invoke(*again),
        )
    if kind == WAITING:
        return Waiting(rest[0], rest[1], execution)
    return Preempted(execution)

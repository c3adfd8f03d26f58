"""Going back to the moment before a debugger had a process go on.

Each time that a debugger has a process go on, the description of that transaction says so. What
the process has changed from then on is found in the storage's history: the transactions that wrote
its record, and what else they wrote. All that was there before gets the record that it had, in one
transaction; what was made since stays, as something else may have come to know it. Indices that
other processes have changed meanwhile keep both changes, as ZODB merges trees.

Refused is what cannot be taken back: an effect, a written file, what another process was given or
has done. See docs/decisions/095.

Reads: perdure.image.storage.past. Read by: perdure.image.api.debugger,
perdure.image.api.restarting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import transaction
from persistent import Persistent
from ZODB.POSException import ConflictError

from perdure.image.errors import CannotDebug
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.waits import parts_of
from perdure.image.processes.waits.effect import Effect
from perdure.image.schema.clusters import Cluster
from perdure.image.schema.processes import READY, Process
from perdure.image.storage.past import Change, Past
from perdure.image.storage.resolving import resolved
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.printer import short_text

NOTE: Final = "debug"  #: begins a description: `debug PID NAME`, or `debug PID undo TID`
UNDO: Final = "undo"
MOST: Final = 1_000  #: changes of a process among which its last step is looked for


@dataclass(frozen=True, slots=True)
class UndoneStep:
    """A step that was taken back."""

    name: str  #: "into", "over", "out", "until", "continue", "return", "again" or "restart"
    moment: float  #: when it began, in seconds since 1970
    has_printed: bool  #: whether it has printed, which stays where it was shown


@dataclass(frozen=True, slots=True)
class Steps:
    """The part of a process's history that is to be taken back."""

    name: str
    changes: list[Change]  #: the last first; the last of these is the one that had it go on
    undone: frozenset[bytes]  #: ids of transactions since, by which steps were taken back

    @property
    def first(self) -> bytes:
        return self.changes[-1].tid


def note_going_on(transactions: transaction.TransactionManager, pid: int, name: str) -> None:
    """Within a transaction that has a process go on: let its description say so."""
    transactions.get().note(f"{NOTE} {pid} {name}")


def go_back(transactions: transaction.TransactionManager, ledger: Ledger, pid: int) -> UndoneStep:
    """Within a transaction: have all be as before the process was last made to go on.

    CannotDebug says why not.
    """
    root = ledger.root
    process, connection = root.process(pid), root._p_jar
    if process.state == READY:
        raise CannotDebug(f"process {pid} runs; park it, and undo its step then")
    past = Past(connection)
    if not past.is_kept:
        raise CannotDebug(
            "the storage of this image keeps no history, so no step can be undone; an image in a "
            "directory keeps it, and one in PostgreSQL without keep_history=false"
        )
    steps = _last_step(past.changes(process._p_oid, MOST), pid)
    if past.before(process._p_oid, steps.first) is None:
        raise CannotDebug(
            f"the image was packed since the last step of process {pid}, so what was before it "
            "is not kept any more"
        )
    own, written = _written(past, steps, process._p_oid)
    _check_effects(pid, process, [_as_it_was(connection, record) for record in own])
    for each in ledger.owned.values():
        if each.file_work is not None and each.file_work._p_oid in written:
            raise CannotDebug("the step has written or deleted a file, which cannot be undone")
    transcript = process.details.transcript
    has_printed = transcript is not None and transcript._p_oid in written
    _put_back(connection, past, steps, written, process)
    transactions.get().note(f"{NOTE} {pid} {UNDO} {steps.first.hex()}")
    return UndoneStep(steps.name, steps.changes[-1].moment, has_printed)


def _last_step(changes: Iterable[Change], pid: int) -> Steps:
    """The changes since the process was last made to go on, but what was taken back already."""
    found: list[Change] = []
    undone: set[bytes] = set()
    skipped_to = b""
    for change in changes:
        if skipped_to:
            if change.tid == skipped_to:
                skipped_to = b""
            continue
        name, rest = _noted(change, pid)
        if name == UNDO:
            undone.add(change.tid)
            skipped_to = bytes.fromhex(rest)
            continue
        found.append(change)
        if name:
            return Steps(name, found, frozenset(undone))
    raise CannotDebug(
        f"no step of process {pid} is known that could be undone: none was made, or it is more "
        f"than {MOST} of its changes ago, or the image was packed since"
    )


def _noted(change: Change, pid: int) -> tuple[str, str]:
    """The name of what a transaction has done to the process for a debugger, and the rest."""
    for line in change.description.splitlines():
        word, _, rest = line.partition(f" {pid} ")
        if word == NOTE and rest:
            name, _, more = rest.partition(" ")
            return name, more
    return "", ""


def _written(past: Past, steps: Steps, oid: bytes) -> tuple[list[bytes], dict[bytes, bytes]]:
    """The process's own records, and the last ones of all that was written."""
    own: list[bytes] = []
    written: dict[bytes, bytes] = {}
    for change in steps.changes:
        for each, record in past.written(change.tid):
            written.setdefault(each, record)
            if each == oid:
                own.append(record)
    return own, written


def _as_it_was(connection: Any, record: bytes) -> Process:
    made = Process.__new__(Process)
    made.__setstate__(connection._reader.state_in(record, Process))
    return made


def _check_effects(pid: int, process: Process, own: list[Process]) -> None:
    for each in own:
        if any(isinstance(part, Effect) for part in parts_of(each)):
            raise CannotDebug(
                f"process {pid} has called an effect in the step, and what that did outside of "
                "the image cannot be undone"
            )


def _put_back(
    connection: Any, past: Past, steps: Steps, written: dict[bytes, bytes], process: Process
) -> None:
    """Give all that the step has changed the states that it had before."""
    ours = {change.tid for change in steps.changes} | steps.undone
    for oid, last in written.items():
        before = past.before(oid, steps.first)
        thing = connection.get(oid)
        if isinstance(thing, Process) and thing is not process and before != last:
            what = "made" if before is None else "changed"
            raise CannotDebug(
                f"the step has {what} process {thing.pid}, too, and what another process has got "
                "cannot be undone"
            )
        if before is None or before == last:
            continue
        thing._p_activate()
        now = past.now(oid)
        if thing._p_serial not in ours and now != last:
            before = _merged_members(thing, last, now, before)
            state = connection._reader.state_of(before, type(thing))
            if not isinstance(thing, Cluster):
                state = _merged(connection, thing, last, state)
        else:
            state = connection._reader.state_of(before, type(thing))
        thing._p_changed = True
        thing.__setstate__(state)


def _merged_members(thing: Persistent, last: bytes, now: bytes, before: bytes) -> bytes:
    """A cluster's record before the step with the members that something else has changed since.

    The record itself where it is none. CannotDebug where both have changed a member.
    """
    if not isinstance(thing, Cluster):
        return before
    try:
        return resolved(thing._p_oid, last, now, before)
    except ConflictError:
        raise _changed_since("a value that shares a record") from None


def _changed_since(what: str) -> CannotDebug:
    return CannotDebug(
        f"what the step has changed was changed again since, by something else: {what}; so the "
        "step cannot be undone"
    )


def _merged(connection: Any, thing: Persistent, last: bytes, before: Any) -> Any:
    """The state before the step with what was changed since by something else; CannotDebug."""
    kind: Any = type(thing)
    empty = kind.__new__(kind)
    resolve = getattr(empty, "_p_resolveConflict", None)
    if resolve is not None:
        try:
            return resolve(
                connection._reader.state_of(last, type(thing)), thing.__getstate__(), before
            )
        except (ConflictError, ValueError, TypeError):
            pass
    raise _changed_since(
        "something of the image's own" if resolve is not None else short_text(thing)
    )

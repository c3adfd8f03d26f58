"""Conflicts that are resolved where records hold members, or refer to them.

Two transactions that changed different members of one cluster did not conflict while each object
had a record of its own, and do not here: the merge takes each member from the one that changed it.
A member that both changed is a conflict, also where both have made the same of it: two additions
of 1 are two. Whether one was changed is told by its state as bytes: what is equal to Python (1 and
1.0 and True) may be different to a program.

Other records that refer to members are resolved as ZODB does it, by their own class; ZODB's own
references would take all members of a cluster for one.

Read by: perdure.image.storage.unpickling, perdure.image.storage.connection,
perdure.image.maintenance.trimming.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from io import BytesIO
from typing import Any

from ZODB._compat import Pickler, Unpickler
from ZODB.ConflictResolution import PersistentReference, PersistentReferenceFactory
from ZODB.POSException import ConflictError

from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import NUMBERS, Cluster, Entry, State, entries_of, state_of
from perdure.image.storage.states import PROTOCOL, beginning_of


class _Conflict(Exception):
    """Both have changed the same."""


class MemberReference(PersistentReference):
    """A reference to a member: equal to those to the same member."""

    def __init__(self, data: tuple[bytes, type, int]) -> None:
        self.data = data
        self.oid = NUMBERS[data[2]] + data[0][1:]

    def __cmp__(self, other: object) -> int:
        if isinstance(other, PersistentReference) and self.oid == other.oid:
            return 0
        raise ValueError("references to different objects cannot be ordered")

    __hash__ = None  # type: ignore[assignment]


class _References(PersistentReferenceFactory):
    """The references in the three states of a record, each made once."""

    def __init__(self) -> None:
        self.members: dict[tuple[bytes, type, int], MemberReference] = {}

    def persistent_load(self, reference: Any) -> Any:
        if not is_reference_to_member(reference):
            return super().persistent_load(reference)
        known = self.members.get(reference)
        if known is None:
            known = self.members[reference] = MemberReference(reference)
        return known


def is_reference_to_member(reference: object) -> bool:
    return type(reference) is tuple and len(reference) > 2


def resolved(oid: bytes, old: bytes, committed: bytes, new: bytes) -> bytes:
    """The record that has both changes; ConflictError where there is none."""
    references = _References()
    kind, new_state = _read(new, references)
    (_, old_state), (_, committed_state) = (_read(each, references) for each in (old, committed))
    try:
        if kind is Cluster:
            state = merged(oid, old_state, committed_state, new_state, references)
        else:
            resolve = kind.__new__(kind)._p_resolveConflict
            state = resolve(old_state, committed_state, new_state)
    except Exception:  # noqa: BLE001  (ZODB does so: whatever fails here, the transaction may be run again)
        raise ConflictError(oid=oid, data=new) from None
    return _written(kind, state)


def has_same_members(before: bytes, now: bytes, numbers: Collection[int]) -> bool:
    """Whether the members with these numbers are the same in two records of a cluster."""
    references = _References()
    (_, first), (_, second) = (_read(each, references) for each in (before, now))
    old, new = (
        {
            entry[0]: _bytes(entry)
            for entry in entries_of(state, references.persistent_load)
            if entry[0] in numbers
        }
        for state in (first, second)
    )
    return old == new


def without(oid: bytes, record: bytes, is_dead: Callable[[int], bool]) -> tuple[bytes, int]:
    """(the record of a cluster without the members that are dead, how many these are)."""
    references = _References()
    _, state = _read(record, references)
    entries = list(entries_of(state, references.persistent_load))
    kept = [entry for entry in entries if not is_dead(entry[0])]
    return _written(Cluster, _state_of(oid, kept, references)), len(entries) - len(kept)


def merged(oid: bytes, old: State, committed: State, new: State, references: _References) -> State:
    """The state of a cluster with the members that each of the two has changed; or _Conflict."""
    before, theirs, ours = (
        {entry[0]: entry for entry in entries_of(each, references.persistent_load)}
        for each in (old, committed, new)
    )
    found: list[Entry] = []
    for number in sorted({*theirs, *ours}):
        was, their, our = before.get(number), theirs.get(number), ours.get(number)
        was_as, their_as, our_as = (None if e is None else _bytes(e) for e in (was, their, our))
        if our_as == was_as:
            kept = their
        elif was_as == their_as:
            kept = our
        else:  # also where both have made the same of it: two additions are two
            raise _Conflict
        if kept is not None:  # else one of them has taken it out, as it is dead
            found.append(kept)
    return _state_of(oid, found, references)


def _state_of(oid: bytes, entries: list[Entry], references: _References) -> State:
    there = {number for number, _, _ in entries}
    own = {
        id(found): number
        for (record, _, number), found in references.members.items()
        if record == oid and number in there
    }
    return state_of(oid, entries, own)


def _written(kind: Any, state: Any) -> bytes:
    sink = BytesIO()
    beginning = beginning_of(kind)
    if not beginning:
        _pickler(sink).dump(kind)
    _pickler(sink).dump(state)
    return beginning + sink.getvalue()


def _bytes(entry: Entry) -> bytes:
    """A member as bytes: what has the same is the same. (What differs may be the same.)"""
    sink = BytesIO()
    _pickler(sink).dump(entry)
    return sink.getvalue()


def _pickler(sink: BytesIO) -> Any:
    pickler = Pickler(sink, PROTOCOL)
    pickler.persistent_id = _persistent_id
    return pickler


def _persistent_id(thing: object) -> Any:
    return thing.data if isinstance(thing, PersistentReference) else None


def _read(record: bytes, references: _References) -> tuple[Any, Any]:
    """(class, state)."""

    class States(Unpickler.__base__):
        __slots__ = ()
        find_class = staticmethod(_find_class)
        persistent_load = staticmethod(references.persistent_load)

    reader = States(BytesIO(record))
    kind = reader.load()
    if not isinstance(kind, type):
        raise ConflictError("a record of an older form")
    return kind, reader.load()


def _find_class(module: str, name: str) -> Any:
    return class_factory(None, module, name)

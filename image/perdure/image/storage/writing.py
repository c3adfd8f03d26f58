"""States on their way into records: see perdure.image.storage.states.

Read by: perdure.image.storage.connection, perdure.image.engine.workspace.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from BTrees.LLBTree import LLSet
from BTrees.LOBTree import LOBTree, LOBucket
from persistent import Persistent
from ZODB.serialize import ObjectWriter, binary

from perdure.image.schema.clusters import (
    ATOMS,
    OTHER,
    RECORD,
    Cluster,
    State,
    numbers_in,
    patched,
)
from perdure.image.storage.large import (
    PLACES,
    is_large,
    replaced,
)
from perdure.image.storage.members import MEMBERS, Made, claim, is_small
from perdure.image.storage.states import START, STOP, Sink, beginning_of, pickler_of

#: An object id, to follow; a reference, of that and the class; tuples of one and of two.
ID, REFERENCE, ONE, TWO = b"C\x08", b"\x86Q", b"\x85", b"\x86"
#: A tuple's beginning and end; what has just been written is kept under a number, and fetched.
MARK, TUPLE, KEEP, FETCH = b"(", b"t", b"q", b"h"
SMALL_NUMBER, NUMBER = b"M", b"J"  #: one of two bytes, and of four, to follow
LARGE, LARGEST = 1 << 16, (1 << 31) - 1  #: the first that takes four, and the last

#: Types of what is written where it stands: nearly all that is in a record. Of classes the name.
PLAIN = frozenset(
    (int, str, tuple, float, bytes, binary, bool, list, dict, complex, Fraction, type(None), type)
)
#: Of the other types that were met: whether a reference is the id of a record and the class.
_referred_to: dict[type, bool] = {}
#: Classes of leaves with plain keys; others say so of themselves, by `has_plain_keys`.
PLAIN_LEAVES = frozenset((LLSet,))
#: Whether objects of a class are nodes of trees from numbers to whatever it is.
_numbered: dict[type, bool] = {}


class Writer(ObjectWriter):
    """The records of one commit, of the objects on the stack and of those that they make new."""

    _stack: list[Any]

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self._jar = connection
        self._sink = Sink()
        self._states = pickler_of(self._sink, self.persistent_id)
        self._plain = pickler_of(self._sink, None)
        self._makes_clusters = connection.makes_clusters
        self._open: Made | None = None  #: the cluster that takes what is met next
        #: the ids of clusters that were referred to, by what an address has of them: a pickler
        #: writes the same object once
        self._records: dict[bytes, Any] = {}

    def persistent_id(self, obj: Any) -> Any:
        """The reference to an object, None where it is written where it stands.

        The pickler asks it of everything, down to each number.
        """
        kind = type(obj)
        if kind in PLAIN:
            return None
        if kind in MEMBERS:
            oid = obj._p_oid
            if oid is not None and oid[0] and obj._p_jar is self._jar:
                record = self._records.get(oid[1:])
                return self._member(oid, kind) if record is None else (record, kind, oid[0])
        is_referred_to = _referred_to.get(kind)
        if is_referred_to is None:
            has_records = issubclass(kind, Persistent) and not hasattr(kind, "__getnewargs__")
            is_referred_to = _referred_to[kind] = has_records
        if is_referred_to:
            oid = obj._p_oid
            if oid is None:
                if kind in MEMBERS and self._makes_clusters and self._is_claimed(obj):
                    return self._member(obj._p_oid, kind)
                oid = obj._p_oid = self._jar.new_oid()
                obj._p_jar = self._jar
                self._stack.append(obj)
                return binary(oid), kind
            if obj._p_jar is self._jar:
                return self._member(oid, kind) if oid[0] else (binary(oid), kind)
        return super().persistent_id(obj)

    def _member(self, address: bytes, kind: type) -> tuple[Any, type, int]:
        """The reference to a member of a cluster."""
        tail = address[1:]
        record = self._records.get(tail)
        if record is None:
            record = self._records[tail] = binary(RECORD + tail)
        return record, kind, address[0]

    def begin_root(self) -> None:
        """Begin another cluster with the next object that is new."""
        self._open = None

    def _is_claimed(self, obj: Any) -> bool:
        """Put a new object into the open cluster; False where it is too large for one."""
        if not is_small(obj):
            return False
        cluster = self._open
        if cluster is None or cluster.is_full:
            cluster = self._open = Made(self._jar.begin_made())
            self._stack.append(cluster)
        claim(cluster, obj, self._jar)
        return True

    def made(self, cluster: Made) -> bytes:
        """The record of a new cluster, which takes nothing more."""
        if cluster is self._open:
            self._open = None
        return self._cluster(cluster.state())

    def changed(self, state: State, members: Iterable[Any]) -> bytes:
        """The record of a cluster that was in this state, with these of its members as they are."""
        tail = state[0][0][1:]
        states = {member._p_oid[0]: self._state_of_member(member) for member in members}
        there = frozenset(numbers_in(state))

        def number_of(value: Any) -> int:
            if type(value) in MEMBERS and value._p_jar is self._jar:
                oid = value._p_oid
                # One that was dead, and was taken out, is referred to as what is elsewhere: then
                # only it cannot be read.
                if oid[1:] == tail and oid[0] in there:
                    number: int = oid[0]
                    return number
            return OTHER

        return self._cluster(patched(state, states, number_of))

    def _cluster(self, state: State) -> bytes:
        """A tuple of two, of which only the second is asked about references."""
        self._plain.clear_memo()
        self._plain.dump(state[0])
        plain = self._sink.take()
        self._states.clear_memo()
        self._states.dump(state[1])
        apart = self._sink.take()
        return b"".join(
            (beginning_of(Cluster), plain[: -len(STOP)], apart[len(START) : -len(STOP)], TWO, STOP)
        )

    def _state_of_member(self, member: Any) -> tuple[Any, ...]:
        """The state of a member that was stored already, as it is now."""
        kind = type(member)
        state: tuple[Any, ...] = member.__getstate__()
        if kind in PLACES and is_large(state[PLACES[kind]]) and self._jar.keeps_blobs:
            state = self._without_content(state, PLACES[kind])
        return state

    def serialize(self, obj: Any) -> bytes:
        """The record of an object."""
        kind = type(obj)
        beginning = beginning_of(kind)
        if not beginning:
            record: bytes = super().serialize(obj)
            return record
        if kind in PLAIN_LEAVES or hasattr(kind, "has_plain_keys"):
            return beginning + self._leaf(obj.__getstate__())
        state = obj.__getstate__()
        if kind in PLACES and is_large(state[PLACES[kind]]) and self._jar.keeps_blobs:
            state = self._without_content(state, PLACES[kind])
        if _is_numbered(kind):
            written = self._numbered_node(state)
            if written:
                return beginning + written
        states = self._plain if _is_plain(state) else self._states
        states.clear_memo()
        states.dump(state)
        return beginning + self._sink.take()

    def _leaf(self, state: tuple[Any, ...]) -> bytes:
        """The pickle of a leaf's state: its keys, and mostly the next leaf."""
        self._plain.clear_memo()
        self._plain.dump(state[0])
        keys = self._sink.take()[: -len(STOP)]
        if len(state) == 1:
            return keys + ONE + STOP
        oid, kind = self.persistent_id(state[1])
        name = beginning_of(kind)[len(START) : -len(STOP)]
        return b"".join((keys, ID, oid, name, REFERENCE, TWO, STOP))

    def _numbered_node(self, state: tuple[Any, ...] | None) -> bytes:
        """The pickle of a state of numbers and references, and mostly one more of these.

        b"" where anything else is in it.
        """
        if not state:
            return b""
        pieces = [START, MARK]
        names: dict[type, bytes] = {}
        if not self._write_numbered(state[0], pieces, names):
            return b""
        if len(state) == 1:
            pieces += TUPLE, ONE, STOP
        else:
            pieces.append(TUPLE)
            if not self._write_numbered(state[1:], pieces, names):
                return b""
            pieces += TWO, STOP
        return b"".join(pieces)

    def _write_numbered(
        self, parts: tuple[Any, ...], pieces: list[bytes], names: dict[type, bytes]
    ) -> bool:
        """Add these; False where they are not all numbers and references."""
        jar, add = self._jar, pieces.append
        for part in parts:
            kind = type(part)
            if kind is int:
                if not 0 <= part <= LARGEST:
                    return False
                if part < LARGE:
                    add(SMALL_NUMBER + part.to_bytes(2, "little"))
                else:
                    add(NUMBER + part.to_bytes(4, "little"))
                continue
            oid = part._p_oid if _referred_to.get(kind) else None
            if oid is None or oid[0] or part._p_jar is not jar:
                reference = self.persistent_id(part)
                if type(reference) is not tuple or len(reference) != 2:
                    return False
                oid, kind = reference
            name = names.get(kind)
            if name is None:
                number = bytes((len(names),))
                names[kind] = FETCH + number
                name = beginning_of(kind)[len(START) : -len(STOP)]
                if not name:
                    return False
                name += KEEP + number
            add(ID + oid + name + REFERENCE)
        return True

    def _without_content(self, state: tuple[Any, ...], place: int) -> tuple[Any, ...]:
        content = state[place]
        return replaced(state, place, (self._jar.new_blob(content), type(content) is str))


def _is_plain(state: Any) -> bool:
    """Whether it is seen at a glance that a state refers to no object: a tuple, and those in it."""
    if type(state) is not tuple:
        return False
    for part in state:
        kind = type(part)
        if kind is tuple:
            if not ATOMS.issuperset(map(type, part)):
                return False
        elif kind not in ATOMS:
            return False
    return True


def _is_numbered(kind: type) -> bool:
    found = _numbered.get(kind)
    if found is None:
        found = _numbered[kind] = issubclass(kind, (LOBTree, LOBucket))
    return found

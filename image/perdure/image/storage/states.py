"""The states of objects, on their way into records and out of them.

A record is two pickles, one of the object's class and one of its state. They are as ZODB's own
reader wants them, and are made and read here without what it does for each anew:

- All records of a commit have one pickler, and what a class begins its records with is made once.
- Neither pickle refers to what the other holds. So of a record that begins as its object's class
  does, only the state is read. All others, such as ZODB has written, are read as it does.
- A leaf of a tree whose keys are numbers and strings, or tuples of these, refers to nothing but
  the next leaf: of its keys nobody is asked whether they are references.
- Nodes of a tree from numbers to objects are written here: a pickler asks three times about each
  reference, and once about each number.
- An unpickler reads its file bit by bit. What it is given beyond that it keeps, and reads next.

Read by: perdure.image.storage.connection.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from typing import Any

from BTrees.LLBTree import LLSet
from BTrees.LOBTree import LOBTree, LOBucket
from persistent import Persistent
from transaction.interfaces import TransientError
from ZODB._compat import Pickler, Unpickler
from ZODB.blob import Blob
from ZODB.POSException import POSError, StateLoadError
from ZODB.serialize import ObjectReader, ObjectWriter, binary

from perdure.image.schema.clusters import (
    ATOMS,
    NUMBERS,
    RECORD,
    Cluster,
    Entry,
    State,
    entries_of,
    numbers_in,
    packed,
    state_of,
    values_of,
)
from perdure.image.storage.large import (
    PLACES,
    content_of,
    is_apart,
    is_large,
    replaced,
)
from perdure.image.storage.members import MEMBERS, Made, claim, is_small
from perdure.vm.objects.data import Pair

PROTOCOL = 3  #: ZODB's
PUT = b"q\x00."  #: how the pickle of a class ends: it is kept, in case that is referred to
STOP = b"."
START = b"\x80\x03"  #: how each pickle begins
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
#: What the records of a class begin with; b"" where an object has a say in that.
_beginnings: dict[type, bytes] = {}
#: Classes of leaves with plain keys; others say so of themselves, by `has_plain_keys`.
PLAIN_LEAVES = frozenset((LLSet,))
#: Whether objects of a class are nodes of trees from numbers to whatever it is.
_numbered: dict[type, bool] = {}


class Sink:
    """A file that a pickler writes to, which does so once, when it is done."""

    __slots__ = ("pieces", "write")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.write = self.pieces.append

    def take(self) -> bytes:
        """All that was written since."""
        pieces = self.pieces
        found = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        return found


class Source:
    """A file that gives all that it has at the first reading, however little is asked."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, _count: int = 0) -> bytes:
        found, self.data = self.data, b""
        return found

    readline = read


class Writer(ObjectWriter):
    """The records of one commit, of the objects on the stack and of those that they make new."""

    _stack: list[Any]

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self._jar = connection
        self._sink = Sink()
        self._states = _pickler(self._sink, self.persistent_id)
        self._plain = _pickler(self._sink, None)
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

    def changed(self, record: bytes, loaded: Loaded) -> bytes:
        """The record of a cluster with that id, with those of its members changed that are now.

        The values of all others are those that it was loaded from.
        """
        (_, lengths, codes, _, _), (kinds, _) = loaded.state
        numbers, values = loaded.numbers(), loaded.values
        shapes = {shape: code for code, shape in enumerate(zip(kinds, lengths, strict=False))}
        new_codes = bytearray(codes)
        parts: list[Any] = []
        last = at = 0
        for place, (member, code) in enumerate(zip(loaded.members.values(), codes, strict=True)):
            end = at + lengths[code]
            if member._p_changed:
                state = self._state_of_member(member)
                shape = kinds[code], len(state)
                new_codes[place] = shapes.setdefault(shape, len(shapes))
                parts += values[last:at]
                parts += state
                last = end
            at = end
        parts += values[last:]
        own = dict(zip(map(id, loaded.members.values()), loaded.members, strict=True))
        return self._cluster(packed(record, shapes, numbers, new_codes, parts, own))

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


class Loaded:
    """The members of a cluster, as they are about to be in memory."""

    __slots__ = ("known", "members", "new", "state", "values")

    def __init__(
        self,
        state: State,
        members: dict[int, Any],
        new: dict[bytes, Any],
        known: list[tuple[Any, tuple[Any, ...]]],
        values: list[Any],
    ) -> None:
        self.members = members  #: by their numbers
        self.new = new  #: by their addresses, those that were not in memory; they have their states
        self.known = known  #: those that were, and their states
        self.state = state
        self.values = values  #: of the states of all members

    def numbers(self) -> bytes:
        """The members' numbers, as the state has them."""
        (_, lengths, _, _, _), (kinds, _) = self.state
        return lengths[len(kinds) :]


class Reader(ObjectReader):
    """The states in records."""

    def __init__(self, connection: Any, cache: Any, factory: Any) -> None:
        super().__init__(connection, cache, factory)
        get, load, new_ghost = cache.get, self._persistent_load, cache.new_ghost

        def get_class(module: str, name: str) -> Any:
            return factory(connection, module, name)

        def found(reference: Any) -> Any:
            """The object that a record refers to."""
            if type(reference) is not tuple:
                return load(reference)
            if len(reference) == 2:
                oid, kind = reference
            else:
                oid, kind, number = reference
                oid = NUMBERS[number] + oid[1:]
            known = get(oid)
            if known is None:
                if not isinstance(kind, type):  # an older way to name a class
                    return load(reference)
                new: Any = kind.__new__
                known = new(kind)
                new_ghost(oid, known)
            return known

        class States(Unpickler.__base__):
            __slots__ = ()
            find_class = staticmethod(get_class)
            persistent_load = staticmethod(found)

        self._states: Callable[[Source | BytesIO], Any] = States
        self._load = found

    def state_in(self, record: bytes, kind: type) -> Any:
        """The state of an object of that class."""
        beginning = beginning_of(kind)
        if beginning and record.startswith(beginning):
            return self._states(Source(record[len(beginning) :])).load()
        return self.getState(record)

    def setGhostState(self, obj: Any, record: bytes) -> None:  # noqa: N802  (ZODB's)
        kind = type(obj)
        try:
            obj.__setstate__(self.state_of(record, kind))
        except POSError:  # the blob is not there
            raise
        except Exception:  # noqa: BLE001  (ZODB's reader says what is wrong)
            super().setGhostState(obj, record)

    def state_of(self, record: bytes, kind: type) -> Any:
        """The same with what is kept apart from the record."""
        state = self.state_in(record, kind)
        if kind in PLACES and is_apart(state[PLACES[kind]]):
            state = self._with_content(state, PLACES[kind])
        return state

    def members_in(self, record: bytes) -> list[Entry]:
        """The members of a cluster; StateLoadError where the record is none."""
        try:
            state = self.state_in(record, Cluster)
            if not record.startswith(beginning_of(Cluster)[: -len(STOP)]):
                raise TypeError("the record is no cluster")
            return list(entries_of(state, self._load))
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error

    def cluster_in(self, record: bytes, get: Any, tail: bytes) -> Loaded:
        """The members of a cluster, whose id ends so; StateLoadError where the record is none.

        Those that are not in memory, as `get` finds them by their addresses, are made, with their
        states; they are nobody's yet. The others are as they were.
        """
        try:
            state = self.state_in(record, Cluster)  # first: it says what may not be read
            if not record.startswith(beginning_of(Cluster)[: -len(STOP)]):
                raise TypeError("the record is no cluster")
            return self._loaded(state, get, tail)
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error

    def _loaded(self, state: Any, get: Any, tail: bytes) -> Loaded:
        if type(state[0]) is int:
            state = state_of(RECORD + tail, list(entries_of(state, self._load)), {})
        (_, lengths, codes, _, _), (kinds, _) = state
        numbers = numbers_in(state)
        addresses = [NUMBERS[number] + tail for number in numbers]
        members: dict[int, Any] = {}
        new: dict[bytes, Any] = {}
        for number, address, code in zip(numbers, addresses, codes, strict=True):
            member = get(address)
            if member is None:
                kind = kinds[code]
                member = new[address] = kind.__new__(kind)
            members[number] = member
        values = values_of(state, members)
        known: list[tuple[Any, tuple[Any, ...]]] = []
        at = 0
        for address, member, code in zip(addresses, members.values(), codes, strict=True):
            end = at + lengths[code]
            if address not in new:
                known.append((member, tuple(values[at:end])))
            elif type(member) is Pair and end - at == 2:
                member.raw_car = values[at]
                member.raw_cdr = values[at + 1]
            else:
                self.set_member(member, tuple(values[at:end]))
            at = end
        return Loaded(state, members, new, known, values)

    def set_member(self, member: Any, state: tuple[Any, ...]) -> None:
        """Give a member of a cluster its state."""
        kind = type(member)
        try:
            if kind in PLACES and is_apart(state[PLACES[kind]]):
                state = self._with_content(state, PLACES[kind])
            member.__setstate__(state)
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error

    def _with_content(self, state: tuple[Any, ...], place: int) -> tuple[Any, ...]:
        blob, is_text = state[place]
        return replaced(state, place, content_of(self._conn.content_of(blob), is_text))

    def _get_unpickler(self, record: bytes) -> Any:
        return self._states(BytesIO(record))


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


def beginning_of(kind: type) -> bytes:
    """The beginning of all records of a class, the pickle of its name; b"" where they differ."""
    found = _beginnings.get(kind)
    if found is None:
        found = _beginnings[kind] = _beginning_of(kind)
    return found


def is_blob(record: bytes) -> bool:
    """Whether a record is that of a blob."""
    return record.startswith(beginning_of(Blob))


def _beginning_of(kind: type) -> bytes:
    if hasattr(kind, "__getnewargs__"):
        return b""
    sink = Sink()
    _pickler(sink, None).dump(kind)
    found = sink.take()
    return found.removesuffix(PUT) + STOP if found.endswith(PUT) else b""


def _pickler(sink: Sink, persistent_id: Callable[[Any], Any] | None) -> Any:
    pickler = Pickler(sink, PROTOCOL)
    if persistent_id is not None:
        pickler.persistent_id = persistent_id
    return pickler

"""States on their way out of records: see perdure.image.storage.states.

Read by: perdure.image.storage.loading, perdure.image.storage.writing.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from transaction.interfaces import TransientError
from ZODB._compat import Unpickler
from ZODB.POSException import POSError, StateLoadError
from ZODB.serialize import ObjectReader

from perdure.image.schema.clusters import (
    NUMBERS,
    RECORD,
    Cluster,
    Entry,
    State,
    entries_of,
    numbers_in,
    state_of,
    values_of,
)
from perdure.image.storage.large import (
    PLACES,
    content_of,
    is_apart,
    replaced,
)
from perdure.image.storage.states import STOP, beginning_of
from perdure.vm.objects.data import Pair


class Source:
    """A file that gives all that it has at the first reading, however little is asked."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, _count: int = 0) -> bytes:
        found, self.data = self.data, b""
        return found

    readline = read


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

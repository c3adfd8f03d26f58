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
from perdure.image.storage.members import PLAIN_PAIR, PLAIN_STRING
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

    __slots__ = ("known", "members", "new")

    def __init__(
        self,
        members: dict[int, Any],
        new: list[tuple[bytes, Any]],
        known: list[tuple[Any, tuple[Any, ...]]],
    ) -> None:
        self.members = members  #: by their numbers
        #: (address, member) of those that were not in memory; they have their states
        self.new = new
        self.known = known  #: those that were, and their states


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
            return list(entries_of(self._state_in_cluster(record), self._load))
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error

    def cluster_in(self, record: bytes, get: Any, tail: bytes) -> Loaded:
        """The members of a cluster, whose id ends so; StateLoadError where the record is none.

        Those that are not in memory, as `get` finds them by their addresses, are made, with their
        states; they are nobody's yet. The others are as they were.
        """
        state = self.state_of_cluster(record, tail)
        try:
            return self._loaded(state, get, tail)
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error

    def _state_in_cluster(self, record: bytes) -> Any:
        """The state of either form; TypeError where the record is no cluster."""
        state = self.state_in(record, Cluster)  # first: it says what may not be read
        if not record.startswith(beginning_of(Cluster)[: -len(STOP)]):
            raise TypeError("the record is no cluster")
        return state

    def state_of_cluster(self, record: bytes, tail: bytes) -> State:
        """The state of a cluster, whose id ends so; StateLoadError where the record is none."""
        try:
            state = self._state_in_cluster(record)
            if type(state[0]) is int:
                state = state_of(RECORD + tail, list(entries_of(state, self._load)), {})
        except (POSError, TransientError):
            raise
        except Exception as error:
            raise StateLoadError from error
        made: State = state
        return made

    def _loaded(self, state: State, get: Any, tail: bytes) -> Loaded:
        (_, lengths, codes, _, _), (kinds, _) = state
        numbers = numbers_in(state)
        addresses = [NUMBERS[number] + tail for number in numbers]
        there = list(map(get, addresses))
        is_list = len(kinds) == 1 and (kinds[0], lengths[0]) == PLAIN_PAIR
        if is_list:
            made = [Pair() for _ in addresses]
        else:
            of_shape: list[Any] = [*kinds]
            made = [kind.__new__(kind) for kind in map(of_shape.__getitem__, codes)]
        # Those that are in memory stand in the others' states, and keep their own.
        is_any_there = there.count(None) < len(there)
        members = dict(zip(numbers, made, strict=True))
        if is_any_there:
            members.update(
                (number, old) for number, old in zip(numbers, there, strict=True) if old is not None
            )
        values = values_of(state, members)
        known: list[tuple[Any, tuple[Any, ...]]] = []
        if is_list:
            for member, car, cdr in zip(made, values[::2], values[1::2], strict=True):
                member.raw_car = car
                member.raw_cdr = cdr
        if is_any_there or not is_list:
            shapes = list(zip(kinds, lengths, strict=False))
            at = 0
            for member, old, code in zip(made, there, codes, strict=True):
                shape = shapes[code]
                end = at + shape[1]
                if old is not None:
                    known.append((old, tuple(values[at:end])))
                elif is_list:
                    pass
                elif shape == PLAIN_PAIR:
                    member.raw_car, member.raw_cdr = values[at], values[at + 1]
                elif shape == PLAIN_STRING and type(values[at]) is str:
                    member.raw_text = values[at]
                else:
                    self.set_member(member, tuple(values[at:end]))
                at = end
        new = list(zip(addresses, made, strict=True))
        if is_any_there:
            new = [each for each, old in zip(new, there, strict=True) if old is None]
        return Loaded(members, new, known)

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

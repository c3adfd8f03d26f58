"""States of clusters: what stands in them is what was put in, also in those of the first form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import transaction
from hypothesis import given
from hypothesis import strategies as st
from ZODB._compat import Pickler
from ZODB.Connection import TransactionMetaData
from ZODB.MappingStorage import MappingStorage
from ZODB.utils import p64

from perdure.image.schema.clusters import (
    FARTHEST,
    MOST,
    OTHER,
    Cluster,
    Entry,
    entries_of,
    patched,
    record_of,
    state_of,
)
from perdure.image.storage.file_storage import ImageStorage, open_database
from perdure.image.storage.references import references_in
from perdure.image.storage.states import PROTOCOL, beginning_of
from perdure.vm.objects.data import Box, Pair, String, Vector, cons, new_string, new_vector

RECORD, ANOTHER = p64(77), p64(78)


class Ref:
    """A reference, as some reader of records has it."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"<{self.number}>"


ATOM = st.one_of(st.integers(), st.floats(), st.text(), st.none(), st.booleans(), st.binary())
#: -1 to -3 stand for objects elsewhere.
VALUE = st.one_of(ATOM, st.integers(-3, MOST).map(Ref), st.lists(ATOM).map(tuple))
KINDS = st.sampled_from([Pair, Box, Vector])


@given(
    st.lists(st.tuples(KINDS, st.lists(VALUE, max_size=4).map(tuple)), max_size=MOST),
    st.sets(st.integers(1, 127), min_size=MOST),
)
def test_members_are_read_as_they_were_written(parts: list[Any], numbers: set[int]) -> None:
    entries: list[Entry] = [
        (number, kind, state) for number, (kind, state) in zip(sorted(numbers), parts, strict=False)
    ]
    kinds = {number: kind for number, kind, _ in entries}
    own = {
        id(value): value.number
        for _, _, state in entries
        for value in state
        if isinstance(value, Ref) and value.number in kinds
    }

    def load(reference: tuple[bytes, type, int]) -> Ref:
        record, kind, number = reference
        assert (record, kind) == (RECORD, kinds[number])
        return Ref(number)

    found = list(entries_of(state_of(RECORD, entries, own), load))
    assert repr(found) == repr(entries)


@given(
    st.lists(st.tuples(KINDS, st.lists(VALUE, max_size=4).map(tuple)), min_size=1, max_size=MOST),
    st.sets(st.integers(1, 127), min_size=MOST),
    st.dictionaries(st.integers(0, MOST - 1), st.lists(VALUE, max_size=4).map(tuple), max_size=5),
)
def test_a_change_of_some_members_leaves_the_others(
    parts: list[Any], numbers: set[int], changed: dict[int, tuple[Any, ...]]
) -> None:
    entries: list[Entry] = [
        (number, kind, state) for number, (kind, state) in zip(sorted(numbers), parts, strict=False)
    ]
    kinds = {number: kind for number, kind, _ in entries}
    states = {entries[i][0]: state for i, state in changed.items() if i < len(entries)}

    def number_of(value: Any) -> int:
        return value.number if isinstance(value, Ref) and value.number in kinds else OTHER

    own = {id(v): v.number for _, _, state in entries for v in state if number_of(v) != OTHER}
    made = patched(state_of(RECORD, entries, own), states, number_of)
    found = list(entries_of(made, lambda reference: Ref(reference[2])))
    assert repr(found) == repr(
        [(number, kind, states.get(number, state)) for number, kind, state in entries]
    )
    assert not any(number_of(value) for value in made[1][1])


@given(
    st.lists(
        st.one_of(st.integers(0, 9), st.just("string"), st.just("pair"), st.just("shared")),
        max_size=3 * MOST,
    )
)
def test_a_list_of_whatever_is_read_as_it_was_written(kinds: list[Any]) -> None:
    with in_memory() as database:
        shared = new_string("shared")
        makers: dict[str, Callable[[], Any]] = {
            "string": lambda: new_string("x"),
            "pair": lambda: cons(1, 2),
        }
        makers["shared"] = lambda: shared
        last: Any = None
        for kind in reversed(kinds):
            last = cons(kind if isinstance(kind, int) else makers[kind](), last)
        manager = transaction.TransactionManager(explicit=True)
        connection = database.open(manager)
        manager.begin()
        connection.root()["list"] = last, shared
        manager.commit()
        connection.cacheMinimize()
        manager.begin()
        at, common = connection.root()["list"]
        for kind in kinds:
            car = at.car
            if kind == "shared":
                assert car is common
            elif kind == "string":
                assert car.text == "x"
            elif kind == "pair":
                assert (car.car, car.cdr) == (1, 2)
            else:
                assert car == kind
            at = at.cdr
        assert at is None
        manager.abort()
        connection.close()


@contextmanager
def in_memory() -> Iterator[Any]:
    """A database that makes clusters."""
    database = open_database(MappingStorage())
    database.makes_clusters = True
    yield database
    database.close()


@given(
    st.integers(2, MOST),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, MOST - 1), st.integers(-1, MOST)), max_size=3),
)
def test_a_list_is_read_whichever_way_it_goes(
    count: int, is_backwards: bool, other: list[tuple[int, int]]
) -> None:
    """Each pair leads to the next or to the one before, but for some; one leads elsewhere."""
    step = -1 if is_backwards else 1
    ends = {0: Ref(-1)} if is_backwards else {count - 1: Ref(-1)}
    ends.update((at, Ref(number if number <= count else 1)) for at, number in other)
    entries: list[Entry] = [
        (at + 1, Pair, (at, ends.get(at, Ref(at + 1 + step)))) for at in range(count)
    ]
    own = {id(end): end.number for _, _, (_, end) in entries if end.number > 0}
    found = list(entries_of(state_of(RECORD, entries, own), lambda reference: Ref(reference[2])))
    assert repr(found) == repr(entries)


def test_references_may_be_far_from_each_other() -> None:
    far = Ref(1)
    state = (*range(FARTHEST - 5), far)
    entries: list[Entry] = [(n, Vector, state if n % 2 else (n,) * 200) for n in range(1, 6)]
    packed = state_of(RECORD, entries, {id(far): 1})
    assert list(entries_of(packed, lambda reference: far)) == entries
    assert packed[1][1] == ()


def test_a_cluster_of_the_first_form_is_read_and_changed(tmp_path: Path) -> None:
    database = open_database(ImageStorage(str(tmp_path / "data.fs")))
    database.makes_clusters = True
    managers = [transaction.TransactionManager(explicit=True) for _ in range(2)]
    connections: list[Any] = [database.open(each) for each in managers]
    managers[0].begin()
    text = new_string("b")
    connections[0].root()["l"] = cons(1, cons(text, new_vector([text, 2])))
    managers[0].commit()
    managers[0].begin()
    oid = record_of(connections[0].root()["l"]._p_oid)
    # The same members, as version 1 wrote them.
    two, three, four = (oid, Pair, 2), (oid, String, 3), (oid, Vector, 4)
    record = first_form(
        (1, b"", bytes((2, 2, 1, 1)), (Pair, String, Vector), bytes((0, 0, 1, 2)),
         (1, Link(two), Link(three), Link(four), "b", (Link(three), 2)))
    )  # fmt: skip
    assert references_in(record)[1] == {connections[0].root()["l"].cdr._p_oid}
    _, serial = connections[0]._storage.load(oid)
    managers[0].abort()
    write(database, oid, serial, record)
    for connection, manager in zip(connections, managers, strict=True):
        connection.cacheMinimize()
        manager.begin()
    first, second = (each.root()["l"] for each in connections)
    assert first.cdr.car is first.cdr.cdr.items[0]
    first.car, second.cdr.car.text = 10, "c"
    for manager in managers:
        manager.commit()
        manager.begin()
    managers[0].abort()
    managers[0].begin()
    for each in connections:
        found = each.root()["l"]
        assert (found.car, found.cdr.car.text, found.cdr.cdr.items[1]) == (10, "c", 2)
        assert found.cdr.car is found.cdr.cdr.items[0]
    for connection, manager in zip(connections, managers, strict=True):
        manager.abort()
        connection.close()
    database.close()


class Link:
    """A reference, as it is written."""

    def __init__(self, data: Any) -> None:
        self.data = data


def first_form(state: Any) -> bytes:
    sink = BytesIO()
    pickler = Pickler(sink, PROTOCOL)
    pickler.persistent_id = lambda thing: thing.data if isinstance(thing, Link) else None
    pickler.dump(state)
    return beginning_of(Cluster) + sink.getvalue()


def write(database: Any, oid: bytes, serial: bytes, record: bytes) -> None:
    storage = database._mvcc_storage.new_instance()
    metadata = TransactionMetaData()
    storage.tpc_begin(metadata)
    storage.store(oid, serial, record, "", metadata)
    storage.tpc_vote(metadata)
    storage.tpc_finish(metadata)
    storage.release()

"""The records of objects: what is written is read by ZODB too, and what that writes by us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from BTrees.LLBTree import LLSet, LLTreeSet
from BTrees.LOBTree import LOBTree, LOBucket
from hypothesis import given, settings
from hypothesis import strategies as st
from persistent.mapping import PersistentMapping
from ZODB.serialize import ObjectReader, ObjectWriter, get_refs, referencesf

from perdure.image import Image
from perdure.image.schema.classes import class_factory
from perdure.image.schema.indices import PairSet, PairsOfMany, ProcessTable
from perdure.image.schema.processes import Process
from perdure.image.storage.reading import Reader
from perdure.image.storage.states import beginning_of
from perdure.image.storage.writing import Writer
from perdure.vm.objects.data import Pair, cons
from perdure.vm.objects.procedures import Code


@pytest.fixture
def image(image_path: Path) -> Iterator[Image]:
    with Image.open(image_path) as image:
        yield image


@pytest.fixture
def unclustered(image_path: Path) -> Iterator[Image]:
    """An image in which each object has a record of its own."""
    with Image.open(image_path, clusters=False) as image:
        yield image


@pytest.fixture
def asleep(image: Image) -> Process:
    """A process whose record refers to other objects."""
    image.eval("(define (doze) (sleep 1000) (list 1 2))")
    pid = image.spawn("doze")
    while image.run_slice():
        pass
    return image.root.process(pid)


def test_a_record_is_read_as_it_was_written(asleep: Process) -> None:
    connection = asleep._p_jar
    record = Writer(connection).serialize(asleep)

    assert connection._reader.state_in(record, Process) == asleep.__getstate__()
    assert record.startswith(beginning_of(Process))


def test_zodb_reads_what_is_written(asleep: Process) -> None:
    connection = asleep._p_jar
    theirs = ObjectReader(connection, connection._cache, class_factory)
    record = Writer(connection).serialize(asleep)

    assert theirs.getState(record) == asleep.__getstate__()
    assert type(theirs.getGhost(record)) is Process


def test_what_zodb_has_written_is_read(asleep: Process) -> None:
    connection = asleep._p_jar
    record = ObjectWriter(asleep).serialize(asleep)

    assert not record.startswith(beginning_of(Process))
    assert connection._reader.state_in(record, Process) == asleep.__getstate__()


def test_a_state_may_name_the_class_of_its_object(image: Image) -> None:
    connection = image.root._p_jar

    class Naming(ObjectWriter):
        def record(self, state: object) -> bytes:
            made: bytes = self._dump(Pair, state)
            return made

    record = Naming(image.root).record((Pair, Pair))

    assert connection._reader.state_in(record, Pair) == (Pair, Pair)


def test_an_object_that_is_not_in_memory_is_made_of_the_reference(asleep: Process) -> None:
    connection = asleep._p_jar
    record = Writer(connection).serialize(asleep)
    connection.cacheMinimize()
    reader = Reader(connection, connection._cache, class_factory)

    state = reader.state_in(record, Process)

    codes = [part for frames in state[4][0] for part in frames if isinstance(part, Code)]
    assert codes
    assert all(code._p_jar is connection for code in codes)
    assert codes[0]._p_changed is None or codes[0].name == "doze"


def leaves(image: Image) -> list[Any]:
    """Two that follow each other, of each kind whose keys are written without being asked."""
    numbers, pairs, few = LLTreeSet(range(300)), PairSet(), PairsOfMany([(1.5, 2)])
    for i in range(40):
        pairs.insert((i / 8, i) if i % 2 else (float(i), 2**40 + i))
    names = PairsOfMany([("λ" * (i % 3), i) for i in range(200)])
    trees = PersistentMapping(enumerate([numbers, pairs, few, names]))
    image.owner.run(lambda: image.driver.change(lambda: image.root.keep("trees", lambda: trees)))
    return [tree._firstbucket for tree in (numbers, pairs, names)]


def test_leaves_of_plain_keys_are_read_by_zodb_and_by_us_as_they_were_written(image: Image) -> None:
    connection = image.root._p_jar
    theirs = ObjectReader(connection, connection._cache, class_factory)
    for leaf in leaves(image):
        record = Writer(connection).serialize(leaf)

        assert connection._reader.state_in(record, type(leaf)) == leaf.__getstate__()
        assert theirs.getState(record) == leaf.__getstate__()
        assert type(theirs.getGhost(record)) is type(leaf)
        assert referencesf(record) == [leaf._next._p_oid]


def test_a_leaf_that_leads_to_a_new_one_has_that_stored_too(image: Image) -> None:
    connection = image.root._p_jar
    leaf, new = LLSet([1]), LLSet([2])
    leaf.__setstate__(((1,), new))
    writer = Writer(connection)
    record = writer.serialize(leaf)

    assert writer._stack[-1] is new
    assert referencesf(record) == [new._p_oid]
    image.owner.run(image.scheduler.abort)


#: Of trees from numbers: keys as they are written in one to eight bytes, and values of all kinds.
NUMBERS = st.one_of(
    st.integers(0, 70_000), st.integers(2**31 - 3, 2**31 + 3), st.integers(-(2**62), 2**62)
)
VALUES = st.sampled_from(["pair", "box", "shared", "text", "number", "tuple", "tree", "none"])


@given(st.dictionaries(NUMBERS, VALUES, min_size=1, max_size=100), st.data())
@settings(max_examples=60, deadline=None)
def test_nodes_of_trees_from_numbers_are_read_as_they_were_written(
    given_keys: dict[int, str], data: st.DataObject
) -> None:
    with Image.open(":memory:", clusters=False) as image:  # ZODB's writer knows no members
        shared = cons(1, 2)
        made: dict[str, Callable[[], Any]] = {
            "pair": lambda: cons(3, 4),
            "box": lambda: PersistentMapping(),
            "shared": lambda: shared,
            "text": lambda: "text",
            "number": lambda: 5,
            "tuple": lambda: (cons(5, 6), 7),
            "tree": lambda: LOBTree({1: cons(7, 8)}),
            "none": lambda: None,
        }
        kind = data.draw(st.sampled_from([LOBTree, ProcessTable]))
        only = data.draw(st.sampled_from([None, "pair", "number"]))
        tree = kind({key: made[only or value]() for key, value in given_keys.items()})
        image.owner.run(lambda: image.driver.change(lambda: image.root.keep("tree", lambda: tree)))
        connection = image.root._p_jar
        theirs = ObjectReader(connection, connection._cache, class_factory)
        nodes = [tree]
        while nodes:
            node = nodes.pop()
            writer = Writer(connection)
            record = writer.serialize(node)
            usual = ObjectWriter(node).serialize(node)

            assert not writer._stack
            assert connection._reader.state_in(record, type(node)) == node.__getstate__()
            assert theirs.getState(record) == theirs.getState(usual)
            assert sorted(referencesf(record)) == sorted(referencesf(usual))
            assert [*get_refs(record)] == [*get_refs(usual)]
            state = node.__getstate__()
            if type(node) is kind and len(state) == 2:
                nodes += state[0][::2]


def test_a_node_with_new_objects_has_these_stored_too(unclustered: Image) -> None:
    connection = unclustered.root._p_jar
    new = [cons(1, 2), cons(3, 4)]
    node = LOBucket()
    node.__setstate__(((1, new[0], 2, new[1], 3, new[0]),))
    writer = Writer(connection)
    record = writer.serialize(node)

    assert [id(each) for each in writer._stack] == [id(each) for each in new]
    assert [new[0]._p_oid, new[1]._p_oid, new[0]._p_oid] == referencesf(record)
    unclustered.owner.run(unclustered.scheduler.abort)


@pytest.mark.parametrize("is_referred_to", [False, True])
def test_a_state_without_references_is_written_as_any_other(
    image: Image, is_referred_to: bool
) -> None:
    connection = image.root._p_jar
    pid = image.spawn("(vector 1 2)" if is_referred_to else "(exact->inexact 1/2)")
    image.run_until_idle()
    process = image.root.process(pid)
    record = Writer(connection).serialize(process)

    assert connection._reader.state_in(record, Process) == process.__getstate__()
    assert (referencesf(record) != []) is is_referred_to

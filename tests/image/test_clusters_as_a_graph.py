"""Members of clusters, held to a plain graph in memory.

Random graphs of pairs, boxes, strings and vectors are changed by two connections, which commit,
abort, set savepoints and go back to them, let go of all that is in memory, and are opened anew.
What is read is the model's graph, object for object: what is one object there is one here. A
transaction that changed what another has changed since it began conflicts; any other does not.
What is dead is taken out meanwhile, and packed away; then exactly what lives is there.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from ZODB.POSException import ConflictError
from ZODB.serialize import referencesf
from ZODB.utils import z64

from perdure.image.maintenance.operations import no_progress
from perdure.image.maintenance.trimming import trim
from perdure.image.storage.file_storage import ImageStorage, open_database
from perdure.image.storage.references import records, references_in
from perdure.vm.objects.data import (
    Box,
    Pair,
    String,
    Vector,
    cons,
    new_box,
    new_string,
    new_vector,
)

CACHED = 5  #: objects that a connection keeps in memory
WIDE = 60  #: items of a vector that is no member
WAY = st.lists(st.integers(0, WIDE - 1), max_size=6)
#: How often each is done, of so many times.
DEEDS = {
    "make": 6,
    "join": 4,
    "write": 8,
    "turn": 2,
    "commit": 6,
    "abort": 1,
    "save": 2,
    "go_back": 1,
    "evict": 2,
    "collect": 2,
    "look": 3,
    "reopen": 1,
    "trim": 3,
    "pack": 2,
}
#: (what, which side, a way to an object, a field, a way to another, a kind, a length)
DEED = st.tuples(
    st.sampled_from([name for name, count in DEEDS.items() for _ in range(count)]),
    st.integers(0, 1),
    WAY,
    st.integers(0, WIDE - 1),
    WAY,
    st.integers(0, 5),
    st.integers(0, 120),
)
VALUES = (1, 1.0, True, "a")

#: A node of the model: a kind and its fields, each a number, a text or (id,), a reference.
Node = tuple[type, tuple[Any, ...]]


def fields_of(thing: Any) -> list[Any]:
    if type(thing) is Pair:
        return [thing.car, thing.cdr]
    if type(thing) is Box:
        return [thing.value]
    if type(thing) is String:
        return [thing.text]
    return list(thing.items)


def set_field(thing: Any, at: int, value: Any) -> None:
    if type(thing) is Pair:
        if at == 0:
            thing.car = value
        else:
            thing.cdr = value
    elif type(thing) is Box:
        thing.value = value
    elif type(thing) is String:
        thing.text = value
    else:
        thing._p_changed = True
        thing.raw_items[at] = value


class Side:
    """A connection, and the graph as its transaction sees it."""

    def __init__(self, database: Any) -> None:
        self.transactions = transaction.TransactionManager(explicit=True)
        self.connection = database.open(self.transactions)
        self.began = z64  #: the last transaction before its own
        self.nodes: dict[int, Node] = {}
        self.base: dict[int, Node] = {}
        self.written: set[int] = set()
        self.saved: list[tuple[Any, dict[int, Node], set[int]]] = []
        self.others: set[int] = set()  #: wide nodes that the other wrote since it began

    def begin(self, committed: dict[int, Node]) -> None:
        self.transactions.begin()
        self.began = self.connection._storage.lastTransaction()
        self.nodes, self.base = dict(committed), dict(committed)
        self.written, self.saved = set(), []

    @property
    def top(self) -> Any:
        return self.connection.root()["top"]


class Graphs:
    def __init__(self) -> None:
        self.folder = TemporaryDirectory()
        self.count = 0
        self.committed: dict[int, Node] = {}
        self.open()
        first = self.sides[0]
        top, node = self.made_wide(first)
        first.connection.root()["top"] = top
        assert node == 0
        self.finish(first)
        self.sides[1].transactions.abort()
        self.sides[1].begin(self.committed)

    def open(self) -> None:
        self.storage = ImageStorage(str(Path(self.folder.name) / "data.fs"))
        self.database = open_database(self.storage)
        self.database.makes_clusters = True
        self.database.setCacheSize(CACHED)
        self.sides = [Side(self.database), Side(self.database)]
        for side in self.sides:
            side.begin(self.committed)

    def close(self) -> None:
        for side in self.sides:
            side.transactions.abort()
            side.connection.close()
        self.database.close()

    def teardown(self) -> None:
        self.close()
        self.folder.cleanup()

    # Making

    def node(self, side: Side, kind: type, fields: tuple[Any, ...]) -> int:
        number = self.count
        self.count += 1
        side.nodes[number] = (kind, fields)
        return number

    def made_wide(self, side: Side) -> tuple[Any, int]:
        return new_vector([0] * WIDE), self.node(side, Vector, (0,) * WIDE)

    def made(self, side: Side, what: int, length: int) -> tuple[Any, Any]:
        """(a new object, its reference in the model) of so many objects."""
        if what == 0:  # a list that ends in itself or in 0
            thing: Any = cons(length, 0)
            node = last = self.node(side, Pair, (length, 0))
            end = thing
            for number in range(length):
                text = f"t{number % 3}"
                if number % 2:
                    thing = cons(new_string(text), thing)
                    node = self.node(side, Pair, ((self.node(side, String, (text,)),), (node,)))
                else:
                    thing = cons(number, thing)
                    node = self.node(side, Pair, (number, (node,)))
            if length % 2:
                end.cdr = thing
                side.nodes[last] = (Pair, (length, (node,)))
            return thing, (node,)
        if what == 1:
            return new_box(length), (self.node(side, Box, (length,)),)
        if what == 2:
            return new_string("x" * length), (self.node(side, String, ("x" * length,)),)
        if what == 3:  # one object twice, and a vector
            inner, ref = self.made(side, length % 3, length)
            node = self.node(side, Vector, (ref, ref, length))
            return new_vector([inner, inner, length]), (node,)
        if what == 4:
            wide, node = self.made_wide(side)
            return wide, (node,)
        return length, length

    def found(self, side: Side, steps: list[int]) -> tuple[Any, int]:
        """The object at the end of a way from the top, and its node."""
        thing, node = side.top, 0
        for step in steps:
            fields, expected = fields_of(thing), side.nodes[node][1]
            ways = [at for at, each in enumerate(expected) if type(each) is tuple]
            if not ways:
                break
            at = ways[step % len(ways)]
            thing, (node,) = fields[at], expected[at]
            assert type(thing) is side.nodes[node][0]
        return thing, node

    def put(self, side: Side, steps: list[int], at: int, value: Any, expected: Any) -> None:
        thing, node = self.found(side, steps)
        kind, fields = side.nodes[node]
        if kind is String:
            value = expected = f"s{at}"
        at %= len(fields)
        set_field(thing, at, value)
        side.nodes[node] = (kind, (*fields[:at], expected, *fields[at + 1 :]))
        side.written.add(node)

    def turn(self, side: Side, steps: list[int], other: list[int]) -> None:
        """Have a list go the other way, and end in what is at the end of another way."""
        thing, node = self.found(side, steps)
        before, end = self.found(side, other)
        seen = set()
        while type(thing) is Pair and node not in seen:
            seen.add(node)
            _, (car, cdr) = side.nodes[node]
            following = thing.cdr
            thing.cdr = before
            side.nodes[node] = (Pair, (car, (end,)))
            side.written.add(node)
            before, end = thing, node
            if type(cdr) is not tuple:
                break
            thing, (node,) = following, cdr

    # What programs do

    def do(self, deed: tuple[str, int, list[int], int, list[int], int, int]) -> None:
        name, who, way, at, other, kind, length = deed
        side = self.sides[who]
        if name == "make":
            self.put(side, way, at, *self.made(side, kind, length))
        elif name == "join":
            thing, node = self.found(side, other)
            self.put(side, way, at, thing, (node,))
        elif name == "write":
            value = VALUES[kind % len(VALUES)]
            self.put(side, way, at, value, value)
        elif name == "turn":
            self.turn(side, way, other)
        elif name == "go_back":
            self.go_back(side, at)
        else:
            getattr(self, name)(who)

    def commit(self, who: int) -> None:
        self.finish(self.sides[who])

    def finish(self, side: Side) -> None:
        # A node of this transaction's, or changed in it.
        changed = {
            n
            for n, each in side.nodes.items()
            if side.base.get(n) != each or repr(side.base[n]) != repr(each)
        }
        since = {n for n, each in self.committed.items() if repr(side.base.get(n)) != repr(each)}
        wide = {n for n in side.written if len(side.nodes[n][1]) == WIDE}
        touched = {n for n in side.written if len(self.committed.get(n, (0, ()))[1]) == WIDE}
        both = changed & since  # also where both have made the same of it: two additions are two
        try:
            side.transactions.commit()
        except ConflictError:
            side.transactions.abort()
            assert changed & since or touched & since or wide & side.others
        else:
            assert not both, "an update was lost"
            for n in changed:
                self.committed[n] = side.nodes[n]
            other = self.sides[0] if side is self.sides[1] else self.sides[1]
            other.others |= wide
        side.others = set()
        side.begin(self.committed)

    def abort(self, who: int) -> None:
        side = self.sides[who]
        side.transactions.abort()
        side.others = set()
        side.begin(self.committed)

    def save(self, who: int) -> None:
        side = self.sides[who]
        if not side.written:
            return
        savepoint = side.transactions.savepoint()
        side.saved.append((savepoint, dict(side.nodes), set(side.written)))

    def go_back(self, side: Side, at: int) -> None:
        if not side.saved:
            return
        del side.saved[at % len(side.saved) + 1 :]
        savepoint, nodes, written = side.saved[-1]
        savepoint.rollback()
        side.nodes, side.written = dict(nodes), set(written)

    def evict(self, who: int) -> None:
        self.sides[who].connection.cacheMinimize()

    def collect(self, who: int) -> None:
        self.sides[who].connection.cacheGC()

    def reopen(self, _who: int) -> None:
        self.close()
        self.open()

    def pack(self, _who: int) -> None:
        for who in (0, 1):
            self.abort(who)  # what it saw lives
        self.trim(0)
        for who in (0, 1):
            self.abort(who)  # what it saw is packed away
        self.storage.pack(transaction_time(self.storage), referencesf)
        assert self.objects_that_live() == self.objects_that_are_there()

    def trim(self, _who: int) -> None:
        """While both sides go on, with what they have begun."""
        writing = self.database._mvcc_storage.new_instance()
        trim(self.storage, writing, min(side.began for side in self.sides), no_progress)
        writing.release()

    def objects_that_live(self) -> int:
        reached, ahead = {0}, [0]
        while ahead:
            for field in self.committed[ahead.pop()][1]:
                if type(field) is tuple and field[0] not in reached:
                    reached.add(field[0])
                    ahead.append(field[0])
        return len(reached)

    def objects_that_are_there(self) -> int:
        return sum(len(references_in(data)) for oid, data in records(self.storage) if oid != z64)

    # What holds

    def look(self, who: int) -> None:
        self.compare(self.sides[who])

    def compare(self, side: Side) -> None:
        of_thing: dict[int, int] = {}
        of_node: dict[int, Any] = {}
        todo = [(side.top, 0)]
        while todo:
            thing, node = todo.pop()
            if node in of_node:
                assert of_node[node] is thing
                continue
            assert id(thing) not in of_thing
            of_thing[id(thing)], of_node[node] = node, thing
            kind, expected = side.nodes[node]
            assert type(thing) is kind
            fields = fields_of(thing)
            assert len(fields) == len(expected)
            for field, wanted in zip(fields, expected, strict=True):
                if type(wanted) is tuple:
                    todo.append((field, wanted[0]))
                else:
                    assert repr(field) == repr(wanted)


def transaction_time(storage: Any) -> float:
    from persistent.TimeStamp import TimeStamp

    moment: float = TimeStamp(storage.lastTransaction()).timeTime()
    return moment + 1e-6


@settings(max_examples=40)
@given(st.lists(DEED, min_size=20, max_size=60))
def test_members_are_the_graph_that_was_made(deeds: list[Any]) -> None:
    graphs = Graphs()
    try:
        for deed in deeds:
            graphs.do(deed)
        for side in graphs.sides:
            graphs.compare(side)
    finally:
        graphs.teardown()

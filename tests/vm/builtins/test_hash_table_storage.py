"""Hash tables in a database: identity kept, little written, and the same pages for ever."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

from perdure.vm import (
    NIL,
    TRUE,
    Bytevector,
    HashTable,
    NumericVector,
    Text,
    builtin_named,
    char,
    cons,
    new_string,
    new_vector,
    rational,
    symbol,
)
from perdure.vm.objects.hash_tables import (
    PAGE_SIZE,
    delete_entry,
    entries_of,
    find_entry,
    pages_of,
    put_entry,
    size_of_table,
)
from perdure.vm.objects.hashing import (
    CUSTOM,
    INDEX_KEYS,
    hash_by_content,
    hash_by_default,
    stable_hash,
)


class Database:
    """A database in memory; `write` and `read` each take a fresh connection."""

    def __init__(self) -> None:
        self.database = DB(MappingStorage(), cache_size=100_000)

    def write(self, change: Callable[[Any], object]) -> int:
        """Apply a change to the root and commit: how many bytes it wrote."""
        before = self.bytes_stored()
        manager = transaction.TransactionManager()
        connection = self.database.open(manager)
        change(connection.root())
        manager.commit()
        connection.close()
        return self.bytes_stored() - before

    def read(self, look: Callable[[Any], Any]) -> Any:
        connection = self.database.open(transaction.TransactionManager())
        connection.cacheMinimize()
        found = look(connection.root())
        connection.close()
        return found

    def bytes_stored(self) -> int:
        revisions = self.database.storage._data  # oid -> tid -> record
        return sum(len(record) for versions in revisions.values() for record in versions.values())


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database()
    yield made
    made.database.close()


def value_of(table: HashTable, key: Any) -> Any:
    entry = find_entry(table, key)
    return None if entry is None else entry[1]


def list_of(*items: Any) -> Any:
    made: Any = NIL
    for item in reversed(items):
        made = cons(item, made)
    return made


def fill(table: HashTable, count: int) -> None:
    for n in range(count):
        put_entry(table, n, n)


def fill_root(root: Any, size: int) -> None:
    fill(root["table"], size)


def content_keys() -> list[Any]:
    """Keys of all kinds that are found by content, made anew."""
    return [
        1, 10**30, rational(1, 3), 1.0, -0.0, 0.0, float("nan"), 2j, symbol("name"), char("λ"),
        TRUE, NIL, new_string("text"), list_of(1, new_string("a"), 2.5), new_vector([symbol("v"), NIL]),
        Bytevector(b"\x00\x01"), Text("text"), NumericVector("f64", array("d", [0.5])), list_of(list_of(list_of())), builtin_named("car"),
    ]  # fmt: skip


@pytest.mark.parametrize("others", [0, 500], ids=["small", "large"])
def test_keys_of_every_kind_are_found_after_a_reload(database: Database, others: int) -> None:
    def make(root: Any) -> None:
        table = root["table"] = HashTable()
        for n in range(others):
            put_entry(table, new_string(f"other {n}"), n)
        for n, key in enumerate(content_keys()):
            put_entry(table, key, n)

    def look(root: Any) -> None:
        table = root["table"]
        assert [value_of(table, key) for key in content_keys()] == list(range(len(content_keys())))
        assert size_of_table(table) == others + len(content_keys())
        assert find_entry(table, new_string("not there")) is None

    database.write(make)
    database.read(look)


@pytest.mark.parametrize("number", ["nan", "nan+1j", "infj"])
@pytest.mark.parametrize("hashed", [hash_by_default, hash_by_content, stable_hash])
def test_a_number_that_is_none_has_one_hash(hashed: Callable[[Any], int], number: str) -> None:
    known = [complex(number) if "j" in number else float(number) for _ in range(20)]
    assert len({hashed(made) for made in known}) == 1


@pytest.mark.parametrize("count", [5, 500], ids=["small", "large"])
def test_identity_of_keys_and_values_is_kept(database: Database, count: int) -> None:
    def make(root: Any) -> None:
        keys = root["keys"] = new_vector([cons(n, NIL) for n in range(count)])
        root._p_jar.add(keys)
        table = HashTable("eqv?")
        for key in keys.items:
            root._p_jar.add(key)
            put_entry(table, key, new_vector([key]))
        root["table"] = table

    def look(root: Any) -> None:
        table = root["table"]
        for n, key in enumerate(root["keys"].items):
            entry = find_entry(table, key)
            assert entry is not None
            assert entry[0] is key
            assert entry[1].items[0] is key
            assert key.car == n
        assert find_entry(table, root["keys"].items[0].cdr) is None

    database.write(make)
    database.read(look)
    # A change after the reload finds the same entries.
    database.write(lambda root: put_entry(root["table"], root["keys"].items[3], 33))
    assert database.read(lambda root: size_of_table(root["table"])) == count
    assert database.read(lambda root: value_of(root["table"], root["keys"].items[3])) == 33


def test_a_change_of_a_large_table_writes_one_page(database: Database) -> None:
    def make(root: Any) -> None:
        root["table"] = HashTable()
        fill(root["table"], 20_000)

    database.write(make)
    change = database.write(lambda root: put_entry(root["table"], 777, -1))
    deletion = database.write(lambda root: delete_entry(root["table"], 778))
    assert 0 < change < 1500
    assert 0 < deletion < 1500
    assert database.read(lambda root: size_of_table(root["table"])) == 19_999


def test_a_lookup_changes_nothing(database: Database) -> None:
    database.write(lambda root: root.update(table=HashTable()))
    database.write(lambda root: fill(root["table"], 1000))
    look = database.write(lambda root: [value_of(root["table"], n) for n in range(2000)])
    assert look == 0


def test_a_table_that_another_connection_made_grow_is_read_as_it_is_now(
    database: Database,
) -> None:
    database.write(lambda root: root.update(table=HashTable()))
    database.write(lambda root: fill(root["table"], 1000))
    manager = transaction.TransactionManager()
    table = database.database.open(manager).root()["table"]
    assert [value_of(table, n) for n in range(1000)] == list(range(1000))
    for size in (2000, 40_000):  # within a segment of the directory, and beyond
        database.write(partial(fill_root, size=size))
        manager.begin()
        assert [value_of(table, n) for n in range(size)] == list(range(size))
        put_entry(table, 5, 5)
        manager.commit()
    manager.abort()


@pytest.mark.parametrize("first", [10, 1000], ids=["small", "large"])
def test_growth_that_was_aborted_leaves_nothing_behind(database: Database, first: int) -> None:
    database.write(lambda root: root.update(table=HashTable()))
    database.write(lambda root: fill(root["table"], first))
    manager = transaction.TransactionManager()
    table = database.database.open(manager).root()["table"]
    for _ in range(2):
        for n in range(40_000):
            put_entry(table, n, -1)
        assert value_of(table, 5) == -1
        manager.abort()
        assert [value_of(table, n) for n in range(first)] == list(range(first))
        assert value_of(table, first) is None
    put_entry(table, first, first)
    manager.commit()
    assert database.read(lambda root: value_of(root["table"], first)) == first
    assert database.read(lambda root: size_of_table(root["table"])) == first + 1


def test_pages_stay_small_whatever_the_keys_are() -> None:
    for keys in (
        list(range(30_000)),
        [n * 4096 for n in range(30_000)],
        [n << 40 for n in range(30_000)],
        [new_string(f"key-{n}") for n in range(30_000)],
        [symbol(f"s{n}") for n in range(30_000)],
        [n / 8 for n in range(30_000)],
        [list_of(n, n + 1) for n in range(30_000)],
    ):
        table = HashTable()
        for key in keys:
            put_entry(table, key, True)
        table.__getstate__()  # as when it is stored
        sizes = [len(page.entries) for page in pages_of(table)]
        assert sum(sizes) == 30_000
        assert max(sizes) < 3 * PAGE_SIZE
        assert 15 < sum(sizes) / len(sizes) < PAGE_SIZE


def test_hashes_are_the_same_in_every_process() -> None:
    """These numbers are in images: they may not change."""
    index = INDEX_KEYS["equal?"]
    assert [stable_hash(index(key)) for key in content_keys()] == HASHES


HASHES = [
    2654428724,
    3476821662,
    34444516,
    3179767152,
    2631540400,
    1796053889,
    754875636,
    447614940,
    1579384326,
    945854657,
    3412697401,
    3683942447,
    999008199,
    2425640566,
    3046414766,
    916268539,
    2018426866,
    781068451,
    3197119503,
    2000545437,
]


def test_entries_come_in_the_order_of_insertion_while_the_table_is_small() -> None:
    table = HashTable()
    for n in (5, 3, 9):
        put_entry(table, n, -n)
    put_entry(table, 3, 0)
    assert entries_of(table) == [(5, -5), (3, 0), (9, -9)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pppd"), st.integers(0, 400)), max_size=600))
def test_a_table_does_what_a_dict_does(steps: list[tuple[str, int]]) -> None:
    table, model = HashTable(), dict[int, int]()
    for n, (step, key) in enumerate(steps):
        if step == "p":
            put_entry(table, key, n)
            model[key] = n
        else:
            assert delete_entry(table, key) == (model.pop(key, None) is not None)
    assert dict(entries_of(table)) == model
    assert size_of_table(table) == len(model)


def test_a_key_looked_up_before_it_is_there_is_found_after_splits() -> None:
    table = HashTable()
    for key in range(100):
        put_entry(table, key, key)
    for key in range(100, 4000):
        assert find_entry(table, key + 500) is None
        put_entry(table, key, key)
        delete_entry(table, key)
        delete_entry(table, key - 100)
        put_entry(table, key, key)
        put_entry(table, key, -key)
    again = HashTable.__new__(HashTable)
    again.__setstate__(table.__getstate__())
    assert all(find_entry(again, key) == (key, -key) for key in range(3900, 4000))
    assert size_of_table(again) == 100
    assert all(find_entry(again, key) is None for key in range(3900))


def test_a_custom_table_keeps_its_functions_and_its_buckets(database: Database) -> None:
    same, hash_function = builtin_named("string-ci=?"), builtin_named("string-length")

    def make(root: Any) -> None:
        table = root["table"] = HashTable(CUSTOM, (same, hash_function))
        put_entry(table, 1, list_of(cons(new_string("a"), 1), cons(new_string("b"), 2)))
        put_entry(table, 2, list_of(cons(new_string("cc"), 3)))

    database.write(make)

    def look(root: Any) -> tuple[Any, ...]:
        table = root["table"]
        entries = [(key.text, value) for key, value in entries_of(table)]
        return table.functions, size_of_table(table), entries

    assert database.read(look) == ((same, hash_function), 3, [("a", 1), ("b", 2), ("cc", 3)])


def test_equal_numbers_are_one_key_of_the_default_comparator() -> None:
    table = HashTable("default=?")
    put_entry(table, list_of(1, rational(1, 2)), "first")
    assert value_of(table, list_of(1.0, 0.5)) == "first"
    assert stable_hash(INDEX_KEYS["default=?"](2.0)) == stable_hash(INDEX_KEYS["="](2))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ppppdds"), st.integers(0, 200)), max_size=400))
def test_the_order_of_entries_does_not_depend_on_when_a_table_is_stored(
    steps: list[tuple[str, int]],
) -> None:
    never, now_and_then = HashTable(), HashTable()
    for n, (step, number) in enumerate(steps):
        if step == "s":
            now_and_then.__getstate__()  # which makes the pages of a large table
            continue
        for table in (never, now_and_then):
            key = new_string(str(number))
            if step == "p":
                put_entry(table, key, n)
            else:
                delete_entry(table, key)
    assert [(key.text, value) for key, value in entries_of(never)] == [
        (key.text, value) for key, value in entries_of(now_and_then)
    ]

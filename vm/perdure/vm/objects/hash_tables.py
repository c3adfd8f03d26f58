"""Hash tables that stay cheap to change when they are large.

A table in memory that is small, or has not been stored yet, is *unpaged*: one Python
dict. When an unpaged table of more than `PAGE_SIZE` entries is stored it becomes a file of
pages, each a record, addressed by linear hashing (Litwin, 1980): with n pages,
2**k <= n, an entry lives on page `h mod 2**(k+1)`, or `h mod 2**k` where there is no
such page yet; growing by one page splits page `n - 2**k`. So a change writes one page,
growth writes two and a segment of the directory, and nothing is ever rehashed as a
whole. How keys are compared and hashed: perdure.vm.objects.hashing.

The order of entries is that of insertion in a table that never had more than
`PAGE_SIZE`; in any other it is that of the keys' hashes. It does not depend on whether the
table has been stored.

A *custom* table has an equivalence and a hash that are procedures of a program, which
only the machine can call. It maps what the hash gave (an exact integer) to a *bucket*,
a list of the pairs (key . value); the procedures of (perdure tables) search that list,
and replace it whole when it changes. `entries_of` and `size_of_table` see through it.

Read by: perdure.languages.scheme.runtime.tables.hash_tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from persistent import Persistent

from perdure.vm.context import running
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Pair, UncheckedSlots, Value
from perdure.vm.objects.hashing import (
    GOLDEN,
    INDEX_KEYS,
    PLAIN_EQUIVALENCES,
    PLAIN_KINDS,
    SELF_CONTAINED,
    stable_hash,
    symbol_hashes,
)
from perdure.vm.objects.printer import describers

PAGE_SIZE: Final = 64  #: entries at which a page asks for growth
SEGMENT_SIZE: Final = 128  #: pages a segment of the directory holds
FIRST_LOAD: Final = 40  #: entries a page has on average when an unpaged table gets pages
MOST_PLACES: Final = 100_000  #: keys whose page is remembered, a table

Entries = dict[Any, tuple[Value, Value]]  #: index key -> (key, value)


class HashTable(UncheckedSlots):
    """A table from keys to values: unpaged, or in pages.

    A reader of a raw field that is no pure builtin activates the table first.
    """

    __module__ = "perdure.vm"
    __slots__ = (
        "raw_equivalence",
        "raw_functions",
        "raw_index",
        "raw_is_large",
        "raw_keys",
        "raw_last",
        "raw_pages",
        "raw_places",
        "raw_plain",
        "raw_segments",
        "raw_values",
    )

    raw_equivalence: str  #: a key of INDEX_KEYS
    #: of a custom table: its equivalence and its hash function
    raw_functions: tuple[Value, Value] | None
    raw_plain: frozenset[type]  #: kinds of keys that are their own index keys
    raw_index: Callable[[Value], Any]  #: gives the index key of others

    #: Of an unpaged table: index key -> value; None where it is in pages.
    raw_values: dict[Any, Value] | None
    raw_keys: dict[Any, Value]  #: index key -> key, where they are not the same
    raw_is_large: bool  #: whether it ever had more than PAGE_SIZE entries

    raw_segments: list[HashSegment]  #: all full but the last; written only here
    # The pages of some keys. They hold only as long as no page has been split. Every
    # split adds to the last segment, so where that was loaded anew, after an abort or
    # another worker's commit, its list is another object than the one here.
    raw_places: dict[Any, HashPage]
    raw_last: HashSegment | None
    raw_pages: list[HashPage] | None

    def __init__(
        self, equivalence: str = "equal?", functions: tuple[Value, Value] | None = None
    ) -> None:
        self._compares(equivalence, functions)
        self.raw_values = {}
        self.raw_keys = {}
        self.raw_is_large = False
        self._has_pages([])

    def _compares(self, equivalence: str, functions: tuple[Value, Value] | None) -> None:
        self.raw_equivalence = equivalence
        self.raw_functions = functions
        self.raw_plain = PLAIN_KINDS if equivalence in PLAIN_EQUIVALENCES else frozenset()
        self.raw_index = INDEX_KEYS[equivalence]

    def _has_pages(self, segments: list[HashSegment]) -> None:
        self.raw_segments = segments
        self.raw_places = {}
        self.raw_last = segments[-1] if segments else None
        self.raw_pages = segments[-1].pages if segments else None

    @property
    def equivalence(self) -> str:
        self._p_activate()
        return self.raw_equivalence

    @property
    def functions(self) -> tuple[Value, Value] | None:
        self._p_activate()
        return self.raw_functions

    def __getstate__(self) -> tuple[object, ...]:
        values = self.raw_values
        if values is not None and self.raw_is_large:
            _give_numbers(values, self._p_jar)
            _make_pages(self, values)
            values = None
        packed = None if values is None else _packed(_joined(values, self.raw_keys))
        state = (1, self.raw_equivalence, packed, tuple(self.raw_segments))
        return state if self.raw_functions is None else (*state, self.raw_functions)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, equivalence, packed, segments = state[:4]
        self._compares(equivalence, state[4] if len(state) > 4 else None)
        self.raw_values, self.raw_keys = None, {}
        if packed is not None:
            entries = _unpacked(packed)
            self.raw_values = {index: value for index, (_, value) in entries.items()}
            self.raw_keys = {index: key for index, (key, _) in entries.items() if key is not index}
        self.raw_is_large = packed is None
        self._has_pages(list(segments))


class HashSegment(Persistent):
    """A stretch of a large table's directory."""

    __module__ = "perdure.vm"
    __slots__ = ("pages",)

    pages: list[HashPage]

    def __init__(self, pages: list[HashPage]) -> None:
        self.pages = pages

    def __getstate__(self) -> tuple[object, ...]:
        return (tuple(self.pages),)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.pages = list(state[0])


class HashPage(Persistent):
    """Some entries of a large table."""

    __module__ = "perdure.vm"
    __slots__ = ("entries",)

    entries: Entries

    def __init__(self, entries: Entries) -> None:
        self.entries = entries

    def __getstate__(self) -> tuple[object, ...]:
        return _packed(self.entries)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.entries = _unpacked(state)


def _joined(values: dict[Any, Value], keys: dict[Any, Value]) -> Entries:
    return {index: (keys.get(index, index), value) for index, value in values.items()}


def _packed(entries: Entries) -> tuple[object, ...]:
    """(keys and values in turn, index keys or None where they are the keys)."""
    flat = tuple(part for entry in entries.values() for part in entry)
    if all(index is entry[0] for index, entry in entries.items()):
        return (flat, None)
    return (flat, tuple(entries))


def _unpacked(packed: tuple[Any, ...]) -> Entries:
    flat, indices = packed[:2]
    keys = flat[::2]
    entries = zip(keys, flat[1::2], strict=True)
    return dict(zip(keys if indices is None else indices, entries, strict=True))


# Reading -------------------------------------------------------------------


def find_value(table: HashTable, key: Value, default: Value) -> Value:
    """The value for a key; `default` where there is none. AttributeError from a ghost."""
    index = key if type(key) in table.raw_plain else table.raw_index(key)
    values = table.raw_values
    if values is not None:
        return values.get(index, default)
    entry = _entry_in_pages(table, index)
    return default if entry is None else entry[1]


def find_entry(table: HashTable, key: Value) -> tuple[Value, Value] | None:
    """The entry (key, value) whose key is equivalent to this one."""
    table._p_activate()
    index = key if type(key) in table.raw_plain else table.raw_index(key)
    values = table.raw_values
    if values is None:
        return _entry_in_pages(table, index)
    return (table.raw_keys.get(index, index), values[index]) if index in values else None


def entries_of(table: HashTable) -> list[tuple[Value, Value]]:
    """All entries as they are now; later changes do not show in it."""
    if table.functions is not None:
        return [(entry.car, entry.cdr) for entry in _in_buckets(table)]
    return _raw_entries(table)


def first_entries(table: HashTable) -> Iterator[tuple[Value, Value]]:
    """The entries one by one, in no order to rely upon; reads no page before it is its turn."""
    if table.functions is not None:
        yield from ((entry.car, entry.cdr) for entry in _in_buckets(table))
    elif table.raw_values is None:
        for page in pages_of(table):
            yield from list(page.entries.values())
    else:
        keys = table.raw_keys
        for index, value in table.raw_values.items():
            yield keys.get(index, index), value


def size_of_table(table: HashTable) -> int:
    """How many entries; reads every page of a large table."""
    if table.functions is not None:
        return sum(1 for _ in _in_buckets(table))
    if table.raw_values is not None:
        return len(table.raw_values)
    return sum(len(page.entries) for page in pages_of(table))


def pages_of(table: HashTable) -> Iterator[HashPage]:
    """The pages of a table that is in pages."""
    table._p_activate()
    for segment in table.raw_segments:
        yield from segment.pages


def _raw_entries(table: HashTable) -> list[tuple[Value, Value]]:
    table._p_activate()
    if table.raw_values is not None:
        found = _joined(table.raw_values, table.raw_keys)
        if not table.raw_is_large:
            return list(found.values())
    else:
        found = {i: entry for page in pages_of(table) for i, entry in page.entries.items()}
    # Keys of one hash share a page, so their order is that of insertion in either form.
    return [found[index] for index in sorted(found, key=stable_hash)]


def _in_buckets(table: HashTable) -> Iterator[Pair]:
    """The pairs (key . value) of a custom table."""
    for _, bucket in _raw_entries(table):
        while type(bucket) is Pair:
            yield bucket.car
            bucket = bucket.cdr


def copy_of(table: HashTable) -> HashTable:
    """Another table with the same entries."""
    made = HashTable(table.equivalence, table.functions)
    for key, value in _raw_entries(table):
        put_entry(made, key, value)
    return made


# Changing ------------------------------------------------------------------


def put_entry(table: HashTable, key: Value, value: Value) -> None:
    """Bind the key; the key that was there first stays."""
    table._p_activate()
    put_value(table, key, value)


def put_value(table: HashTable, key: Value, value: Value) -> None:
    """The same; AttributeError, and nothing done, where the table is a ghost."""
    index = key if type(key) in table.raw_plain else table.raw_index(key)
    values = table.raw_values
    if values is None:
        _put_in_pages(table, index, key, value)
        return
    table._p_changed = True
    if index is not key:
        table.raw_keys[index] = key  # the new one: the old association goes whole (SRFI 69)
    values[index] = value
    if len(values) > PAGE_SIZE:
        _has_grown(table, values, index)


def _has_grown(table: HashTable, values: dict[Any, Value], index: Any) -> None:
    """After an entry was put into an unpaged table of more than a page."""
    if type(index) not in SELF_CONTAINED or not (
        table.raw_is_large or SELF_CONTAINED.issuperset(map(type, values))
    ):
        # Only the running machine can give an object its number, to be hashed; where none
        # runs, what has been made of Python data, the database does when it is stored.
        if running.machine is not None:
            _make_pages(table, values)
    table.raw_is_large = True


def _give_numbers(values: dict[Any, Value], database: Any) -> None:
    """Have the connection that stores the table number the objects that are keys of it."""
    if database is None or running.machine is not None:
        return
    for index in values:
        for part in index if type(index) is tuple else (index,):
            if isinstance(part, Persistent) and part._p_oid is None:
                database.add(part)


def delete_entry(table: HashTable, key: Value) -> bool:
    """Whether the key was there. Pages are never joined again."""
    table._p_activate()
    index = table.raw_index(key)
    if table.raw_values is not None:
        if index not in table.raw_values:
            return False
        table._p_changed = True
        del table.raw_values[index]
        table.raw_keys.pop(index, None)
        return True
    page = _page_of(table, index)
    if index not in page.entries:
        return False
    del page.entries[index]
    page._p_changed = True
    table.raw_places.pop(index, None)
    return True


def clear_table(table: HashTable) -> None:
    table._p_changed = True
    table.raw_values, table.raw_keys = {}, {}
    table.raw_is_large = False
    table._has_pages([])


# Pages ---------------------------------------------------------------------


def _page_count(segments: list[HashSegment]) -> int:
    return (len(segments) - 1) * SEGMENT_SIZE + len(segments[-1].pages)


def _page_number(hashed: int, count: int) -> int:
    whole = 1 << (count.bit_length() - 1)
    number = hashed & (2 * whole - 1)
    return number if number < count else number - whole


def _page_of(table: HashTable, index: Any) -> HashPage:
    # stable_hash, _page_count and _page_number in one: this is what lookups cost.
    kind = type(index)
    if kind is int:
        product = (index ^ index >> 64) * GOLDEN
        hashed = product >> 32 ^ product >> 50
    elif kind is Symbol:
        hashed = symbol_hashes.get(index) or stable_hash(index)
    else:
        hashed = stable_hash(index)
    segments = table.raw_segments
    count = (len(segments) - 1) * SEGMENT_SIZE + len(segments[-1].pages)
    whole = 1 << count.bit_length() - 1
    number = hashed & 2 * whole - 1
    if number >= count:
        number -= whole
    return segments[number // SEGMENT_SIZE].pages[number % SEGMENT_SIZE]


def _entry_in_pages(table: HashTable, index: Any) -> tuple[Value, Value] | None:
    page = table.raw_places.get(index)
    if page is not None and table.raw_last.pages is table.raw_pages:  # type: ignore[union-attr]
        return page.entries.get(index)
    page = _page_of(table, index)
    entry = page.entries.get(index)
    if entry is not None:
        _remember(table, index, page)
    return entry


def _remember(table: HashTable, index: Any, page: HashPage) -> None:
    """Where a key is that is there. (One that is not may come to belong elsewhere.)"""
    if table.raw_last.pages is not table.raw_pages:  # type: ignore[union-attr]
        table._has_pages(table.raw_segments)
    elif len(table.raw_places) >= MOST_PLACES:
        table.raw_places.clear()
    table.raw_places[index] = page


def _put_in_pages(table: HashTable, index: Any, key: Value, value: Value) -> None:
    page = table.raw_places.get(index)
    is_new_place = page is None or table.raw_last.pages is not table.raw_pages  # type: ignore[union-attr]
    if page is None or is_new_place:
        page = _page_of(table, index)
    entries = page.entries
    old = entries.get(index)
    page._p_changed = True
    entries[index] = (key, value)
    if is_new_place:
        _remember(table, index, page)
    # Growth splits the next page in turn, not this one: one entry in eight asks for
    # it again while this page waits.
    if old is None and len(entries) > PAGE_SIZE and len(entries) % 8 == 1:
        _add_page(table)


def _make_pages(table: HashTable, values: dict[Any, Value]) -> None:
    """Put an unpaged table's entries into pages. Marks nothing as changed: it is being stored,
    or has been marked.
    """
    count = max(4, len(values) // FIRST_LOAD)
    contents: list[Entries] = [{} for _ in range(count)]
    for index, entry in _joined(values, table.raw_keys).items():
        contents[_page_number(stable_hash(index), count)][index] = entry
    pages = [HashPage(entries) for entries in contents]
    table.raw_values, table.raw_keys = None, {}
    table._has_pages(
        [HashSegment(pages[i : i + SEGMENT_SIZE]) for i in range(0, count, SEGMENT_SIZE)]
    )


def _add_page(table: HashTable) -> None:
    segments = table.raw_segments
    count = _page_count(segments)
    split = count - (1 << (count.bit_length() - 1))
    page = segments[split // SEGMENT_SIZE].pages[split % SEGMENT_SIZE]
    staying: Entries = {}
    moving: Entries = {}
    for index, entry in page.entries.items():
        stays = _page_number(stable_hash(index), count + 1) == split
        (staying if stays else moving)[index] = entry
    page.entries = staying
    made = HashPage(moving)
    if len(segments[-1].pages) == SEGMENT_SIZE:
        table._p_changed = True
        segments.append(HashSegment([made]))
        table._has_pages(segments)
    else:
        segments[-1].pages.append(made)
        segments[-1]._p_changed = True
        for index in moving:
            table.raw_places.pop(index, None)


describers[HashTable] = lambda table: f"#<hash-table {size_of_table(table)}>"

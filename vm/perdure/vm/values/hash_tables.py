"""Hash tables that stay cheap to change when they are large.

A small table is one record. Past `PAGE_SIZE` entries it becomes a file of pages,
each a record, addressed by linear hashing (Litwin, 1980): with n pages, 2**k <= n,
an entry lives on page `h mod 2**(k+1)`, or `h mod 2**k` where there is no such page
yet; growing by one page splits page `n - 2**k`. So a change writes one page, growth
writes two and a segment of the directory, and nothing is ever rehashed as a whole.

Two hashes are at work. Within a page, a Python dict does its usual thing with the
*index key* of a key (`index_key`): an object that Python compares as the table's
equivalence wants it. Between pages, `stable_hash` of the index key chooses, and
that must be the same in every process, for ever; it is part of the image format.

The order of entries is that of insertion while the table is small, then that of
the pages; it depends on nothing else.

A *custom* table has an equivalence and a hash that are procedures of a program, which
only the machine can call. It maps what the hash gave (an exact integer) to a *bucket*,
a list of the pairs (key . value); the procedures of (perdure tables) search that list,
and replace it whole when it changes. `entries_of` and `size_of_table` see through it.

Read by: perdure.vm.builtins.hash_tables.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from persistent import Persistent

from perdure.vm.surroundings import machine
from perdure.vm.values.atoms import Char, Symbol
from perdure.vm.values.conditions import fault, wrong_type
from perdure.vm.values.data import Bytevector, Pair, String, Value, Vector
from perdure.vm.values.numbers import ExactComplex, Ratio
from perdure.vm.values.procedures import Builtin
from perdure.vm.values.singletons import Singleton

PAGE_SIZE: Final = 64  #: entries at which a page asks for growth
CUSTOM: Final = "custom"  #: the equivalence of a table whose own is a program's procedure
SEGMENT_SIZE: Final = 128  #: pages a segment of the directory holds
_FIRST_PAGES: Final = 4
_LARGEST_KEY: Final = 1_000_000  #: parts of a list as a key; more is taken for a cycle

Entries = dict[Any, tuple[Value, Value]]  #: index key -> (key, value)
Way = tuple[
    "frozenset[type]",
    "Callable[[Value], Any]",
    "Entries | None",
    "dict[Any, HashPage]",
    "HashSegment | None",
    "list[HashPage] | None",
]
MOST_PLACES = 100_000  #: keys whose page is remembered, a table


class HashTable(Persistent):
    """A table from keys to values. Either `small` or `segments` holds them."""

    __module__ = "perdure.vm"
    __slots__ = ("_v_way", "equivalence", "functions", "segments", "small")

    #: what a lookup needs, in one attribute: see _way_into
    _v_way: Way
    equivalence: str  #: a key of INDEX_KEYS
    small: Entries | None  #: written only by the functions of this module
    segments: list[HashSegment]  #: all full but the last; written only here
    #: of a custom table: its equivalence and its hash function
    functions: tuple[Value, Value] | None

    def __init__(
        self, equivalence: str = "equal?", functions: tuple[Value, Value] | None = None
    ) -> None:
        self.equivalence = equivalence
        self.functions = functions
        self.small = {}
        self.segments = []
        self._v_way = _way_into(self)

    def __getstate__(self) -> tuple[object, ...]:
        packed = None if self.small is None else _packed(self.small)
        state = (1, self.equivalence, packed, tuple(self.segments))
        return state if self.functions is None else (*state, self.functions)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.equivalence, packed, segments = state[:4]
        self.small = None if packed is None else _unpacked(packed)
        self.segments = list(segments)
        self.functions = state[4] if len(state) > 4 else None
        self._v_way = _way_into(self)


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


# Index keys ----------------------------------------------------------------


def _by_identity(key: Value) -> Any:
    # 1 and 1.0 are equal to Python; a NaN is not equal to itself.
    kind = type(key)
    return (kind.__name__, repr(key)) if kind is float or kind is complex else key


def _by_content(key: Value) -> Any:
    kind = type(key)
    if kind is String:
        return key.text
    if kind in _CONTENT_KINDS:
        return _flattened(key)
    return key


def _flattened(key: Value, leaf: Callable[[Value], Any] = _by_identity) -> Any:
    """The parts of a compound key as one flat tuple, which Python can hash at any depth.

    Brackets are tuples of one string, floats are tuples of two; nothing else is one.
    `leaf` makes the index key of what has no parts.
    """
    if type(key) is float or type(key) is complex:
        return _by_identity(key)
    parts: list[Any] = []
    stack: list[Any] = [key]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is Pair:
            parts.append(_OPEN_PAIR)
            stack += (node.cdr, node.car)
        elif kind is Vector:
            parts.append((f"#{len(node.items)}",))
            stack += reversed(node.items)
        elif kind is Bytevector:
            parts.append(bytes(node.data))
        elif kind is String:
            parts.append(node.text)
        else:
            parts.append(leaf(node))
        if len(parts) > _LARGEST_KEY:
            raise fault("hash-table", "a key is too large, or cyclic", kind="range")
    return tuple(parts)


_OPEN_PAIR: Final = ("(",)
_CONTENT_KINDS: Final = frozenset((Pair, Vector, Bytevector, float, complex))


def _by_text(key: Value) -> Any:
    if type(key) is not String:
        raise wrong_type("hash-table", "a string as the key", key)
    return key.text


def _by_folded_text(key: Value) -> Any:
    if type(key) is not String:
        raise wrong_type("hash-table", "a string as the key", key)
    return key.text.casefold()


def _by_folded_letter(key: Value) -> Any:
    if type(key) is not Char:
        raise wrong_type("hash-table", "a character as the key", key)
    return key.letter.casefold()


_NUMBERS: Final = frozenset((int, Ratio, float, complex, ExactComplex))


def _by_number(key: Value) -> Any:
    kind = type(key)
    if kind not in _NUMBERS:
        raise wrong_type("hash-table", "a number as the key", key)
    if kind is complex and key.imag == 0:
        key = key.real
        kind = float
    if kind is float and key.is_integer():
        return int(key)  # so that equal numbers have one stable hash
    return key


def _by_default(key: Value) -> Any:
    """For SRFI 128's default comparator: numbers that are `=` are the same."""
    kind = type(key)
    if kind in _NUMBERS:
        return _by_number(key)
    if kind in _CONTENT_KINDS:
        return _flattened(key, _by_default_leaf)
    return key.text if kind is String else key


def _by_default_leaf(key: Value) -> Any:
    return _by_number(key) if type(key) in _NUMBERS else key


def _by_hash(key: Value) -> Any:
    if type(key) is not int:
        raise wrong_type("hash-table", "an exact integer from the hash function", key)
    return key


#: For each equivalence that a table can have, what makes index keys for it.
INDEX_KEYS: Final = {
    "eqv?": _by_identity,
    "equal?": _by_content,
    "string=?": _by_text,
    "string-ci=?": _by_folded_text,
    "=": _by_number,
    "char-ci=?": _by_folded_letter,
    "default=?": _by_default,
    CUSTOM: _by_hash,
}

#: Kinds that are their own index keys, in tables of these equivalences.
_PLAIN_KINDS: Final = frozenset((int, Symbol, Char, Singleton))
_PLAIN_EQUIVALENCES: Final = frozenset(("equal?", "eqv?"))


# Stable hashes -------------------------------------------------------------

_GOLDEN: Final = 0x9E3779B97F4A7C15  #: 2**64 divided by the golden ratio
_symbol_hashes: dict[Any, int] = {}  #: symbols and builtins are never freed either


def stable_hash(index: Any) -> int:
    """32 bits or more, the same in every process; low bits are as good as high ones."""
    kind = type(index)
    if kind is int:
        # Fibonacci hashing; folded first, so that large integers count in full, and
        # afterwards, so that the low bits of multiples of a power of two differ.
        product = (index ^ index >> 64) * _GOLDEN
        return (product >> 32 ^ product >> 50) & 0xFFFFFFFF
    if kind is str:
        return zlib.crc32(index.encode("utf-8", "surrogatepass"))
    if kind is Symbol or kind is Builtin or kind is Singleton:
        found = _symbol_hashes.get(index)
        if found is None:
            found = _symbol_hashes[index] = zlib.crc32(index.name.encode("utf-8", "surrogatepass"))
        return found
    if kind is Char:
        return stable_hash(ord(index.letter))
    if kind is tuple:
        total = 0x345678
        for part in index:
            total = (total ^ stable_hash(part)) * 0x9E3779B1 & 0xFFFFFFFF
            total ^= total >> 15
        return total
    if kind is bytes:
        return zlib.crc32(index)
    if kind in (float, Ratio, complex, ExactComplex):
        # Python's hash of a number is no secret and equal for equal numbers.
        return stable_hash(hash(index))
    return stable_hash(identity_of(index))


def identity_of(x: Any) -> int:
    """A number that an object keeps for life: its database id, given now if need be."""
    if not isinstance(x, Persistent):  # one of its kind: the console
        return zlib.crc32(type(x).__name__.encode())
    oid = x._p_oid
    if oid is not None:
        return int.from_bytes(oid, "big")
    found: int = machine().identity_of(x)
    return found


# Reading -------------------------------------------------------------------


def _way_into(table: HashTable) -> Way:
    """What a lookup needs:

    kinds of keys that are their own index, what gives the index of others, the entries
    of a small table; for a large one, the pages of some keys, and the directory's last
    segment with its list of pages.

    Volatile: made anew when the table is loaded or changes its form. The pages of keys
    hold only as long as no page has been split. Every split adds to the last segment,
    so where that was loaded anew, after an abort or another worker's commit, its list
    is another object than the one here.
    """
    is_plain = table.equivalence in _PLAIN_EQUIVALENCES
    kinds = _PLAIN_KINDS if is_plain else frozenset()
    index_key = INDEX_KEYS[table.equivalence]
    if table.small is not None:
        return (kinds, index_key, table.small, {}, None, None)
    last = table.segments[-1]
    return (kinds, index_key, None, {}, last, last.pages)


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
        product = (index ^ index >> 64) * _GOLDEN
        hashed = product >> 32 ^ product >> 50
    elif kind is Symbol:
        hashed = _symbol_hashes.get(index) or stable_hash(index)
    else:
        hashed = stable_hash(index)
    segments = table.segments
    count = (len(segments) - 1) * SEGMENT_SIZE + len(segments[-1].pages)
    whole = 1 << count.bit_length() - 1
    number = hashed & 2 * whole - 1
    if number >= count:
        number -= whole
    return segments[number // SEGMENT_SIZE].pages[number % SEGMENT_SIZE]


def find_entry(table: HashTable, key: Value) -> tuple[Value, Value] | None:
    """The entry (key, value) whose key is equivalent to this one."""
    plain_kinds, index_key, small, places, last, pages = table._v_way
    index = key if type(key) in plain_kinds else index_key(key)
    if small is not None:
        return small.get(index)
    page = places.get(index)
    if page is not None and last.pages is pages:  # type: ignore[union-attr]
        return page.entries.get(index)
    page = _page_of(table, index)
    entry = page.entries.get(index)
    if entry is not None:
        _remember(table, index, page)
    return entry


def _remember(table: HashTable, index: Any, page: HashPage) -> None:
    """Where a key is that is there. (One that is not may come to belong elsewhere.)"""
    _, _, _, places, last, pages = table._v_way
    if last is None or last.pages is not pages:
        table._v_way = _way_into(table)
        places = table._v_way[3]
    elif len(places) >= MOST_PLACES:
        places.clear()
    places[index] = page


def pages_of(table: HashTable) -> Iterator[HashPage]:
    for segment in table.segments:
        yield from segment.pages


def entries_of(table: HashTable) -> list[tuple[Value, Value]]:
    """All entries as they are now; later changes do not show in it."""
    if table.functions is not None:
        return [(entry.car, entry.cdr) for entry in _in_buckets(table)]
    return _raw_entries(table)


def _raw_entries(table: HashTable) -> list[tuple[Value, Value]]:
    if table.small is not None:
        return list(table.small.values())
    return [entry for page in pages_of(table) for entry in page.entries.values()]


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


def size_of_table(table: HashTable) -> int:
    """How many entries; reads every page of a large table."""
    if table.functions is not None:
        return sum(1 for _ in _in_buckets(table))
    if table.small is not None:
        return len(table.small)
    return sum(len(page.entries) for page in pages_of(table))


# Changing ------------------------------------------------------------------


def put_entry(table: HashTable, key: Value, value: Value) -> None:
    """Bind the key; the key that was there first stays."""
    plain_kinds, index_key, small, places, last, pages = table._v_way
    index = key if type(key) in plain_kinds else index_key(key)
    if small is not None:
        old = small.get(index)
        small[index] = (key if old is None else old[0], value)
        table._p_changed = True
        if len(small) > PAGE_SIZE:
            _make_pages(table, small)
        return
    page = places.get(index)
    is_new_place = page is None or last.pages is not pages  # type: ignore[union-attr]
    if page is None or is_new_place:
        page = _page_of(table, index)
    entries = page.entries
    old = entries.get(index)
    entries[index] = (key if old is None else old[0], value)
    page._p_changed = True
    if is_new_place:
        _remember(table, index, page)
    # Growth splits the next page in turn, not this one: one entry in eight asks for
    # it again while this page waits.
    if old is None and len(entries) > PAGE_SIZE and len(entries) % 8 == 1:
        _add_page(table)


def delete_entry(table: HashTable, key: Value) -> bool:
    """Whether the key was there. Pages are never joined again."""
    index = INDEX_KEYS[table.equivalence](key)
    holder: Any = table
    entries = table.small
    if entries is None:
        holder = _page_of(table, index)
        entries = holder.entries
    if index not in entries:
        return False
    del entries[index]
    table._v_way[3].pop(index, None)
    holder._p_changed = True
    return True


def clear_table(table: HashTable) -> None:
    table.small = {}
    table.segments = []
    table._v_way = _way_into(table)


def _make_pages(table: HashTable, small: Entries) -> None:
    contents: list[Entries] = [{} for _ in range(_FIRST_PAGES)]
    for index, entry in small.items():
        contents[_page_number(stable_hash(index), _FIRST_PAGES)][index] = entry
    table.segments = [HashSegment([HashPage(entries) for entries in contents])]
    table.small = None
    table._v_way = _way_into(table)


def _add_page(table: HashTable) -> None:
    segments = table.segments
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
        segments.append(HashSegment([made]))
        table._p_changed = True
        table._v_way = _way_into(table)
    else:
        segments[-1].pages.append(made)
        segments[-1]._p_changed = True
        places = table._v_way[3]
        for index in moving:
            places.pop(index, None)

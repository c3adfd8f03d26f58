"""Hash tables with the names of SRFI 69.

Procedures that take procedures (`hash-table-ref`, `hash-table-walk`) are in Scheme,
in (perdure lists); here is what they are made from.

Neighbours: perdure.vm.values.hash_tables.
"""

from __future__ import annotations

from perdure.vm.builtins.checks import items_of, list_from, text_of
from perdure.vm.builtins.registry import effectful, predicate, pure
from perdure.vm.printer import describers
from perdure.vm.values.conditions import fault, wrong_type
from perdure.vm.values.data import Pair, Value, cons
from perdure.vm.values.hash_tables import (
    INDEX_KEYS,
    HashTable,
    clear_table,
    delete_entry,
    entries_of,
    find_entry,
    put_entry,
    size_of_table,
    stable_hash,
)
from perdure.vm.values.procedures import Builtin, builtin_named
from perdure.vm.values.singletons import DEFAULT, UNSPECIFIED, boolean

describers[HashTable] = lambda table: f"#<hash-table {size_of_table(table)}>"

#: Procedures that say how a table compares keys -> the equivalence it then has.
_EQUIVALENCES = {name: name for name in INDEX_KEYS} | {
    "eq?": "eqv?",
    "char=?": "eqv?",
    "symbol=?": "eqv?",
    "boolean=?": "eqv?",
}


def _check(who: str, table: Value) -> HashTable:
    if type(table) is not HashTable:
        raise wrong_type(who, "a hash table", table)
    return table


def _equivalence(who: str, procedure: Value) -> str:
    if procedure is DEFAULT:
        return "equal?"
    if type(procedure) is Builtin and procedure.name in _EQUIVALENCES:
        return _EQUIVALENCES[procedure.name]
    raise wrong_type(who, f"one of the procedures {' '.join(_EQUIVALENCES)}", procedure)


@pure("make-hash-table")
def make_hash_table(equivalence: Value = DEFAULT, *ignored: Value) -> Value:
    """`(make-hash-table [equivalence [hash argument ...]])`; the hash is the table's own."""
    return HashTable(_equivalence("make-hash-table", equivalence))


@pure("make-equal-hash-table")
def make_equal_hash_table(*ignored: Value) -> Value:
    return HashTable("equal?")


@pure("make-strong-eqv-hash-table", "make-strong-eq-hash-table", "make-eqv-hash-table")
def make_eqv_hash_table(*ignored: Value) -> Value:
    return HashTable("eqv?")


@pure("make-string-hash-table")
def make_string_hash_table(*ignored: Value) -> Value:
    return HashTable("string=?")


@pure("alist->hash-table")
def alist_to_hash_table(items: Value, equivalence: Value = DEFAULT, *ignored: Value) -> Value:
    """Where a key comes twice, the first one counts."""
    table = HashTable(_equivalence("alist->hash-table", equivalence))
    for entry in items_of("alist->hash-table", items):
        if type(entry) is not Pair:
            raise wrong_type("alist->hash-table", "a list of pairs", items)
        if find_entry(table, entry.car) is None:
            put_entry(table, entry.car, entry.cdr)
    return table


@predicate("hash-table?")
def is_hash_table(x: Value) -> bool:
    return type(x) is HashTable


@pure("%hash-table-find")
def find(table: Value, key: Value) -> Value:
    """The value, or DEFAULT, which no program can store."""
    entry = find_entry(_check("hash-table-ref", table), key)
    return DEFAULT if entry is None else entry[1]


@pure("hash-table-ref/default")
def ref_default(table: Value, key: Value, default: Value) -> Value:
    if type(table) is not HashTable:
        raise wrong_type("hash-table-ref/default", "a hash table", table)
    entry = find_entry(table, key)
    return default if entry is None else entry[1]


@pure("%hash-table-no-key")
def no_key(key: Value) -> Value:
    """Never returns: what `hash-table-ref` does where it was given no thunk."""
    raise fault("hash-table-ref", "no such key:", key, kind="range")


@effectful("hash-table-set!")
def set_(table: Value, key: Value, value: Value) -> Value:
    put_entry(_check("hash-table-set!", table), key, value)
    return UNSPECIFIED


@effectful("hash-table-delete!")
def delete(table: Value, key: Value) -> Value:
    return boolean(delete_entry(_check("hash-table-delete!", table), key))


@predicate("hash-table-exists?", "hash-table-contains?")
def contains(table: Value, key: Value) -> bool:
    return find_entry(_check("hash-table-contains?", table), key) is not None


@pure("hash-table-size", "hash-table-count")
def size(table: Value) -> Value:
    return size_of_table(_check("hash-table-size", table))


@predicate("hash-table-empty?")
def is_empty(table: Value) -> bool:
    return size_of_table(_check("hash-table-empty?", table)) == 0


@pure("hash-table-keys")
def keys(table: Value) -> Value:
    return list_from([key for key, _ in entries_of(_check("hash-table-keys", table))])


@pure("hash-table-values")
def values(table: Value) -> Value:
    return list_from([value for _, value in entries_of(_check("hash-table-values", table))])


@pure("hash-table->alist")
def to_alist(table: Value) -> Value:
    entries = entries_of(_check("hash-table->alist", table))
    return list_from([cons(key, value) for key, value in entries])


@pure("hash-table-copy")
def copy(table: Value, mutable: Value = DEFAULT) -> Value:
    made = HashTable(_check("hash-table-copy", table).equivalence)
    for key, value in entries_of(table):
        put_entry(made, key, value)
    return made


@effectful("hash-table-clear!")
def clear(table: Value) -> Value:
    clear_table(_check("hash-table-clear!", table))
    return UNSPECIFIED


@effectful("hash-table-merge!")
def merge(table: Value, other: Value) -> Value:
    """Add the other's entries; where both have a key, the first table's stays."""
    target = _check("hash-table-merge!", table)
    for key, value in entries_of(_check("hash-table-merge!", other)):
        if find_entry(target, key) is None:
            put_entry(target, key, value)
    return table


# Hash functions ------------------------------------------------------------


def _bounded(who: str, hashed: int, bound: Value) -> Value:
    if bound is DEFAULT:
        return hashed
    if type(bound) is not int or bound <= 0:
        raise wrong_type(who, "a bound (an exact integer from 1)", bound)
    return hashed % bound


@pure("hash", "equal-hash")
def hash_(x: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("hash", stable_hash(INDEX_KEYS["equal?"](x)), bound)


@pure("hash-by-identity", "eq-hash", "eqv-hash")
def hash_by_identity(x: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("hash-by-identity", stable_hash(INDEX_KEYS["eqv?"](x)), bound)


@pure("string-hash")
def string_hash(s: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("string-hash", stable_hash(text_of("string-hash", s)), bound)


@pure("string-ci-hash")
def string_ci_hash(s: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("string-ci-hash", stable_hash(text_of("string-ci-hash", s).casefold()), bound)


@pure("hash-table-equivalence-function")
def equivalence_function(table: Value) -> Value:
    return builtin_named(_check("hash-table-equivalence-function", table).equivalence)


@pure("hash-table-hash-function")
def hash_function(table: Value) -> Value:
    equivalence = _check("hash-table-hash-function", table).equivalence
    return builtin_named(_HASHES.get(equivalence, "hash"))


_HASHES = {"string=?": "string-hash", "string-ci=?": "string-ci-hash", "eqv?": "hash-by-identity"}

"""Hash tables with the names of SRFI 69.

Procedures that take procedures (`hash-table-ref`, `hash-table-walk`) are in Scheme,
in (perdure tables); here is what they are made from. Where a table's equivalence is a
procedure of the program's, looking up a key calls it; so the builtins that look one up
leave a call of their counterpart in (perdure tables) to the machine then.

Neighbours: perdure.vm.objects.hash_tables.
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import control, effectful, own, predicate, pure
from perdure.languages.scheme.runtime.leaving import leave_to
from perdure.vm.context import machine
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Pair, Value, cons
from perdure.vm.objects.hash_tables import (
    HashTable,
    clear_table,
    copy_of,
    delete_entry,
    entries_of,
    find_entry,
    find_value,
    put_entry,
    put_value,
    size_of_table,
)
from perdure.vm.objects.hashing import CUSTOM, INDEX_KEYS, hash_by_content, stable_hash
from perdure.vm.objects.procedures import Builtin, Closure, builtin_named
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, TRUE, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import (
    boolean_of,
    char_of,
    items_of,
    list_from,
    symbol_name,
    text_of,
)
from perdure.vm.primitives.equality import is_procedure

DEFAULT_COMPARATOR = "default=?"  #: the equivalence whose procedure is Scheme's own

#: Procedures that say how a table compares keys -> the equivalence it then has.
_EQUIVALENCES = {name: name for name in INDEX_KEYS if name not in (CUSTOM, DEFAULT_COMPARATOR)} | {
    f"scheme:{DEFAULT_COMPARATOR}": DEFAULT_COMPARATOR,
    "eq?": "eqv?",
    "char=?": "eqv?",
    "symbol=?": "eqv?",
    "boolean=?": "eqv?",
}

TABLES = "(perdure tables)"  #: the library that looks up keys in custom tables


def _check(who: str, table: Value) -> HashTable:
    if type(table) is not HashTable:
        raise wrong_type(who, "a hash table", table)
    return table


@pure("make-hash-table")
def make_hash_table(
    equivalence: Value = DEFAULT, hash_function: Value = DEFAULT, *ignored: Value
) -> Value:
    """`(make-hash-table [equivalence [hash argument ...]])`.

    Where the equivalence is one of the system's procedures the hash is the table's own.
    """
    if equivalence is DEFAULT:
        return HashTable()
    if not is_procedure(equivalence):
        raise wrong_type("make-hash-table", "an equivalence (a procedure)", equivalence)
    if type(equivalence) is Builtin and equivalence.primitive.name in _EQUIVALENCES:
        return HashTable(_EQUIVALENCES[equivalence.primitive.name])
    if not is_procedure(hash_function):
        hash_function = own("hash")
    return HashTable(CUSTOM, (equivalence, hash_function))


@pure("make-equal-hash-table")
def make_equal_hash_table(*ignored: Value) -> Value:
    return HashTable("equal?")


@pure("make-strong-eqv-hash-table", "make-strong-eq-hash-table", "make-eqv-hash-table")
def make_eqv_hash_table(*ignored: Value) -> Value:
    return HashTable("eqv?")


@pure("make-string-hash-table")
def make_string_hash_table(*ignored: Value) -> Value:
    return HashTable("string=?")


@predicate("hash-table?", may_fail=False, folds=True)
def is_hash_table(x: Value) -> bool:
    return type(x) is HashTable


@control("%hash-table-find")
def find(table: Value, key: Value) -> Value:
    """The value, or DEFAULT, which no program can store."""
    if type(table) is not HashTable:
        raise wrong_type("hash-table-ref", "a hash table", table)
    if table.raw_functions is not None:
        return leave_to(TABLES, "%custom-find", table, key, DEFAULT)
    return find_value(table, key, DEFAULT)


@control("hash-table-ref/default")
def ref_default(table: Value, key: Value, default: Value) -> Value:
    if type(table) is not HashTable:
        raise wrong_type("hash-table-ref/default", "a hash table", table)
    if table.raw_functions is not None:
        return leave_to(TABLES, "%custom-find", table, key, default)
    values = table.raw_values
    if values is None:
        return find_value(table, key, default)
    # find_value for an unpaged table, spelled out
    return values.get(key if type(key) in table.raw_plain else table.raw_index(key), default)


@pure("%hash-table-no-key")
def no_key(key: Value) -> Value:
    """Never returns: what `hash-table-ref` does where it was given no thunk."""
    raise fault("hash-table-ref", "no such key:", key, kind="range")


@control("hash-table-set!")
def set_(table: Value, key: Value, value: Value) -> Value:
    if type(table) is not HashTable:
        raise wrong_type("hash-table-set!", "a hash table", table)
    if table.raw_functions is not None:
        return leave_to(TABLES, "%custom-set!", table, key, value)
    put_value(table, key, value)
    return UNSPECIFIED


@control("hash-table-delete!")
def delete(table: Value, key: Value) -> Value:
    if _check("hash-table-delete!", table).functions is not None:
        return leave_to(TABLES, "%custom-delete!", table, key)
    return boolean(delete_entry(table, key))


@control("hash-table-exists?", "hash-table-contains?")
def contains(table: Value, key: Value) -> Value:
    if _check("hash-table-contains?", table).functions is not None:
        return leave_to(TABLES, "%custom-contains?", table, key)
    return boolean(find_entry(table, key) is not None)


# Custom tables: (perdure tables) looks for keys in these buckets.


@predicate("%custom-table?")
def is_custom(x: Value) -> bool:
    return type(x) is HashTable and x.functions is not None


def _check_custom(table: Value) -> HashTable:
    if type(table) is not HashTable or table.functions is None:
        raise wrong_type("hash-table", "a table with an equivalence of the program's", table)
    return table


@pure("%custom-functions")
def custom_functions(table: Value) -> Value:
    """The pair of the equivalence and the hash function."""
    functions = _check_custom(table).functions
    return cons(*functions) if functions else NIL


@pure("%custom-bucket")
def custom_bucket(table: Value, hashed: Value) -> Value:
    """The list of the entries whose keys have that hash."""
    entry = find_entry(_check_custom(table), hashed)
    return NIL if entry is None else entry[1]


@effectful("%set-custom-bucket!")
def set_custom_bucket(table: Value, hashed: Value, bucket: Value) -> Value:
    found = _check_custom(table)
    if bucket is NIL:
        delete_entry(found, hashed)
    else:
        put_entry(found, hashed, bucket)
    return UNSPECIFIED


@pure("%accepts?")
def accepts(procedure: Value, count: Value) -> Value:
    """Whether a procedure takes so many arguments; #t where only calling it can tell."""
    if type(count) is not int:
        raise wrong_type("%accepts?", "a number of arguments", count)
    if type(procedure) is Builtin:
        most = procedure.maximum
        return boolean(procedure.minimum <= count and (most is None or count <= most))
    if type(procedure) is not Closure:
        return TRUE
    lowered = machine().linker.link(procedure.code).lowered
    fewest = len(lowered.parameters)
    return boolean(fewest == count or (lowered.rest >= 0 and fewest <= count))


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
    return copy_of(_check("hash-table-copy", table))


@pure("hash-table-empty-copy")
def empty_copy(table: Value) -> Value:
    """A table without entries that compares keys as this one does."""
    found = _check("hash-table-empty-copy", table)
    return HashTable(found.equivalence, found.functions)


@effectful("hash-table-clear!")
def clear(table: Value) -> Value:
    clear_table(_check("hash-table-clear!", table))
    return UNSPECIFIED


@effectful("%hash-table-add!")
def add(table: Value, items: Value) -> Value:
    """Add what an association list has; #f, and nothing done, for a custom table.

    Where a key comes twice, or is there already, the first value counts.
    """
    if type(table) is not HashTable or table.functions is not None:
        return FALSE
    for entry in items_of("alist->hash-table", items):
        if type(entry) is not Pair:
            raise wrong_type("alist->hash-table", "a list of pairs", items)
        if find_entry(table, entry.car) is None:
            put_entry(table, entry.car, entry.cdr)
    return TRUE


@effectful("%hash-table-update-leaf!")
def update_leaf(table: Value, key: Value, change: Value, default: Value) -> Value:
    """#t where the entry has been updated; #f where (perdure tables) has to do it."""
    fused = machine().linker.fused_loop("value", change)
    if fused is None or type(table) is not HashTable or table.functions is not None:
        return FALSE
    try:
        value = fused(change, find_value(table, key, default))
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        return FALSE
    put_value(table, key, value)
    return TRUE


# Hash functions ------------------------------------------------------------


def _bounded(who: str, hashed: int, bound: Value) -> Value:
    if bound is DEFAULT:
        return hashed
    if type(bound) is not int or bound <= 0:
        raise wrong_type(who, "a bound (an exact integer from 1)", bound)
    return hashed % bound


@pure("hash", "equal-hash")
def hash_(x: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("hash", hash_by_content(x), bound)


@pure("hash-by-identity", "eq-hash", "eqv-hash")
def hash_by_identity(x: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("hash-by-identity", stable_hash(INDEX_KEYS["eqv?"](x)), bound)


@pure("string-hash")
def string_hash(s: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("string-hash", stable_hash(text_of("string-hash", s)), bound)


@pure("string-ci-hash")
def string_ci_hash(s: Value, bound: Value = DEFAULT) -> Value:
    return _bounded("string-ci-hash", stable_hash(text_of("string-ci-hash", s).casefold()), bound)


@pure("boolean-hash")
def boolean_hash(x: Value, bound: Value = DEFAULT) -> Value:
    boolean_of("boolean-hash", x)
    return _bounded("boolean-hash", stable_hash(x), bound)


@pure("char-hash")
def char_hash(c: Value, bound: Value = DEFAULT) -> Value:
    char_of("char-hash", c)
    return _bounded("char-hash", stable_hash(c), bound)


@pure("char-ci-hash")
def char_ci_hash(c: Value, bound: Value = DEFAULT) -> Value:
    folded = char_of("char-ci-hash", c).casefold()
    return _bounded("char-ci-hash", stable_hash(folded), bound)


@pure("symbol-hash")
def symbol_hash(x: Value, bound: Value = DEFAULT) -> Value:
    symbol_name("symbol-hash", x)
    return _bounded("symbol-hash", stable_hash(x), bound)


@pure("number-hash")
def number_hash(x: Value, bound: Value = DEFAULT) -> Value:
    """Equal for numbers that are `=`."""
    return _bounded("number-hash", stable_hash(INDEX_KEYS["="](x)), bound)


@pure("hash-table-equivalence-function")
def equivalence_function(table: Value) -> Value:
    found = _check("hash-table-equivalence-function", table)
    if found.functions is not None:
        return found.functions[0]
    named = found.equivalence
    return own(named) if named == DEFAULT_COMPARATOR else builtin_named(named)


@pure("hash-table-hash-function")
def hash_function(table: Value) -> Value:
    found = _check("hash-table-hash-function", table)
    if found.functions is not None:
        return found.functions[1]
    return own(_HASHES.get(found.equivalence, "hash"))


_HASHES = {
    "string=?": "string-hash",
    "string-ci=?": "string-ci-hash",
    "char-ci=?": "char-ci-hash",
    "eqv?": "hash-by-identity",
    "=": "number-hash",
    "default=?": "%default-hash",
}

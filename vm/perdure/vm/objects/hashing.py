"""The two values that a hash table goes by: the index key of a key, and a hash that never changes.

Within a page of a table, a Python dict does its usual thing with the *index key* of a
key: an object that Python compares as the table's equivalence wants it. Between pages,
`stable_hash` of the index key chooses, and that must be the same in every process, for
ever; it is part of the image format.

Read by: perdure.vm.objects.hash_tables, perdure.languages.scheme.runtime.tables.hash_tables.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final

from persistent import Persistent

from perdure.vm.context import machine
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Bytevector, Pair, String, Value, Vector
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import NUMBERS, ExactComplex, Ratio
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.procedures import Builtin
from perdure.vm.objects.singletons import Singleton

CUSTOM: Final = "custom"  #: the equivalence of a table whose own is a program's procedure
_LARGEST_KEY: Final = 1_000_000  #: parts of a list as a key; more is taken for a cycle
_HASHED: Final = 10_000  #: parts of a list that a program's hash looks at

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


def _flattened(
    key: Value, leaf: Callable[[Value], Any] = _by_identity, most: int | None = None
) -> Any:
    """The parts of a compound key as one flat tuple, which Python can hash at any depth.

    Brackets are tuples of one string, floats are tuples of two; nothing else is one.
    `leaf` makes the index key of what has no parts; after `most` parts it stops.
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
        elif kind is Text:
            parts += (_TEXT, node.letters)
        elif kind is NumericVector:
            parts.append((f"#{node.kind}{len(node)}",))
            parts += map(leaf, node)
        else:
            parts.append(leaf(node))
        if len(parts) == most:
            break
        if len(parts) > _LARGEST_KEY:
            raise fault("hash-table", "a key is too large, or cyclic", kind="range")
    return tuple(parts)


_OPEN_PAIR: Final = ("(",)
_TEXT: Final = ("«",)  #: before the characters of a text that never changes
_CONTENT_KINDS: Final = frozenset((Pair, Vector, Bytevector, Text, NumericVector, float, complex))


def _by_text(key: Value) -> Any:
    if type(key) is not String:
        raise wrong_type("hash-table", "a string as the key", key)
    try:
        return key.raw_text
    except AttributeError:  # not in memory yet
        return key.text


def _by_folded_text(key: Value) -> Any:
    if type(key) is not String:
        raise wrong_type("hash-table", "a string as the key", key)
    return key.text.casefold()


def _by_folded_letter(key: Value) -> Any:
    if type(key) is not Char:
        raise wrong_type("hash-table", "a character as the key", key)
    return key.letter.casefold()


def _by_number(key: Value) -> Any:
    kind = type(key)
    if kind not in NUMBERS:
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
    if kind in NUMBERS:
        return _by_number(key)
    if kind in _CONTENT_KINDS:
        return _flattened(key, _by_default_leaf)
    return key.text if kind is String else key


def hash_by_content(x: Value) -> int:
    """The hash of a value for `equal?`, also of one in circles: of its first parts.

    What is equal looks the same however far one looks.
    """
    is_compound = type(x) in _CONTENT_KINDS
    return stable_hash(_flattened(x, most=_HASHED) if is_compound else _by_content(x))


def hash_by_default(x: Value) -> int:
    """The same for SRFI 128's default comparator."""
    is_compound = type(x) in _CONTENT_KINDS and type(x) not in NUMBERS
    return stable_hash(_flattened(x, _by_default_leaf, _HASHED) if is_compound else _by_default(x))


def _by_default_leaf(key: Value) -> Any:
    return _by_number(key) if type(key) in NUMBERS else key


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
PLAIN_KINDS: Final = frozenset((int, Symbol, Char, Singleton))
PLAIN_EQUIVALENCES: Final = frozenset(("equal?", "eqv?"))

#: Kinds of index keys whose hash asks for no object's identity.
SELF_CONTAINED: Final = frozenset((int, str, bytes, Symbol, Char, Singleton, Builtin))


# Stable hashes -------------------------------------------------------------

GOLDEN: Final = 0x9E3779B97F4A7C15  #: 2**64 divided by the golden ratio
symbol_hashes: dict[Any, int] = {}  #: symbols and builtins are never freed either


def stable_hash(index: Any) -> int:
    """32 bits or more, the same in every process; low bits are as good as high ones."""
    kind = type(index)
    if kind is int:
        # Fibonacci hashing; folded first, so that large integers count in full, and
        # afterwards, so that the low bits of multiples of a power of two differ.
        product = (index ^ index >> 64) * GOLDEN
        return (product >> 32 ^ product >> 50) & 0xFFFFFFFF
    if kind is str:
        return zlib.crc32(index.encode("utf-8", "surrogatepass"))
    if kind is Symbol or kind is Builtin or kind is Singleton:
        found = symbol_hashes.get(index)
        if found is None:
            found = symbol_hashes[index] = zlib.crc32(index.name.encode("utf-8", "surrogatepass"))
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
        # Python's hash of a number is no secret and equal for equal numbers; that of a NaN
        # goes by where it lies in memory.
        return stable_hash(hash(index) if index == index else repr(index))
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

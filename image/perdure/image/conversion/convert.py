"""Values on their way between a program and Python functions.

The table is in docs/values.md. What goes out is a copy in plain Python data,
which nothing in the image refers to: an effect's arguments stay what they were
when it was called, at every attempt. What comes in is new objects.

A value without a counterpart is an error that names it; so are two keys of a table that
would be one on the other side. What else an image converts
(procedures, classes with a converter) is told by an `Extra`: see
perdure.image.conversion.converters.
"""

from __future__ import annotations

import cmath
from array import array
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from perdure.image.conversion.foreign import attempt, class_name, repr_of
from perdure.image.errors import CannotConvert
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.data import (
    Bytevector,
    Pair,
    String,
    Value,
    Vector,
    cons,
    new_string,
    new_vector,
)
from perdure.vm.objects.hash_tables import (
    HashTable,
    entries_of,
    find_entry,
    put_entry,
    size_of_table,
)
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio, settled
from perdure.vm.objects.numeric_vectors import BYTES, KINDS, NumericVector
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, TRUE, UNSPECIFIED

DEEPEST = 200  #: levels of nesting; beyond, a value is taken to be endless


NOTHING: Final = object()  #: an Extra has no counterpart either


@dataclass(frozen=True, slots=True)
class Extra:
    """Two functions for what is in neither table: of it, and of a function that converts parts.

    They give the counterpart, or NOTHING.
    """

    out: Callable[[Value, Callable[[Value], Any]], Any]
    into: Callable[[Any, Callable[[Any], Value]], Value]


def to_python(x: Value, extra: Extra | None = None) -> Any:
    """The Python counterpart; CannotConvert where there is none."""
    return _out(x, 0, extra)


def from_python(x: Any, extra: Extra | None = None) -> Value:
    """The program's counterpart; CannotConvert where there is none."""
    return _in(x, 0, extra)


# From the program to Python


def _out(x: Value, depth: int, extra: Extra | None) -> Any:
    kind = type(x)
    if kind in _SAME:
        return x
    convert = _OUT.get(kind)
    if convert is not None:
        if depth > DEEPEST:
            raise CannotConvert(f"a value nested more than {DEEPEST} deep, or within itself")
        return convert(x, depth + 1, extra)
    for value, counterpart in _CONSTANTS_OUT:
        if x is value:
            return counterpart() if callable(counterpart) else counterpart
    if extra is not None:
        made = extra.out(x, lambda part: _out(part, depth + 1, extra))
        if made is not NOTHING:
            return made
    raise CannotConvert(f"{short_text(x)} has no counterpart in Python")


def _complex_out(x: ExactComplex, depth: int, extra: Extra | None) -> complex:
    made = complex(x)
    if not cmath.isfinite(made):
        raise CannotConvert(f"{short_text(x)} is too large for Python's complex numbers")
    return made


def _list_out(x: Pair, depth: int, extra: Extra | None) -> list[Any]:
    items: list[Any] = []
    at: Value = x
    seen: set[int] = set()
    while type(at) is Pair:
        if id(at) in seen:
            raise CannotConvert(f"{short_text(x)} is a circular list")
        seen.add(id(at))
        items.append(_out(at.car, depth, extra))
        at = at.cdr
    if at is not NIL:
        raise CannotConvert(
            f"{short_text(x)} is no proper list; only lists, vectors and hash tables convert"
        )
    return items


def _table_out(x: HashTable, depth: int, extra: Extra | None) -> dict[Any, Any]:
    keys: dict[Any, Value] = {}  # of the dict -> of the table
    made: dict[Any, Any] = {}
    for key, value in entries_of(x):
        outside = _out(key, depth, extra)
        # A key may be an object that a converter has made.
        is_key, first = attempt(keys.setdefault, outside, key)
        is_kept, _ = attempt(made.__setitem__, outside, _out(value, depth, extra))
        if not (is_key and is_kept):
            raise CannotConvert(f"{short_text(key)} cannot be a key of a dict")
        if first is not key:
            raise CannotConvert(
                f"{short_text(first)} and {short_text(key)}, two keys of a hash table, "
                f"would be one key of a dict, {repr_of(outside)}"
            )
    return made


_SAME = frozenset((int, float, complex))

_OUT: dict[type, Callable[[Any, int, Extra | None], Any]] = {
    String: lambda x, depth, extra: x.text,
    Symbol: lambda x, depth, extra: x.name,
    Char: lambda x, depth, extra: x.letter,
    Ratio: lambda x, depth, extra: Fraction(x.numerator, x.denominator),
    ExactComplex: _complex_out,
    Bytevector: lambda x, depth, extra: bytes(x.data),
    Text: lambda x, depth, extra: x.letters,
    NumericVector: lambda x, depth, extra: tuple(x),
    Vector: lambda x, depth, extra: tuple(_out(item, depth, extra) for item in x.items),
    Pair: _list_out,
    HashTable: _table_out,
}

_CONSTANTS_OUT: tuple[tuple[Value, Any], ...] = (
    (TRUE, True),
    (FALSE, False),
    (NIL, list),  # a new one each time
    (UNSPECIFIED, None),
    (DEFAULT, None),
)


# From Python to the program


def _in(x: Any, depth: int, extra: Extra | None) -> Value:
    kind = type(x)
    if kind in _SAME:
        return x
    if depth > DEEPEST:
        raise CannotConvert(f"a value nested more than {DEEPEST} deep, or within itself")
    convert = _IN.get(kind)
    if convert is None:
        if extra is not None:
            made = extra.into(x, lambda part: _in(part, depth + 1, extra))
            if made is not NOTHING:
                return made
        for base in BASES_IN:
            if isinstance(x, base):
                convert = _IN[base]
                break
        else:
            raise no_counterpart(x)
    return convert(x, depth + 1, extra)


def _list_in(x: Any, depth: int, extra: Extra | None) -> Value:
    made: Value = NIL
    for item in reversed(x):
        made = cons(_in(item, depth, extra), made)
    return made


class Entries(list[tuple[Any, Any]]):
    """Those of a dict, once they are copies: what they are keys of by then may not be one."""

    __slots__ = ()

    def items(self) -> Iterable[tuple[Any, Any]]:
        return self


def _table_in(x: Mapping[Any, Any] | Entries, depth: int, extra: Extra | None) -> Value:
    table = HashTable()
    count = 0
    for key, value in x.items():
        put_entry(table, _in(key, depth, extra), _in(value, depth, extra))
        count += 1
    if size_of_table(table) < count:
        raise CannotConvert(_merged_keys(x, depth, extra))
    return table


def _merged_keys(x: Mapping[Any, Any] | Entries, depth: int, extra: Extra | None) -> str:
    """Which two keys of a dict are one in the program."""
    table = HashTable()
    keys = [key for key, _ in x.items()]
    for number, key in enumerate(keys):
        inside = _in(key, depth, extra)
        found = find_entry(table, inside)
        if found is not None:
            return (
                f"{repr_of(keys[found[1]])} and {repr_of(key)}, two keys of a dict, "
                f"would be one key of a hash table, {short_text(inside)}"
            )
        put_entry(table, inside, number)
    return "two keys of a dict would be one key of a hash table"


def _array_in(x: array[Any], depth: int, extra: Extra | None) -> Value:
    """A vector of the numbers of an array; C's types have other letters on other machines."""
    for kind, element in KINDS.items():
        plain = array(element.code)
        is_alike = x.itemsize == plain.itemsize and _sort_of(x) == _sort_of(plain)
        if is_alike and not element.is_complex:
            if kind == BYTES:
                return Bytevector(bytearray(x.tobytes()))
            plain.frombytes(x.tobytes())
            return NumericVector(kind, plain)
    raise no_counterpart(x)


def _sort_of(x: array[Any]) -> str:
    """The sort of the elements: signed or unsigned integers, floats or characters."""
    code = x.typecode
    if code in "fd":
        return "float"
    return "character" if code in "uw" else "signed" if code.islower() else "unsigned"


_IN: dict[type, Callable[[Any, int, Extra | None], Value]] = {
    bool: lambda x, depth, extra: TRUE if x else FALSE,
    type(None): lambda x, depth, extra: UNSPECIFIED,
    int: lambda x, depth, extra: int(x),
    float: lambda x, depth, extra: float(x),
    complex: lambda x, depth, extra: complex(x),
    Fraction: lambda x, depth, extra: settled(x),
    str: lambda x, depth, extra: new_string(checked_text(str(x))),
    bytes: lambda x, depth, extra: Bytevector(bytearray(x)),
    bytearray: lambda x, depth, extra: Bytevector(bytearray(x)),
    array: _array_in,
    list: _list_in,
    tuple: lambda x, depth, extra: new_vector([_in(item, depth, extra) for item in x]),
    dict: _table_in,
    Entries: _table_in,
}

#: For instances of subclasses (an IntEnum, a named tuple), in this order.
BASES_IN = (int, float, complex, Fraction, str, bytes, bytearray, array, list, tuple, dict)


def checked_text(text: str) -> str:
    """CannotConvert where it is no str, or has a surrogate: Python's way with bytes of no text."""
    if not isinstance(text, str):
        raise CannotConvert(f"a text is a str, not {repr_of(text)}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise CannotConvert(
                f"the text {repr_of(text)} has at {error.start} what is no character, "
                "such as a byte that is no UTF-8"
            ) from None
    return text


def no_counterpart(x: Any) -> CannotConvert:
    return CannotConvert(
        f"the Python value {repr_of(x)} (a {class_name(x, is_full=True)}) "
        "has no counterpart in the program; give a number, text, bytes, "
        "list, tuple, dict, bool or None, or register a converter for the class"
    )

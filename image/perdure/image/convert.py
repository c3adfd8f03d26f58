"""Values on their way between a program and Python functions.

The table is in docs/values.md. What goes out is a copy in plain Python data,
which nothing in the image refers to: an effect's arguments stay what they were
when it was called, at every attempt. What comes in is new objects.

A value without a counterpart is an error that names it, and where in the
argument it was found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from perdure.image.errors import CannotConvert
from perdure.vm.printer import short_text
from perdure.vm.values.atoms import Char, Symbol
from perdure.vm.values.data import (
    Bytevector,
    Pair,
    String,
    Value,
    Vector,
    cons,
    new_string,
    new_vector,
)
from perdure.vm.values.hash_tables import HashTable, entries_of, put_entry
from perdure.vm.values.numbers import ExactComplex, Ratio, settled
from perdure.vm.values.singletons import DEFAULT, FALSE, NIL, TRUE, UNSPECIFIED

DEEPEST = 200  #: levels of nesting; beyond, a value is taken to be endless


def to_python(x: Value) -> Any:
    """The Python counterpart; CannotConvert where there is none."""
    return _out(x, 0)


def from_python(x: Any) -> Value:
    """The program's counterpart; CannotConvert where there is none."""
    return _in(x, 0)


# From the program to Python


def _out(x: Value, depth: int) -> Any:
    kind = type(x)
    if kind in _SAME:
        return x
    convert = _OUT.get(kind)
    if convert is not None:
        if depth > DEEPEST:
            raise CannotConvert(f"a value nested more than {DEEPEST} deep, or within itself")
        return convert(x, depth + 1)
    for value, counterpart in _CONSTANTS_OUT:
        if x is value:
            return counterpart() if callable(counterpart) else counterpart
    raise CannotConvert(f"{short_text(x)} has no counterpart in Python")


def _list_out(x: Pair, depth: int) -> list[Any]:
    items: list[Any] = []
    at: Value = x
    seen: set[int] = set()
    while type(at) is Pair:
        if id(at) in seen:
            raise CannotConvert(f"{short_text(x)} is a circular list")
        seen.add(id(at))
        items.append(_out(at.car, depth))
        at = at.cdr
    if at is not NIL:
        raise CannotConvert(
            f"{short_text(x)} is no proper list; only lists, vectors and hash tables convert"
        )
    return items


def _table_out(x: HashTable, depth: int) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for key, value in entries_of(x):
        outside = _out(key, depth)
        try:
            made[outside] = _out(value, depth)
        except TypeError:
            raise CannotConvert(f"{short_text(key)} cannot be a key of a dict") from None
    return made


_SAME = frozenset((int, float, complex))

_OUT: dict[type, Callable[[Any, int], Any]] = {
    String: lambda x, depth: x.text,
    Symbol: lambda x, depth: x.name,
    Char: lambda x, depth: x.letter,
    Ratio: lambda x, depth: Fraction(x.numerator, x.denominator),
    ExactComplex: lambda x, depth: complex(x),
    Bytevector: lambda x, depth: bytes(x.data),
    Vector: lambda x, depth: tuple(_out(item, depth) for item in x.items),
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


def _in(x: Any, depth: int) -> Value:
    kind = type(x)
    if kind in _SAME:
        return x
    if depth > DEEPEST:
        raise CannotConvert(f"a value nested more than {DEEPEST} deep, or within itself")
    convert = _IN.get(kind)
    if convert is None:
        for base in _IN_BASES:
            if isinstance(x, base):
                convert = _IN[base]
                break
        else:
            raise CannotConvert(
                f"the Python value {_short_repr(x)} (a {kind.__module__}.{kind.__qualname__}) "
                "has no counterpart in the program; give a number, text, bytes, "
                "list, tuple, dict, bool or None"
            )
    return convert(x, depth + 1)


def _list_in(x: Any, depth: int) -> Value:
    made: Value = NIL
    for item in reversed(x):
        made = cons(_in(item, depth), made)
    return made


def _table_in(x: Mapping[Any, Any], depth: int) -> Value:
    table = HashTable()
    for key, value in x.items():
        put_entry(table, _in(key, depth), _in(value, depth))
    return table


_IN: dict[type, Callable[[Any, int], Value]] = {
    bool: lambda x, depth: TRUE if x else FALSE,
    type(None): lambda x, depth: UNSPECIFIED,
    int: lambda x, depth: int(x),
    float: lambda x, depth: float(x),
    complex: lambda x, depth: complex(x),
    Fraction: lambda x, depth: settled(x),
    str: lambda x, depth: new_string(str(x)),
    bytes: lambda x, depth: Bytevector(bytearray(x)),
    bytearray: lambda x, depth: Bytevector(bytearray(x)),
    list: _list_in,
    tuple: lambda x, depth: new_vector([_in(item, depth) for item in x]),
    dict: _table_in,
}

#: For instances of subclasses (an IntEnum, a named tuple), in this order.
_IN_BASES = (int, float, complex, Fraction, str, bytes, bytearray, list, tuple, dict)


def _short_repr(x: Any) -> str:
    try:
        text = repr(x)
    except Exception:  # noqa: BLE001  (a repr may raise anything)
        text = "<no repr>"
    return text if len(text) <= 72 else text[:69] + "..."

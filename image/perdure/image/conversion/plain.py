"""Plain copies of what Python gives: data on which no code of the giver's is called any more.

What a function returns may be of a class of its own, whose methods raise or hang, or be
changed by another thread while it is looked at. So it is copied where it is returned, into
exact ints, strings, lists and so on, before the program's values are made of it, in the
driver's thread and within a transaction.

Read by: perdure.image.conversion.converters.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from perdure.image.conversion.convert import BASES_IN, DEEPEST, NOTHING, Entries, no_counterpart
from perdure.image.conversion.foreign import is_interrupt, repr_of, told
from perdure.image.errors import CannotConvert
from perdure.image.schema.encoded import Encoded

Encode = Callable[[Any, Callable[[Any], Any]], Any]


def plain(x: Any, encode: Encode) -> Any:
    """The copy; CannotConvert where there is none, or where looking at it raises.

    `encode` gives what stands for an object that is none of the plain ones, with parts that
    it has had converted, or NOTHING.
    """
    if type(x) in _SAME:
        return x
    try:
        return _copy(x, 0, encode)
    except BaseException as error:
        if is_interrupt(error) or type(error) is CannotConvert:
            raise
        raise CannotConvert(
            f"the Python value {repr_of(x)} cannot be read: {told(error)}"
        ) from None


def settled(x: Any) -> Any:
    """A plain copy as it can be stored, and given to a function again: with dicts."""
    kind = type(x)
    if kind is Entries:
        try:
            return {settled(key): settled(value) for key, value in x.items()}
        except TypeError:
            raise CannotConvert("a dict with keys that cannot be those of one any more") from None
    if kind is list:
        return [settled(item) for item in x]
    if kind is tuple:
        return tuple([settled(item) for item in x])
    return Encoded(x.name, settled(x.data)) if kind is Encoded else x


def _copy(x: Any, depth: int, encode: Encode) -> Any:
    kind = type(x)
    if kind in _SAME:
        return x
    if depth > DEEPEST:
        raise CannotConvert(f"a value nested more than {DEEPEST} deep, or within itself")
    copy = _COPIES.get(kind)
    if copy is None:
        found = encode(x, lambda part: _copy(part, depth + 1, encode))
        if found is not NOTHING:
            return found
        copy = _COPIES[next((base for base in BASES_IN if isinstance(x, base)), object)]
    return copy(x, depth + 1, encode)


def _items(x: Any, depth: int, encode: Encode) -> list[Any]:
    return [item if type(item) in _SAME else _copy(item, depth, encode) for item in x]


def _refuse(x: Any, depth: int, encode: Encode) -> Any:
    raise no_counterpart(x)


_SAME = frozenset((int, float, complex, bool, type(None), str, bytes, Fraction))

_COPIES: dict[type, Callable[[Any, int, Encode], Any]] = {
    int: lambda x, depth, encode: int(x),
    float: lambda x, depth, encode: float(x),
    complex: lambda x, depth, encode: complex(x),
    Fraction: lambda x, depth, encode: Fraction(x.numerator, x.denominator),
    str: lambda x, depth, encode: "".join([str(x)]),
    bytes: lambda x, depth, encode: bytes(x),
    bytearray: lambda x, depth, encode: bytes(x),
    array: lambda x, depth, encode: array(x.typecode, array.tobytes(x)),
    list: lambda x, depth, encode: _items(x, depth, encode),
    tuple: lambda x, depth, encode: tuple(_items(x, depth, encode)),
    dict: lambda x, depth, encode: Entries(
        [(_copy(key, depth, encode), _copy(value, depth, encode)) for key, value in x.items()]
    ),
    object: _refuse,
}

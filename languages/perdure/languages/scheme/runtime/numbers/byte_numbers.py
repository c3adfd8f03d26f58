"""Numbers and texts in bytevectors, by the bytevector library of R6RS.

An endianness is the symbol `big` or `little`. What R7RS-small has under the same name with
another meaning is registered here under a name with `%`.

Neighbours: perdure.vm.primitives.bytevectors.
"""

from __future__ import annotations

import struct
import sys
from types import FunctionType
from typing import Any, Literal

from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Bytevector, Value, new_string
from perdure.vm.objects.numbers import ExactComplex
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.bytevectors import bytevector_copy_into, changeable, data_of
from perdure.vm.primitives.checks import index_fault, items_of, list_from, size_of, text_of

Order = Literal["big", "little"]


def order_of(who: str, x: Value) -> Order:
    if type(x) is Symbol:
        if x.name == "big":
            return "big"
        if x.name == "little":
            return "little"
    raise wrong_type(who, "an endianness (the symbol big or little)", x)


@pure("native-endianness")
def native_endianness() -> Value:
    return symbol(sys.byteorder)


# Bytes -------------------------------------------------------------------------


def _octet(who: str, x: Value) -> int:
    """A byte, signed or not, as it is stored."""
    if type(x) is not int or not -128 <= x <= 255:
        raise wrong_type(who, "a byte (an exact integer from -128 to 255)", x)
    return x & 255


@pure("%make-bytevector")
def make_bytevector(k: Value, fill: Value = 0) -> Value:
    unit = bytes((_octet("make-bytevector", fill),))
    return Bytevector(bytearray(unit * size_of("make-bytevector", k)))


@effectful("%bytevector-fill!")
def bytevector_fill(b: Value, fill: Value) -> Value:
    data = changeable("bytevector-fill!", b)
    b._p_changed = True
    data[:] = bytes((_octet("bytevector-fill!", fill),)) * len(data)
    return UNSPECIFIED


@effectful("%bytevector-copy!")
def bytevector_copy(source: Value, start: Value, to: Value, at: Value, k: Value) -> Value:
    """The source comes first, and a number of bytes last."""
    end = start + size_of("bytevector-copy!", k) if type(start) is int else DEFAULT
    return bytevector_copy_into(to, at, source, start, end)


@predicate("bytevector=?")
def is_same(a: Value, b: Value) -> bool:
    return bytes(data_of("bytevector=?", a)) == bytes(data_of("bytevector=?", b))


@pure("bytevector->u8-list")
def bytevector_to_list(b: Value) -> Value:
    return list_from(list(data_of("bytevector->u8-list", b)))


@pure("u8-list->bytevector")
def list_to_bytevector(items: Value) -> Value:
    who = "u8-list->bytevector"
    found = items_of(who, items)
    for x in found:
        if type(x) is not int or not 0 <= x <= 255:
            raise wrong_type(who, "a byte (an exact integer from 0 to 255)", x)
    return Bytevector(bytearray(found))


# Integers ----------------------------------------------------------------------


def _checked_place(who: str, data: bytes | bytearray, k: Value, size: int) -> int:
    """An index from which on there are so many bytes."""
    if type(k) is not int or not 0 <= k <= len(data) - size:
        raise index_fault(who, k, max(0, len(data) - size + 1), f"bytevector for {size} bytes")
    return k


def _checked_size(who: str, size: Value) -> int:
    if size_of(who, size) == 0:
        raise wrong_type(who, "a size (an exact integer from 1)", size)
    return int(size)


def _get(who: str, b: Value, k: Value, order: Order, size: int, is_signed: bool) -> int:
    data = data_of(who, b)
    at = _checked_place(who, data, k, size)
    return int.from_bytes(data[at : at + size], order, signed=is_signed)


def _bytes(who: str, n: Value, order: Order, size: int, is_signed: bool) -> bytes:
    bits = 8 * size
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if is_signed else (0, (1 << bits) - 1)
    if type(n) is not int or not least <= n <= most:
        kind = "a signed" if is_signed else "an unsigned"
        raise wrong_type(who, f"an exact integer of {kind} number of {size} bytes", n)
    return n.to_bytes(size, order, signed=is_signed)


def _put(who: str, b: Value, k: Value, packed: bytes) -> Value:
    data = changeable(who, b)
    at = _checked_place(who, data, k, len(packed))
    b._p_changed = True
    data[at : at + len(packed)] = packed
    return UNSPECIFIED


def _named(function: Any, how: Any, name: str, **facts: Any) -> None:
    """Register a function under a name, with these facts as its keywords."""
    made = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    made.__kwdefaults__ = {"who": name, **facts}
    how(name)(made)


def _ref(b: Value, k: Value, order: Value, *, who: str, size: int, is_signed: bool) -> Value:
    return _get(who, b, k, order_of(who, order), size, is_signed)


def _set(
    b: Value, k: Value, n: Value, order: Value, *, who: str, size: int, is_signed: bool
) -> Value:
    return _put(who, b, k, _bytes(who, n, order_of(who, order), size, is_signed))


def _check_aligned(who: str, k: Value, size: int) -> None:
    if type(k) is int and k % size:
        raise fault(who, f"expected an index that is a multiple of {size}, got {k}", kind="range")


def _native_ref(b: Value, k: Value, *, who: str, size: int, is_signed: bool) -> Value:
    _check_aligned(who, k, size)
    return _get(who, b, k, sys.byteorder, size, is_signed)


def _native_set(b: Value, k: Value, n: Value, *, who: str, size: int, is_signed: bool) -> Value:
    _check_aligned(who, k, size)
    return _put(who, b, k, _bytes(who, n, sys.byteorder, size, is_signed))


def _s8_ref(b: Value, k: Value, *, who: str) -> Value:
    return _get(who, b, k, "big", 1, True)


def _s8_set(b: Value, k: Value, n: Value, *, who: str) -> Value:
    return _put(who, b, k, _bytes(who, n, "big", 1, True))


def _any_ref(b: Value, k: Value, order: Value, size: Value, *, who: str, is_signed: bool) -> Value:
    return _get(who, b, k, order_of(who, order), _checked_size(who, size), is_signed)


def _any_set(
    b: Value, k: Value, n: Value, order: Value, size: Value, *, who: str, is_signed: bool
) -> Value:
    count = _checked_size(who, size)
    return _put(who, b, k, _bytes(who, n, order_of(who, order), count, is_signed))


def _to_list(b: Value, order: Value, size: Value, *, who: str, is_signed: bool) -> Value:
    data = data_of(who, b)
    count = _checked_size(who, size)
    if len(data) % count:
        raise fault(who, f"{len(data)} bytes are not numbers of {count} bytes", kind="range")
    places = range(0, len(data), count)
    return list_from([_get(who, b, k, order_of(who, order), count, is_signed) for k in places])


def _from_list(items: Value, order: Value, size: Value, *, who: str, is_signed: bool) -> Value:
    kind, count = order_of(who, order), _checked_size(who, size)
    packed = [_bytes(who, n, kind, count, is_signed) for n in items_of(who, items)]
    return Bytevector(bytearray(b"".join(packed)))


for _letter, _is_signed in (("u", False), ("s", True)):
    for _size in (2, 4, 8):
        _of = f"bytevector-{_letter}{8 * _size}"
        _named(_ref, pure, f"{_of}-ref", size=_size, is_signed=_is_signed)
        _named(_set, effectful, f"{_of}-set!", size=_size, is_signed=_is_signed)
        _named(_native_ref, pure, f"{_of}-native-ref", size=_size, is_signed=_is_signed)
        _named(_native_set, effectful, f"{_of}-native-set!", size=_size, is_signed=_is_signed)
    _any = f"{_letter}int"
    _named(_any_ref, pure, f"bytevector-{_any}-ref", is_signed=_is_signed)
    _named(_any_set, effectful, f"bytevector-{_any}-set!", is_signed=_is_signed)
    _named(_to_list, pure, f"bytevector->{_any}-list", is_signed=_is_signed)
    _named(_from_list, pure, f"{_any}-list->bytevector", is_signed=_is_signed)
_named(_s8_ref, pure, "bytevector-s8-ref")
_named(_s8_set, effectful, "bytevector-s8-set!")


# Floats ------------------------------------------------------------------------


def _packing(order: Order, size: int) -> str:
    return ("<" if order == "little" else ">") + ("f" if size == 4 else "d")


def _get_float(who: str, b: Value, k: Value, order: Order, size: int) -> Value:
    data = data_of(who, b)
    at = _checked_place(who, data, k, size)
    return struct.unpack(_packing(order, size), data[at : at + size])[0]


def _put_float(who: str, b: Value, k: Value, x: Value, order: Order, size: int) -> Value:
    if isinstance(x, complex | ExactComplex) or not hasattr(type(x), "__float__"):
        raise wrong_type(who, "a real number", x)
    try:
        packed = struct.pack(_packing(order, size), float(x))
    except OverflowError:  # beyond what there is of the size
        packed = struct.pack(_packing(order, size), float("inf" if x > 0 else "-inf"))
    return _put(who, b, k, packed)


def _ieee_ref(b: Value, k: Value, order: Value, *, who: str, size: int) -> Value:
    return _get_float(who, b, k, order_of(who, order), size)


def _ieee_set(b: Value, k: Value, x: Value, order: Value, *, who: str, size: int) -> Value:
    return _put_float(who, b, k, x, order_of(who, order), size)


def _ieee_native_ref(b: Value, k: Value, *, who: str, size: int) -> Value:
    _check_aligned(who, k, size)
    return _get_float(who, b, k, sys.byteorder, size)


def _ieee_native_set(b: Value, k: Value, x: Value, *, who: str, size: int) -> Value:
    _check_aligned(who, k, size)
    return _put_float(who, b, k, x, sys.byteorder, size)


for _name, _size in (("single", 4), ("double", 8)):
    _of = f"bytevector-ieee-{_name}"
    _named(_ieee_ref, pure, f"{_of}-ref", size=_size)
    _named(_ieee_set, effectful, f"{_of}-set!", size=_size)
    _named(_ieee_native_ref, pure, f"{_of}-native-ref", size=_size)
    _named(_ieee_native_set, effectful, f"{_of}-native-set!", size=_size)


# Strings -----------------------------------------------------------------------

#: What stands for bytes that are no character, as R6RS has it.
_REPLACING = "replace"


@pure("%utf8->string")
def utf8_to_string(b: Value) -> Value:
    return new_string(bytes(data_of("utf8->string", b)).decode("utf-8", _REPLACING))


def _to_bytes(s: Value, order: Value = DEFAULT, *, who: str, bits: int) -> Value:
    kind = "big" if order is DEFAULT else order_of(who, order)
    return Bytevector(bytearray(text_of(who, s).encode(f"utf-{bits}-{kind[0]}e")))


def _to_string(
    b: Value, order: Value, is_mandatory: Value = FALSE, *, who: str, bits: int
) -> Value:
    """A byte-order mark says the order, and is no character, but where the order is mandatory."""
    data = bytes(data_of(who, b))
    kind: str = order_of(who, order)
    if is_mandatory is FALSE or is_mandatory is DEFAULT:
        for each in ("big", "little"):
            mark = "\ufeff".encode(f"utf-{bits}-{each[0]}e")
            if data.startswith(mark):
                data, kind = data[len(mark) :], each
                break
    return new_string(data.decode(f"utf-{bits}-{kind[0]}e", _REPLACING))


for _bits in (16, 32):
    _named(_to_bytes, pure, f"string->utf{_bits}", bits=_bits)
    _named(_to_string, pure, f"utf{_bits}->string", bits=_bits)

"""Bytevectors."""

from __future__ import annotations

from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Bytevector, Value, new_string
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.primitives.checks import bounds_of, byte_of, index_fault, size_of, text_of
from perdure.vm.primitives.registry import effectful, predicate, pure


@predicate("bytevector?", may_fail=False, folds=True)
def is_bytevector(x: Value) -> bool:
    return type(x) is Bytevector


@pure("make-bytevector")
def make_bytevector(k: Value, fill: Value = 0) -> Value:
    unit = bytes((byte_of("make-bytevector", fill),))
    return Bytevector(bytearray(unit * size_of("make-bytevector", k)))


@pure("bytevector")
def bytevector(*parts: Value) -> Value:
    return Bytevector(bytearray(byte_of("bytevector", x) for x in parts))


def data_of(who: str, b: Value) -> bytes | bytearray:
    """The bytes of a bytevector, to read."""
    if type(b) is not Bytevector:
        raise wrong_type(who, "a bytevector", b)
    return b.data


def changeable(who: str, b: Value) -> bytearray:
    data = data_of(who, b)
    if type(data) is bytes:
        raise fault(who, "a literal cannot be changed; change a bytevector-copy of it:", b)
    return data  # type: ignore[return-value]


@pure("bytevector-length")
def bytevector_length(b: Value) -> Value:
    return len(data_of("bytevector-length", b))


@pure("bytevector-u8-ref")
def bytevector_ref(b: Value, k: Value) -> Value:
    data = data_of("bytevector-u8-ref", b)
    if type(k) is int and 0 <= k < len(data):
        return data[k]
    raise index_fault("bytevector-u8-ref", k, len(data), "bytevector")


@effectful("bytevector-u8-set!")
def bytevector_set(b: Value, k: Value, value: Value) -> Value:
    data = changeable("bytevector-u8-set!", b)
    if type(k) is not int or not 0 <= k < len(data):
        raise index_fault("bytevector-u8-set!", k, len(data), "bytevector")
    data[k] = byte_of("bytevector-u8-set!", value)
    b._p_changed = True
    return UNSPECIFIED


@pure("bytevector-copy")
def bytevector_copy(b: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    data = data_of("bytevector-copy", b)
    first, last = bounds_of("bytevector-copy", len(data), start, end)
    return Bytevector(bytearray(data[first:last]))


@effectful("bytevector-copy!")
def bytevector_copy_into(
    to: Value, at: Value, source: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    target = changeable("bytevector-copy!", to)
    data = data_of("bytevector-copy!", source)
    first, last = bounds_of("bytevector-copy!", len(data), start, end)
    size = len(target)
    if type(at) is not int or not 0 <= at <= size:
        raise index_fault("bytevector-copy!", at, size + 1, "bytevector")
    if at + last - first > size:
        raise fault(
            "bytevector-copy!",
            f"{last - first} bytes do not fit at index {at} of a bytevector of {size}",
            kind="range",
        )
    target[at : at + last - first] = bytes(data[first:last])
    to._p_changed = True
    return UNSPECIFIED


@pure("bytevector-append")
def bytevector_append(*parts: Value) -> Value:
    return Bytevector(bytearray(b"".join(data_of("bytevector-append", b) for b in parts)))


@effectful("bytevector-fill!")
def bytevector_fill(b: Value, fill: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    data = changeable("bytevector-fill!", b)
    unit = bytes((byte_of("bytevector-fill!", fill),))
    first, last = bounds_of("bytevector-fill!", len(data), start, end)
    data[first:last] = unit * (last - first)
    b._p_changed = True
    return UNSPECIFIED


@pure("utf8->string")
def utf8_to_string(b: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    data = data_of("utf8->string", b)
    first, last = bounds_of("utf8->string", len(data), start, end)
    try:
        return new_string(data[first:last].decode("utf-8"))
    except UnicodeDecodeError as error:
        raise fault(
            "utf8->string", f"byte {first + error.start} is not valid UTF-8: {error.reason}", b
        ) from None


@pure("string->utf8")
def string_to_utf8(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    text = text_of("string->utf8", s)
    first, last = bounds_of("string->utf8", len(text), start, end)
    return Bytevector(bytearray(text[first:last].encode("utf-8")))

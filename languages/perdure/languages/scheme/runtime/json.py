"""JSON texts (RFC 8259) for (srfi 180).

Reading is in Scheme there, event by event from any source of characters; what a string
port still holds is read here in one go where nothing is wrong with it. Writing makes
the whole text here, so that nothing is written of what has no text.

Neighbours: bootstrap's srfi-180.scm, which says what is wrong with a text and where.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from perdure.languages.scheme.runtime.decorators import effectful, pure
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Fault, fault
from perdure.vm.objects.data import Pair, String, Value, Vector, cons, new_string, new_vector
from perdure.vm.objects.numerals import number_text, parse_number
from perdure.vm.objects.ports import StringInput
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, TRUE
from perdure.vm.primitives.checks import list_from, text_of

NULL: Final = symbol("null")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_encode_string: Final = json.encoder.py_encode_basestring


def _json_fault(who: str, message: str) -> Fault:
    return fault(who, message, kind="json")


@pure("%json-error")
def json_error(who: Value, message: Value) -> Value:
    """Never returns."""
    name = who.name if type(who) is Symbol else "json"
    raise _json_fault(name, text_of("%json-error", message))


# Reading -------------------------------------------------------------------


@pure("%json-number")
def json_number(text: Value) -> Value:
    """The number that a text is in JSON, or #f."""
    found = text_of("%json-number", text)
    match = _NUMBER.fullmatch(found)
    if match is None:
        return FALSE
    return float(found) if match[1] or match[2] else parse_number(found)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)  # NaN, Infinity: Python's own additions to JSON


_decoder: Final = json.JSONDecoder(
    object_pairs_hook=lambda pairs: _object(pairs), parse_constant=_refuse
)


class _Object:
    """An object that has been read: an association list already."""

    def __init__(self, entries: Value) -> None:
        self.entries = entries


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    entries = [cons(symbol(_checked(key)), _value_of(value)) for key, value in pairs]
    return _Object(list_from(entries))


def _value_of(x: Any) -> Value:
    kind = type(x)
    if kind is str:
        return new_string(_checked(x))
    if kind is list:
        return new_vector([_value_of(item) for item in x])
    if kind is _Object:
        return x.entries
    if x is None:
        return NULL
    if kind is bool:
        return TRUE if x else FALSE
    return x


def _checked(text: str) -> str:
    """A text of characters only; Python lets halves of surrogate pairs into its own."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError(text)
    return text


@effectful("%json-read-whole")
def read_whole(port: Value) -> Value:
    """The array or object that is next in a string port; DEFAULT where Scheme must look."""
    if type(port) is not StringInput or not port.is_open:
        return DEFAULT
    text: str = port.source
    space = _SPACE.match(text, port.position)
    start = space.end() if space else port.position
    if text[start : start + 1] not in ("[", "{"):
        return DEFAULT
    try:
        found, end = _decoder.raw_decode(text, start)
        value = _value_of(found)
    except (ValueError, RecursionError):
        return DEFAULT
    port.position = end
    return value


# Writing -------------------------------------------------------------------


@pure("%json-text")
def json_text(x: Value) -> Value:
    """The JSON text of an object; a fault of the kind `json` where there is none."""
    return new_string("".join(_pieces(x)))


def _pieces(x: Value) -> Iterator[str]:
    """The text in pieces. What is still to be written is on a stack: texts, and values."""
    stack: list[Any] = [x]
    within: set[int] = set()  # compound objects that are being written, by id
    while stack:
        node = stack.pop()
        if type(node) is str:
            yield node
        elif type(node) is _Leaving:
            within.discard(node.identity)
        elif type(node) is Vector or type(node) is Pair:
            if id(node) in within:
                raise _json_fault("json-write", "an object that contains itself has no JSON text")
            within.add(id(node))
            stack.append(_Leaving(id(node)))
            stack += reversed(_array(node) if type(node) is Vector else _members(node))
        else:
            yield _leaf(node)


class _Leaving:
    """On the stack: here ends the text of a compound object."""

    def __init__(self, identity: int) -> None:
        self.identity = identity


def _array(vector: Vector) -> list[Any]:
    parts: list[Any] = ["["]
    for index, item in enumerate(vector.items):
        if index:
            parts.append(",")
        parts.append(item)
    return [*parts, "]"]


def _members(entries: Value) -> list[Any]:
    parts: list[Any] = ["{"]
    rest = entries
    seen: set[int] = set()
    while type(rest) is Pair and id(rest) not in seen:
        seen.add(id(rest))
        entry = rest.car
        if type(entry) is not Pair or type(entry.car) is not Symbol:
            raise _json_fault(
                "json-write",
                "an object is a list of pairs with symbols as keys, not one with "
                f"{write_text(entry)} in it",
            )
        if len(parts) > 1:
            parts.append(",")
        parts += (_encode_string(entry.car.name) + ":", entry.cdr)
        rest = rest.cdr
    if rest is not NIL:
        raise _json_fault("json-write", "an improper or circular list has no JSON text")
    return [*parts, "}"]


def _leaf(x: Value) -> str:
    kind = type(x)
    if kind is String:
        return _encode_string(x.text)
    if kind is int:
        return number_text(x)
    if kind is float and math.isfinite(x):
        return repr(x)
    if x is NIL:
        return "{}"
    if x is TRUE or x is FALSE:
        return "true" if x is TRUE else "false"
    if x is NULL:
        return "null"
    raise _json_fault("json-write", f"this has no JSON text: {write_text(x)}")

"""The bytes of a lowered module: JSON, the same from every Python.

    [version, name, filename, futures, functions, sites]
    a function: [name, qualname, kind, is async, first line, global names, local names, body]
    a node: [kind, place, field, ..., {mark: value, ...}?]

A place is relative to that of the node around it: 0 where it is the same, [lines below, column,
end column], or [lines below, column, lines it goes on, end column]. A node that makes a function
does not repeat its body: its mark `function` names it.
"""

from __future__ import annotations

import ast
import hashlib
import json
from typing import Any

from perdure.languages.python.code.data import LoweredFunction, LoweredModule
from perdure.languages.python.code.kinds import BARE, FIELDS_OF, UNPLACED, VERSION
from perdure.languages.python.code.marks import marks_of
from perdure.languages.python.code.nodes import deep_recursion

Place = tuple[int, int, int, int]

START: Place = (1, 0, 1, 0)


def encode(module: LoweredModule) -> bytes:
    with deep_recursion():
        data = [
            VERSION,
            module.name,
            module.filename,
            list(module.futures),
            [_function(function) for function in module.functions],
            [list(site[1:]) for site in module.sites],
        ]
        return json.dumps(data, separators=(",", ":")).encode("ascii")


def digest_of(encoded: bytes) -> str:
    return hashlib.sha256(encoded).hexdigest()


def _function(function: LoweredFunction) -> list[Any]:
    start = (function.first_line, 0, function.first_line, 0)
    return [
        function.name,
        function.qualname,
        function.kind,
        function.is_async,
        function.first_line,
        sorted(function.global_names),
        sorted(function.local_names),
        [node_data(statement, start) for statement in function.body],
    ]


def node_data(node: ast.AST, around: Place) -> Any:
    """JSON data of a node that stands in one at the place `around`."""
    kind = type(node).__name__
    if kind in BARE:
        return kind
    own = vars(node)
    data: list[Any] = [kind]
    if kind not in UNPLACED:
        place = (own["lineno"], own["col_offset"], own["end_lineno"], own["end_col_offset"])
        data.append(_relative(place, around))
        around = place
    for field, holds in FIELDS_OF[kind]:
        value = own.get(field)
        if holds == "v":
            data.append(_value(value))
        elif value is None:
            data.append([] if holds in "NES" else None)
        elif holds in "en":
            data.append(node_data(value, around))
        else:
            data.append([None if v is None else node_data(v, around) for v in value])
    marks = marks_of(node)
    if marks:
        data.append(marks)
    return data


def _relative(place: Place, around: Place) -> Any:
    if place == around:
        return 0
    line, column, end_line, end_column = place
    if line == end_line:
        return [line - around[0], column, end_column]
    return [line - around[0], column, end_line - line, end_column]


def _value(value: Any) -> Any:
    """Plain values; those that JSON does not have as a list that begins with their type."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) < 2**53 else ["int", hex(value)]
        case float():
            return ["float", repr(value)]
        case complex():
            return ["complex", repr(value.real), repr(value.imag)]
        case bytes():
            return ["bytes", value.hex()]
        case list():
            return ["list", *(_value(item) for item in value)]
    if value is ...:
        return ["..."]
    raise TypeError(f"no constant of a program: {value!r}")

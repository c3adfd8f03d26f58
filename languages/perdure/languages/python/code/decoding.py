"""Lowered modules from their bytes; see `encoding`."""

from __future__ import annotations

import ast
import json
from typing import Any

from perdure.languages.python.code.data import LoweredFunction, LoweredModule, Site
from perdure.languages.python.code.encoding import Place
from perdure.languages.python.code.kinds import BARE, FIELDS_OF, UNPLACED, VERSION
from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import deep_recursion


def decode(encoded: bytes) -> LoweredModule:
    """ValueError where the bytes were written by a later version of Perdure."""
    with deep_recursion():
        version, name, filename, futures, functions, sites = json.loads(encoded)
        if version != VERSION:
            raise ValueError(f"lowered code of version {version}; this Perdure knows {VERSION}")
        decoder = _Decoder(functions)
        return LoweredModule(
            name,
            filename,
            decoder.decoded(),
            [Site(number, *data) for number, data in enumerate(sites)],
            tuple(futures),
        )


class _Decoder:
    """The functions of a module; their bodies are filled once all of them are there."""

    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self.functions = [
            LoweredFunction(i, name, qualname, kind, is_async=is_async, first_line=line)
            for i, (name, qualname, kind, is_async, line, *_) in enumerate(data)
        ]
        self.bare = {kind: getattr(ast, kind)() for kind in BARE}

    def decoded(self) -> list[LoweredFunction]:
        for function, (*_, global_names, local_names, body) in zip(
            self.functions, self.data, strict=True
        ):
            function.global_names = frozenset(global_names)
            function.local_names = frozenset(local_names)
            start = (function.first_line, 0, function.first_line, 0)
            function.body.extend(self.node(statement, start) for statement in body)
        return self.functions

    def node(self, data: Any, around: Place) -> Any:
        if data is None:
            return None
        if type(data) is str:
            return self.bare[data]
        marks = data[-1] if type(data[-1]) is dict else None
        kind = data[0]
        node = getattr(ast, kind)()
        own = vars(node)
        next_part = 1
        if kind not in UNPLACED:
            around = _absolute(data[1], around)
            own["lineno"], own["col_offset"], own["end_lineno"], own["end_col_offset"] = around
            next_part = 2
        for (field, holds), value in zip(FIELDS_OF[kind], data[next_part:], strict=False):
            if holds == "v":
                own[field] = _value(value)
            elif holds in "en":
                own[field] = self.node(value, around)
            else:
                own[field] = [self.node(item, around) for item in value]
        if marks is not None:
            mark(node, **marks)
            if "function" in marks:
                self.complete(node, self.functions[marks["function"]])
        return node

    def complete(self, node: ast.AST, function: LoweredFunction) -> None:
        """Give a node that makes a function the function's body."""
        function.parameters = vars(node)["args"]
        if not isinstance(node, ast.Lambda):
            vars(node).update(body=function.body, type_comment=None)


def _absolute(data: Any, around: Place) -> Place:
    if data == 0:
        return around
    line = around[0] + data[0]
    if len(data) == 3:
        return line, data[1], line, data[2]
    return line, data[1], line + data[2], data[3]


def _value(data: Any) -> Any:
    if type(data) is not list:
        return data
    match data:
        case ["int", digits]:
            return int(digits, 16)
        case ["float", digits]:
            return float(digits)
        case ["complex", real, imaginary]:
            return complex(float(real), float(imaginary))
        case ["bytes", digits]:
            return bytes.fromhex(digits)
        case ["list", *items]:
            return [_value(item) for item in items]
    return ...

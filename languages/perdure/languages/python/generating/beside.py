"""Bodies of texts for `exec`: the variables of the lowering lie beside the namespace.

A text's namespace is whatever dict, or other mapping, the program has given it, and the program
looks at all that is in there. So `.t1` of its body is `X.t1`, where X is a constant of the code,
and each time that the body is run its code is made anew with an X of its own.

    .t1 = f()                  X.t1 = f()
    (.t1 := f)                 .put(X, ".t1", f)
    except E as .q: ...        except E: X.q = .handled(); ...
    def <lambda>(): ...        def <lambda>(): ...; X.<lambda> = <lambda>; del <lambda>

Code for `eval` gives the value of its last statement, which is an expression.

Read by: compiling, rests.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Sequence
from types import CodeType
from typing import Any

from perdure.languages.python.code.nodes import (
    assign,
    at,
    call,
    changed,
    constant,
    delete,
    load,
)
from perdure.languages.python.lowering.scopes import FUNCTIONS, Scope

#: What X is until the code is run: no program has a text like that.
HOLDER = "\0the variables of the lowering\0"
#: What `.r` and `.x` are given by, whoever runs the rest of a body.
GIVEN = frozenset((".r", ".x"))

POP, RETURN = dis.opmap["POP_TOP"], dis.opmap["RETURN_VALUE"]
RETURN_NONE = {dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap}
BETWEEN = {dis.opmap[name] for name in ("LOAD_CONST", "EXTENDED_ARG", "NOP")}


def own_variables(*bodies: Sequence[ast.stmt]) -> frozenset[str]:
    """The variables of the lowering that these statements bind."""
    bound = (name for body in bodies for name in Scope(body, None, None).bound)
    return GIVEN | {name for name in bound if name[0] in ".<"}


def with_variables_beside(body: Sequence[ast.stmt], own: frozenset[str]) -> list[ast.stmt]:
    """The statements with these variables beside the namespace."""
    return _Beside(own).block(body)


class _Beside:
    def __init__(self, own: frozenset[str]) -> None:
        self.own = own

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [new for statement in body for new in self.statement(statement)]

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        new = self.of(node)
        name = getattr(node, "name", None)
        if not isinstance(node, FUNCTIONS) or name not in self.own:
            return [new]
        kept = assign(node, self.variable(node, name, ast.Store()), load(node, name))
        return [new, kept, delete(node, name)]

    def variable(self, place: ast.AST, name: str, context: Any) -> ast.Attribute:
        return at(place, ast.Attribute(constant(place, HOLDER), name, context))

    def of(self, node: Any) -> Any:
        parts: tuple[str, ...]
        match node:
            case ast.Name(id=name) if name in self.own:
                return self.variable(node, name, node.ctx)
            case ast.NamedExpr(target=ast.Name(id=name)) if name in self.own:
                value = self.of(node.value)
                return call(node, ".put", constant(node, HOLDER), constant(node, name), value)
            case ast.ExceptHandler():
                return self.handler(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                parts = ("decorator_list", "args", "returns")
            case ast.Lambda():
                parts = ("args",)
            case ast.ClassDef():
                parts = ("decorator_list", "bases", "keywords")
            case _:
                parts = node._fields
        fields = {}
        for name in parts:
            field = getattr(node, name, None)
            new = self.field(field)
            if new is not field:
                fields[name] = new
        return changed(node, **fields) if fields else node

    def field(self, field: Any) -> Any:
        if isinstance(field, ast.AST):
            return self.of(field)
        if not isinstance(field, list) or not field:
            return field
        if isinstance(field[0], ast.stmt):
            new: list[Any] = self.block(field)
        else:
            new = [self.of(one) if isinstance(one, ast.AST) else one for one in field]
        is_same = len(new) == len(field) and all(a is b for a, b in zip(new, field, strict=True))
        return field if is_same else new

    def handler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        new = changed(node, type=self.field(node.type), body=self.block(node.body))
        if node.name is None or node.name not in self.own:
            return new
        place = node.type or node
        handled = self.variable(place, node.name, ast.Store())
        first = assign(place, handled, call(place, ".handled"))
        return changed(new, name=None, body=[first, *new.body])


def giving_last(code: CodeType) -> CodeType:
    """The code of a body that gives the value of its last statement, and not None.

    Wherever it ends the compiler has it drop that value, and give None then.
    """
    made = bytearray(code.co_code)
    for index in range(0, len(made), 2):
        if made[index] == POP:
            after = index + 2
            while after < len(made) and made[after] in BETWEEN:
                after += 2
            if after < len(made) and made[after] in RETURN_NONE:
                made[index] = RETURN
    return code.replace(co_code=bytes(made))

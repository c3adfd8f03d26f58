"""Short names for the `ast` nodes that generated code is made of."""

from __future__ import annotations

import ast

from perdure.vm.python.value_types import is_number


class New(ast.expr):
    """A new object of a class with raw fields (perdure.vm.objects.data.UncheckedSlots).

    A statement of its own before the one it belongs to, where that is right, else a
    call of the function that makes such objects; see Expressions.
    """

    _fields = ()

    def __init__(self, kind: str, maker: str, **fields: ast.expr) -> None:
        super().__init__()
        self.kind = kind
        self.maker = maker
        self.fields = fields

    def called(self) -> ast.expr:
        return call(name(self.maker), *self.fields.values())


def name(identifier: str) -> ast.expr:
    return ast.Name(identifier, ast.Load())


def target(identifier: str) -> ast.expr:
    return ast.Name(identifier, ast.Store())


def constant(value: object) -> ast.expr:
    return ast.Constant(value)  # type: ignore[arg-type]


def attribute(of: ast.expr, field: str) -> ast.expr:
    return ast.Attribute(of, field, ast.Load())


def index(of: ast.expr, at: ast.expr) -> ast.expr:
    return ast.Subscript(of, at, ast.Load())


def call(function: ast.expr, *operands: ast.expr) -> ast.expr:
    return ast.Call(function, list(operands), [])


def binary(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, operator, right)


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [operator], [right])


def is_same(left: ast.expr, right: ast.expr) -> ast.expr:
    """`left is right`. No value is the same as a number written in the code.

    A number that is computed is compared by `==`: Python may compute it beforehand, and
    warns of numbers after `is`. The other is no number then (Expressions._predicate).
    """
    if isinstance(left, ast.Constant) or isinstance(right, ast.Constant):
        return ast.Constant(False)
    by_value = is_number(left) or is_number(right)
    return compare(left, ast.Eq() if by_value else ast.Is(), right)


def is_other(left: ast.expr, right: ast.expr) -> ast.expr:
    """`left is not right`; see is_same."""
    if isinstance(left, ast.Constant) or isinstance(right, ast.Constant):
        return ast.Constant(True)
    by_value = is_number(left) or is_number(right)
    return compare(left, ast.NotEq() if by_value else ast.IsNot(), right)


def both(*parts: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.And(), list(parts))


def negated(of: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), of)


def choose(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    return ast.IfExp(test, then, otherwise)


def tuple_of(parts: list[ast.expr]) -> ast.expr:
    return ast.Tuple(parts, ast.Load())


def assign(to: ast.expr, value: ast.expr) -> ast.stmt:
    return ast.Assign([to], value)


def set_local(identifier: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([target(identifier)], value)


def set_attribute(of: str, field: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Attribute(name(of), field, ast.Store())], value)


def add(left: ast.expr, number: int) -> ast.expr:
    return binary(left, ast.Add(), constant(number))

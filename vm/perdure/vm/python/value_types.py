"""The value types that are known of a procedure's variables, whatever it is given.

A variable is of a value type when all that it is ever set to is: `i` of `(do ((i 0 (+ i 1))) ...)`
is a natural number. So an index needs no look at its sign, and `=` may be Python's `==`.
This is data-flow analysis without regard to order: it begins by taking every variable
for anything that its definitions allow, and ends when no definition disagrees any more.

What is known holds in every resumption too: a frame's variables were set by the same code.

Read by: perdure.vm.python.expressions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from perdure.vm.code.instructions import (
    Again,
    Body,
    Choose,
    Compute,
    Continue,
    Expression,
    Get,
    Number,
    Set,
)
from perdure.vm.code.lowered import SELF, Lowered
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.types import ANYTHING, NATURAL, NUMBER, ValueType

#: The type of each variable; None: not known yet.
Kinds = Mapping[int, "ValueType | None"]


def kind_of(expr: Expression, kinds: Kinds) -> ValueType | None:
    """The type of an expression's value, whenever it has one; None: not known yet."""
    match expr:
        case Get(variable=variable):
            return kinds.get(variable, ANYTHING)
        case Number(number=number):
            return NATURAL if type(number) is int and number >= 0 else NUMBER
        case Compute(primitive=name, operands=operands):
            primitive = builtin_named(name).primitive
            if primitive.keeps is not None and operands:
                return _kept(primitive.keeps, primitive.gives, operands, kinds)
            return primitive.gives
        case Choose(then=then, otherwise=otherwise):
            return _either(kind_of(then, kinds), kind_of(otherwise, kinds))
    return ANYTHING


def _kept(
    keeps: ValueType, otherwise: ValueType, operands: list[Expression], kinds: Kinds
) -> ValueType | None:
    """The type `keeps` where all operands are of it."""
    found = [kind_of(operand, kinds) for operand in operands]
    if not all(kind is None or kind.is_within(keeps) for kind in found):
        return otherwise
    return None if None in found else keeps


def _either(one: ValueType | None, other: ValueType | None) -> ValueType | None:
    if one is None or other is None:
        return one if other is None else other
    return one.joined(other)


def known_kinds(lowered: Lowered) -> Kinds:
    """The type of each variable."""
    given = {SELF, lowered.rest, *lowered.parameters, *lowered.captured}
    defined = list(_definitions(lowered.body))
    kinds: dict[int, ValueType | None] = dict.fromkeys(variable for variable, _ in defined)
    kinds |= dict.fromkeys(given, ANYTHING)
    changes = True
    while changes:
        changes = False
        for variable, expr in defined:
            before = kinds[variable]
            after = _either(before, ANYTHING if expr is None else kind_of(expr, kinds))
            if after is not before:
                kinds[variable] = after
                changes = True
    return {variable: kind or ANYTHING for variable, kind in kinds.items()}


def _definitions(body: Body) -> Iterator[tuple[int, Expression | None]]:
    """(variable, what it is set to, or None where that may be anything)."""
    for statement in body:
        match statement:
            case Set(dest=dest, value=value):
                yield dest, value
            case Continue(dests=dests, values=values) | Again(dests=dests, values=values):
                yield from zip(dests, values, strict=True)
            case _:
                for dest in statement.sets():
                    yield dest, None
                for inner in statement.bodies():
                    yield from _definitions(inner)


def marked(node: ast.expr, kind: ValueType | None) -> ast.expr:
    """The Python expression, with the type of its value noted on it."""
    if kind is not None and kind is not ANYTHING:
        node.type_known = kind  # type: ignore[attr-defined]
    return node


def type_known(node: ast.expr) -> ValueType:
    """The type that was noted on a Python expression."""
    found: ValueType = getattr(node, "type_known", ANYTHING)
    return found


def is_natural(node: ast.expr) -> bool:
    return type_known(node).is_within(NATURAL)


def is_number(node: ast.expr) -> bool:
    found: ValueType | None = getattr(node, "type_known", None)  # most have none
    return found is not None and found.is_within(NUMBER)

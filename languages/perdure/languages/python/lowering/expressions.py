"""Expressions with sites in them, in Python's order of evaluation."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.nodes import (
    assign,
    at,
    branch,
    compared,
    constant,
    load,
    negated,
    set_constant,
    store,
)
from perdure.languages.python.lowering.function import (
    EXPRESSIONS,
    FunctionLowering,
    lowers,
)


def truth(lowering: FunctionLowering, node: ast.expr) -> ast.expr:
    """An expression of which only the truth is asked, once of each operand."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and lowering.needs(node):
        return negated(node, truth(lowering, node.operand))
    if isinstance(node, ast.BoolOp) and lowering.needs(node):
        return _chain(lowering, node, lambda value: as_bool(value, truth(lowering, value)))
    if isinstance(node, ast.Compare) and len(node.ops) > 1 and lowering.needs(node):
        return _comparison(lowering, node, is_truth=True)
    return lowering.expression(node)


def as_bool(node: ast.expr, value: ast.expr) -> ast.expr:
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        return value
    return negated(node, negated(node, value))


def _chain(lowering: FunctionLowering, node: ast.BoolOp, lower) -> ast.expr:  # type: ignore[no-untyped-def]
    """`and`, `or`: each operand but the first in an `if` of its own."""
    result = lowering.temporary()
    is_and = isinstance(node.op, ast.And)

    def more(values: Sequence[ast.expr]) -> None:
        first, *rest = values
        lowering.emit(assign(first, result, lower(first)))
        if rest:
            known = load(first, result)
            with lowering.collecting() as body:
                more(rest)
            lowering.emit(branch(node, known if is_and else negated(first, known), body))

    more(node.values)
    return load(node, result)


@lowers(EXPRESSIONS, ast.BoolOp)
def boolean(lowering: FunctionLowering, node: ast.BoolOp) -> ast.expr:
    return _chain(lowering, node, lowering.expression)


@lowers(EXPRESSIONS, ast.UnaryOp)
def unary(lowering: FunctionLowering, node: ast.UnaryOp) -> ast.expr:
    if isinstance(node.op, ast.Not):
        return negated(node, truth(lowering, node.operand))
    return at(node, ast.UnaryOp(node.op, lowering.expression(node.operand)))


@lowers(EXPRESSIONS, ast.IfExp)
def conditional(lowering: FunctionLowering, node: ast.IfExp) -> ast.expr:
    result = lowering.temporary()
    test = truth(lowering, node.test)
    with lowering.collecting() as body:
        lowering.emit(assign(node.body, result, lowering.expression(node.body)))
    with lowering.collecting() as orelse:
        lowering.emit(assign(node.orelse, result, lowering.expression(node.orelse)))
    lowering.emit(branch(node, test, body, orelse))
    return load(node, result)


@lowers(EXPRESSIONS, ast.Compare)
def comparison(lowering: FunctionLowering, node: ast.Compare) -> ast.expr:
    if len(node.ops) > 1:
        return _comparison(lowering, node, is_truth=False)
    left, right = lowering.operands([node.left, *node.comparators])
    return at(node, ast.Compare(left, node.ops, [right]))


def _comparison(lowering: FunctionLowering, node: ast.Compare, *, is_truth: bool) -> ast.expr:
    """`a < b < c`: each comparison but the first in an `if` of its own."""
    result = lowering.temporary()

    def link(left: ast.expr, ops: Sequence[ast.cmpop], comparators: Sequence[ast.expr]) -> None:
        right = lowering.expression(comparators[0])
        if len(ops) > 1 and not isinstance(right, ast.Constant):
            right = lowering.save(right)
        value: ast.expr = compared(node, left, ops[0], right)
        if is_truth:
            value = as_bool(node, value)
        lowering.emit(assign(node, result, value))
        if len(ops) > 1:
            with lowering.collecting() as body:
                link(right, ops[1:], comparators[1:])
            lowering.emit(branch(node, load(node, result), body))

    first = node.comparators[0]
    left = (
        lowering.kept(node.left, node.comparators)
        if lowering.needs(first)
        else lowering.expression(node.left)
    )
    link(left, node.ops, node.comparators)
    return load(node, result)


@lowers(EXPRESSIONS, ast.NamedExpr)
def walrus(lowering: FunctionLowering, node: ast.NamedExpr) -> ast.expr:
    name = node.target.id
    lowering.emit(assign(node, store(node.target, name), lowering.expression(node.value)))
    return load(node, name)


@lowers(EXPRESSIONS, ast.Dict)
def dictionary(lowering: FunctionLowering, node: ast.Dict) -> ast.expr:
    flat = [part for pair in zip(node.keys, node.values, strict=True) for part in pair]
    last = max(i for i, part in enumerate(flat) if lowering.needs(part))
    lowered: list[ast.expr | None] = []
    for i, part in enumerate(flat):
        if part is None:
            lowered.append(None)
        elif i >= last:
            lowered.append(lowering.expression(part))
        elif i % 2 and flat[i - 1] is None:
            # `**mapping`: what it has is taken now.
            copied = ast.Dict([None], [lowering.expression(part)])
            # Nothing else stands where the whole display does: a site has the place of `part`.
            lowered.append(lowering.save(at(node, copied)))
        else:
            lowered.append(lowering.kept(part, flat[i + 1 :]))
    return at(node, ast.Dict(lowered[0::2], [part for part in lowered[1::2] if part]))


@lowers(EXPRESSIONS, ast.JoinedStr)
def formatted(lowering: FunctionLowering, node: ast.JoinedStr) -> ast.expr:
    """An f-string: each value is formatted before the next is evaluated."""
    last = max(i for i, value in enumerate(node.values) if lowering.needs(value))
    parts: list[ast.expr] = []
    for i, part in enumerate(node.values):
        if not isinstance(part, ast.FormattedValue):
            parts.append(part)
            continue
        spec = part.format_spec
        if spec is not None and lowering.needs(spec):
            value = lowering.kept(part.value, [spec])
            spec = lowering.expression(spec)
        else:
            value = lowering.expression(part.value)
            spec = spec and lowering.quiet(spec)
        lowered = at(part, ast.FormattedValue(value, part.conversion, spec))
        if i < last and not isinstance(value, ast.Constant):
            text = lowering.save(at(part, ast.JoinedStr([lowered])))
            lowered = at(part, ast.FormattedValue(text, -1, None))
        parts.append(lowered)
    return at(node, ast.JoinedStr(parts))


def set_flag(place: ast.AST, name: str, value: bool) -> ast.stmt:
    return set_constant(place, name, value)


def none(place: ast.AST) -> ast.expr:
    return constant(place, None)

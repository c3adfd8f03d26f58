"""Short forms of primitives (perdure.vm.objects.primitive), from their text to `ast`.

A template is parsed when it is first used, and becomes a tree of Python functions: each
makes one node anew, since nodes of different places are never shared.

Read by: perdure.vm.python.expressions, perdure.vm.python.functions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeAlias

from perdure.vm.code.instructions import Constant, Expression, Get, Named, Number
from perdure.vm.objects.primitive import MOST_CHAINED, Operand, Plain, Primitive, Short, Written
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.types import ANYTHING
from perdure.vm.python.nodes import (
    New,
    attribute,
    binary,
    call,
    choose,
    compare,
    constant,
    index,
    is_other,
    is_same,
    name,
)
from perdure.vm.python.value_types import is_natural, marked, type_known

#: The functions that make new objects, by class.
MAKERS = {
    "Pair": "cons",
    "String": "new_string",
    "Vector": "new_vector",
    "Record": "new_record",
}
LETTERS = "abcde"  #: the operands, in a template


class Filling:
    """The operands that a template is filled with, and the primitive it is of.

    `mention` gives an operand anew for each mention: where it is named at its first one,
    the further ones are that name.
    """

    def __init__(self, primitive: str, operands: list[ast.expr]) -> None:
        self.primitive = primitive
        self.operands = operands

    def mention(self, i: int) -> ast.expr:
        operand = self.operands[i]
        self.operands[i] = again(operand)
        return operand

    def checked(self, operands: list[ast.expr]) -> ast.expr:
        return call(name(f"b:{self.primitive}"), *operands)

    def changed(self, i: int) -> ast.stmt:
        raise TypeError("an expression changes nothing")


Make: TypeAlias = Callable[[Filling], ast.expr]
MakeStatement: TypeAlias = Callable[[Filling], ast.stmt]


class Template(NamedTuple):
    """An expression to be filled in."""

    make: Make
    takes: int  #: operands; -1 for any number
    #: operands that it mentions more than once, or that might not be evaluated at all: then
    #: nobody would learn that one fails
    named: tuple[int, ...]
    named_in_place: frozenset[int]  #: operands whose first mention is always evaluated


def again(operand: ast.expr) -> ast.expr:
    """A further mention of an operand: by name where the first one named it."""
    if not isinstance(operand, ast.NamedExpr):
        return operand
    return marked(name(operand.target.id), type_known(operand))


def natural(operand: ast.expr) -> ast.expr:
    """The operand as an index; None, which no sequence takes, where it is negative."""
    if isinstance(operand, ast.Constant) and isinstance(operand.value, int):
        return operand if operand.value >= 0 else constant(None)
    if is_natural(operand):
        return operand
    return choose(compare(operand, ast.GtE(), constant(0)), again(operand), constant(None))


def joined(texts: list[ast.expr]) -> ast.expr:
    """Python texts one after the other."""
    if len(texts) == 2:
        return binary(texts[0], ast.Add(), texts[1])
    return ast.JoinedStr([ast.FormattedValue(text, -1) for text in texts])


def fitting(primitive: Primitive, operands: list[ast.expr]) -> Short | None:
    """The short form for these operands; None where there is none for them."""
    for short in primitive.shorts:
        if has_count(short, len(operands)) and all(map(is_fit, short.operands, operands)):
            return short
    return None


def has_count(short: Short, count: int) -> bool:
    """Whether a short form takes so many operands."""
    if short.of_texts:
        return count >= 2
    if short.chained:
        return 2 <= count <= MOST_CHAINED
    return template_of(short).takes in (count, -1)


def is_fit(wanted: Operand, operand: ast.expr) -> bool:
    """Whether an operand of a value is what a short form is for."""
    if isinstance(wanted, Written):
        return isinstance(operand, ast.Constant) and wanted.type.holds(operand.value)
    assert not isinstance(wanted, Plain)
    return wanted is ANYTHING or type_known(operand).is_within(wanted)


@cache
def template_of(short: Short) -> Template:
    """The template of an expression."""
    parsed = ast.parse(short.template, mode="eval").body
    mentions = _Mentions()
    mentions.visit(parsed)
    count = -1 if mentions.takes_all else 1 + max(mentions.order, default=-1)
    at_once = frozenset(mentions.at_once)
    named = tuple([i for i in range(count) if mentions.order.count(i) > 1 or i not in at_once])
    return Template(_maker(parsed), count, named, at_once)


def chained(short: Short, filling: Filling) -> ast.expr:
    """A short form of two operands, of all operands from the left on."""
    made, *others = filling.operands
    for other in others:
        made = template_of(short).make(Filling(filling.primitive, [made, other]))
    return made


class _Mentions(ast.NodeVisitor):
    """The operands that a template mentions, in the order in which Python evaluates them."""

    def __init__(self) -> None:
        self.order: list[int] = []
        self.at_once: set[int] = set()  #: whose first mention is evaluated whatever happens
        self.takes_all = False
        self._conditional = 0

    def visit_Name(self, node: ast.Name) -> None:
        if node.id == "operands":
            self.takes_all = True
        elif node.id in LETTERS:
            i = LETTERS.index(node.id)
            if not self._conditional and i not in self.order:
                self.at_once.add(i)
            self.order.append(i)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "natural":
            self.visit(node.args[0])  # it asks for the sign first

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        self._conditional += 1
        self.visit(node.body)
        self.visit(node.orelse)
        self._conditional -= 1

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        first, *others = node.values
        self.visit(first)
        self._conditional += 1
        for other in others:
            self.visit(other)
        self._conditional -= 1


# ---- from a parsed template to what makes its nodes


def _maker(node: ast.expr) -> Make:
    match node:
        case ast.Name(letter) if letter in LETTERS:
            i = LETTERS.index(letter)
            return lambda filling: filling.mention(i)
        case ast.Name(identifier):
            return lambda filling: name(identifier)
        case ast.Constant(value):
            return lambda filling: constant(value)
        case ast.Attribute(of, field):
            make = _maker(of)
            return lambda filling: attribute(make(filling), field)
        case ast.Subscript(of, at):
            make, make_at = _maker(of), _maker(at)
            return lambda filling: index(make(filling), make_at(filling))
        case ast.UnaryOp(unary, of):
            make = _maker(of)
            return lambda filling: ast.UnaryOp(unary, make(filling))
        case ast.BinOp(left, ast.Add(), ast.Constant(1)):
            return _next_maker(_maker(left))
        case ast.BinOp(left, operator, right):
            make, make_right = _maker(left), _maker(right)
            return lambda filling: binary(make(filling), operator, make_right(filling))
        case ast.Compare(left, [comparison], [right]):
            return _comparison_maker(_maker(left), comparison, _maker(right))
        case ast.BoolOp(connective, values):
            makers = [_maker(value) for value in values]
            return lambda filling: ast.BoolOp(connective, [make(filling) for make in makers])
        case ast.IfExp(test, then, otherwise):
            return _choice_maker(_maker(test), _maker(then), _maker(otherwise))
        case ast.NamedExpr(ast.Name(identifier), value):
            make = _maker(value)
            return lambda filling: ast.NamedExpr(ast.Name(identifier, ast.Store()), make(filling))
        case ast.List([ast.Starred(ast.Name("operands"))]):
            return lambda filling: ast.List(filling.operands, ast.Load())
        case ast.Call(ast.Name(function), operands, fields) if function in MAKERS or not fields:
            return _call_maker(function, operands, fields)
        case ast.Call(function, operands, []):
            make = _maker(function)
            makers = [_maker(operand) for operand in operands]
            return lambda filling: call(make(filling), *[each(filling) for each in makers])
    raise ValueError(f"no short form says {ast.unparse(node)}")


def _next_maker(make: Make) -> Make:
    """`c + 1`, as a number where `c` is one written out."""

    def make_next(filling: Filling) -> ast.expr:
        one = make(filling)
        if isinstance(one, ast.Constant) and isinstance(one.value, int):
            return constant(one.value + 1)
        return binary(one, ast.Add(), constant(1))

    return make_next


def _comparison_maker(left: Make, operator: ast.cmpop, right: Make) -> Make:
    if isinstance(operator, ast.Is):
        return lambda filling: is_same(left(filling), right(filling))
    if isinstance(operator, ast.IsNot):
        return lambda filling: is_other(left(filling), right(filling))
    return lambda filling: compare(left(filling), operator, right(filling))


def _choice_maker(test: Make, then: Make, otherwise: Make) -> Make:
    def make(filling: Filling) -> ast.expr:
        tested = test(filling)  # first: what it mentions is evaluated first
        return choose(tested, then(filling), otherwise(filling))

    return make


def _call_maker(function: str, operands: list[ast.expr], fields: list[ast.keyword]) -> Make:
    makers = [_maker(operand) for operand in operands if not isinstance(operand, ast.Starred)]
    match function:
        case "checked":
            return lambda filling: filling.checked([make(filling) for make in makers])
        case "natural":
            i = LETTERS.index(operands[0].id)  # type: ignore[attr-defined]

            def make_index(filling: Filling) -> ast.expr:
                return natural(filling.mention(i))

            return make_index
        case "identical":
            one, other = makers
            return lambda filling: compare(one(filling), ast.Is(), other(filling))
        case "joined":
            return lambda filling: joined(filling.operands)
    if function in MAKERS:
        parts = [(str(each.arg), _maker(each.value)) for each in fields]
        maker = MAKERS[function]
        return lambda filling: New(
            function, maker, **{field: make(filling) for field, make in parts}
        )
    return lambda filling: call(name(function), *[make(filling) for make in makers])


# ---- statements


class Effect(NamedTuple):
    """The statements of an effect, to be filled in."""

    takes: int  #: operands
    make: tuple[MakeStatement, ...]


@cache
def effect_of(short: Short) -> Effect:
    """The template of an effect."""
    parsed = ast.parse(short.template)
    mentions = _Mentions()
    mentions.visit(parsed)
    return Effect(1 + max(mentions.order), tuple([_statement_maker(each) for each in parsed.body]))


def fits_effect(short: Short, operands: list[Expression]) -> bool:
    """Whether the short form of an effect is for these operands, which are lowered code."""
    if len(operands) != effect_of(short).takes:
        return False
    return all(map(_is_fit_unevaluated, short.operands, operands))


def _is_fit_unevaluated(wanted: Operand, operand: Expression) -> bool:
    match wanted:
        case Written(kind):
            return isinstance(operand, Number) and kind.holds(operand.number)
        case Plain(is_variable):
            return isinstance(operand, Get) or (
                not is_variable and isinstance(operand, (Number, Named, Constant))
            )
    return wanted is ANYTHING


def _statement_maker(node: ast.stmt) -> MakeStatement:
    match node:
        case ast.Expr(ast.Call(ast.Name("changed"), [ast.Name(letter)])):
            i = LETTERS.index(letter)
            return lambda filling: filling.changed(i)
        case ast.Expr(value):
            make = _maker(value)
            return lambda filling: ast.Expr(make(filling))
        case ast.Assign([ast.Attribute(of, field)], value):
            make, make_value = _maker(of), _maker(value)
            return lambda filling: ast.Assign(
                [ast.Attribute(make(filling), field, ast.Store())], make_value(filling)
            )
        case ast.Assign([ast.Subscript(of, at)], value):
            return _element_maker(_maker(of), _maker(at), _maker(value))
        case ast.If(test, then, otherwise):
            make_test = _maker(test)
            make_then = [_statement_maker(each) for each in then]
            make_otherwise = [_statement_maker(each) for each in otherwise]
            return lambda filling: ast.If(
                make_test(filling),
                [make(filling) for make in make_then],
                [make(filling) for make in make_otherwise],
            )
    raise ValueError(f"no short form says {ast.unparse(node)}")


def _element_maker(of: Make, at: Make, value: Make) -> MakeStatement:
    def make(filling: Filling) -> ast.stmt:
        place = ast.Subscript(of(filling), at(filling), ast.Store())
        return ast.Assign([place], value(filling))

    return make


def primitive_of(builtin: str) -> Primitive:
    """The record of a primitive, by its stored name."""
    return builtin_named(builtin).primitive

"""Lowered expressions as Python expressions.

The names they use: `v3` variables, `c3` constants (`o3` where it has identity), `G3`
cells, `K` the running Code, `k3` and `e3` an inner code and its entry; and those every
code shares (machine.namespace): TRUE, NIL, Pair, and `b:car` for builtin functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from perdure.vm.code.instructions import (
    BoxValue,
    CellValue,
    Choose,
    Compute,
    Constant,
    Expression,
    Get,
    Given,
    Named,
    NewClosure,
    Number,
)
from perdure.vm.objects.primitive import Nested, Primitive
from perdure.vm.objects.types import CHAR, IDENTITY
from perdure.vm.python.nodes import (
    New,
    attribute,
    both,
    call,
    choose,
    constant,
    index,
    is_other,
    name,
    negated,
    set_attribute,
    set_local,
    tuple_of,
)
from perdure.vm.python.templates import (
    Filling,
    Template,
    again,
    chained,
    fitting,
    has_count,
    primitive_of,
    template_of,
)
from perdure.vm.python.value_types import Kinds, kind_of, marked, type_known


class Expressions:
    """Turns expressions of one procedure into `ast`.

    `kinds[i]` tells what constant i is, see perdure.vm.machine.linker; `known` what is
    known of variables.
    """

    def __init__(self, kinds: Sequence[str], known: Kinds) -> None:
        self.kinds = kinds
        self.known = known
        self._temporaries = 0
        #: statements that come before the one in the making: they make new objects
        self._before: list[ast.stmt] = []
        self._conditional = 0  #: how many choices deep; there, nothing goes before

    def taken_before(self) -> list[ast.stmt]:
        """Take the statements that come before the one whose expressions were asked for last."""
        before, self._before = self._before, []
        return before

    def value(self, expr: Expression) -> ast.expr:
        """A Python expression for the value."""
        built = self._value(expr)
        if isinstance(built, New):
            return self._made(built)
        return marked(built, kind_of(expr, self.known))

    def _made(self, new: New) -> ast.expr:
        if self._conditional:
            return new.called()
        made = self._temporary()
        self._before.append(set_local(made, call(name(new.kind))))
        self._before += [set_attribute(made, field, of) for field, of in new.fields.items()]
        return name(made)

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def _value(self, expr: Expression) -> ast.expr:
        match expr:
            case Get(variable=variable):
                return name(f"v{variable}")
            case Compute():
                return self._builtin(expr)
            case Number(number=number):
                return constant(number)
            case Named(name=singleton):
                return marked(name(singleton), IDENTITY)
            case Constant(constant=which):
                return self._constant(which)
            case CellValue(constant=which):
                return attribute(name(f"G{which}"), "raw_value")
            case BoxValue(variable=variable, late=late):
                held = attribute(name(f"v{variable}"), "raw_value")
                return call(name("assigned"), held) if late else held
            case Choose(test=test, then=then, otherwise=otherwise):
                tested = self.test(test)
                with self._in_choice():
                    return choose(tested, self.value(then), self.value(otherwise))
            case NewClosure(constant=which, captured=captured):
                return New(
                    "Closure",
                    "new_closure",
                    raw_code=self.code(which),
                    raw_values=tuple_of([self.value(part) for part in captured]),
                    _v_entry=self.entry(which),
                )
            case Given():
                return name("x")

    def _constant(self, which: int) -> ast.expr:
        match self.kinds[which]:
            case "char":
                return marked(name(f"c{which}"), CHAR)
            case "interned":
                return marked(name(f"c{which}"), IDENTITY)
            case "atom":
                return name(f"c{which}")
        return name(f"o{which}")

    def code(self, constant_index: int) -> ast.expr:
        return name("K" if constant_index == -1 else f"k{constant_index}")

    def entry(self, constant_index: int) -> ast.expr:
        return name("E" if constant_index == -1 else f"e{constant_index}")

    def values(self, exprs: Sequence[Expression]) -> list[ast.expr]:
        return [self.value(expr) for expr in exprs]

    def test(self, expr: Expression) -> ast.expr:
        """A Python expression for the truth: false only for FALSE."""
        match expr:
            case Compute(primitive=primitive) if primitive_of(primitive).gives_truth:
                return self._short(primitive_of(primitive), expr)
            case Choose(test=tested, then=then, otherwise=otherwise):
                first = self.test(tested)
                with self._in_choice():
                    if _is_named(otherwise, "FALSE"):
                        return both(first, self.test(then))
                    if _is_named(then, "TRUE"):
                        return ast.BoolOp(ast.Or(), [first, self.test(otherwise)])
                    if _is_named(then, "FALSE") and _is_named(otherwise, "TRUE"):
                        return negated(first)
                    return choose(first, self.test(then), self.test(otherwise))
            case Named(name=singleton):
                return constant(singleton != "FALSE")
            case Number():
                return constant(True)
        return is_other(self.value(expr), name("FALSE"))

    @contextmanager
    def _in_choice(self) -> Iterator[None]:
        """Meanwhile, what is built may not be evaluated at all."""
        self._conditional += 1
        yield
        self._conditional -= 1

    def _builtin(self, expr: Compute) -> ast.expr:
        primitive, operands = primitive_of(expr.primitive), expr.operands
        if primitive.fused and len(operands) == 1:
            inner = operands[0]
            if isinstance(inner, Compute) and len(inner.operands) == 1:
                fused = primitive.fused.get(inner.primitive)
                if fused is not None:
                    return call(name(f"b:{fused}"), self.value(inner.operands[0]))
        nested = primitive.nested
        if nested is not None and len(operands) <= nested.most:
            return self._value(_as_nested(nested, expr))
        made = self._short(primitive, expr)
        return choose(made, name("TRUE"), name("FALSE")) if primitive.gives_truth else made

    def _short(self, primitive: Primitive, expr: Compute) -> ast.expr:
        """The primitive in its short form, or called where there is none for these operands."""
        if not primitive.shorts:
            return call(name(f"b:{expr.primitive}"), *self.values(expr.operands))
        if _is_of_texts(primitive, len(expr.operands)):
            operands = [self._text(operand) for operand in expr.operands]
        else:
            operands = self.values(expr.operands)
        short = fitting(primitive, operands)
        if short is None:
            return call(name(f"b:{expr.primitive}"), *operands)
        if short.chained:
            return chained(short, Filling(expr.primitive, operands))
        template = template_of(short)
        if not template.named:
            return template.make(Filling(expr.primitive, operands))
        bindings = self._named(template, operands)
        made = template.make(Filling(expr.primitive, operands))
        if not bindings:
            return made
        if isinstance(made, New):
            made = made.called()
        # (t1 := a, t2 := b, result)[-1]
        return index(tuple_of([*bindings, made]), constant(-1))

    def _named(self, template: Template, operands: list[ast.expr]) -> list[ast.expr]:
        """Name operands that have to be: at their first mention, or before all."""
        bindings: list[ast.expr] = []
        for i in template.named:
            operand = operands[i]
            if not is_simple(operand):
                temporary = self._temporary()
                named = ast.NamedExpr(ast.Name(temporary, ast.Store()), operand)
                marked(named, type_known(operand))
                if i in template.named_in_place:
                    operands[i] = named
                else:
                    bindings.append(named)
                    operands[i] = again(named)
        return bindings

    def _text(self, expr: Expression) -> ast.expr:
        """The Python text of a string, which itself need not be made."""
        built = self._value(expr)
        if isinstance(built, New):
            if built.kind == "String":
                return built.fields["raw_text"]
            built = self._made(built)
        return attribute(built, "raw_text")


def _is_of_texts(primitive: Primitive, count: int) -> bool:
    shorts = primitive.shorts
    return bool(shorts) and shorts[0].of_texts and has_count(shorts[0], count)


def _as_nested(nested: Nested, expr: Compute) -> Expression:
    """`(list a b)` as `(cons a (cons b '()))`."""
    made: Expression = Named(nested.end)
    for operand in reversed(expr.operands):
        made = Compute(nested.primitive, expr.place, [operand, made])
    return made


def _is_named(expr: Expression, singleton: str) -> bool:
    return isinstance(expr, Named) and expr.name == singleton


def is_simple(operand: ast.expr) -> bool:
    """Whether to mention an operand twice costs next to nothing."""
    if isinstance(operand, ast.Attribute):  # G3.raw_value
        return isinstance(operand.value, ast.Name) and operand.value.id.startswith("G")
    return isinstance(operand, (ast.Name, ast.Constant))

"""Lowered expressions as Python expressions.

The names they use: `v3` variables, `c3` constants (`o3` where it has identity), `G3`
cells, `K` the running Code, `k3` and `e3` an inner code and its entry; and those every
code shares (machine.namespace): TRUE, NIL, Pair, and `b:car` for builtin functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from perdure.vm.code.lowered import Ex
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

    def value(self, expr: Ex) -> ast.expr:
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

    def _value(self, expr: Ex) -> ast.expr:
        kind = expr[0]
        if kind == "v":
            return name(f"v{expr[1]}")
        if kind == "k":
            return constant(expr[1])
        if kind == "s":
            return marked(name(expr[1]), IDENTITY)
        if kind == "c":
            if self.kinds[expr[1]] == "char":
                return marked(name(f"c{expr[1]}"), CHAR)
            if self.kinds[expr[1]] == "interned":
                return marked(name(f"c{expr[1]}"), IDENTITY)
            if self.kinds[expr[1]] == "atom":
                return name(f"c{expr[1]}")
            return name(f"o{expr[1]}")
        if kind == "g":
            return attribute(name(f"G{expr[1]}"), "raw_value")
        if kind == "b":
            held = attribute(name(f"v{expr[1]}"), "raw_value")
            return call(name("assigned"), held) if expr[3] else held
        if kind == "p":
            return self._builtin(expr)
        if kind == "?":
            tested = self.test(expr[1])
            with self._in_choice():
                return choose(tested, self.value(expr[2]), self.value(expr[3]))
        if kind == "l":
            return New(
                "Closure",
                "new_closure",
                raw_code=self.code(expr[1]),
                raw_values=tuple_of([self.value(part) for part in expr[2]]),
                _v_entry=self.entry(expr[1]),
            )
        if kind == "x":  # the value a resumed frame was given
            return name("x")
        raise ValueError(f"unknown expression {expr!r}")

    def code(self, constant_index: int) -> ast.expr:
        return name("K" if constant_index == -1 else f"k{constant_index}")

    def entry(self, constant_index: int) -> ast.expr:
        return name("E" if constant_index == -1 else f"e{constant_index}")

    def values(self, exprs: Sequence[Ex]) -> list[ast.expr]:
        return [self.value(expr) for expr in exprs]

    def test(self, expr: Ex) -> ast.expr:
        """A Python expression for the truth: false only for FALSE."""
        kind = expr[0]
        if kind == "p" and primitive_of(expr[1]).gives_truth:
            return self._short(primitive_of(expr[1]), expr)
        if kind == "?":
            _, tested, then, otherwise = expr
            first = self.test(tested)
            with self._in_choice():
                if otherwise == ["s", "FALSE"]:
                    return both(first, self.test(then))
                if then == ["s", "TRUE"]:
                    return ast.BoolOp(ast.Or(), [first, self.test(otherwise)])
                if then == ["s", "FALSE"] and otherwise == ["s", "TRUE"]:
                    return negated(first)
                return choose(first, self.test(then), self.test(otherwise))
        if kind == "s":
            return constant(expr[1] != "FALSE")
        if kind == "k":
            return constant(True)
        return is_other(self.value(expr), name("FALSE"))

    @contextmanager
    def _in_choice(self) -> Iterator[None]:
        """Meanwhile, what is built may not be evaluated at all."""
        self._conditional += 1
        yield
        self._conditional -= 1

    def _builtin(self, expr: Ex) -> ast.expr:
        primitive = primitive_of(expr[1])
        inner = expr[3][0] if len(expr[3]) == 1 else None
        if inner is not None and inner[0] == "p" and len(inner[3]) == 1:
            fused = primitive.fused.get(inner[1])
            if fused is not None:
                return call(name(f"b:{fused}"), self.value(inner[3][0]))
        nested = primitive.nested
        if nested is not None and len(expr[3]) <= nested.most:
            return self._value(_as_nested(nested, expr))
        made = self._short(primitive, expr)
        return choose(made, name("TRUE"), name("FALSE")) if primitive.gives_truth else made

    def _short(self, primitive: Primitive, expr: Ex) -> ast.expr:
        """The primitive in its short form, or called where there is none for these operands."""
        if not primitive.shorts:
            return call(name(f"b:{expr[1]}"), *self.values(expr[3]))
        if _is_of_texts(primitive, len(expr[3])):
            operands = [self._text(operand) for operand in expr[3]]
        else:
            operands = self.values(expr[3])
        short = fitting(primitive, operands)
        if short is None:
            return call(name(f"b:{expr[1]}"), *operands)
        if short.chained:
            return chained(short, Filling(expr[1], operands))
        template = template_of(short)
        if not template.named:
            return template.make(Filling(expr[1], operands))
        bindings = self._named(template, operands)
        made = template.make(Filling(expr[1], operands))
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

    def _text(self, expr: Ex) -> ast.expr:
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


def _as_nested(nested: Nested, expr: Ex) -> Ex:
    """`(list a b)` as `(cons a (cons b '()))`."""
    _, _, place, operands = expr
    made: Ex = ["s", nested.end]
    for operand in reversed(operands):
        made = ["p", nested.primitive, place, [operand, made]]
    return made


def is_simple(operand: ast.expr) -> bool:
    """Whether to mention an operand twice costs next to nothing."""
    if isinstance(operand, ast.Attribute):  # G3.raw_value
        return isinstance(operand.value, ast.Name) and operand.value.id.startswith("G")
    return isinstance(operand, (ast.Name, ast.Constant))

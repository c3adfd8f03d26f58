"""Lowered expressions as Python expressions.

The names they use: `v3` variables, `c3` immutable constants, `G3` cells, `K` the
running Code, `k3` and `e3` an inner code and its entry; and those every code
shares (running.namespace): TRUE, NIL, Pair, and `b:car` for builtin functions.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.vm.generating import inline
from perdure.vm.generating.nodes import (
    attribute,
    both,
    call,
    choose,
    constant,
    index,
    is_other,
    name,
    negated,
    tuple_of,
)
from perdure.vm.lowering.lowered import Ex
from perdure.vm.values.procedures import builtins


class Expressions:
    """Turns expressions of one procedure into `ast`.

    `kinds[i]` tells what constant i is; see perdure.vm.running.linker.
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = kinds
        self._temporaries = 0

    def value(self, expr: Ex) -> ast.expr:
        """A Python expression for the value."""
        kind = expr[0]
        if kind == "v":
            return name(f"v{expr[1]}")
        if kind == "k":
            return constant(expr[1])
        if kind == "s":
            return name(expr[1])
        if kind == "c":
            if self.kinds[expr[1]] in ("atom", "interned"):
                return name(f"c{expr[1]}")
            return index(attribute(name("K"), "constants"), constant(expr[1]))
        if kind == "g":
            return attribute(name(f"G{expr[1]}"), "raw_value")
        if kind == "b":
            held = attribute(name(f"v{expr[1]}"), "raw_value")
            return call(name("assigned"), held) if expr[3] else held
        if kind == "p":
            return self._builtin(expr)
        if kind == "?":
            return choose(self.test(expr[1]), self.value(expr[2]), self.value(expr[3]))
        if kind == "l":
            captured = tuple_of([self.value(part) for part in expr[2]])
            return call(name("Closure"), self.code(expr[1]), captured, self.entry(expr[1]))
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
        if kind == "p" and builtins[expr[1]].is_predicate:
            return self._predicate(expr)
        if kind == "?":
            _, tested, then, otherwise = expr
            if otherwise == ["s", "FALSE"]:
                return both(self.test(tested), self.test(then))
            if then == ["s", "TRUE"]:
                return ast.BoolOp(ast.Or(), [self.test(tested), self.test(otherwise)])
            if then == ["s", "FALSE"] and otherwise == ["s", "TRUE"]:
                return negated(self.test(tested))
            return choose(self.test(tested), self.test(then), self.test(otherwise))
        if kind == "s":
            return constant(expr[1] != "FALSE")
        if kind == "k":
            return constant(True)
        return is_other(self.value(expr), name("FALSE"))

    def _builtin(self, expr: Ex) -> ast.expr:
        if builtins[expr[1]].is_predicate:
            return choose(self._predicate(expr), name("TRUE"), name("FALSE"))
        build = inline.VALUES.get(expr[1])
        built = self._inlined(build, expr)
        return built if built is not None else self._called(expr)

    def _predicate(self, expr: Ex) -> ast.expr:
        build = inline.TESTS.get(expr[1])
        if expr[1] == "=" and all(self._is_number(operand) for operand in expr[3]):
            if len(expr[3]) == 2:
                left, right = self.values(expr[3])
                return ast.Compare(left, [ast.Eq()], [right])
        if expr[1] == "eqv?" and len(expr[3]) == 2 and any(map(self._is_same_by_is, expr[3])):
            build = inline.TESTS["eq?"]
        built = self._inlined(build, expr)
        return built if built is not None else self._called(expr)

    def _inlined(self, build: inline.Build | None, expr: Ex) -> ast.expr | None:
        if build is None:
            return None
        operands = self.values(expr[3])
        if expr[1] not in inline.TWICE and expr[1] not in inline.FIRST_MENTION:
            return build(operands)
        # Operands that are not names are named first, in order.
        bindings: list[ast.expr] = []
        for i, operand in enumerate(operands):
            if not isinstance(operand, (ast.Name, ast.Constant)):
                self._temporaries += 1
                temporary = f"t{self._temporaries}"
                named = ast.NamedExpr(ast.Name(temporary, ast.Store()), operand)
                if expr[1] in inline.FIRST_MENTION:
                    operands[i] = named
                else:
                    bindings.append(named)
                    operands[i] = name(temporary)
        built = build(operands)
        if built is None or not bindings:
            return built
        # (t1 := a, t2 := b, result)[-1]
        return index(tuple_of([*bindings, built]), constant(-1))

    def _called(self, expr: Ex) -> ast.expr:
        return call(name(f"b:{expr[1]}"), *self.values(expr[3]))

    def _is_number(self, expr: Ex) -> bool:
        return expr[0] == "k" or (expr[0] == "p" and expr[1] in inline.NUMERIC)

    def _is_same_by_is(self, expr: Ex) -> bool:
        """Whether the constant is one that `eqv?` compares by identity."""
        if expr[0] == "s":
            return True
        return expr[0] == "c" and self.kinds[expr[1]] == "interned"

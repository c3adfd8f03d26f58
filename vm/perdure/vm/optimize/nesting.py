"""Code that is nested very deep, cut into procedures of bounded depth.

Lowered code and the Python made of it are gone through by recursion: in C too, where a
text that is nested too deep could not be compiled at all. So where choices and loops are
nested more than MOST deep within one procedure, the rest becomes a procedure of its own,
called on the spot; lowering has the free variables passed to it. What follows the last
test of a `cond` or `or` is not nested where the value is returned, and what is nested in
operands becomes temporaries (lowering), so neither counts.

Read by: perdure.vm.lower.compile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from perdure.vm.core import (
    Begin,
    Call,
    Const,
    Expr,
    Fix,
    Global,
    If,
    Lambda,
    Let,
    Letrec,
    Local,
    Variable,
)
from perdure.vm.core.descent import Descent
from perdure.vm.optimize.procedures import LOOP_COUNTS

MOST: Final = 40  #: choices within one another in the code of one procedure
_LEVEL: Final = 5  #: Python frames from one expression to the next within it, at most


def with_bounded_nesting(expr: Expr, descent: Descent) -> tuple[Expr, frozenset[Variable]]:
    """The same computation, nested at most MOST deep in each procedure.

    With it, the variables of the new procedures: these are not to be put in place again.
    """
    cutting = _Cutting(descent)
    return cutting.expr(expr, True, 0, ""), frozenset(cutting.made)


class _Cutting:
    def __init__(self, descent: Descent) -> None:
        self.descent = descent
        self.made: list[Variable] = []

    def expr(self, expr: Expr, tail: bool, depth: int, name: str) -> Expr:
        """The expression, `depth` deep within the procedure `name`; `tail`: it gives its value."""
        kind = expr.__class__
        if kind is Const or kind is Local or kind is Global:
            return expr
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.expr, expr, tail, depth, name)
        descent.left -= _LEVEL
        if depth >= MOST and (kind is If or kind is Fix):
            done = self.apart(expr, name)
        else:
            done = self.compound(expr, tail, depth, name)
        descent.left += _LEVEL
        return done

    def apart(self, expr: Expr, name: str) -> Expr:
        """The expression as a procedure of its own and its call."""
        variable = Variable(name)
        self.made.append(variable)
        procedure = Lambda((), None, self.compound(expr, True, 0, name), name)
        return Fix((variable,), (procedure,), Call(Local(variable), ()))

    def all(self, exprs: Sequence[Expr], depth: int, name: str) -> tuple[Expr, ...]:
        return tuple([self.expr(expr, False, depth, name) for expr in exprs])

    def compound(self, expr: Expr, tail: bool, depth: int, name: str) -> Expr:
        match expr:
            case If(test, then, otherwise):
                return If(
                    self.expr(test, False, depth, name),
                    self.expr(then, tail, depth + 1, name),
                    self.expr(otherwise, tail, depth if tail else depth + 1, name),
                )
            case Let(variables, values, body):
                return Let(
                    variables, self.all(values, depth, name), self.expr(body, tail, depth, name)
                )
            case Begin(body):
                last = self.expr(body[-1], tail, depth, name)
                return Begin((*self.all(body[:-1], depth, name), last))
            case Lambda():
                return self.procedure(expr, 0, name)
            case Fix(variables, lambdas, body):
                inside = depth + LOOP_COUNTS  # it may become a loop in place
                procedures = tuple([self.procedure(each, inside, name) for each in lambdas])
                return Fix(variables, procedures, self.expr(body, tail, depth, name))
            case Letrec():
                raise TypeError(f"not a simplified expression: {expr!r}")
        return expr.rebuilt(lambda child: self.expr(child, False, depth, name))

    def procedure(self, node: Lambda, depth: int, around: str) -> Lambda:
        body = self.expr(node.body, True, depth, node.name or around)
        return Lambda(node.parameters, node.rest, body, node.name, node.at)

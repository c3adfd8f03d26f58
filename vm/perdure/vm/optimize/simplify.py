"""The first pass: what can be decided without knowing how code will run.

- `((lambda (x) e) a)` is a `Let`; a `Letrec` becomes Let and Fix (optimize.letrec);
- a variable bound to a constant or to another unassigned variable is replaced;
- `(or p e)` with a predicate `p` needs no variable; `(if p #t #f)` is `p`;
- a `Let` of an unassigned variable to a procedure is a Fix, so that the next
  pass sees every local procedure in one form.

Reads: core expressions. Read by: perdure.vm.optimize.procedures.
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
    Region,
    Variable,
)
from perdure.vm.core.descent import Descent
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.procedures import Builtin, Cell
from perdure.vm.objects.singletons import FALSE, TRUE, Singleton
from perdure.vm.optimize.inlining import Inlining
from perdure.vm.optimize.letrec import without_letrec
from perdure.vm.optimize.variables import FreeVariables

#: Constants that may be written out anywhere: immutable and small.
ATOMS = (int, float, Symbol, Char, Singleton, Builtin)

Known = dict[Variable, Expr]


_LEVEL: Final = 6  #: Python frames from one expression to the next within it, at most
_LOOKED_AT: Final = 100  #: parts of an expression that are asked whether it is a predicate


def simplified(
    expr: Expr, fixed: frozenset[Cell], descent: Descent, *, keeps_variables: bool = False
) -> tuple[Expr, int]:
    """The same computation in fewer forms, none of them a Letrec; and how deep it is nested.

    `fixed`: see perdure.vm.optimize.inlining. Where it `keeps_variables`, those that something
    else stands for are still bound, for people to look at.
    """
    simplifier = _Simplifier(Inlining(expr, fixed), descent, keeps_variables)
    return simplifier.expr(expr), simplifier.deepest


def is_predicate(expr: Expr) -> bool:
    """Whether the expression is one that can only give TRUE or FALSE, as far as one looks."""
    waiting = [expr]
    for _ in range(_LOOKED_AT):
        if not waiting:
            return True
        match waiting.pop():
            case Call(Const(Builtin() as builtin), _) if builtin.is_predicate:
                pass
            case Const(value) if value is TRUE or value is FALSE:
                pass
            case If(_, then, otherwise):
                waiting += (otherwise, then)
            case _:
                return False
    return False


class _Simplifier:
    def __init__(self, inlining: Inlining, descent: Descent, keeps_variables: bool) -> None:
        self.inlining = inlining
        self.keeps_variables = keeps_variables
        self.descent = descent
        self.free = FreeVariables()
        self.known: Known = {}  #: variables that another expression stands for
        self.depth = 0  #: compound expressions around the one in hand
        self.deepest = 0

    def all(self, exprs: Sequence[Expr]) -> tuple[Expr, ...]:
        return tuple([self.expr(e) for e in exprs])

    def expr(self, expr: Expr) -> Expr:
        kind = expr.__class__
        if kind is Const:
            return expr
        if kind is Local:
            assert isinstance(expr, Local)
            return self.known.get(expr.variable, expr)
        if kind is Global:
            assert isinstance(expr, Global)
            return self.inlining.constants.get(expr.cell, expr)
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.expr, expr)
        descent.left -= _LEVEL
        self.depth += 1
        if self.depth > self.deepest:
            self.deepest = self.depth
        made = self.compound(expr)
        self.depth -= 1
        descent.left += _LEVEL
        return made

    def compound(self, expr: Expr) -> Expr:
        match expr:
            case If():
                return self.conditional(expr)
            case Call(operator, operands, at):
                return self.call(operator, operands, at)
            case Let(variables, values, body):
                return self.let(variables, values, body)
            case Begin(body):
                return self.sequence(body)
            case Letrec(variables, values, body):
                return self.compound(without_letrec(variables, values, body, self.free))
            case Region(kind, roles, variables, Call() as body, at):  # its frame is to wait
                return Region(kind, roles, self.all(variables), body.rebuilt(self.expr), at)
        return expr.rebuilt(self.expr)

    def sequence(self, body: Sequence[Expr]) -> Expr:
        parts: list[Expr] = []
        waiting = list(body)
        waiting.reverse()
        while waiting:
            part = waiting.pop()
            if part.__class__ is Begin:
                assert isinstance(part, Begin)
                waiting.extend(reversed(part.body))
                continue
            done = self.expr(part)
            if waiting and isinstance(done, (Const, Lambda)):
                continue
            if isinstance(done, Begin):
                parts.extend(done.body)
            else:
                parts.append(done)
        return parts[0] if len(parts) == 1 else Begin(tuple(parts))

    def conditional(self, expr: If) -> Expr:
        test = self.expr(expr.test)
        if isinstance(test, Const):
            return self.expr(expr.otherwise if test.value is FALSE else expr.then)
        then, otherwise = self.expr(expr.then), self.expr(expr.otherwise)
        match test:
            case Call(Const(Builtin() as builtin), (inner,)) if builtin.primitive.negates:
                return self.chosen(inner, otherwise, then)
        return self.chosen(test, then, otherwise)

    def chosen(self, test: Expr, then: Expr, otherwise: Expr) -> Expr:
        match then, otherwise:
            case Const(yes), Const(no) if yes is TRUE and no is FALSE and is_predicate(test):
                return test
        return If(test, then, otherwise)

    def call(self, operator: Expr, operands: Sequence[Expr], at: object) -> Expr:
        match operator:
            case Lambda(parameters, None, body) if len(parameters) == len(operands):
                return self.let(parameters, operands, body)
            case Global(cell):
                inlined = self.inlining.body_for(cell, len(operands), at)  # type: ignore[arg-type]
                if inlined is not None:
                    return self.let(inlined[0], operands, inlined[1])
        return Call(self.expr(operator), self.all(operands), at)  # type: ignore[arg-type]

    def let(self, variables: Sequence[Variable], values: Sequence[Expr], body: Expr) -> Expr:
        kept: list[tuple[Variable, Expr]] = []
        procedures: list[tuple[Variable, Lambda]] = []
        for variable, value in zip(variables, values, strict=True):
            done = self.expr(value)
            if variable.assigned:
                kept.append((variable, done))
            elif _may_stand_for(done):
                self.known[variable] = done
                if self.keeps_variables and variable.name:
                    kept.append((variable, done))
            elif isinstance(done, Lambda):
                procedures.append((variable, done))
            else:
                kept.append((variable, done))
        if len(kept) == 1 and not procedures and len(variables) == 1:
            shortened = self.disjunction(kept[0][0], kept[0][1], body)
            if shortened is not None:
                return shortened
        inner = self.expr(body)
        if procedures:
            names, lambdas = zip(*procedures, strict=True)
            inner = Fix(names, lambdas, inner)
        if not kept:
            return inner
        names, exprs = zip(*kept, strict=True)
        return Let(names, exprs, inner)

    def disjunction(self, variable: Variable, value: Expr, body: Expr) -> Expr | None:
        """`(let ((t p)) (if t t e))`, which is what `(or p e)` becomes, for a predicate p."""
        match body:
            case If(Local(tested), Local(given), otherwise) if (
                tested is variable and given is variable and is_predicate(value)
            ):
                return self.chosen(value, Const(TRUE), self.expr(otherwise))
        return None


def _may_stand_for(value: Expr) -> bool:
    """Whether a variable bound to `value` can be replaced by it everywhere."""
    match value:
        case Const(constant):
            return isinstance(constant, ATOMS)
        case Local(other):
            return not other.assigned
    return False

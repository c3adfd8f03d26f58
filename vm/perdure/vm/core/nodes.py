"""The core language: what every front end produces and every pass reads.

    expr ::= Const value
           | Local variable            | SetLocal variable expr
           | Global cell               | SetGlobal cell expr | DefineGlobal cell expr
           | If test then otherwise
           | Begin expr ...            -- at least one
           | Lambda variable ... [rest] body
           | Let (variable expr) ... body          -- all expressions outside the scope
           | Letrec (variable expr) ... body       -- letrec*: in order, all in scope
           | Fix (variable Lambda) ... body        -- procedures alone; made by passes
           | Call operator operand ...
           | Spread operator operand ... list      -- the last operand is a list of more
           | Region kind (role local) ... expr     -- the procedure's frame is control meanwhile

A builtin is called by `Call(Const(builtin), ...)`. Each Variable object is bound
exactly once, so names never clash; names serve people only. Only FALSE is false.
Operands are evaluated from left to right.

Nodes are values: never changed, never stored. Each knows the expressions it consists of, in the
order in which they are evaluated (`children`), and how it is made of new ones in their places
(`rebuilt`): so a pass names those nodes only of which it has something to say.

Written by: perdure.languages. Read by: perdure.vm.optimize.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeAlias

from perdure.vm.core.control import Control, Role
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell

#: (line, column) in the source of the unit being compiled, both from 1; None
#: where code was made by the system. Lines and columns are those an editor shows.
Position: TypeAlias = "tuple[int, int] | None"


_serials = itertools.count()


class Variable:
    """A local variable. Two variables are the same only if they are one object."""

    __slots__ = ("assigned", "late", "name", "serial")

    def __init__(self, name: str) -> None:
        self.name = name
        self.assigned = False  #: whether some SetLocal names it; the front end sets this
        self.serial = next(_serials)  #: its age, so that orders are the same in every run
        self.late = False  #: may be read before its `letrec*` value is there; a pass sets this

    def __repr__(self) -> str:
        return f"{self.name}.{id(self) & 0xFFFF:x}"


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """Any expression of the core language."""

    def children(self) -> tuple[Expr, ...]:
        """The expressions that this one consists of, in the order of evaluation."""
        return ()

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        """The same expression with each child changed, in that order."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Const(Expr):
    """`'value`: the value itself; mutable data in it is literal."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Local(Expr):
    """`x`: the value of a local variable."""

    variable: Variable
    at: Position = None


@dataclass(frozen=True, slots=True, eq=False)
class SetLocal(Expr):
    """`(set! x value)` for a local variable; gives UNSPECIFIED."""

    variable: Variable
    value: Expr
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.value,)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return SetLocal(self.variable, change(self.value), self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Global(Expr):
    """`x`: the value of a global cell; unbound is an error when it is read."""

    cell: Cell
    at: Position = None


@dataclass(frozen=True, slots=True, eq=False)
class SetGlobal(Expr):
    """`(set! x value)` for a global cell; an error where it is unbound."""

    cell: Cell
    value: Expr
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.value,)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return SetGlobal(self.cell, change(self.value), self.at)


@dataclass(frozen=True, slots=True, eq=False)
class DefineGlobal(Expr):
    """`(define x value)` at top level: binds the cell, anew where it was bound."""

    cell: Cell
    value: Expr
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.value,)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return DefineGlobal(self.cell, change(self.value), self.at)


@dataclass(frozen=True, slots=True, eq=False)
class If(Expr):
    """`(if test then otherwise)`: both arms are in tail position when the node is."""

    test: Expr
    then: Expr
    otherwise: Expr

    def children(self) -> tuple[Expr, ...]:
        return (self.test, self.then, self.otherwise)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return If(change(self.test), change(self.then), change(self.otherwise))


@dataclass(frozen=True, slots=True, eq=False)
class Begin(Expr):
    """`(begin e ... last)`: gives the value of the last."""

    body: tuple[Expr, ...]

    def children(self) -> tuple[Expr, ...]:
        return self.body

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return Begin(tuple([change(part) for part in self.body]))


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Expr):
    """`(lambda (p ... . rest) body)`; `name` is what error messages call it."""

    parameters: tuple[Variable, ...]
    rest: Variable | None
    body: Expr
    name: str
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.body,)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        return Lambda(self.parameters, self.rest, change(self.body), self.name, self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Let(Expr):
    """`(let ((x e) ...) body)`."""

    variables: tuple[Variable, ...]
    values: tuple[Expr, ...]
    body: Expr

    def children(self) -> tuple[Expr, ...]:
        return (*self.values, self.body)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        values = tuple([change(value) for value in self.values])
        return Let(self.variables, values, change(self.body))


@dataclass(frozen=True, slots=True, eq=False)
class Letrec(Expr):
    """`(letrec* ((x e) ...) body)`: also what internal definitions become."""

    variables: tuple[Variable, ...]
    values: tuple[Expr, ...]
    body: Expr

    def children(self) -> tuple[Expr, ...]:
        return (*self.values, self.body)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        values = tuple([change(value) for value in self.values])
        return Letrec(self.variables, values, change(self.body))


@dataclass(frozen=True, slots=True, eq=False)
class Fix(Expr):
    """`letrec` whose every expression is a procedure and whose variables are never assigned."""

    variables: tuple[Variable, ...]
    lambdas: tuple[Lambda, ...]
    body: Expr

    def children(self) -> tuple[Expr, ...]:
        return (*self.lambdas, self.body)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        """`change` gives a Lambda of a Lambda."""
        lambdas: list[Lambda] = []
        for each in self.lambdas:
            changed = change(each)
            assert isinstance(changed, Lambda)
            lambdas.append(changed)
        return Fix(self.variables, tuple(lambdas), change(self.body))


@dataclass(frozen=True, slots=True, eq=False)
class Call(Expr):
    """`(operator operand ...)`."""

    operator: Expr
    operands: tuple[Expr, ...]
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.operator, *self.operands)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        operator = change(self.operator)
        operands = tuple([change(operand) for operand in self.operands])
        return Call(operator, operands, self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Spread(Expr):
    """`(apply operator operand ... list)`, with the procedure `apply` taken away."""

    operator: Expr
    operands: tuple[Expr, ...]  #: the last gives the list
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (self.operator, *self.operands)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        operator = change(self.operator)
        operands = tuple([change(operand) for operand in self.operands])
        return Spread(operator, operands, self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Region(Expr):
    """`(region kind ((role x) ...) body)`: the value of `body`, which is in no tail position.

    While it is evaluated, the frame of the procedure in which it stands is control of that
    kind, and its variables `x` play these roles; see perdure.vm.core.control. Where the body is a
    call, it stays one: what is called is not put in its place.
    """

    kind: Control
    roles: tuple[Role, ...]
    variables: tuple[Expr, ...]  #: each a Local
    body: Expr
    at: Position = None

    def children(self) -> tuple[Expr, ...]:
        return (*self.variables, self.body)

    def rebuilt(self, change: Callable[[Expr], Expr]) -> Expr:
        variables = tuple([change(variable) for variable in self.variables])
        return Region(self.kind, self.roles, variables, change(self.body), self.at)

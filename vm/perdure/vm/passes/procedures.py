"""What becomes of every procedure: a loop, a directly called function, or a closure.

A procedure bound by `Fix` whose every use is a call with the right number of
operands is *known*. A known procedure is

- a **loop**, in place, if it has one call from outside and all its own calls to
  itself are in tail position (the contification of Fluet and Weeks, "Contification
  using dominators", 2001, in its simplest case);
- otherwise **lifted**: its free variables become more parameters (Johnsson,
  "Lambda lifting", 1985), so calling it needs no closure.

Every other procedure is a **closure** over its free variables.

Read by: perdure.vm.lowering.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from perdure.vm.core import (
    Begin,
    Call,
    Const,
    DefineGlobal,
    Expr,
    If,
    Lambda,
    Let,
    Local,
    SetGlobal,
    SetLocal,
    Spread,
    Variable,
)
from perdure.vm.passes.letrec import Fix
from perdure.vm.values.procedures import Builtin, Cell


class Kind(enum.Enum):
    """How a procedure is realised."""

    LOOP = "loop"
    LIFTED = "lifted"
    CLOSURE = "closure"


@dataclass(eq=False)
class Procedure:
    """One Lambda and what is found out about it."""

    node: Lambda
    variable: Variable | None = None  #: the Fix variable that names it, if any
    cell: Cell | None = None  #: the global cell that its definition binds, if any
    kind: Kind = Kind.CLOSURE
    parent: Procedure | None = None  #: the procedure in whose text it stands
    repeats: bool = False  #: a loop that goes round, rather than being entered once
    refers: set[Variable] = field(default_factory=set)
    binds: set[Variable] = field(default_factory=set)
    calls: set[Procedure] = field(default_factory=set)  #: procedures of known name
    makes: set[Procedure] = field(default_factory=set)  #: procedures whose closures it creates
    free: set[Variable] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"<{self.kind.value} {self.node.name}>"


@dataclass(eq=False)
class _Site:
    """A call of a Fix variable: who makes it, and what happens to its value."""

    call: Call
    owner: Procedure
    tail_of: Procedure | None  #: whose tail position it is in; None: no one's


class Procedures:
    """The plan for every Lambda of a compilation unit."""

    def __init__(self, unit: Lambda) -> None:
        self.of_node: dict[Lambda, Procedure] = {}
        self.of_variable: dict[Variable, Procedure] = {}
        self.captured: set[Variable] = set()  #: free in some closure or lifted procedure
        self.loop_calls: dict[Call, Procedure] = {}  #: the call where a loop is entered
        self._sites: dict[Variable, list[_Site]] = {}
        self._escapes: set[Variable] = set()
        self._goes_to: dict[Procedure, Procedure | None] = {}  #: a loop -> whose tail it is in
        self.unit = Procedure(unit)
        self.of_node[unit] = self.unit
        self.unit.binds.update(unit.parameters)
        self._walk(unit.body, self.unit, self.unit)
        self._settle()

    # The walk: `owner` is the procedure whose text this is; `tail` the one whose
    # tail position it is in, or None.

    def _walk(self, expr: Expr, owner: Procedure, tail: Procedure | None) -> None:
        while True:
            match expr:
                case Begin(body):
                    for part in body[:-1]:
                        self._walk(part, owner, None)
                    expr = body[-1]
                case If(test, then, otherwise):
                    self._walk(test, owner, None)
                    self._walk(then, owner, tail)
                    expr = otherwise
                case Let(variables, values, body):
                    for value in values:
                        self._walk(value, owner, None)
                    owner.binds.update(variables)
                    expr = body
                case Fix():
                    self._fix(expr, owner, tail)
                    return
                case _:
                    self._leaf(expr, owner, tail)
                    return

    def _leaf(self, expr: Expr, owner: Procedure, tail: Procedure | None) -> None:
        match expr:
            case Local(variable):
                owner.refers.add(variable)
                self._escapes.add(variable)
            case SetLocal(variable, value):
                owner.refers.add(variable)
                self._walk(value, owner, None)
            case DefineGlobal(cell, Lambda() as value):
                self._walk(value, owner, None)
                self.of_node[value].cell = cell
            case SetGlobal(_, value) | DefineGlobal(_, value):
                self._walk(value, owner, None)
            case Lambda():
                procedure = self._enter(expr, owner, None)
                owner.makes.add(procedure)
                self._walk(expr.body, procedure, procedure)
            case Call(Local(variable), operands) if self._takes(variable, len(operands)):
                for operand in operands:
                    self._walk(operand, owner, None)
                self._sites[variable].append(_Site(expr, owner, tail))
                owner.calls.add(self.of_variable[variable])
            case Call(operator, operands) | Spread(operator, operands):
                self._walk(operator, owner, None)
                for operand in operands:
                    self._walk(operand, owner, None)

    def _takes(self, variable: Variable, count: int) -> bool:
        procedure = self.of_variable.get(variable)
        if procedure is None:
            return False
        return procedure.node.rest is None and len(procedure.node.parameters) == count

    def _enter(self, node: Lambda, owner: Procedure, variable: Variable | None) -> Procedure:
        procedure = Procedure(node, variable, parent=owner)
        self.of_node[node] = procedure
        procedure.binds.update(node.parameters)
        if node.rest is not None:
            procedure.binds.add(node.rest)
        return procedure

    def _fix(self, expr: Fix, owner: Procedure, tail: Procedure | None) -> None:
        members = []
        for variable, node in zip(expr.variables, expr.lambdas, strict=True):
            procedure = self._enter(node, owner, variable)
            self.of_variable[variable] = procedure
            self._sites[variable] = []
            owner.binds.add(variable)
            members.append(procedure)
        for procedure in members:
            self._walk(procedure.node.body, procedure, procedure)
        self._walk(expr.body, owner, tail)
        for procedure in members:
            if procedure.variable in self._escapes or procedure.node.rest is not None:
                owner.makes.add(procedure)
                continue
            procedure.kind = Kind.LIFTED
            if len(members) == 1:
                self._consider_loop(procedure)

    def _consider_loop(self, procedure: Procedure) -> None:
        assert procedure.variable is not None
        inside: list[_Site] = []
        outside: list[_Site] = []
        for site in self._sites[procedure.variable]:
            (inside if self._is_within(site.owner, procedure) else outside).append(site)
        if len(outside) != 1:
            return
        if any(self._tail(site.tail_of) is not procedure for site in inside):
            return
        procedure.kind = Kind.LOOP
        procedure.repeats = bool(inside)
        self._goes_to[procedure] = outside[0].tail_of
        self.loop_calls[outside[0].call] = procedure

    def _tail(self, procedure: Procedure | None) -> Procedure | None:
        """Whose tail position a place in the tail of `procedure` is in, loops seen through.

        A loop entered within a loop's tail is in that loop's tail.
        """
        while procedure is not None and procedure in self._goes_to:
            procedure = self._goes_to[procedure]
        return procedure

    def _is_within(self, procedure: Procedure | None, outer: Procedure) -> bool:
        while procedure is not None:
            if procedure is outer:
                return True
            procedure = procedure.parent
        return False

    def _settle(self) -> None:
        """Free variables, to a fixed point: callers of lifted procedures pass theirs on."""
        everyone = list(self.of_node.values())
        for procedure in everyone:
            procedure.free = procedure.refers - procedure.binds
        changed = True
        while changed:
            changed = False
            for procedure in reversed(everyone):
                found = set(procedure.free)
                for other in procedure.makes:
                    found |= other.free
                for other in procedure.calls:
                    if other.kind is not Kind.CLOSURE:
                        found |= other.free
                    elif other.variable is not None:
                        found.add(other.variable)
                found -= procedure.binds
                if len(found) != len(procedure.free):
                    procedure.free = found
                    changed = True
        for procedure in everyone:
            if procedure.kind is not Kind.LOOP:
                self.captured |= procedure.free


def may_wait(expr: Expr) -> bool:
    """Whether control may leave in the middle of `expr` and come back more than once.

    Only calls of procedures that are not builtins known to return at once can.
    """
    match expr:
        case Begin(body):
            return any(may_wait(part) for part in body)
        case If(test, then, otherwise):
            return may_wait(test) or may_wait(then) or may_wait(otherwise)
        case Let(_, values, body):
            return _any_waits(values) or may_wait(body)
        case Fix(_, lambdas, body):
            return may_wait(body) or any(may_wait(node.body) for node in lambdas)
        case SetLocal(_, value) | SetGlobal(_, value) | DefineGlobal(_, value):
            return may_wait(value)
        case Call(Const(Builtin() as builtin), operands) if not builtin.is_control:
            return _any_waits(operands)
        case Call() | Spread():
            return True
    return False


def _any_waits(exprs: Iterable[Expr]) -> bool:
    return any(may_wait(expr) for expr in exprs)

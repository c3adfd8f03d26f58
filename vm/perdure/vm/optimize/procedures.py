"""The form that every procedure is given: a loop, a directly called function, or a closure.

A procedure bound by `Fix` whose every use is a call with the right number of
operands is *known*. A known procedure is

- a **loop**, in place, if it has one call from outside and all its own calls to
  itself are in tail position (the contification of Fluet and Weeks, "Contification
  using dominators", 2001, in its simplest case);
- otherwise **lifted**: its free variables become more parameters (Johnsson,
  "Lambda lifting", 1985), so calling it needs no closure.

Every other procedure is a **closure** over its free variables.

Read by: perdure.vm.lower.
"""

from __future__ import annotations

import enum
from dataclasses import field
from typing import Final

from perdure.vm.core import (
    Begin,
    Call,
    Const,
    DefineGlobal,
    Expr,
    Fix,
    Global,
    If,
    Lambda,
    Let,
    Local,
    Region,
    SetLocal,
    Spread,
    Variable,
)
from perdure.vm.core.descent import Descent
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Builtin, Cell


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
    first: int = 0  #: its number: that of a procedure comes before those in its text
    last: int = 0  #: the highest number in its text
    repeats: bool = False  #: a loop that goes round, rather than being entered once
    entered: _Site | None = None  #: of a loop: the call in whose place it is put
    #: how deep statements are nested in its code, loops in place included: where its value
    #: is returned or leaves a loop, and elsewhere
    nested: int = 0
    nested_elsewhere: int = 0
    refers: set[Variable] = field(default_factory=set)
    binds: set[Variable] = field(default_factory=set)
    calls: set[Procedure] = field(default_factory=set)  #: procedures of known name
    makes: set[Procedure] = field(default_factory=set)  #: procedures whose closures it creates
    free: set[Variable] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"<{self.kind.value} {self.node.name}>"


@dataclass(eq=False)
class _Site:
    """A call of a Fix variable: its caller, and what happens to its value."""

    call: Call
    owner: Procedure
    tail_of: Procedure | None  #: whose tail position it is in; None: no one's
    depth: int  #: how deep it is nested in its owner's code, where the owner's value is returned
    depth_elsewhere: int


#: How deep statements may be nested in one code when loops are put in place in it. Code is
#: made into Python by recursion over its statements.
MOST_NESTED: Final = 60
LOOP_COUNTS: Final = 5  #: a loop counts as so many; Python nests at most 20 of them
_LEVEL: Final = 4  #: Python frames from one expression to the next within it, at most


class Procedures:
    """The plan for every Lambda of a compilation unit."""

    def __init__(
        self, unit: Lambda, descent: Descent, apart: frozenset[Variable] = frozenset()
    ) -> None:
        self._descent = descent
        self._apart = set(apart)  #: the variables of procedures that are never put in place
        self._depth = 0  #: how deep the expression in hand is nested in its owner's code
        self._depth_elsewhere = 0
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
        self._body(self.unit)
        self._settle()

    # The walk: `owner` is the procedure whose text this is; `tail` the one whose
    # tail position it is in, or None.

    def _body(self, procedure: Procedure) -> None:
        around = self._depth, self._depth_elsewhere
        self._depth = self._depth_elsewhere = 0
        self._walk(procedure.node.body, procedure, procedure)
        procedure.last = len(self.of_node) - 1
        self._depth, self._depth_elsewhere = around

    def _walk(self, expr: Expr, owner: Procedure, tail: Procedure | None) -> None:
        if expr.__class__ is Const or expr.__class__ is Global:
            return
        descent = self._descent
        if descent.left < _LEVEL:
            descent.deeper(self._walk, expr, owner, tail)
            return
        descent.left -= _LEVEL
        depth, depth_elsewhere = self._depth, self._depth_elsewhere
        self._go_through(expr, owner, tail)
        self._depth, self._depth_elsewhere = depth, depth_elsewhere
        descent.left += _LEVEL

    def _go_through(self, expr: Expr, owner: Procedure, tail: Procedure | None) -> None:
        while True:
            match expr:
                case Begin(body):
                    for part in body[:-1]:
                        self._walk(part, owner, None)
                    expr = body[-1]
                case If(test, then, otherwise):
                    self._walk(test, owner, None)
                    self._depth += 1
                    self._depth_elsewhere += 1
                    owner.nested = max(owner.nested, self._depth)
                    owner.nested_elsewhere = max(owner.nested_elsewhere, self._depth_elsewhere)
                    self._walk(then, owner, tail)
                    if tail is not None:  # what follows needs no nesting; see lowering
                        self._depth -= 1
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
            case Lambda():
                procedure = self._enter(expr, owner, None)
                owner.makes.add(procedure)
                self._body(procedure)
            case Region(_, _, held, body):
                if isinstance(body, Call) and isinstance(body.operator, Local):
                    self._apart.add(body.operator.variable)
                for part in (*held, body):
                    self._walk(part, owner, None)
            case Call(Local(variable), operands) if self._takes(variable, len(operands)):
                for operand in operands:
                    self._walk(operand, owner, None)
                site = _Site(expr, owner, tail, self._depth, self._depth_elsewhere)
                self._sites[variable].append(site)
                owner.calls.add(self.of_variable[variable])
            case _:
                for child in expr.children():
                    self._walk(child, owner, None)

    def _takes(self, variable: Variable, count: int) -> bool:
        procedure = self.of_variable.get(variable)
        if procedure is None:
            return False
        return procedure.node.rest is None and len(procedure.node.parameters) == count

    def _enter(self, node: Lambda, owner: Procedure, variable: Variable | None) -> Procedure:
        procedure = Procedure(node, variable, parent=owner, first=len(self.of_node))
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
            self._body(procedure)
        self._walk(expr.body, owner, tail)
        for procedure in members:
            if procedure.variable in self._escapes or procedure.node.rest is not None:
                owner.makes.add(procedure)
                continue
            procedure.kind = Kind.LIFTED
            if len(members) == 1 and procedure.variable not in self._apart:
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
        if not self._fits(procedure, outside[0], bool(inside)):
            return
        procedure.kind = Kind.LOOP
        procedure.repeats = bool(inside)
        procedure.entered = outside[0]
        self._goes_to[procedure] = outside[0].tail_of
        self.loop_calls[outside[0].call] = procedure

    def _fits(self, procedure: Procedure, site: _Site, repeats: bool) -> bool:
        """Whether a loop can be put where the call is, without nesting code too deep."""
        raised: list[tuple[Procedure, int, int]] = []
        nested, elsewhere = procedure.nested, procedure.nested_elsewhere
        while True:
            if repeats:  # where its value is given, the loop is left
                nested += LOOP_COUNTS
                elsewhere = nested
            elif site.tail_of is None:
                nested = elsewhere
            nested += site.depth
            elsewhere = min(elsewhere + site.depth_elsewhere, MOST_NESTED + 1)
            host = site.owner
            if host.nested >= nested and host.nested_elsewhere >= elsewhere:
                break
            if nested > MOST_NESTED:
                return False
            raised.append((host, nested, elsewhere))
            if host.kind is not Kind.LOOP or host.entered is None:
                break
            site, repeats = host.entered, host.repeats
        for host, nested, elsewhere in raised:
            host.nested = max(host.nested, nested)
            host.nested_elsewhere = max(host.nested_elsewhere, elsewhere)
        return True

    def _tail(self, procedure: Procedure | None) -> Procedure | None:
        """Whose tail position a place in the tail of `procedure` is in, loops seen through.

        A loop entered within a loop's tail is in that loop's tail.
        """
        while procedure is not None and procedure in self._goes_to:
            procedure = self._goes_to[procedure]
        return procedure

    def _is_within(self, procedure: Procedure, outer: Procedure) -> bool:
        return outer.first <= procedure.first <= outer.last

    def _settle(self) -> None:
        """Free variables, to a fixed point: callers of lifted procedures pass theirs on."""
        everyone = list(self.of_node.values())
        users: dict[Procedure, list[Procedure]] = {}  #: whose free variables include its own
        for procedure in everyone:
            procedure.free = set(procedure.refers)
            for other in procedure.makes:
                users.setdefault(other, []).append(procedure)
            for other in procedure.calls:
                if other.kind is not Kind.CLOSURE:
                    users.setdefault(other, []).append(procedure)
                elif other.variable is not None:
                    procedure.free.add(other.variable)
            procedure.free -= procedure.binds
        waiting = {procedure: procedure.free for procedure in everyone if procedure.free}
        while waiting:
            procedure, found = waiting.popitem()
            for user in users.get(procedure, ()):
                new = found - user.free - user.binds
                if new:
                    user.free |= new
                    waiting[user] = waiting[user] | new if user in waiting else new
        for procedure in everyone:
            if procedure.kind is not Kind.LOOP:
                self.captured |= procedure.free


def may_wait(expr: Expr) -> bool:
    """Whether control may leave in the middle of `expr` and come back more than once.

    Only calls of procedures that are not builtins known to return at once can.
    """
    waiting: list[Expr] = [expr]
    while waiting:
        match waiting.pop():
            case Call(Const(Builtin() as builtin), operands) if not builtin.is_control:
                waiting.extend(operands)
            case Call() | Spread():
                return True
            case Lambda():
                pass  # only made here
            case Fix(_, lambdas, body):
                waiting.extend([node.body for node in lambdas])
                waiting.append(body)
            case other:
                waiting.extend(other.children())
    return False

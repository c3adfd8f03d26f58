"""Lowered code: the form in which procedures live in an image.

It is made of lists, strings and numbers, stored as JSON (code.encoding), so it
depends on no class and no Python version. Control is structured; nothing is ever
half-evaluated: every call, effect and check is a statement of its own with a
number, its **site**. Variables are numbers; 0 is the running closure itself.

Expressions are pure: evaluating one twice does no harm.

    ["v", variable]                     its value
    ["k", number]                       an exact integer or a float
    ["s", name]                         a singleton: TRUE, NIL, ...
    ["c", constant]                     a constant of the code, by index
    ["g", constant, place]              the value of a global cell
    ["b", variable, place, late]        what a box holds; late: it may be UNASSIGNED still
    ["p", name, place, [expr ...]]      a pure builtin
    ["?", test, then, otherwise]
    ["l", constant, [expr ...]]         a closure: code and captured values

Statements. `dest` is a variable or -1; `place` an index into positions or -1.

    ["=", site, dest, expr]
    ["box", site, dest, expr]                               a new box
    ["set", site, variable, expr]                           into a box
    ["gset", site, place, constant, expr, how]              how: "define" | "set"
    ["fix", site, [[dest, constant, [expr ...]] ...]]       closures that know each other
    ["do", site, place, dest, name, [expr ...]]             a builtin with an effect
    ["call", site, place, dest, callee, [expr ...], spread]
    ["tail", site, place, callee, [expr ...], spread]
    ["if", site, test, [statement ...], [statement ...]]
    ["loop", site, label, [statement ...]]                  its head is a check point
    ["continue", site, label, [variable ...], [expr ...]]
    ["break", site, label]
    ["again", site, place, constant, label, [variable ...], [expr ...]]
    ["return", site, expr]
    ["check", site]                                         depth, time slice, interrupt

`spread` is 1 where the last operand is a list of further operands. Callees:

    ["v", variable]    any value
    ["g", constant]    the procedure in a global cell
    ["code", constant, expr or null]    a procedure of this unit: lifted, or a closure
    ["b", name]        a control builtin

`again` is a tail call to the procedure in a global cell that was this procedure
when the code was made: while it still is, a continue; else a call whose value is
returned. A procedure without `tail` thus never makes a tail call.

A body never falls off its end; a loop's body ends every path with continue,
break, return or tail.

Some sites stand in *regions*: a frame that waits there is control of a kind, and some of what
it keeps plays a role (perdure.vm.core.control). They are listed beside the body.

A frame waits *after* a site (for the call's value) or *before* it (to do the
statement anew). `point = 2 * site` is after, `2 * site + 1` before. The variables
that a frame keeps: after, those of the site table; before, those and the ones
the the statement mentions, in ascending order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from perdure.vm.core.control import Control, Role

Ex: TypeAlias = list[Any]
Statement: TypeAlias = list[Any]
Body: TypeAlias = list[Statement]


class SiteTable(Protocol):
    """Site -> the variables that live after it: a dict, or what works it out when asked."""

    def __getitem__(self, site: int, /) -> list[int]: ...

    def get(self, site: int, otherwise: list[int], /) -> list[int]: ...


SELF = 0  #: the variable that holds the running closure


@dataclass(frozen=True, slots=True)
class Sites:
    """A region: a frame at one of these sites is control of that kind."""

    kind: Control
    first: int  #: the lowest site in it
    last: int  #: the highest one
    roles: tuple[tuple[Role, int], ...]  #: with the variable that plays it


@dataclass(frozen=True, slots=True)
class Held:
    """The control that a frame is to the machine, by one of the regions in which it waits."""

    kind: Control
    places: tuple[tuple[Role, int], ...]  #: a role, and the index of its value in the frame

    def value(self, role: Role, values: Sequence[Any]) -> Any:
        """The value that plays a role in a frame that keeps these; None where none does."""
        for each, index in self.places:
            if each is role:
                return values[index]
        return None


@dataclass(slots=True)
class Lowered:
    """One procedure, decoded."""

    name: str
    parameters: list[int]
    rest: int  #: the variable of the rest list, or -1
    captured: list[int]  #: variables filled from the closure's values, in order
    variables: list[str]  #: for people: the name of each variable, "" for temporaries
    body: Body
    live: SiteTable
    positions: list[tuple[int, int]]  #: (line, column) by place
    regions: list[Sites] = field(default_factory=list)  #: inner ones before those around them
    constants: list[Any] = field(default_factory=list)
    #: the statements by site, once one was asked for; see statement_at
    by_site: dict[int, Statement] | None = field(default=None, repr=False, compare=False)


def makes_tail_calls(body: Body) -> bool:
    """Whether some statement is a tail call."""
    return any(statement[0] == "tail" for statement in statements_in(body))


def after(site: int) -> int:
    """The point after a site."""
    return 2 * site


def before(site: int) -> int:
    """The point before a site."""
    return 2 * site + 1


def variables_in(expr: Ex) -> Iterator[int]:
    """The variables an expression mentions."""
    match expr[0]:
        case "v" | "b":
            yield expr[1]
        case "p":
            for operand in expr[3]:
                yield from variables_in(operand)
        case "?":
            for part in expr[1:]:
                yield from variables_in(part)
        case "l":
            for part in expr[2]:
                yield from variables_in(part)


def callee_variables(callee: Ex) -> Iterator[int]:
    """The variables a callee mentions."""
    if callee[0] == "v":
        yield callee[1]
    elif callee[0] == "code" and callee[2] is not None:
        yield from variables_in(callee[2])


def expressions_of(statement: Statement) -> list[Ex]:
    """The expressions a statement evaluates itself, in order (no inner statements)."""
    match statement:
        case ["=" | "box" | "set", _, _, expr] | ["return", _, expr]:
            return [expr]
        case ["gset", _, _, _, expr, _]:
            return [expr]
        case ["fix", _, closures]:
            return [expr for _, _, captured in closures for expr in captured]
        case ["do", _, _, _, _, operands] | ["call", _, _, _, _, operands, _]:
            return list(operands)
        case ["tail", _, _, _, operands, _] | ["continue", _, _, _, operands]:
            return list(operands)
        case ["again", _, _, _, _, _, operands]:
            return list(operands)
        case ["if", _, test, _, _]:
            return [test]
    return []


def uses_of(statement: Statement) -> set[int]:
    """The variables a statement reads itself (no inner statements)."""
    found = {v for expr in expressions_of(statement) for v in variables_in(expr)}
    match statement:
        case ["set", _, variable, _]:
            found.add(variable)
        case ["call", _, _, _, callee, _, _] | ["tail", _, _, callee, _, _]:
            found.update(callee_variables(callee))
        case ["fix", _, closures]:
            found -= {dest for dest, _, _ in closures}
    return found


def kept_at(lowered: Lowered, point: int, statement: Statement) -> list[int]:
    """The variables a frame at `point` keeps, in their order."""
    live = lowered.live.get(point >> 1, [])
    if point & 1:
        return sorted({*live, *uses_of(statement)})
    return live


def held_at(lowered: Lowered, point: int) -> tuple[Held, ...]:
    """The control that a frame at a point is to the machine, innermost region first; () mostly."""
    site = point >> 1
    regions = [each for each in lowered.regions if each.first <= site <= each.last]
    statement = statement_at(lowered, site) if regions else None
    if statement is None:
        return ()
    index = {variable: i for i, variable in enumerate(kept_at(lowered, point, statement))}
    return tuple(
        [
            Held(each.kind, tuple([(role, index[v]) for role, v in each.roles if v in index]))
            for each in regions
        ]
    )


def calls_within(body: Body, first: int, last: int) -> Iterator[Statement]:
    """The calls at those sites, at which frames wait."""
    for statement in body:
        match statement:
            case ["call", site, *_] if first <= site <= last:
                yield statement
            case ["if", _, _, then, otherwise]:
                yield from calls_within(then, first, last)
                yield from calls_within(otherwise, first, last)
            case ["loop", _, _, inside]:
                yield from calls_within(inside, first, last)


def statement_at(lowered: Lowered, site: int) -> Statement | None:
    """The statement with that site, wherever it is nested."""
    if lowered.by_site is None:
        lowered.by_site = {statement[1]: statement for statement in statements_in(lowered.body)}
    return lowered.by_site.get(site)


def statements_in(body: Body) -> Iterator[Statement]:
    """All statements, the nested ones too; in no order."""
    waiting = [*body]
    while waiting:
        statement = waiting.pop()
        yield statement
        if statement[0] == "if":
            waiting += statement[3]
            waiting += statement[4]
        elif statement[0] == "loop":
            waiting += statement[3]

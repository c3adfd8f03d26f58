"""Lowered code: the form in which procedures live in an image.

A procedure is a body of instructions (perdure.vm.code.instructions) and what belongs to it. It is
stored as JSON (perdure.vm.code.encoding), so that what is stored depends on no class and on no
Python version.

Some sites stand in *regions*: a frame that waits there is control of a kind, and some of what
it keeps plays a role (perdure.vm.core.control). They are listed beside the body.

A frame waits *after* a site (for the call's value) or *before* it (to do the
statement anew). `point = 2 * site` is after, `2 * site + 1` before. The variables
that a frame keeps: after, those of the site table; before, those and the ones
that the statement mentions, in ascending order.

Reads: perdure.vm.code.instructions. Read by: perdure.vm.lower, perdure.vm.python,
perdure.vm.machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any, Protocol

from perdure.vm.code.instructions import Body, ProcedureCall, Statement, TailCall
from perdure.vm.core.control import Control, Role
from perdure.vm.dataclass import dataclass


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
    #: the statements by site, once one was asked for; see statement_at
    by_site: dict[int, Statement] | None = field(default=None, repr=False, compare=False)


def makes_tail_calls(body: Body) -> bool:
    """Whether some statement is a tail call."""
    return any(isinstance(statement, TailCall) for statement in statements_in(body))


def after(site: int) -> int:
    """The point after a site."""
    return 2 * site


def before(site: int) -> int:
    """The point before a site."""
    return 2 * site + 1


def kept_at(lowered: Lowered, point: int, statement: Statement) -> list[int]:
    """The variables a frame at `point` keeps, in their order."""
    live = lowered.live.get(point >> 1, [])
    if point & 1:
        return sorted({*live, *statement.uses()})
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


def calls_within(body: Body, first: int, last: int) -> Iterator[ProcedureCall]:
    """The calls at those sites, at which frames wait."""
    for statement in body:
        if isinstance(statement, ProcedureCall) and first <= statement.site <= last:
            yield statement
        for inner in statement.bodies():
            yield from calls_within(inner, first, last)


def statement_at(lowered: Lowered, site: int) -> Statement | None:
    """The statement with that site, wherever it is nested."""
    if lowered.by_site is None:
        lowered.by_site = {statement.site: statement for statement in statements_in(lowered.body)}
    return lowered.by_site.get(site)


def statements_in(body: Body) -> Iterator[Statement]:
    """All statements, the nested ones too; in no order."""
    waiting = [*body]
    while waiting:
        statement = waiting.pop()
        yield statement
        for inner in statement.bodies():
            waiting += inner

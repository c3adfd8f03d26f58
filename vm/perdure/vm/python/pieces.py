"""Pieces: what is left of a long procedure at a point, no more of it than is soon done.

A resumption holds the rest of a body. Were that all of it, a procedure of N waits in a row
would be made into N functions, of N statements on average. So the rest of a long body goes to
the next **cut** only. There it ends in a GoTo, by which the machine goes on before
that statement as in a stored frame: the variables that live there go from one function to the
next as they would through an image, and whatever leads there shares the function. Lowered code
and what is stored of a computation know nothing of cuts.

Cuts come between the statements of one body, wherever more than MOST have gathered, but not
before a `break`, of which the site table says nothing. A choice
that is larger is cut before, after, and in each branch. A loop that is larger is never cut where
it is entered, so that it runs as one function; a frame that goes on within it does the rest of
that round, and comes to the head of the loop by a GoTo.

Reads: perdure.vm.code.instructions, perdure.vm.python.resume. Read by:
perdure.vm.python.facts.
"""

from __future__ import annotations

from typing import Final

from perdure.vm.code.instructions import (
    Again,
    Body,
    Branch,
    Break,
    EnteredLoop,
    Expression,
    GoTo,
    Loop,
    NewClosure,
    ProcedureCall,
    Statement,
    TailCall,
)
from perdure.vm.dataclass import dataclass
from perdure.vm.python.resume import completed, leaves, rest_of

#: How much is left together: about the expressions and statements of the Python made of it.
MOST: Final = 150
_CALL: Final = 4  #: what a call takes beside its operands


@dataclass(slots=True)
class _Spot:
    """Where a statement stands: at `index` in a body, which is part of the statement `around`."""

    statement: Statement
    body: Body
    index: int
    around: _Spot | None
    weight: int = 0  #: with all that is nested in it
    until: int = 0  #: where in the body the next cut is


class Pieces:
    """The statements of one procedure's body, weighed, and cut where there are many."""

    def __init__(self, body: Body, most: int) -> None:
        self._body = body
        self._most = most
        self._spots: dict[int, _Spot] = {}  #: by site
        self._loops: dict[str, _Spot] = {}  #: by label
        if self._enter(body, None) <= most:
            self._spots = {}  # it is not cut

    def _enter(self, body: Body, around: _Spot | None) -> int:
        """Enter the statements of a body, and cut it; gives what they weigh together."""
        total, size = 0, 0
        together: list[_Spot] = []
        for index, statement in enumerate(body):
            spot = self._spots[statement.site] = _Spot(statement, body, index, around)
            spot.weight = _own_weight(statement)
            if isinstance(statement, Loop):
                self._loops[statement.label] = spot
            for inner in statement.bodies():
                spot.weight += self._enter(inner, spot)
            if together and size + spot.weight > self._most and not isinstance(statement, Break):
                for each in together:
                    each.until = index
                together, size = [], 0
            together.append(spot)
            size += spot.weight
            total += spot.weight
        for each in together:
            each.until = len(body)
        return total

    def rest(self, point: int) -> Body:
        """The statements left to do at a point, up to a cut, the value given to it being Given.

        ValueError where the body has no such site.
        """
        if not self._spots:
            return rest_of(self._body, point)
        spot = self._spots.get(point >> 1)
        if spot is None:
            raise ValueError(f"no site {point >> 1}")
        first = [spot.statement] if point & 1 else completed(spot.statement)
        made = [self._begun(statement) for statement in first]
        size = spot.weight
        while True:
            if not leaves(made):
                size = self._go_on(made, spot, size)
            around = spot.around
            if around is None:
                return made
            loop = around.statement
            if isinstance(loop, Loop):
                if around.weight > self._most:
                    return made  # its jumps are GoTos
                made = [EnteredLoop(loop.site, loop.label, loop.body, made)]
                size += around.weight
            spot = around

    def _go_on(self, made: Body, spot: _Spot, size: int) -> int:
        """Add what follows a statement in its body; how much it is with `size` before it."""
        body, here = spot.body, spot.index + 1
        until = spot.until
        if size > self._most and here < until and not isinstance(body[here], Break):
            until = here
        for statement in body[here:until]:
            made.append(statement)
            size += self._spots[statement.site].weight
        if until < len(body):
            made.append(GoTo(body[until].site))
        return size

    def _begun(self, statement: Statement) -> Statement:
        """The statement; where it is a choice that is larger than a piece, cut in its branches."""
        if not isinstance(statement, Branch) or self._spots[statement.site].weight <= self._most:
            return statement
        then, otherwise = self._beginning(statement.then), self._beginning(statement.otherwise)
        return Branch(statement.site, statement.test, then, otherwise)

    def _beginning(self, body: Body) -> Body:
        """A branch up to its first cut."""
        if not body:
            return body
        first = self._spots[body[0].site]
        if first.weight > self._most:
            return [GoTo(body[0].site)]
        until = first.until
        return body[:until] if until == len(body) else [*body[:until], GoTo(body[until].site)]

    def head_of(self, label: str) -> int:
        """The site of the loop with that label."""
        return self._loops[label].statement.site

    def after(self, label: str) -> Statement:
        """The statement that follows the loop with that label."""
        spot: _Spot | None = self._loops[label]
        while spot is not None:
            if spot.index + 1 < len(spot.body):
                return spot.body[spot.index + 1]
            spot = spot.around
        raise ValueError(f"nothing follows the loop {label}")


def _own_weight(statement: Statement) -> int:
    """The weight of a statement, without those nested in it."""
    weight = _CALL if isinstance(statement, (ProcedureCall, TailCall, Again)) else 1
    return weight + sum(map(_size_of, statement.children()))


def _size_of(expr: Expression) -> int:
    if isinstance(expr, NewClosure):
        return 1 + len(expr.captured)
    parts = expr.children()
    return 1 + sum(map(_size_of, parts)) if parts else 1

"""Pieces: what is left of a long procedure at a point, no more of it than is soon done.

A resumption holds the rest of a body. Were that all of it, a procedure of N waits in a row
would be made into N functions, of N statements on average. So the rest of a long body goes to
the next **cut** only. There it ends in `["goto", site]`, by which the machine goes on before
that statement as in a stored frame: the variables that live there go from one function to the
next as they would through an image, and whatever leads there shares the function. Lowered code
and what is stored of a computation know nothing of cuts.

Cuts come between the statements of one body, wherever more than MOST have gathered, but not
before a `break`, of which the site table says nothing. A choice
that is larger is cut before, after, and in each branch. A loop that is larger is never cut where
it is entered, so that it runs as one function; a frame that goes on within it does the rest of
that round, and comes to the head of the loop by a goto.

Reads: perdure.vm.code.lowered, perdure.vm.python.resume. Read by:
perdure.vm.python.facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from perdure.vm.code.lowered import Body, Ex, Statement, expressions_of
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
            spot = self._spots[statement[1]] = _Spot(statement, body, index, around)
            spot.weight = _own_weight(statement)
            if statement[0] == "if":
                spot.weight += self._enter(statement[3], spot) + self._enter(statement[4], spot)
            elif statement[0] == "loop":
                self._loops[statement[2]] = spot
                spot.weight += self._enter(statement[3], spot)
            if together and size + spot.weight > self._most and statement[0] != "break":
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
        """The statements left to do at a point, up to a cut, the value given to it being `["x"]`.

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
            if around.statement[0] == "loop":
                if around.weight > self._most:
                    return made  # its jumps are gotos
                _, site, label, inside = around.statement
                made = [["loop", site, label, inside, made]]
                size += around.weight
            spot = around

    def _go_on(self, made: Body, spot: _Spot, size: int) -> int:
        """Add what follows a statement in its body; how much it is with `size` before it."""
        body, here = spot.body, spot.index + 1
        until = spot.until
        if size > self._most and here < until and body[here][0] != "break":
            until = here
        for statement in body[here:until]:
            made.append(statement)
            size += self._spots[statement[1]].weight
        if until < len(body):
            made.append(_goto(body[until]))
        return size

    def _begun(self, statement: Statement) -> Statement:
        """The statement; where it is a choice that is larger than a piece, cut in its branches."""
        if statement[0] != "if" or self._spots[statement[1]].weight <= self._most:
            return statement
        _, site, test, then, otherwise = statement
        return ["if", site, test, self._beginning(then), self._beginning(otherwise)]

    def _beginning(self, body: Body) -> Body:
        """A branch up to its first cut."""
        if not body:
            return body
        first = self._spots[body[0][1]]
        if first.weight > self._most:
            return [_goto(body[0])]
        until = first.until
        return body[:until] if until == len(body) else [*body[:until], _goto(body[until])]

    def head_of(self, label: str) -> int:
        """The site of the loop with that label."""
        site: int = self._loops[label].statement[1]
        return site

    def after(self, label: str) -> Statement:
        """The statement that follows the loop with that label."""
        spot: _Spot | None = self._loops[label]
        while spot is not None:
            if spot.index + 1 < len(spot.body):
                return spot.body[spot.index + 1]
            spot = spot.around
        raise ValueError(f"nothing follows the loop {label}")


def _goto(statement: Statement) -> Statement:
    return ["goto", statement[1]]


def _own_weight(statement: Statement) -> int:
    """The weight of a statement, without those nested in it."""
    weight = _CALL if statement[0] in ("call", "tail", "again") else 1
    return weight + sum(map(_size_of, expressions_of(statement)))


def _size_of(expr: Ex) -> int:
    match expr[0]:
        case "p":
            return 1 + sum(map(_size_of, expr[3]))
        case "?":
            return 1 + sum(map(_size_of, expr[1:]))
        case "l":
            return 1 + len(expr[2])
    return 1

"""Jumps of lowered code as statements of Python: to a loop's head, behind it, to another function.

Python's own `continue` and `break` reach the innermost loop; a jump further out leaves in `j` where
it is bound for. A loop of which the function has only a part is gone on with in another one.

Read by: perdure.vm.python.functions.
"""

from __future__ import annotations

import ast

from perdure.vm.code.instructions import Break
from perdure.vm.code.lowered import before
from perdure.vm.python.calls import Calls
from perdure.vm.python.facts import Facts
from perdure.vm.python.lines import place
from perdure.vm.python.nodes import call, compare, constant, name, set_local
from perdure.vm.python.wide import handed_on, kept_there

PROBE = 4_000_000  #: added to a site: the line of the probe before its statement


class OpenLoop:
    """A loop being made: its label, and where the jumps out of it go."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.breaks = False
        self.marked: list[str] = []  #: variables that hold what was marked as changed last
        self.escapes: list[tuple[str, str]] = []


class Jumps(Calls):
    """The part of a Python function in the making that jumps."""

    def __init__(self, facts: Facts, steady: frozenset[int], probes: frozenset[int]) -> None:
        super().__init__(facts, steady)
        self.probes = probes
        self.loops: list[OpenLoop] = []
        self.in_tuple: list[int] = []  #: of a wide resumption, the variables in `kept`
        self.named: set[int] = set()  #: those that are variables of Python's as well

    def probe(self, site: int) -> ast.stmt:
        """Tell a debugger that the statement of that site is next; it may stop there."""
        made = ast.Expr(call(name("probe"), name("K"), constant(site)))
        place(made, site + PROBE)
        return made

    def goto(self, site: int) -> list[ast.stmt]:
        """Have the machine go on before a statement that is not in this function.

        Its line is that statement's: where it is not come to, the computation is before it.
        """
        point = before(site)
        kept = handed_on(kept_there(self.lowered, point), self.in_tuple, self.named)
        made = ast.Return(call(name("go_on"), name("K"), constant(point), name("d"), *kept))
        place(made, site)
        return [self.probe(site), made] if site in self.probes else [made]

    def jump(self, how: str, label: str) -> list[ast.stmt]:
        """Python's continue and break reach one loop; further out goes step by step.

        A loop that the function has only a part of is gone on with in another one.
        """
        if all(loop.label != label for loop in self.loops):
            return self.jump_away(how, label)
        loop = self.loops[-1]
        if loop.label == label:
            if how == "break":
                loop.breaks = True
                return [set_local("j", constant(0)), ast.Break()]
            return [ast.Continue()]
        if (how, label) not in loop.escapes:
            loop.escapes.append((how, label))
        number = loop.escapes.index((how, label)) + 1
        return [set_local("j", constant(number)), ast.Break()]

    def jump_away(self, how: str, label: str) -> list[ast.stmt]:
        """A jump whose loop is not in this function."""
        pieces = self.facts.pieces
        if how == "continue":
            return self.goto(pieces.head_of(label))
        following = pieces.after(label)
        if isinstance(following, Break):
            return self.jump("break", following.label)
        return self.goto(following.site)

    def after_loop(self, loop: OpenLoop) -> list[ast.stmt]:
        """Go on to where the jumps out of a loop were bound for."""
        if not loop.escapes:
            return []
        if len(loop.escapes) == 1 and not loop.breaks:
            return self.jump(*loop.escapes[0])
        return [
            ast.If(compare(name("j"), ast.Eq(), constant(number)), self.jump(*escape), [])
            for number, escape in enumerate(loop.escapes, start=1)
        ]

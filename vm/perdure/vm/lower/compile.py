"""From a core expression to a procedure that evaluates it: all passes in order.

Reads: passes, lowering. Read by: perdure.languages.
"""

from __future__ import annotations

from perdure.vm.core import Expr, Lambda, Position, Variable
from perdure.vm.core.descent import Descent, TooDeep
from perdure.vm.lower.lower import lowered_unit
from perdure.vm.objects.procedures import Cell, Closure, Code, Source, new_closure
from perdure.vm.optimize.nesting import MOST, with_bounded_nesting
from perdure.vm.optimize.procedures import Procedures
from perdure.vm.optimize.simplify import simplified


def compile_unit(
    expr: Expr,
    source: Source | None,
    name: str,
    fixed: frozenset[Cell] = frozenset(),
    *,
    keeps_variables: bool = False,
) -> Closure:
    """A procedure of no arguments that evaluates `expr`; shown in stacks as `name`.

    `fixed` holds cells whose one definition is all that will ever bind them, so that
    the compiler may rely on it. Where it `keeps_variables`, frames keep all that are in
    scope, not only those that are needed yet. TooDeep where the expression is nested
    beyond measure; see `place_of`.
    """
    return new_closure(code_of(expr, source, name, fixed, keeps_variables=keeps_variables))


def code_of(
    expr: Expr,
    source: Source | None,
    name: str,
    fixed: frozenset[Cell],
    *,
    keeps_variables: bool = False,
) -> Code:
    """The Code of `compile_unit`'s procedure."""
    descent = Descent()
    body, depth = simplified(expr, fixed, descent, keeps_variables=keeps_variables)
    apart: frozenset[Variable] = frozenset()
    if depth > MOST:
        body, apart = with_bounded_nesting(body, descent)
    plan = Procedures(Lambda((), None, body, name), descent, apart)
    return lowered_unit(plan, source, descent, keeps_variables=keeps_variables)


def place_of(error: TooDeep) -> Position:
    """A place at or within what a pass found no stack for; None where none is known."""
    waiting = [getattr(argument, "node", argument) for argument in error.arguments]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, Expr):
            at: Position = getattr(found, "at", None)
            if at is not None:
                return at
            waiting += found.children()
        elif isinstance(found, tuple):
            waiting += found
    return None

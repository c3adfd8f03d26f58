"""From a core expression to a procedure that evaluates it: all passes in order.

Reads: passes, lowering. Read by: perdure.languages.
"""

from __future__ import annotations

from perdure.vm.core import Expr, Lambda
from perdure.vm.lowering.lower import lowered_unit
from perdure.vm.passes.procedures import Procedures
from perdure.vm.passes.simplify import simplified
from perdure.vm.passes.variables import forget
from perdure.vm.values.procedures import Cell, Closure, Code, Source, new_closure


def compile_unit(
    expr: Expr, source: Source | None, name: str, fixed: frozenset[Cell] = frozenset()
) -> Closure:
    """A procedure of no arguments that evaluates `expr`; shown in stacks as `name`.

    `fixed` holds cells whose one definition is all that will ever bind them, so that
    the compiler may rely on it.
    """
    return new_closure(code_of(expr, source, name, fixed))


def code_of(expr: Expr, source: Source | None, name: str, fixed: frozenset[Cell]) -> Code:
    """The Code of `compile_unit`'s procedure."""
    try:
        unit = Lambda((), None, simplified(expr, fixed), name)
        return lowered_unit(Procedures(unit), source)
    finally:
        forget()

"""Small procedures put in place of their calls.

Only *fixed* ones: global procedures of which the front end knows that their one
definition is all that ever binds the cell (a program's own, a library's). What can
be redefined while the image lives is always called through its cell. And only
*leaves*, which call nothing but builtins that return at once: such a procedure is
never in the middle of anything when a process is captured, so no stack misses it.

Read by: perdure.vm.optimize.simplify.
"""

from __future__ import annotations

from collections.abc import Iterable

from perdure.vm.core import (
    Begin,
    Call,
    Const,
    DefineGlobal,
    Expr,
    Global,
    If,
    Lambda,
    Let,
    Local,
    Position,
    SetLocal,
    Variable,
)
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.procedures import Builtin, Cell
from perdure.vm.objects.singletons import Singleton

LARGEST = 24  #: nodes of a body that is put in place
_ATOMS = (int, float, Symbol, Char, Singleton)


class Inlining:
    """The procedures and constants that may be put in place, by the cell they are bound to."""

    def __init__(self, unit: Expr, fixed: frozenset[Cell]) -> None:
        self.procedures: dict[Cell, Lambda] = {}
        self.constants: dict[Cell, Const] = {}
        for cell, value in _definitions(unit):
            if cell not in fixed:
                continue
            match value:
                case Lambda(_, None, body) if _size(body, LARGEST) is not None:
                    self.procedures[cell] = value
                case Const(constant) if isinstance(constant, _ATOMS):
                    self.constants[cell] = value

    def body_for(
        self, cell: Cell, count: int, place: Position
    ) -> tuple[tuple[Variable, ...], Expr] | None:
        """(parameters, body) to bind to `count` operands, in variables of their own; or None.

        What has no position in the body (a record's accessor has none) gets `place`.
        """
        found = self.procedures.get(cell)
        if found is None or len(found.parameters) != count:
            return None
        renamed: dict[Variable, Variable] = {}
        parameters = tuple(_fresh(parameter, renamed) for parameter in found.parameters)
        return parameters, _copied(found.body, renamed, place)


def _definitions(unit: Expr) -> Iterable[tuple[Cell, Expr]]:
    waiting = [unit]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Begin):
            waiting.extend(reversed(part.body))
        elif isinstance(part, DefineGlobal):
            yield part.cell, part.value


def _size(expr: Expr, most: int) -> int | None:
    """The number of nodes of a leaf's body; None where it is more than `most`, or no leaf."""
    match expr:
        case Const() | Local() | Global():
            return 1
        case If() | Begin() | Let() | SetLocal():
            parts = expr.children()
        case Call(Const(Builtin() as builtin), operands) if not builtin.is_control:
            parts = operands
        case _:
            return None
    total = 1
    for part in parts:
        size = _size(part, most - total)
        if size is None:
            return None
        total += size
    return total if total <= most else None


def _fresh(variable: Variable, renamed: dict[Variable, Variable]) -> Variable:
    """Without a name: in a stack, it would seem to be one of the procedure around."""
    made = renamed[variable] = Variable("")
    made.assigned = variable.assigned
    return made


def _copied(expr: Expr, renamed: dict[Variable, Variable], place: Position) -> Expr:
    """A leaf's body with its variables renamed."""
    match expr:
        case Local(variable, at):
            return Local(renamed.get(variable, variable), at)
        case SetLocal(variable, value, at):
            return SetLocal(renamed.get(variable, variable), _copied(value, renamed, place), at)
        case Let(variables, values, body):
            bound = tuple(_copied(value, renamed, place) for value in values)
            inner = tuple(_fresh(variable, renamed) for variable in variables)
            return Let(inner, bound, _copied(body, renamed, place))
        case Call(operator, operands, at):
            copies = tuple(_copied(operand, renamed, place) for operand in operands)
            return Call(operator, copies, place if at is None else at)
    return expr.rebuilt(lambda part: _copied(part, renamed, place))

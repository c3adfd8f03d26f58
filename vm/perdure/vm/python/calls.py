"""Calls of lowered code as statements of Python.

A procedure that is known to make no tail call gives its value; any other may give TAIL, and leave
in the machine's registers which call is to follow.

Read by: perdure.vm.python.jumps.
"""

from __future__ import annotations

import ast
from typing import TypeGuard

from perdure.vm.code.instructions import (
    Callee,
    CellProcedure,
    ControlPrimitive,
    Expression,
    Get,
    KnownClosure,
    KnownCode,
)
from perdure.vm.python.expressions import Expressions
from perdure.vm.python.facts import Facts
from perdure.vm.python.lines import place
from perdure.vm.python.nodes import (
    add,
    attribute,
    binary,
    call,
    constant,
    is_same,
    name,
    set_attribute,
    set_local,
    tuple_of,
)
from perdure.vm.python.templates import primitive_of

BOUNCE = 2_000_000  #: added to a site: the line of the tail calls made for its call


class Calls:
    """The part of a Python function in the making that makes calls."""

    def __init__(self, facts: Facts, steady: frozenset[int]) -> None:
        self.facts = facts
        self.lowered = facts.lowered
        self.steady = steady
        self.ex = Expressions(facts.kinds, facts.known)

    def called(self, callee: Callee) -> tuple[ast.expr, ast.expr]:
        """(the Python function, the procedure to pass to it)."""
        match callee:
            case Get(variable=variable):
                return attribute(name(f"v{variable}"), "_v_entry"), name(f"v{variable}")
            case CellProcedure(constant=cell):
                return name(f"g{cell}"), constant(None)
            case ControlPrimitive(primitive=primitive):
                return name(f"e:{primitive}"), constant(None)
            case KnownCode(constant=code):
                return self.ex.entry(code), constant(None)
            case KnownClosure(constant=code, closure=closure):
                procedure = self.ex.value(closure)
                return self.ex.entry(code), procedure

    def is_steady(self, callee: Callee) -> bool:
        """Whether it is known to make no tail calls."""
        if isinstance(callee, (CellProcedure, KnownCode, KnownClosure)):
            return callee.constant in self.steady
        return False

    def operands(self, operands: list[Expression], *, spread: bool) -> list[ast.expr]:
        values = self.ex.values(operands)
        if spread:
            values[-1] = ast.Starred(call(name("items_of"), values[-1]), ast.Load())
        return values

    def call(
        self,
        site: int,
        dest: int,
        callee: Callee,
        operands: list[Expression],
        spread: bool,
    ) -> list[ast.stmt]:
        variable = f"v{dest}" if dest >= 0 else "r"
        made: ast.expr
        if is_direct(callee):
            made = call(name(f"b:{callee.primitive}"), *self.operands(operands, spread=spread))
            here = set_attribute("M", "d", name("d"))
            return [here, set_local(variable, made), self.bounces(site, variable)]
        function, procedure = self.called(callee)
        deeper = add(name("d"), 1)
        is_steady = self.is_steady(callee)
        if is_steady and isinstance(callee, CellProcedure):
            function = name(f"n{callee.constant}")
        made = call(function, procedure, deeper, *self.operands(operands, spread=spread))
        if is_steady:
            return [set_local(variable, made)]
        return [set_local(variable, made), self.bounces(site, variable)]

    def bounces(self, site: int, variable: str) -> ast.stmt:
        """Make the tail call that the variable stands for, and those that follow it.

        Its line tells it from the call itself, for diagnosis.
        """
        arguments = ast.Starred(attribute(name("M"), "a"), ast.Load())
        bounce = set_local(variable, call(attribute(name("M"), "g"), arguments))
        place(bounce, site + BOUNCE)
        return ast.While(is_same(name(variable), name("TAIL")), [bounce], [])

    def tail(
        self, site: int, callee: Callee, operands: list[Expression], spread: bool
    ) -> list[ast.stmt]:
        if is_direct(callee):
            # Its value, or TAIL, is what this procedure gives too.
            here = set_attribute("M", "d", binary(name("d"), ast.Sub(), constant(1)))
            made = call(name(f"b:{callee.primitive}"), *self.operands(operands, spread=spread))
            return [here, ast.Return(made)]
        function, procedure = self.called(callee)
        if self.is_steady(callee):
            # It makes no tail call itself, so one more Python frame is all this takes. The
            # `s` of a cell leaves a tail call in the registers where that has changed.
            if isinstance(callee, CellProcedure):
                function = name(f"s{callee.constant}")
            deeper = add(name("d"), 1)
            values = self.operands(operands, spread=spread)
            return [ast.Return(call(function, procedure, deeper, *values))]
        arguments = tuple_of([procedure, name("d"), *self.operands(operands, spread=spread)])
        return [
            set_attribute("M", "a", arguments),
            set_attribute("M", "k", name("K")),
            set_attribute("M", "s", constant(site)),
            set_attribute("M", "g", function),
            ast.Return(name("TAIL")),
        ]


def is_direct(callee: Callee) -> TypeGuard[ControlPrimitive]:
    """Whether it is a control primitive that need not know how deep the stack is."""
    return isinstance(callee, ControlPrimitive) and primitive_of(callee.primitive).calls is None

"""Rests that own the cells of their function, as the function does.

A variable that inner functions share is unbound in two ways under Python: UnboundLocalError in the
function that has it, NameError in those that share it. So it is no free variable of a rest. The
rest begins with `x = .own x`, for a free variable `.own x`; of that the compiler makes

    LOAD_DEREF .own x           LOAD_FAST .own x
    STORE_DEREF x         ->    STORE_FAST x

by which the cell itself, and not what it has, takes the place of the one that was made for x. Then
`.own x` is named x: the closure of a rest has the names of the frame's cells.

Read by: perdure.languages.python.generating.rests.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Sequence
from types import CodeType

from perdure.languages.python.code.nodes import (
    assign,
    at,
    branch,
    constant,
    definition,
    expression,
    load,
    parameters,
)

TAKEN = ".own "
SHARING = ".sharing"

LOAD, STORE = dis.opmap["LOAD_DEREF"], dis.opmap["STORE_DEREF"]
LOAD_CELL, STORE_CELL = dis.opmap["LOAD_FAST"], dis.opmap["STORE_FAST"]
EXTENDED = dis.opmap["EXTENDED_ARG"]


def taken(name: str) -> str:
    """The free variable by which a rest is given the cell of its own variable."""
    return TAKEN + name


def owning(place: ast.AST, names: Sequence[str]) -> list[ast.stmt]:
    """The statements with which a rest begins."""
    if not names:
        return []
    # Cells they are even if no function that shares them is left.
    variables: list[ast.expr] = [load(place, name) for name in names]
    shared = at(place, ast.Tuple(variables, ast.Load()))
    sharing = definition(place, SHARING, parameters(place, []), [expression(place, shared)])
    dead = branch(place, constant(place, False), [sharing])
    return [*(assign(place, name, load(place, taken(name))) for name in names), dead]


def owning_code(code: CodeType, names: Sequence[str]) -> CodeType:
    """The code of such a rest, which takes the cells at its beginning."""
    if not names:
        return code
    made = bytearray(code.co_code)
    left = len(names)
    before = -1  #: the instruction before, where that loads
    for index in range(0, len(made), 2):
        if made[index] == STORE and before >= 0:
            made[before], made[index] = LOAD_CELL, STORE_CELL
            left -= 1
            if not left:
                break
        if made[index] != EXTENDED:
            before = index if made[index] == LOAD else -1
    assert not left, code.co_name
    free = tuple(name.removeprefix(TAKEN) for name in code.co_freevars)
    return code.replace(co_code=bytes(made), co_freevars=free)

"""Wide resumptions: where many variables are kept at a point, most are only handed on.

Of N values in a row that are all needed at the end, each resumption is given all that came
before, and gives them on: to what it captures, and to the piece that follows. Were each of them
a parameter, the Python functions made for N waits would be N² names long. So the resumption of
a point at which more than WIDE variables are kept has them in one tuple, its local `kept`; only
those that its statements mention are variables of Python's. The others are in the tuple as long as
it runs. Its local `point` says which they are: those that a frame keeps at that point.

Read by: perdure.vm.python.functions; perdure.vm.machine, which reads the variables of Python
frames.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Final

from perdure.vm.code.instructions import Again, Body, Continue
from perdure.vm.code.lowered import Lowered, kept_at, statement_at
from perdure.vm.python.nodes import constant, name, set_local

WIDE = 40  #: variables that are parameters, at most
KEPT: Final = "kept"
POINT: Final = "point"


def kept_there(lowered: Lowered, point: int) -> list[int]:
    """The variables that a frame keeps at a point; ValueError where there is no such site."""
    statement = statement_at(lowered, point >> 1)
    if statement is None:
        raise ValueError(f"{lowered.name}: no site {point >> 1}")
    return kept_at(lowered, point, statement)


def is_wide(kept: list[int]) -> bool:
    """Whether a resumption that is given those variables has them in a tuple."""
    return len(kept) > WIDE


def may_be_wide(lowered: Lowered) -> bool:
    """Whether a procedure has variables enough for one of its resumptions to be wide."""
    return len(lowered.variables) > WIDE


def mentioned(body: Body) -> set[int]:
    """The variables that the statements of a piece read or give a value to."""
    found: set[int] = set()
    waiting = [*body]
    while waiting:
        statement = waiting.pop()
        found |= statement.uses()
        found.update(statement.sets())
        if isinstance(statement, (Continue, Again)):
            found.update(statement.dests)
        for each in statement.bodies():
            waiting += each
    return found


Part = int | tuple[int, int]  #: a variable, or a stretch of `kept`


def parts_of(wanted: list[int], kept: list[int], named: AbstractSet[int]) -> Iterator[Part]:
    """Where the values of the variables `wanted` are, in order: `kept` without the named ones.

    Both lists are ascending. It takes time by the parts, and hardly any by the variables.
    """
    cuts = [bisect_left(kept, variable) for variable in sorted(named & set(kept))]
    j = 0
    while j < len(wanted):
        i = bisect_left(kept, wanted[j])
        if i == len(kept) or kept[i] != wanted[j] or kept[i] in named:
            yield wanted[j]
            j += 1
            continue
        cut = bisect_left(cuts, i)
        end = cuts[cut] if cut < len(cuts) else len(kept)
        if wanted[j : j + end - i] != kept[i:end]:
            end = i + 1
            while end - i + j < len(wanted) and wanted[end - i + j] == kept[end]:
                end += 1
        yield (i, end)
        j += end - i


def handed_on(wanted: list[int], kept: list[int], named: AbstractSet[int]) -> list[ast.expr]:
    """The values of those variables, as operands."""
    return [
        name(f"v{part}") if isinstance(part, int) else _stretch(*part)
        for part in parts_of(wanted, kept, named)
    ]


def _stretch(start: int, end: int) -> ast.expr:
    """`*kept[start:end]`"""
    part = ast.Slice(constant(start), constant(end))
    return ast.Starred(ast.Subscript(name(KEPT), part, ast.Load()), ast.Load())


def unpacked(kept: list[int], named: AbstractSet[int]) -> list[ast.stmt]:
    """`v3 = kept[1]`, for each of the named ones among the kept."""
    made = []
    for variable in sorted(named & set(kept)):
        at = constant(bisect_left(kept, variable))
        made.append(set_local(f"v{variable}", ast.Subscript(name(KEPT), at, ast.Load())))
    return made


def values_of(wanted: list[int], local: dict[str, Any], lowered: Lowered) -> tuple[Any, ...]:
    """The values of those variables in the locals of a generated function."""
    values = local.get(KEPT)
    if values is None:
        return tuple([local[f"v{variable}"] for variable in wanted])
    kept = kept_there(lowered, local[POINT])
    named = {int(each[1:]) for each in local if each[0] == "v"}
    made: list[Any] = []
    for part in parts_of(wanted, kept, named):
        if isinstance(part, int):
            made.append(local[f"v{part}"])
        else:
            made += values[part[0] : part[1]]
    return tuple(made)


def variables_of(local: dict[str, Any], lowered: Lowered) -> dict[str, Any]:
    """The locals of a generated function, those among them that it has only in `kept`."""
    values = local.get(KEPT)
    if values is None:
        return local
    variables = kept_there(lowered, local[POINT])
    return {**{f"v{i}": value for i, value in zip(variables, values, strict=True)}, **local}

"""The stored form of lowered code: JSON in UTF-8, with a version in front.

JSON, because it outlives every class of ours and every version of Python, and
because the standard library reads it in C. An instruction, or a part of one, is a list: a number
for its class, and its fields in the order of the table here. The value of a variable, which
is half of all, is the bare number of the variable.

The table is the file format: a number is never given to another class. The version is that of
the table: it grows when what has been stored could be misread.

The site table is null where it is not stored, but worked out from the body (code.liveness).
Regions are stored where there are some.

Reads: perdure.vm.code.instructions. Read by: perdure.vm.lower, perdure.vm.machine.linked,
perdure.image.maintenance.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from perdure.vm.code import instructions as to
from perdure.vm.code.instructions import Body, Get, Node
from perdure.vm.code.liveness import Derived
from perdure.vm.code.lowered import Lowered, Sites
from perdure.vm.core.control import Control, Role

VERSION: Final = 3

#: Number -> the class, and its fields in the order in which they are stored, and in which the
#: class is called with them. `value.` is a part, `operands...` a list of parts.
TABLE: Final[dict[int, tuple[type[Node], str]]] = {
    # expressions
    1: (to.Number, "number"),
    2: (to.Named, "name"),
    3: (to.Constant, "constant"),
    4: (to.CellValue, "constant place"),
    5: (to.BoxValue, "variable place late"),
    6: (to.Compute, "primitive place operands..."),
    7: (to.Choose, "test. then. otherwise."),
    8: (to.NewClosure, "constant captured..."),
    # callees
    20: (to.CellProcedure, "constant"),
    21: (to.KnownCode, "constant"),
    22: (to.KnownClosure, "constant closure."),
    23: (to.ControlPrimitive, "primitive"),
    # statements
    40: (to.Set, "site dest value."),
    41: (to.NewBox, "site dest value."),
    42: (to.SetBox, "site variable value."),
    43: (to.SetCell, "site place constant value. defines"),
    44: (to.NewClosures, "site dests closures..."),
    45: (to.Do, "site place dest primitive operands..."),
    46: (to.ProcedureCall, "site place dest callee. operands... spread"),
    47: (to.TailCall, "site place callee. operands... spread"),
    48: (to.Branch, "site test. then... otherwise..."),
    49: (to.Loop, "site label body..."),
    50: (to.Continue, "site label dests values..."),
    51: (to.Break, "site label"),
    52: (to.Again, "site place constant label dests values..."),
    53: (to.ReturnValue, "site value."),
    54: (to.Check, "site"),
}


def _places_of(fields: str, ending: str) -> tuple[int, ...]:
    """Where in the stored form the fields are that end so, its number being at 0."""
    ends = [name.lstrip("abcdefghijklmnopqrstuvwxyz") for name in fields.split()]
    return tuple([i for i, end in enumerate(ends, 1) if end == ending])


def _taker(fields: str) -> Callable[[Node], tuple[Any, ...]]:
    """The function that gives the fields of a node."""
    names = [name.rstrip(".") for name in fields.split()]
    take = attrgetter(*names)
    return take if len(names) > 1 else lambda node: (take(node),)


_WRITING = {made: (number, _taker(fields)) for number, (made, fields) in TABLE.items()}
#: Number -> the class, and where its parts and its lists of parts are.
_READING: dict[int, tuple[Callable[..., Node], tuple[int, ...], tuple[int, ...]]] = {
    number: (made, _places_of(fields, "."), _places_of(fields, "..."))
    for number, (made, fields) in TABLE.items()
}


def _written(node: Node) -> list[Any] | int:
    """An instruction, or a part of one, whose parts are still to be written."""
    if isinstance(node, Get):
        return node.variable
    number, take = _WRITING[node.__class__]
    return [number, *take(node)]


_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_written
)


def _read(stored: Any) -> Any:
    """The instruction, or part of one, that a list or a number stands for; it takes the list."""
    if stored.__class__ is int:
        return Get(stored)
    try:
        make, parts, lists = _READING[stored[0]]
    except KeyError:
        raise ValueError(
            f"unknown instruction {stored[0]!r}: lowered by a newer Perdure?"
        ) from None
    for i in parts:
        stored[i] = _read(stored[i])
    for i in lists:
        stored[i] = [*map(_read, stored[i])]
    return make(*stored[1:])


def encoded(lowered: Lowered) -> bytes:
    """Lowered code as bytes; the constants are not part of it."""
    live = lowered.live
    content: list[Any] = [
        VERSION,
        lowered.name,
        lowered.parameters,
        lowered.rest,
        lowered.captured,
        lowered.variables,
        lowered.body,
        sorted(live.items()) if isinstance(live, dict) else None,
        lowered.positions,
    ]
    if lowered.regions:
        content.append([_region(each) for each in lowered.regions])
    return _JSON.encode(content).encode()


def decoded(data: bytes) -> Lowered:
    """The lowered code that `encoded` stored; ValueError for a version unknown here."""
    version, *rest = json.loads(data)
    if version != VERSION:
        raise ValueError(
            f"lowered code of version {version}; this Perdure reads version {VERSION}: upgrade it"
        )
    name, parameters, rest_variable, captured, variables, stored, live, positions, *more = rest
    body: Body = [*map(_read, stored)]
    return Lowered(
        name,
        parameters,
        rest_variable,
        captured,
        variables,
        body,
        Derived(body) if live is None else dict(live),
        [(line, column) for line, column in positions],
        [_sites(each) for each in more[0]] if more else [],
    )


def _region(sites: Sites) -> list[Any]:
    roles = [[role.value, variable] for role, variable in sites.roles]
    return [sites.kind.value, sites.first, sites.last, roles]


def _sites(stored: list[Any]) -> Sites:
    kind, first, last, roles = stored
    return Sites(
        Control(kind), first, last, tuple([(Role(role), variable) for role, variable in roles])
    )

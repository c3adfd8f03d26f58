"""A lowered module with the code that this interpreter makes of it.

The code of a rest is made when it is first wanted, and kept: it depends on nothing but the
module, the place, and which variables have a value there. Spaces share all of it.

Read by: perdure.languages.python.machine.spaces and its neighbours.
"""

from __future__ import annotations

import ast
from collections.abc import Container
from functools import cache, cached_property
from types import CodeType
from typing import Any

from perdure.languages.python.code import Site, Unit, new_unit
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.generating import (
    Origin,
    code_of,
    entry_code,
    functions_of,
    handled_at,
    known_names,
    mentioned,
    origin_of,
    rest_code,
)
from perdure.languages.python.lowering import Options, lower_module
from perdure.languages.python.machine.activations import base_of
from perdure.languages.python.machine.assigning import assigned_attributes
from perdure.languages.python.runtime.identity import identity
from perdure.languages.python.runtime.twins import GUESTS

OPTIONS = Options(checks=True, ticks=True)


#: By these a program may change attributes whose names its text does not assign.
CHANGING = frozenset(
    ["setattr", "delattr", "__setattr__", "__delattr__", "__dict__", "vars", "mock", "unittest"]
)


class Seen:
    """A code of a unit's that has waited: which function's, and the sites found in it."""

    __slots__ = ("code", "index", "positions", "sites")

    def __init__(self, code: CodeType, index: int | None) -> None:
        self.code = code  #: kept, so that no other has its identity
        self.index = index
        self.positions: list[Any] = list(code.co_positions())
        self.sites: dict[int, Site | None] = {}  #: by the place of an instruction


class Linked:
    """One unit, as it runs here."""

    def __init__(self, unit: Unit) -> None:
        self.state = unit.__getstate__()  #: as it is stored
        self.module = module = unit.lowered
        self.text = unit.text
        self.entry = entry_code(module)
        self.known = known_names(module)  #: builtins of its own; see `nothing_known`
        self.assigned = assigned_attributes(unit.text)
        self._text = unit.text
        self._seen: dict[int, Seen] = {}  #: by the codes' identities
        #: what rests need, as each wait asks for it: by the function and the point
        self._mentioned: dict[tuple[int, int], Container[str]] = {}
        self._handled: dict[tuple[int, int], tuple[str, ...]] = {}
        self._rests: dict[tuple[Any, ...], CodeType] = {}
        #: of each function, the numbers of its sites; of each site, its place among these
        self._sites: dict[int, list[int]] = {}
        self._numbers: dict[int, int] = {}
        for site in module.sites:
            own = self._sites.setdefault(site.function, [])
            self._numbers[site.number] = len(own)
            own.append(site.number)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The names of attributes that the text assigns or deletes, and all names of CHANGING."""
        tree = tree_of(self._text)
        found = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                if not isinstance(node.ctx, ast.Load) or node.attr in CHANGING:
                    found.add(node.attr)
            elif isinstance(node, ast.Name) and node.id in CHANGING:
                found.add(node.id)
            elif isinstance(node, ast.alias) and not CHANGING.isdisjoint(node.name.split(".")):
                found.add("setattr")
        return frozenset(found)

    def may_change(self, name: str) -> bool:
        """Whether the text may give objects, or classes, another attribute of that name."""
        return name in self._changed or not CHANGING.isdisjoint(self._changed)

    def new_unit(self) -> Unit:
        """A record of the unit, for one image: what is linked is shared by all of them."""
        made = Unit()
        made.__setstate__(self.state)
        return made

    def index_of(self, code: CodeType) -> int | None:
        """The index of the function that a code, or the rest of one, is of."""
        code = base_of(code)
        seen = self._seen.get(identity(code))
        return functions_of(self.module).get(code) if seen is None else seen.index

    def is_native(self, index: int) -> bool:
        """Whether a function is one that Python itself suspends, as libraries drive it."""
        return self.module.functions[index].kind == "native"

    def code_of(self, index: int) -> CodeType:
        """The code of a function of the module, as its entry makes it."""
        return code_of(self.module, index)

    def site_at(self, code: CodeType, last: int) -> Site | None:
        """The site whose statement an instruction belongs to."""
        return self.found_at(code, last)[0]

    def found_at(self, code: CodeType, last: int) -> tuple[Site | None, int | None]:
        """The same, and the index of the function that the code is of."""
        code = base_of(code)
        seen = self._seen.get(identity(code))
        if seen is None:
            seen = self._seen[identity(code)] = Seen(code, functions_of(self.module).get(code))
        if last in seen.sites:
            return seen.sites[last], seen.index
        line, _, column, end = seen.positions[last // 2]
        site = self.module.site_at.get((line, column, end))
        # Python's own form of a coroutine, and class bodies, have code at the same places.
        found = site if site is not None and site.function == seen.index else None
        seen.sites[last] = found
        return found, seen.index

    def statement(self, number: int) -> ast.stmt:
        """The lowered statement of a site."""
        return self.module.statement(number)

    def stored_point(self, index: int, point: int) -> int:
        """A point as executions have it: by the number of the site in its own function."""
        if point < 0:  # before the first statement
            return 2 * len(self._sites.get(index, ())) + 1
        return 2 * self._numbers[point >> 1] + (point & 1)

    def point(self, index: int, stored: int) -> int:
        """The point of a function that an execution has."""
        own = self._sites.get(index, [])
        return 2 * own[stored >> 1] + (stored & 1) if stored >> 1 < len(own) else -1

    def mentioned(self, index: int, point: int) -> Container[str]:
        """The names that the rest of a body may read before it binds them."""
        found = self._mentioned.get((index, point))
        if found is None:
            found = self._mentioned[index, point] = mentioned(self.module, index, point)
        return found

    def handled_at(self, index: int, point: int) -> tuple[str, ...]:
        """The variables with the exceptions that are being handled there, innermost last."""
        found = self._handled.get((index, point))
        if found is None:
            found = self._handled[index, point] = handled_at(self.module, index, point)
        return found

    def rest(
        self, index: int, point: int, kept: tuple[str, ...], cells: tuple[str, ...]
    ) -> CodeType:
        """The code of the rest of a body."""
        found = self._rests.get((index, point, kept, cells))
        if found is None:
            found = rest_code(self.module, index, point, kept, cells)
            self._rests[index, point, kept, cells] = found
        return found

    def origin(self, code: CodeType) -> Origin | None:
        """The origin of a rest's code; None where it is of a whole body."""
        return origin_of(self.module, base_of(code))


_linked: dict[str, Linked] = {}  #: by digest: spaces share what is made of a unit


def linked(unit: Unit) -> Linked:
    """A unit with the code that this interpreter makes of it."""
    found = _linked.get(unit.digest)
    if found is None or found.module.name != unit.name:
        found = _linked[unit.digest] = Linked(unit)
    return found


def link(name: str, path: str, text: str, options: Options = OPTIONS) -> Linked:
    """A module of a program, from its text. SyntaxError."""
    if name in GUESTS:
        return link_guest(name, path, text, options)
    return linked(new_unit(lower_module(text, path, name, options), text))


@cache
def link_guest(name: str, path: str, text: str, options: Options) -> Linked:
    """The same, of a module of ours: it is lowered once in an interpreter."""
    return linked(new_unit(lower_module(text, path, name, options), text))

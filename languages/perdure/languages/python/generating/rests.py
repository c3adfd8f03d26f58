"""The code of rests: functions of what a frame has kept.

A rest of a function takes one argument `.box`, which gives `(.r, .x, *kept)`, that of a generator
`(.primed, .r, .x, *kept)`; the caller keeps none of them alive. That of a module is a module's
code, with `.r` and `.x` in its namespace. The variables that inner functions share are free
variables of a rest: its caller gives it the frame's own cells as the closure. Those of the function
itself it makes its own: see `owning`.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Sequence
from types import CodeType
from typing import Final, NamedTuple

from perdure.languages.python.code.data import LoweredFunction, LoweredModule
from perdure.languages.python.code.nodes import (
    assign,
    at,
    branch,
    changed,
    constant,
    definition,
    expression,
    load,
    parameters,
    passing,
    store,
    targets_of,
)
from perdure.languages.python.generating.compiling import body_code, compile_tree, match_functions
from perdure.languages.python.generating.entry import generated
from perdure.languages.python.generating.liveness import After, live_in
from perdure.languages.python.generating.owning import owning, owning_code, taken
from perdure.languages.python.generating.rest import handled, rest_of
from perdure.languages.python.lowering.scopes import Scope

#: Names that only the rest itself gives a value.
GIVEN = frozenset({".r", ".x", ".primed", ".box"})

#: Builtins that see all variables of the function that calls them.
LOOKING = frozenset({"dir", "eval", "exec", "locals", "vars"})


class Origin(NamedTuple):
    """Which rest a code object is."""

    function: int
    point: int
    kept: tuple[str, ...]
    cells: tuple[str, ...]


class _Everything(Container[str]):
    def __contains__(self, name: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "EVERYTHING"


EVERYTHING: Final = _Everything()  #: all names


def mentioned(module: LoweredModule, index: int, point: int) -> Container[str]:
    """The names that a rest may read before it binds them, or EVERYTHING.

    Other variables need not be kept. Names of the module and of builtins may be among them.
    """
    memory = generated(module).mentioned
    found = memory.get((index, point))
    if found is None:
        body = rest_of(module, index, point)
        if _names_in(body) & LOOKING:
            found = EVERYTHING
        else:
            found = live_in(body, After(frozenset())) - GIVEN
        memory[index, point] = found
    return found


def rest_code(
    module: LoweredModule,
    index: int,
    point: int,
    kept: tuple[str, ...] = (),
    cells: tuple[str, ...] = (),
) -> CodeType:
    """The code of a rest; see above.

    point: twice the site where it stands after it, one more where before it; -1 for the whole body
    of a generator. cells: the names of the frame's cells. The code's `co_freevars` says which of
    them its closure has, in which order.
    """
    memory = generated(module)
    origin = Origin(index, point, kept, cells)
    found = memory.rests.get(origin)
    if found is None:
        function = module.functions[index]
        body = rest_of(module, index, point)
        if function.kind == "module":
            tree = [*body] or [at(ast.Pass(lineno=1, col_offset=0), ast.Pass())]
            declared = Scope(function.body, None, None).declared_global
            if declared:
                place = tree[0]
                tree = [at(place, ast.Global(sorted(declared))), *without_declarations(tree)]
            found = body_code(module, tree)
            memory.functions.update(match_functions(tree, found))
        else:
            found = _function_code(module, function, body, kept, cells)
        memory.rests[origin] = found
        memory.functions[found] = index
        memory.origins[found] = origin
    return found


def part_code(module: LoweredModule, body: Sequence[ast.stmt]) -> CodeType:
    """The code of some statements of the module's body, to be run in its namespace."""
    tree = [*body] or [at(ast.Pass(lineno=1, col_offset=0), ast.Pass())]
    made = body_code(module, tree)
    generated(module).functions.update(match_functions(tree, made))
    return made


def handled_at(module: LoweredModule, index: int, point: int) -> tuple[str, ...]:
    """The variables with the exceptions that are being handled at a point, innermost last.

    One that is unbound or None handles none: a `finally` that was reached without an exception.
    """
    memory = generated(module).handled
    found = memory.get((index, point))
    if found is None:
        found = memory[index, point] = tuple(handled(module, index, point))
    return found


def origin_of(module: LoweredModule, code: CodeType) -> Origin | None:
    """Which rest a code object is, if it is one."""
    return generated(module).origins.get(code)


def _function_code(
    module: LoweredModule,
    function: LoweredFunction,
    body: Sequence[ast.stmt],
    kept: tuple[str, ...],
    cells: tuple[str, ...],
) -> CodeType:
    place = body[0] if body else function.body[0]
    is_generator = function.kind == "generator"
    start: list[ast.stmt] = []
    own = sorted(function.local_names.intersection(cells))
    shared = [name for name in cells if name != "__class__" and name not in own]
    if shared:
        start.append(at(place, ast.Nonlocal(shared)))
    if function.global_names:
        start.append(at(place, ast.Global(sorted(function.global_names))))
    start += owning(place, own)
    names = (".r", ".x", *kept)
    if is_generator:
        names = (".primed", *names)
    start.append(assign(place, targets_of(place, names), load(place, ".box")))
    if is_generator:
        # A generator it is even if it has no `yield` left.
        dead = expression(place, at(place, ast.Yield(None)))
        start.append(branch(place, constant(place, False), [dead]))
    # Local variables they are even if nothing binds them any more.
    unbound = sorted(function.local_names - {*kept, *cells, ".box"})
    if unbound:
        targets: list[ast.expr] = [store(place, name) for name in unbound]
        binding = at(place, ast.Assign(targets, constant(place, None)))
        start.append(branch(place, constant(place, False), [binding]))
    # Named so, and global, it and the functions in it have the qualified names that they had.
    is_hidden = function.qualname in cells
    rest = definition(
        place,
        ".rest" if is_hidden else function.qualname,
        parameters(place, [".box"]),
        [*start, *without_declarations(body), passing(place)],
    )
    rest.lineno = function.first_line
    outer: ast.stmt = rest
    if cells:
        targets = [store(place, taken(name) if name in own else name) for name in cells]
        bound = at(place, ast.Assign(targets, constant(place, None)))
        around: list[ast.stmt] = [bound, rest]
        if not is_hidden:
            around.insert(0, at(place, ast.Global([rest.name])))
        outer = definition(place, ".outer", parameters(place, []), around)
        outer.lineno = function.first_line
    code = _inner(compile_tree(module, [outer]))
    if cells:
        code = owning_code(_inner(code), own)
    functions = generated(module).functions
    functions.update(match_functions(body, code, itself=True))
    return code.replace(co_name=function.name, co_qualname=function.qualname)


def _inner(code: CodeType) -> CodeType:
    return next(one for one in code.co_consts if isinstance(one, CodeType))


def _names_in(body: Sequence[ast.stmt]) -> set[str]:
    return {
        node.id for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name)
    }


def without_declarations(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements without `global` and `nonlocal`, which stand at the head of a rest."""
    return [new for statement in body if (new := _without(statement)) is not None]


def _without(node: ast.stmt) -> ast.stmt | None:
    if isinstance(node, ast.Global | ast.Nonlocal):
        return None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node
    fields = {}
    for name in ("body", "orelse", "finalbody"):
        block = vars(node).get(name)
        if isinstance(block, list) and block:
            new = without_declarations(block) or [passing(block[0])]
            if len(new) != len(block) or any(a is not b for a, b in zip(new, block, strict=True)):
                fields[name] = new
    for name in ("handlers", "cases"):
        parts = vars(node).get(name)
        if parts:
            fields[name] = [
                changed(part, body=without_declarations(part.body) or [passing(part.body[0])])
                for part in parts
            ]
    return changed(node, **fields) if fields else node

"""The rest of a body: what a function still has to do after, or before, a site.

Statements before the site are dropped, the branch that holds it is unfolded, a loop that holds it
is entered in its middle (see `entering`). A `try` keeps its handlers. What stands in a handler or
in a `finally` goes on with the exception, or whatever else was pending, as it was.

`.r` says whether `.x` is to be raised at the site; else it is the value that the site gives. In a
generator `.primed` says that it is suspended at the site first, so that `send`, `throw` and `close`
find it there.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.data import LoweredModule, blocks_of
from perdure.languages.python.code.marks import held_by, leaves_of, pending_of, site_of
from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    attribute,
    branch,
    call,
    changed,
    compared,
    constant,
    expression,
    handler,
    load,
    raising,
    set_constant,
    targets_of,
    tuple_of,
)
from perdure.languages.python.generating.entering import entered

Body = Sequence[ast.stmt]

#: The statement that leaves a `finally` as it was reached, by `.why<k>`; see `lowering.leaving`.
WAYS = {"return": 2, "break": 3, "continue": 4}


def rest_of(module: LoweredModule, index: int, point: int) -> list[ast.stmt]:
    """The statements that are left at a point; ValueError where the function has no such site."""
    body = module.functions[index].body
    if point < 0:
        return list(body)
    found = _Rest(module, point >> 1, bool(point & 1)).of(body)
    if found is None:
        raise ValueError(f"{module.functions[index]!r} has no site {point >> 1}")
    return found


class _Rest:
    def __init__(self, module: LoweredModule, site: int, before: bool) -> None:
        self.module = module
        self.site = site
        self.before = before

    def of(self, body: Body) -> list[ast.stmt] | None:
        for i, statement in enumerate(body):
            found = self.of_statement(statement)
            if found is not None:
                return [*found, *body[i + 1 :]]
        return None

    def of_statement(self, node: ast.stmt) -> list[ast.stmt] | None:
        if site_of(node) == self.site:
            if self.before:
                return [node]
            return self.next_item(node) if isinstance(node, ast.For) else self.completed(node)
        match node:
            case ast.If():
                return self.first_of([node.body, node.orelse])
            case ast.Match():
                return self.first_of([case.body for case in node.cases])
            case ast.For() | ast.While():
                inside = self.of(node.body)
                return entered(inside, node) if inside is not None else self.of(node.orelse)
            case ast.Try():
                return self.of_try(node)
            case ast.TryStar():
                inside = self.of(node.body)
                if inside is not None:
                    return [changed(node, body=inside)]
                return self.of(node.orelse)
        return None

    def first_of(self, blocks: Sequence[Body]) -> list[ast.stmt] | None:
        for block in blocks:
            found = self.of(block)
            if found is not None:
                return found
        return None

    # -- the site itself

    def completed(self, node: ast.stmt) -> list[ast.stmt]:
        """The end of a statement, once its site has its value."""
        value = vars(node)["value"]
        lowered: list[ast.stmt] = []
        kind = self.module.sites[self.site].kind
        if kind == "yield from":
            # Suspended in what it goes through, or to be gone on with by that.
            waiting = call(
                value,
                ".delegate",
                value.value,
                load(value, ".primed"),
                load(value, ".r"),
                load(value, ".x"),
            )
            lowered.append(assign(value, ".x", at(value, ast.YieldFrom(waiting))))
        else:
            if kind == "yield":
                suspended = assign(value, ".x", at(value, ast.Yield(None)))
                lowered.append(branch(value, load(value, ".primed"), [suspended]))
            lowered.append(given(value))
        result = load(value, ".x")
        if isinstance(node, ast.Assign | ast.Return):
            lowered.append(changed(node, value=result))
            vars(lowered[-1]).pop("site")
        if not isinstance(node, ast.Return):
            lowered.append(set_constant(value, ".x", None))  # the rest may let go of the value
        return lowered

    def next_item(self, node: ast.For) -> list[ast.stmt]:
        """A `for`, given its next item, or the exception that ends it."""
        place = node.iter
        ended = handler(
            place, load(place, ".StopIteration"), None, [set_constant(place, ".end", True)]
        )
        first = [
            set_constant(place, ".end", False),
            attempt(place, [given(place)], [ended]),
        ]
        item = assign(place, node.target, load(place, ".x"))
        more = entered([item, set_constant(place, ".x", None), *node.body], node)
        return [*first, branch(place, load(place, ".end"), node.orelse, more)]

    # -- try

    def of_try(self, node: ast.Try) -> list[ast.stmt] | None:
        inside = self.of(node.body)
        if inside is not None:
            return [changed(node, body=inside)]
        for one in node.handlers:
            held = held_by(one)
            inside = self.of(one.body)
            if inside is not None and held is not None:
                return handling(one, held, inside)
        inside = self.of(node.orelse)
        if inside is not None:
            return inside
        inside = self.of(node.finalbody)
        if inside is None:
            return None
        return self.pending(node, inside)

    def pending(self, node: ast.Try, inside: list[ast.stmt]) -> list[ast.stmt]:
        """The rest of a `finally`, and then what was pending when it was reached."""
        k = pending_of(node)
        leaves = leaves_of(node)
        ends = [
            branch(node, _reached_by(node, k, why), [_leaving(node, k, way)])
            for way, why in WAYS.items()
            if way in leaves
        ]
        if "raise" not in leaves:
            return [*inside, *ends]
        raised = handling(node, f".exc{k}", [*inside, raising(node)])
        return [branch(node, _reached_by(node, k, 1), raised, [*inside, *ends])]


def handled(module: LoweredModule, index: int, point: int) -> list[str]:
    """The variables that hold what is handled around a site, from the outermost."""

    def path(body: Body) -> list[str] | None:
        for statement in body:
            if site_of(statement) == point >> 1:
                return []
            around: list[tuple[str | None, Body]] = [(None, b) for b in blocks_of(statement)]
            if isinstance(statement, ast.Try):
                k = pending_of(statement)
                final = f".exc{k}" if k is not None else None
                around = [
                    (None, statement.body),
                    *((held_by(one), one.body) for one in statement.handlers),
                    (None, statement.orelse),
                    (final, statement.finalbody),
                ]
            for held, block in around:
                found = path(block)
                if found is not None:
                    return [held, *found] if held else found
        return None

    return (path(module.functions[index].body) or []) if point >= 0 else []


def given(place: ast.expr) -> ast.stmt:
    """`if .r: raise .x`; the frame, which the traceback has, does not keep the exception.

    Its context is as it was: it was raised elsewhere, and goes on here. (`.r` holds that meanwhile:
    in a module's rest each variable is one of its namespace.)
    """
    error = load(place, ".x")
    context = assign(place, ".r", attribute(place, error, "__context__"))
    chained = expression(place, call(place, ".chained", error, load(place, ".r")))
    raised = attempt(
        place,
        [raising(place, error)],
        [handler(place, load(place, ".BaseException"), None, [chained, raising(place)])],
        final=[set_constant(place, name, None) for name in (".x", ".r")],
    )
    return branch(place, load(place, ".r"), [context, raised])


def handling(place: ast.AST, held: str, body: Body) -> list[ast.stmt]:
    """Statements that run while an exception is handled: it is raised for that.

    Its traceback and its context are then as they were.
    """
    kept = (f"{held}t", f"{held}c")
    parts = ("__traceback__", "__context__")
    read = [attribute(place, load(place, held), part) for part in parts]
    back: list[ast.expr] = [
        at(place, ast.Attribute(load(place, held), part, ast.Store())) for part in parts
    ]
    restored = at(
        place,
        ast.Assign(
            [at(place, ast.Tuple(back, ast.Store()))],
            tuple_of(place, [load(place, name) for name in kept]),
        ),
    )
    forgotten = [set_constant(place, name, None) for name in kept]
    caught = handler(place, load(place, ".BaseException"), None, [restored, *forgotten, *body])
    return [
        assign(place, targets_of(place, kept), tuple_of(place, read)),
        attempt(place, [raising(place, load(place, held))], [caught]),
    ]


def _reached_by(place: ast.AST, k: int | None, why: int) -> ast.expr:
    return compared(place, load(place, f".why{k}"), ast.Eq(), constant(place, why))


def _leaving(place: ast.AST, k: int | None, way: str) -> ast.stmt:
    if way == "return":
        return at(place, ast.Return(load(place, f".rv{k}")))
    return at(place, ast.Break() if way == "break" else ast.Continue())

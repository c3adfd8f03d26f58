"""`except*` with sites in its handlers, in terms of `except`.

First comes `x` of `except BaseException as x`, with `g = .group(x)`; then for each clause, here
`except* E as e: body`

    m = .split(g, E)
    if m is not None:
        try:
            try:
                raise m
            except BaseException as e:
                .entered(g)
                body
        except BaseException as r:
            .leave(g, r)

and last `.finish(g)`, which is raised with the traceback that it has.
"""

from __future__ import annotations

import ast

from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    attribute,
    branch,
    call,
    compared,
    constant,
    expression,
    handler,
    load,
    raising,
    set_constant,
)


def in_terms_of_except(node: ast.TryStar, k: int) -> list[ast.stmt]:
    """Statements of the text's kind, to be lowered; k: a number of their own."""
    group, caught, matched, left = (f".{letter}{k}" for letter in ("gg", "gx", "gm", "gr"))
    body: list[ast.stmt] = [assign(node, group, call(node, ".group", load(node, caught)))]
    for one in node.handlers:
        assert one.type is not None
        body.append(assign(one, matched, call(one, ".split", load(one, group), one.type)))
        inner = attempt(
            one,
            [raising(one, load(one, matched))],
            [
                handler(
                    one,
                    load(one, ".BaseException"),
                    one.name,
                    [expression(one, call(one, ".entered", load(one, group))), *one.body],
                )
            ],
        )
        raised = expression(one, call(one, ".leave", load(one, group), load(one, left)))
        around = attempt(one, [inner], [handler(one, load(one, ".BaseException"), left, [raised])])
        body.append(branch(one, _is_something(one, matched), [around]))
    result = f".ge{k}"
    body.append(assign(node, result, call(node, ".finish", load(node, group))))
    body.append(set_constant(node, group, None))
    last = branch(node, _is_something(node, result), _raised_again(node, result, left))
    outer = attempt(
        node, node.body, [handler(node, load(node, ".BaseException"), caught, body)], node.orelse
    )
    return [set_constant(node, result, None), outer, last]


def _raised_again(node: ast.TryStar, result: str, trace: str) -> list[ast.stmt]:
    """`raise` of an exception with the traceback that it has."""
    name = "__traceback__"
    restored = at(node, ast.Attribute(load(node, result), name, ast.Store()))
    back = handler(
        node,
        load(node, ".BaseException"),
        None,
        [assign(node, restored, load(node, trace)), raising(node)],
    )
    return [
        assign(node, trace, attribute(node, load(node, result), name)),
        attempt(node, [raising(node, load(node, result))], [back]),
    ]


def _is_something(place: ast.AST, name: str) -> ast.expr:
    return compared(place, load(place, name), ast.IsNot(), constant(place, None))

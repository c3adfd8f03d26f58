"""Which variables the rest of a body may read before it binds them.

A backward walk over statements. Any statement in a `try` may go on at a handler, so what is live
there is live in all of it. Names in functions and comprehensions count as read where they stand.

Source: Appel, "Modern Compiler Implementation", chapter 10, for structured statements.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, NamedTuple

from perdure.languages.python.code.marks import asks, pending_of

Names = frozenset[str]

NONE: Names = frozenset()


class After(NamedTuple):
    """The names that are live where control can go from a statement."""

    end: Names  #: the statement after it
    out: Names = NONE  #: a `break`
    again: Names = NONE  #: a `continue`
    raised: Names = NONE  #: the handlers and `finally`s around it

    def then(self, end: Names) -> After:
        return self._replace(end=end)


def live_in(body: Sequence[ast.stmt], after: After) -> Names:
    """The names that are live before statements."""
    live = after.end
    for statement in reversed(body):
        live = _before(statement, after.then(live)) | after.raised
    return live


def read_by(*nodes: Any) -> Names:
    """The names that a statement's expressions read before they bind them.

    A variable of the lowering that an expression binds (`(.t1 := f)`) is read after that only. One
    of the program's may have been read before: it counts as read.
    """
    inside = [inner for node in nodes if node is not None for inner in ast.walk(node)]
    bound = {one.target.id for one in inside if isinstance(one, ast.NamedExpr)}
    return frozenset(
        one.id
        for one in inside
        if isinstance(one, ast.Name)
        and not isinstance(one.ctx, ast.Store)
        and not (one.id in bound and one.id.startswith("."))
    )


def bound_by(target: ast.expr | None) -> Names:
    """The names that assigning to a target binds for certain."""
    match target:
        case ast.Name(id=name):
            return frozenset([name])
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return NONE.union(*(bound_by(item) for item in items))
        case ast.Starred(value=inner):
            return bound_by(inner)
    return NONE


def _before(node: ast.stmt, after: After) -> Names:
    match node:
        case ast.Assign(targets=targets, value=value):
            bound = NONE.union(*(bound_by(target) for target in targets))
            return (after.end - bound) | read_by(value, *targets)
        case ast.AugAssign(target=target, value=value):
            return after.end | read_by(value, target) | bound_by(target)
        case ast.Return(value=value):
            return read_by(value)
        case ast.Raise(exc=exc, cause=cause):
            return read_by(exc, cause)
        case ast.Break():
            return after.out
        case ast.Continue():
            return after.again
        case ast.If(test=test, body=body, orelse=orelse):
            if isinstance(test, ast.Constant) and test.value is False:
                return live_in(orelse, after)
            return live_in(body, after) | live_in(orelse, after) | read_by(test)
        case ast.Match(subject=subject, cases=cases):
            live = after.end | read_by(subject)
            for case in cases:
                live |= live_in(case.body, after) | read_by(case.pattern, case.guard)
            return live
        case ast.While(test=test, body=body, orelse=orelse):
            is_endless = isinstance(test, ast.Constant) and bool(test.value)
            ended = NONE if is_endless else live_in(orelse, after)
            return _loop(read_by(test), NONE, body, ended, after)
        case ast.For(target=target, iter=iterable, body=body, orelse=orelse):
            head = read_by(iterable, target)
            return _loop(head, bound_by(target), body, live_in(orelse, after), after)
        case ast.Try() | ast.TryStar():
            return _try(node, after)
        case ast.With(items=items, body=body):
            return live_in(body, after) | read_by(*items)
    return after.end | read_by(node)


def _loop(head: Names, bound: Names, body: list[ast.stmt], ended: Names, after: After) -> Names:
    live = head | ended
    while True:
        inside = live_in(body, After(live, after.end, live, after.raised))
        new = live | (inside - bound)
        if new == live:
            return live
        live = new


def _try(node: ast.Try | ast.TryStar, after: After) -> Names:
    # What is live in the `finally` is so on each way that leaves the rest.
    final = live_in(node.finalbody, after) if node.finalbody else NONE
    if node.finalbody:
        k = pending_of(node)
        if k is not None:  # read by its rest
            final |= {f".why{k}", f".rv{k}"}
        after = After(final, after.out | final, after.again | final, after.raised | final)
    raised = after.raised
    handled = after.then(after.raised) if asks(node) else after  # what asks raises it again
    for one in node.handlers:
        bound = frozenset([one.name]) if one.name else NONE
        raised |= (live_in(one.body, handled) - bound) | read_by(one.type)
    orelse = live_in(node.orelse, after)
    return live_in(node.body, After(orelse, after.out, after.again, raised)) | final

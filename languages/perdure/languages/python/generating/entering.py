"""Loops entered in their middle: the rest of one round, then the loop itself.

.brk3 = False
while True:
    the rest of the round, its `continue` a `break`, its `break` with `.brk3 = True` before it
    .brk3 = False
    break
if not .brk3:
    the loop

A `finally` may have the round go on after a `break`, by `continue` or by an exception that is
handled in the round: so each end of it says that it is none.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from perdure.languages.python.code.marks import loop_of
from perdure.languages.python.code.nodes import (
    at,
    branch,
    changed,
    constant,
    load,
    negated,
    set_constant,
)


def entered(rest: Sequence[ast.stmt], loop: ast.For | ast.While) -> list[ast.stmt]:
    broken = f".brk{loop_of(loop)}"
    round_ = _Round(broken)
    body = round_.block(rest)
    if not round_.leaves:
        return [*rest, loop]
    # Jumps stand where the loop does: they are no sites.
    place = loop.iter if isinstance(loop, ast.For) else loop.test
    body += [set_constant(place, broken, False), at(place, ast.Break())]
    once = at(place, ast.While(constant(place, True), body, []))
    return [
        set_constant(place, broken, False),
        once,
        branch(place, negated(place, load(place, broken)), [loop]),
    ]


class _Round:
    """The statements of a round with the loop's `break` and `continue` replaced."""

    def __init__(self, broken: str) -> None:
        self.broken = broken
        self.leaves = False

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [new for statement in body for new in self.statement(statement)]

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.Continue():
                self.leaves = True
                return [set_constant(node, self.broken, False), at(node, ast.Break())]
            case ast.Break():
                self.leaves = True
                return [set_constant(node, self.broken, True), node]
            case ast.For() | ast.While() | ast.AsyncFor():
                return self.with_blocks(node, "orelse")
            case ast.If():
                return self.with_blocks(node, "body", "orelse")
            case ast.With() | ast.AsyncWith():
                return self.with_blocks(node, "body")
            case ast.Try() | ast.TryStar():
                handlers = [self.part(one) for one in node.handlers]
                (new,) = self.with_blocks(node, "body", "orelse", "finalbody")
                return [changed(new, handlers=handlers)]
            case ast.Match():
                return [changed(node, cases=[self.part(case) for case in node.cases])]
        return [node]

    def with_blocks(self, node: ast.stmt, *names: str) -> list[ast.stmt]:
        return [changed(node, **{name: self.block(vars(node)[name]) for name in names})]

    def part(self, node: Any) -> Any:
        return changed(node, body=self.block(node.body))

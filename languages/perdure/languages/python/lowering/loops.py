"""Loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import (
    assign,
    at,
    branch,
    call,
    changed,
    constant,
    load,
    negated,
    set_constant,
    store,
)
from perdure.languages.python.lowering.builtin_names import ITERATORS
from perdure.languages.python.lowering.calls import value_of
from perdure.languages.python.lowering.checks import ask_before_loop
from perdure.languages.python.lowering.clearing import emit_cleared
from perdure.languages.python.lowering.comprehensions import ITERATED
from perdure.languages.python.lowering.function import (
    STATEMENTS,
    Exit,
    FunctionLowering,
    Value,
    lowers,
)
from perdure.languages.python.lowering.leaving import ways_out
from perdure.languages.python.lowering.plain import is_plain
from perdure.languages.python.lowering.statements import bind, now_bound, tested


def loop_body(
    lowering: FunctionLowering,
    place: ast.AST,
    body: Sequence[ast.stmt],
    *,
    target: ast.expr | None = None,
    item: ast.expr | None = None,
    ticks: bool = True,
) -> list[ast.stmt]:
    """The statements of a round; where a target is given, the item is assigned to it first."""
    lowering.exits.append(Exit(None))
    with lowering.collecting() as lowered:
        if ticks and not _always_yields(body):
            lowering.out.extend(lowering.tick(place))
        if target is not None:
            if item is not None:
                bind(lowering, target, item)
            now_bound(lowering, target)
        for statement in body:
            lowering.statement(statement)
    lowering.exits.pop()
    return lowered


def _always_yields(body: Sequence[ast.stmt]) -> bool:
    """Whether each round comes to a `yield`: then what asks for items is a loop, which ticks."""
    for statement in body:
        value = getattr(statement, "value", None)
        if isinstance(statement, YIELDING) and isinstance(value, ast.Yield):
            return True
        if any(isinstance(inner, ast.Continue) for inner in ast.walk(statement)):
            return False
    return False


YIELDING = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign)


@contextmanager
def asked_before(
    lowering: FunctionLowering, node: ast.For | ast.AsyncFor | ast.While
) -> Iterator[None]:
    """Ask before a loop, once, about callees that it does not bind."""
    names = ask_before_loop(lowering, node)
    lowering.asked_in_loop |= names
    yield
    lowering.asked_in_loop -= names


@lowers(STATEMENTS, ast.While)
def while_loop(lowering: FunctionLowering, node: ast.While) -> None:
    with asked_before(lowering, node):
        _while(lowering, node)


def _while(lowering: FunctionLowering, node: ast.While) -> None:
    number = lowering.number()
    is_asked = lowering.raises and not isinstance(node.test, ast.Constant)
    if not (lowering.needs(node.test) or is_asked):
        body = loop_body(lowering, node, node.body)
        orelse = lowering.block(node.orelse)
        new = changed(node, test=lowering.quiet(node.test), body=body, orelse=orelse)
        mark(new, loop=number)
        lowering.emit(new)
        return
    ended = f".w{number}"
    if node.orelse:
        lowering.emit(set_constant(node, ended, False))
    lowering.exits.append(Exit(None))
    with lowering.collecting() as body:
        lowering.out.extend(lowering.tick(node))
        test = tested(lowering, node.test)
        ending: list[ast.stmt] = [set_constant(node, ended, True)] if node.orelse else []
        ending.append(at(node.test, ast.Break()))
        lowering.emit(branch(node.test, negated(node.test, test), ending))
        for statement in node.body:
            lowering.statement(statement)
    lowering.exits.pop()
    new = at(node, ast.While(constant(node.test, True), body, []))
    mark(new, loop=number)
    lowering.emit(new)
    if node.orelse:
        lowering.emit(branch(node, load(node, ended), lowering.block(node.orelse)))


@lowers(STATEMENTS, ast.For)
def for_loop(lowering: FunctionLowering, node: ast.For) -> None:
    """`for`: the iterator is in a variable, and Python's own loop goes through it."""
    number = lowering.number()
    iterator = f".i{number}"
    is_own = isinstance(node.iter, ast.Name) and node.iter.id == ITERATED
    if is_own:  # a comprehension's
        iterator = ITERATED
    else:
        _begin_iteration(lowering, node.iter, iterator)
    _go_through(lowering, node, number, iterator, is_own)


def _go_through(
    lowering: FunctionLowering,
    node: ast.For | ast.AsyncFor,
    number: int,
    iterator: str,
    is_own: bool,
) -> None:
    """Python's own loop through the iterator that a variable has."""
    lowering.let_go(node.iter)
    target, item = node.target, None
    if lowering.needs(target):
        item = load(target, f".v{number}")
        target = store(target, f".v{number}")
    ticks = isinstance(node, ast.AsyncFor) or not (
        _is_of_known_length(lowering, node.iter) and _is_short(lowering, node.body)
    )
    is_cleared = (
        not is_own  # Python has that in a variable, too
        and not _is_held_elsewhere(lowering, node.iter)
        and lowering.has_room(node.body)
    )
    lowering.depth += is_cleared
    with asked_before(lowering, node):
        body = loop_body(lowering, node, node.body, target=node.target, item=item, ticks=ticks)
    lowering.depth -= is_cleared
    orelse = lowering.block(node.orelse)
    head = load(node.iter, iterator)
    new = at(node, ast.For(target, head, body, orelse))
    mark(new, loop=number)
    # The instruction has the statement's position in some versions, in others the iterable's.
    value = Value("next", head, [head, new])  # type: ignore[list-item]
    with lowering.collecting() as loop:
        lowering.site(value, node.iter, new)
    if is_cleared:
        is_async = isinstance(node, ast.AsyncFor)
        is_inside = is_async or bool(lowering.exits or lowering.finals)
        is_returned_through = is_inside and "return" in ways_out(node.body)
        emit_cleared(
            lowering,
            node.iter,
            loop,
            iterator,
            is_returned_through=is_returned_through,
            leave=".aleft" if is_async else ".left",
        )
        return
    lowering.emit(new)
    if not is_own:  # a generator that `break` leaves is closed now
        lowering.emit(set_constant(node.iter, iterator, None))


def _is_held_elsewhere(lowering: FunctionLowering, node: ast.expr) -> bool:
    """Whether letting go of an iterator over that runs no code, whatever is in it."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            return is_plain(lowering, node)
        case ast.Call(func=ast.Name(id="range")):
            return lowering.is_builtin("range")
    return False


def _is_of_known_length(lowering: FunctionLowering, node: ast.expr) -> bool:
    """Whether what is iterated is a container that is in memory, or its indices."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=args):
            return lowering.is_builtin("range") and all(_is_small(lowering, n) for n in args)
    return not isinstance(node, ast.Name) and is_plain(lowering, node)


def _is_small(lowering: FunctionLowering, node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int(number)):
            return number <= SMALL
        case ast.Call(func=ast.Name(id="len")):
            return lowering.is_builtin("len")
    return False


def _is_short(lowering: FunctionLowering, body: Sequence[ast.stmt]) -> bool:
    """Whether statements neither call, loop nor wait, but for what stays inside expressions.

    A loop of such rounds over what is in memory ends about as soon as a comprehension.
    """
    return all(
        isinstance(node, SHORT) and not lowering.needs(node) if isinstance(node, ast.stmt) else True
        for statement in body
        for node in ast.walk(statement)
    )


SMALL = 1_000_000  #: rounds that take well under a second

#: Statements that a loop without a tick may have.
SHORT = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.If,
    ast.Pass,
    ast.Break,
    ast.Continue,
)


def _begin_iteration(lowering: FunctionLowering, node: ast.expr, iterator: str) -> None:
    """Have the iterator of what is iterated in a variable."""
    if _gives_iterator(lowering, node) and (value := value_of(lowering, node)):
        lowering.site(value, node, assign(node, iterator, value.node))
        return
    iterated = lowering.expression(node)
    if is_plain(lowering, node):
        lowering.emit(assign(node, iterator, call(node, ".plain_iter", iterated)))
        return
    if not isinstance(iterated, ast.Name):
        iterated = lowering.save(iterated)
    kind = call(node, ".type", iterated)
    test = at(node, ast.Compare(kind, [ast.In()], [load(node, ".ITERABLE")]))
    other = call(node, ".iter", iterated)
    either = at(node, ast.IfExp(test, call(node, ".plain_iter", iterated), other))
    lowering.site(Value("call", either, [other]), node, assign(node, iterator, either))


def _gives_iterator(lowering: FunctionLowering, node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ITERATORS
        and lowering.is_builtin(node.func.id)
    )


@lowers(STATEMENTS, ast.AsyncFor)
def async_for_loop(lowering: FunctionLowering, node: ast.AsyncFor) -> None:
    """`async for`: a `for` through a generator that awaits each item."""
    number = lowering.number()
    iterator = f".i{number}"
    is_own = isinstance(node.iter, ast.Name) and node.iter.id == ITERATED
    if is_own:
        iterator = ITERATED
    else:
        lowering.call_site(node.iter, iterator, ".aiter", lowering.expression(node.iter))
        items = call(node.iter, ".items", load(node.iter, iterator))
        lowering.emit(assign(node.iter, iterator, items))
    _go_through(lowering, node, number, iterator, is_own)

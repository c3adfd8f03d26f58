"""`try`, `except`, `finally`, `with`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.data import all_statements
from perdure.languages.python.code.marks import mark, site_of
from perdure.languages.python.code.names import KNOWN
from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    attribute,
    branch,
    call,
    changed,
    constant,
    handler,
    letting_go,
    load,
    negated,
    raising,
    set_constant,
    store,
    targets_of,
    tuple_of,
    unless_capturing,
)
from perdure.languages.python.lowering.builtin_names import EXCEPTIONS
from perdure.languages.python.lowering.clearing import cleared, noting_held
from perdure.languages.python.lowering.function import (
    NATIVE,
    STATEMENTS,
    Exit,
    FunctionLowering,
    lowers,
)
from perdure.languages.python.lowering.groups import in_terms_of_except
from perdure.languages.python.lowering.leaving import WHY, ways_out
from perdure.languages.python.lowering.raised import held_handler
from perdure.languages.python.lowering.scopes import own_nodes
from perdure.languages.python.lowering.statements import bind, now_bound


def has_sites(body: Sequence[ast.stmt]) -> bool:
    return any(site_of(statement) is not None for statement in all_statements(list(body)))


@lowers(STATEMENTS, ast.Try)
def try_statement(lowering: FunctionLowering, node: ast.Try) -> None:
    if not node.finalbody:
        lowering.emit(_handlers(lowering, node))
        return
    final = lowering.block(node.finalbody)
    inner = changed(node, finalbody=[])
    if not has_sites(final):
        lowering.finals += 1
        with noting_held(lowering) as held:
            body = _guarded_body(lowering, inner)
        lowering.finals -= 1
        final = [*cleared(node, held), *final]
        lowering.emit(attempt(node, body, final=[unless_capturing(node, final)]))
        return
    k = lowering.number()
    lowering.emit(set_constant(node, f".why{k}", 0))
    lowering.exits.append(Exit(k))
    with noting_held(lowering) as held:
        body = _guarded_body(lowering, inner)
    lowering.exits.pop()
    final = [*cleared(node, held), *final]
    noted = handler(
        node,
        load(node, ".BaseException"),
        f".e{k}",
        [
            assign(node, f".exc{k}", load(node, f".e{k}")),
            set_constant(node, f".why{k}", WHY["raise"]),
            raising(node),
        ],
    )
    final.append(set_constant(node, f".exc{k}", None))
    ways = ways_out([inner])
    guarded: list[ast.stmt] = [attempt(node, body, [letting_go(node), noted])]
    if ways:
        guarded.append(_nothing_pending(node, k))
    new = attempt(node, guarded, final=[unless_capturing(node, final)])
    mark(new, pending=k, leaves=["raise", *ways])
    lowering.emit(new)


def _nothing_pending(place: ast.AST, k: int) -> ast.stmt:
    """The end of what a `finally` stands around, where nothing leaves it.

    A jump may have begun to: then a `finally` in it has raised, and that was handled in it.
    """
    return set_constant(place, f".why{k}", 0)


def _guarded_body(lowering: FunctionLowering, node: ast.Try) -> list[ast.stmt]:
    """The statements that a `finally` stands around."""
    if not node.handlers:
        return lowering.block(node.body)
    with lowering.collecting() as body:
        lowering.emit(_handlers(lowering, node))
    return body


def _handlers(lowering: FunctionLowering, node: ast.Try) -> ast.Try:
    with noting_held(lowering) as held:
        body = lowering.block(node.body)
    handlers: list[ast.ExceptHandler] = []
    written = node.handlers
    for i, one in enumerate(written):
        if one.type is not None and lowering.needs(one.type):
            # The class is computed by a call: once it is known, Python compares it.
            kind = f".k{lowering.number()}"
            again = attempt(
                one, [raising(one)], [changed(one, type=load(one.type, kind)), *written[i + 1 :]]
            )
            written = [
                *written[:i],
                handler(one, None, None, [assign(one.type, kind, one.type), again]),
            ]
            break
    if any(_may_catch_captures(lowering, one.type) for one in written):
        handlers.append(letting_go(node))
    handlers.extend(_handler(lowering, one, held) for one in written)
    orelse = lowering.block(node.orelse)
    return attempt(node, body, handlers, orelse)


def _may_catch_captures(lowering: FunctionLowering, kind: ast.expr | None) -> bool:
    match kind:
        case ast.Name(id=name):
            return not (name in EXCEPTIONS and lowering.is_builtin(name))
        case ast.Tuple(elts=items):
            return any(_may_catch_captures(lowering, item) for item in items)
    return True


def _handler(
    lowering: FunctionLowering, node: ast.ExceptHandler, held: set[str]
) -> ast.ExceptHandler:
    kind = node.type and lowering.quiet(node.type)
    if kind is None:
        kind = load(node, ".BaseException")
    k = lowering.number()
    with lowering.collecting():
        if node.name:
            now_bound(lowering, store(node, node.name))
        body = [*cleared(node, held), *lowering.block(node.body)]
    if not has_sites(body):
        return at(node, ast.ExceptHandler(kind, node.name, body))
    return held_handler(node, k, kind, node.name, body)


@lowers(STATEMENTS, ast.TryStar)
def try_star(lowering: FunctionLowering, node: ast.TryStar) -> None:
    """`except*`: Python's own, or said by `except` where something in its handlers may wait.

    Or where they might take a capture for an exception of the body's.
    """
    if node.finalbody:
        try_statement(
            lowering,
            at(node, ast.Try([changed(node, finalbody=[])], [], [], node.finalbody)),
        )
    elif any(
        _may_wait(lowering, one) or _may_catch_captures(lowering, one.type) for one in node.handlers
    ):
        for statement in in_terms_of_except(node, lowering.number()):
            STATEMENTS[type(statement)](lowering, statement)
    else:
        body = lowering.block(node.body)
        handlers = [NATIVE[0](lowering, one) for one in node.handlers]
        orelse = lowering.block(node.orelse)
        lowering.emit(changed(node, body=body, handlers=handlers, orelse=orelse))


def _may_wait(lowering: FunctionLowering, node: ast.ExceptHandler) -> bool:
    return any(
        isinstance(inner, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.Import)
        or (isinstance(inner, ast.expr) and lowering.needs(inner))
        for inner in own_nodes([node])
    )


@lowers(STATEMENTS, ast.With, ast.AsyncWith)
def with_statement(lowering: FunctionLowering, node: ast.With | ast.AsyncWith) -> None:
    """`with`, as PEP 343 says it in other words.

    Where nothing but the end of the block or an exception leaves it, the second call of
    `__exit__` stands in the `else` of the `try`; else in its `finally`.
    """
    item, *more = node.items
    is_async = isinstance(node, ast.AsyncWith)
    body: list[ast.stmt] = [changed(node, items=more)] if more else list(node.body)
    place = item.context_expr
    k = lowering.number()
    enter, leave, value = f".n{k}", f".x{k}", f".c{k}"
    with lowering.asked_part(place):
        manager = lowering.expression(place)
        if is_async:
            _find_async_methods(lowering, manager, k)
        else:
            _find_methods(lowering, manager, enter, leave)
        _manager_site(lowering, place, value, is_async, k, enter)
        lowering.emit(set_constant(place, enter, None))
        lowering.let_go(place)
    ways = ways_out(body)
    hit = f".hit{k}"
    if ways:
        lowering.emit(set_constant(place, f".why{k}", 0))
        lowering.emit(set_constant(place, hit, True))
        lowering.exits.append(Exit(k))
    with lowering.collecting() as inside:
        if item.optional_vars is not None:
            with lowering.asked_part(item.optional_vars):
                bind(lowering, item.optional_vars, load(item.optional_vars, value))
            now_bound(lowering, item.optional_vars)
        lowering.emit(set_constant(place, value, None))
        with noting_held(lowering) as kept:
            for statement in body:
                lowering.statement(statement)
    if ways:
        lowering.exits.pop()
    failing = _failing_exit(lowering, place, k, hit if ways else None, is_async, kept)
    with lowering.collecting() as ending:
        nothing = [load_none(place) for _ in range(3)]
        with lowering.asked_part(place):
            _manager_site(lowering, place, None, is_async, k, leave, *nothing)
    handlers = [letting_go(place), failing]
    if not ways:
        lowering.emit(attempt(place, inside, handlers, ending))
        _let_go_of_manager(lowering, place, k, is_async)
        return
    final = [branch(place, load(place, hit), ending)]
    new = attempt(
        place,
        [attempt(place, inside, handlers), _nothing_pending(place, k)],
        final=[unless_capturing(place, final)],
    )
    mark(new, pending=k, leaves=ways)
    lowering.emit(new)
    _let_go_of_manager(lowering, place, k, is_async)


def _let_go_of_manager(lowering: FunctionLowering, place: ast.expr, k: int, is_async: bool) -> None:
    lowering.emit(set_constant(place, f".x{k}", None))
    if is_async:
        lowering.emit(set_constant(place, f".m{k}", None))


def _find_async_methods(lowering: FunctionLowering, manager: ast.expr, k: int) -> None:
    """The same of `async with`: `.d<k>` says whether they are lowered functions.

    These are called with the manager, `.m<k>`, and await nothing; else what they give is awaited.
    """
    owner, enter, leave, direct = f".m{k}", f".n{k}", f".x{k}", f".d{k}"
    lowering.emit(assign(manager, owner, manager))
    place = f"{lowering.function.index} {k}"
    known = f"{KNOWN}{lowering.module.name}:async with {place}"
    kind = call(manager, ".type", load(manager, owner))
    is_known = at(manager, ast.Compare(kind, [ast.Is()], [load(manager, known)]))
    methods = [load(manager, f"{known} {name}") for name in ("enter", "leave")]
    found = call(manager, ".async_methods", load(manager, owner), constant(manager, known))
    lowering.emit(
        branch(
            manager,
            is_known,
            [
                assign(manager, enter, methods[0]),
                assign(manager, leave, methods[1]),
                set_constant(manager, direct, True),
            ],
            [assign(manager, targets_of(manager, [enter, leave, direct]), found)],
        )
    )


def _find_methods(lowering: FunctionLowering, manager: ast.expr, enter: str, leave: str) -> None:
    """Bind the methods of a context manager, which Python looks up in its class."""
    both = targets_of(manager, [enter, leave])
    if not isinstance(manager, ast.Name):
        manager = lowering.save(manager)
    found = tuple_of(manager, [attribute(manager, manager, n) for n in ("__enter__", "__exit__")])
    known = at(
        manager,
        ast.Compare(call(manager, ".type", manager), [ast.In()], [load(manager, ".MANAGERS")]),
    )
    lowering.emit(
        branch(
            manager,
            known,
            [assign(manager, both, found)],
            [assign(manager, both, call(manager, ".manager", manager, load(manager, ".MANAGERS")))],
        )
    )


def load_none(place: ast.AST) -> ast.expr:
    return at(place, ast.Constant(None))


def _manager_site(
    lowering: FunctionLowering,
    place: ast.expr,
    target: str | None,
    is_async: bool,
    k: int,
    method: str,
    *arguments: ast.expr,
) -> None:
    """A call of a context manager's method, awaited if it is asynchronous."""
    if not is_async:
        lowering.call_site(place, target, method, *arguments)
        return
    with lowering.collecting() as direct:
        lowering.call_site(place, target, method, load(place, f".m{k}"), *arguments)
    with lowering.collecting() as other:
        awaited = lowering.temporary()
        lowering.call_site(place, awaited, method, *arguments)
        lowering.call_site(place, target, ".await", load(place, awaited))
    lowering.emit(branch(place, load(place, f".d{k}"), direct, other))


def _failing_exit(
    lowering: FunctionLowering,
    place: ast.expr,
    k: int,
    hit: str | None,
    is_async: bool,
    kept: set[str],
) -> ast.ExceptHandler:
    """The handler that gives an exception to `__exit__`."""
    with lowering.collecting() as body:
        lowering.out.extend(cleared(place, kept))
        if hit:
            lowering.emit(set_constant(place, hit, False))
        held = load(place, f".h{k}")
        with lowering.asked_part(place):
            _manager_site(
                lowering,
                place,
                f".s{k}",
                is_async,
                k,
                f".x{k}",
                call(place, ".type", held),
                held,
                attribute(place, held, "__traceback__"),
            )
        lowering.emit(branch(place, negated(place, load(place, f".s{k}")), [raising(place)]))
    return held_handler(place, k, load(place, ".BaseException"), None, body)

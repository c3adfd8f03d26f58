"""Comprehensions and generator expressions.

A comprehension is Python's own where nothing in it can wait. Else it is a function `<listcomp>`
with the loops written out. Where only what it goes through may wait, a generator of the program
perhaps, it is one or the other by the class of that.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.nodes import (
    assign,
    at,
    attribute,
    branch,
    call,
    changed,
    definition,
    expression,
    load,
    parameters,
    set_constant,
)
from perdure.languages.python.lowering.clearing import emit_cleared
from perdure.languages.python.lowering.definitions import (
    function_of_definition,
    lowered_definition,
)
from perdure.languages.python.lowering.function import (
    EXPRESSIONS,
    NEEDS,
    FunctionLowering,
    has_lambda,
    lowers,
)
from perdure.languages.python.lowering.plain import is_plain
from perdure.languages.python.lowering.scopes import Comprehension, Scope

NAMES = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}

#: The parameter of a lifted comprehension; that of Python's own is `.0`.
ITERATED = ".it"


@lowers(NEEDS, ast.GeneratorExp)
def generator_needs(lowering: FunctionLowering, node: ast.GeneratorExp, scope: Scope) -> bool:
    return True


@lowers(NEEDS, ast.ListComp, ast.SetComp, ast.DictComp)
def comprehension_needs(lowering: FunctionLowering, node: Comprehension, scope: Scope) -> bool:
    first = node.generators[0].iter
    return (
        lowering.needs(first, scope)
        or must_be_lifted(lowering, node, scope)
        or not is_plain(lowering, first, scope)
    )


def made_by(node: Comprehension) -> list[ast.expr]:
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]


def must_be_lifted(lowering: FunctionLowering, node: Comprehension, scope: Scope) -> bool:
    """Whether something in a comprehension waits, or makes a function with variables of its own."""
    if isinstance(node, ast.GeneratorExp) or lowering.is_careful:
        return True
    own = vars(node)
    if "lifted" not in own:
        inside = [*made_by(node)]
        for i, generator in enumerate(node.generators):
            inside.extend(generator.ifs)
            if i:
                inside.append(generator.iter)
        inner = Scope([*inside, *(generator.target for generator in node.generators)], None, scope)
        own["lifted"] = (
            any(generator.is_async for generator in node.generators)
            or any(lowering.needs(part, inner) or has_lambda(part) for part in inside)
            or any(lowering.needs(generator.target, inner) for generator in node.generators)
            or not all(is_plain(lowering, g.iter, inner) for g in node.generators[1:])
        )
    return bool(own["lifted"])


@lowers(EXPRESSIONS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
def comprehension(lowering: FunctionLowering, node: Comprehension) -> ast.expr:
    first = node.generators[0]
    plain = is_plain(lowering, first.iter)
    is_lifted = must_be_lifted(lowering, node, lowering.scope)
    iterated = lowering.expression(first.iter)
    if is_lifted:
        result = lowering.holding()
        _lifted(lowering, node, iterated, result, plain)
        return load(node, result)
    if plain:
        return _native(node, iterated)
    if not isinstance(iterated, ast.Name):
        iterated = lowering.save(iterated)
    result = lowering.holding()
    with lowering.collecting() as body:
        lowering.emit(assign(node, result, _native(node, iterated)))
    with lowering.collecting() as orelse:
        _lifted(lowering, node, iterated, result, plain)
    kind = call(iterated, ".type", iterated)
    test = at(iterated, ast.Compare(kind, [ast.In()], [load(iterated, ".NATIVE")]))
    lowering.emit(branch(node, test, body, orelse))
    return load(node, result)


def _native(node: Comprehension, iterated: ast.expr) -> ast.expr:
    first, *more = node.generators
    return changed(node, generators=[changed(first, iter=iterated), *more])


def _lifted(
    lowering: FunctionLowering,
    node: Comprehension,
    iterated: ast.expr,
    result: str,
    plain: bool,
) -> None:
    """Define the function and call it."""
    name = NAMES[type(node)]
    named = definition(node, name, parameters(node, [ITERATED]), _body(node))
    walruses = sorted(
        {
            inner.target.id
            for statement in named.body
            for inner in ast.walk(statement)
            if isinstance(inner, ast.NamedExpr)
        }
    )
    for declaration, names in (
        (ast.Global, [name for name in walruses if lowering.is_global(name)]),
        (ast.Nonlocal, [name for name in walruses if not lowering.is_global(name)]),
    ):
        if names:
            named.body.insert(0, at(node, declaration(names)))
    is_generator = isinstance(node, ast.GeneratorExp)
    function_of_definition(lowering, named, is_comprehension=not is_generator)
    new = lowered_definition(lowering, named, named.args)
    for name_ in walruses:
        # A variable of the function around it, which may have no other binding of it.
        lowering.emit(
            branch(node, at(node, ast.Constant(False)), [set_constant(node, name_, None)])
        )
    lowering.emit(new)
    place = node.generators[0].iter
    is_async = bool(node.generators[0].is_async)
    iterator = f".i{lowering.number()}"
    if is_async:
        lowering.call_site(place, iterator, ".aiter", iterated)
        lowering.emit(assign(place, iterator, call(place, ".items", load(place, iterator))))
    elif plain:
        lowering.emit(assign(place, iterator, call(place, ".plain_iter", iterated)))
    else:
        lowering.call_site(place, iterator, ".iter", iterated)
    if isinstance(node, ast.GeneratorExp):
        made: ast.expr = call(node, name, load(place, iterator))
        if is_async_generator(node):
            made = call(node, ".async_generator", made)
        lowering.emit(assign(node, result, made))
        lowering.emit(set_constant(place, iterator, None))
    else:
        with lowering.collecting() as called:
            lowering.call_site(node, result, name, load(place, iterator))
        emit_cleared(lowering, place, called, iterator)


def is_async_generator(node: ast.GeneratorExp) -> bool:
    return any(generator.is_async for generator in node.generators) or any(
        isinstance(inner, ast.Await)
        for part in (node.elt, *(one for g in node.generators for one in g.ifs))
        for inner in ast.walk(part)
    )


def _body(node: Comprehension) -> list[ast.stmt]:
    """The statements of the function; `.it` is the iterator of the first loop."""
    if isinstance(node, ast.GeneratorExp):
        return [_loops(node, expression(node.elt, at(node.elt, ast.Yield(node.elt))))]
    made: ast.expr
    put: ast.stmt
    if isinstance(node, ast.DictComp):
        made = at(node, ast.Dict([], []))
        target = ast.Subscript(load(node, ".made"), node.key, ast.Store())
        # The key is evaluated before the value.
        put = at(
            node,
            ast.If(
                ast.Constant(True),
                [
                    assign(node.key, ".key", node.key),
                    at(
                        node.value,
                        ast.Assign(
                            [at(node.key, changed(target, slice=load(node, ".key")))], node.value
                        ),
                    ),
                ],
                [],
            ),
        )
    elif isinstance(node, ast.SetComp):
        made = call(node, ".set")
        put = expression(
            node.elt, call(node.elt, attribute(node.elt, load(node, ".made"), "add"), node.elt)
        )
    else:
        made = at(node, ast.List([], ast.Load()))
        put = expression(
            node.elt, call(node.elt, attribute(node.elt, load(node, ".made"), "append"), node.elt)
        )
    return [
        assign(node, ".made", made),
        _loops(node, put),
        at(node, ast.Return(load(node, ".made"))),
    ]


def _loops(node: Comprehension, put: ast.stmt) -> ast.stmt:
    inner: Sequence[ast.stmt] = put.body if isinstance(put, ast.If) else [put]
    for i in reversed(range(len(node.generators))):
        generator = node.generators[i]
        for condition in reversed(generator.ifs):
            inner = [branch(condition, condition, inner)]
        iterated = generator.iter if i else load(generator.iter, ITERATED)
        kind = ast.AsyncFor if generator.is_async else ast.For
        loop = at(generator.iter, kind(generator.target, iterated, list(inner), []))
        inner = [loop]
    return inner[0]

"""Definitions: functions, lambdas, classes, decorators."""

from __future__ import annotations

import ast
from typing import Any

from perdure.languages.python.code.data import LoweredFunction
from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    attribute,
    branch,
    call,
    constant,
    definition,
    expression,
    handler,
    load,
)
from perdure.languages.python.lowering.builtin_names import INLINE, ITERATORS, LIKELY
from perdure.languages.python.lowering.checks import checked, questions
from perdure.languages.python.lowering.function import (
    EXPRESSIONS,
    NATIVE,
    NEEDS,
    STATEMENTS,
    FunctionLowering,
    Value,
    lowers,
)
from perdure.languages.python.lowering.scopes import (
    Function,
    Scope,
    defaults_of,
    has_yield,
)


def lower_body(lowering: FunctionLowering, function: LoweredFunction, body: list[ast.stmt]) -> None:
    """Fill in a function from the statements of its body."""
    lowered = function.body
    first, *_ = body
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lowered.append(first)
        body = body[1:]
    while body and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        lowered.append(body[0])
        body = body[1:]
    block = lowering.block(body)
    if body:
        lowered.extend(questions(lowering, body[0]))
    if function.kind != "module":
        place = next((i for i, one in enumerate(block) if may_recur(lowering, one)), None)
        if place is not None:
            block = [*block[:place], *lowering.tick(block[place]), *block[place:]]
    lowered.extend(block)


def may_recur(lowering: FunctionLowering, node: ast.AST) -> bool:
    """Whether a lowered statement may call the function that it is in, without a tick before.

    What calls nothing ends by itself, and a loop has a tick of its own.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return False
    if isinstance(node, ast.While | ast.For) and node.body and is_tick(node.body[0]):
        return any(may_recur(lowering, one) for one in node.orelse)
    if isinstance(node, ast.Call) and not _is_harmless(lowering, node.func):
        return True
    return any(may_recur(lowering, child) for child in ast.iter_child_nodes(node))


def is_tick(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id == ".stop"
    )


def _is_harmless(lowering: FunctionLowering, callee: ast.expr) -> bool:
    """Whether a call is for certain none of the functions of this text."""
    match callee:
        case ast.Name(id=name):
            return name in HARMLESS or (
                (name in INLINE or name in ITERATORS) and lowering.is_builtin(name)
            )
        case ast.Attribute(attr=name):
            return name in LIKELY and name not in lowering.module.names.methods
        case ast.Call(func=ast.Name(id=".C" | ".K"), args=[asked, *_]):
            return _is_harmless(lowering, asked)
    return False


HARMLESS = frozenset(
    (".type", ".iter", ".plain_iter", ".C", ".K", ".twin_enumerate", ".twin_zip", "super")
)


def function_of_definition(
    lowering: FunctionLowering, node: Function, *, is_comprehension: bool = False
) -> LoweredFunction:
    """The function that a definition makes, lowered when it is first met."""
    module = lowering.module
    found = module.made.get(node)
    if found is not None:
        return found
    is_global = node.name in (
        lowering.class_names if lowering.class_names is not None else lowering.scope.declared_global
    )
    scope = Scope(node.body, node.args, lowering.scope)
    function = module.new_function(
        node.name,
        node.name if is_global else lowering.prefix + node.name,
        kind="generator" if has_yield(node.body) else "function",
        is_async=isinstance(node, ast.AsyncFunctionDef),
        first_line=first_line_of(node),
    )
    module.made[node] = function
    inner = FunctionLowering(module, function, scope, lowering, node.args)
    if is_comprehension:
        inner.first_parameter = lowering.first_parameter
    function.global_names = frozenset(scope.declared_global)
    lower_body(inner, function, node.body)
    function.local_names = frozenset(Scope(function.body, node.args, lowering.scope).bound)
    return function


def first_line_of(node: Function) -> int:
    """The line that Python says a function begins at: that of its first decorator."""
    return node.decorator_list[0].lineno if node.decorator_list else node.lineno


def lowered_definition(
    lowering: FunctionLowering, node: Function, arguments: ast.arguments
) -> ast.FunctionDef:
    """The `def` that makes a function, with defaults that were evaluated before it."""
    function = function_of_definition(lowering, node)
    new = definition(node, node.name, arguments, function.body)
    new.lineno = function.first_line
    new.returns = node.returns and NATIVE[0](lowering, node.returns)
    if "type_params" in node._fields:
        vars(new)["type_params"] = vars(node)["type_params"]
    function.parameters = arguments
    mark(new, function=function.index)
    return new


def make_coroutine(
    lowering: FunctionLowering, node: ast.AsyncFunctionDef, lowered: ast.FunctionDef
) -> list[ast.stmt]:
    """The text's own form of an `async def`, to stand before the lowered one.

    Callers that are no program of ours get it. `.async` gives it the defaults of the other.
    """
    arguments = _without_values(node.args)
    lowered.decorator_list = [call(node, ".async", load(node, node.name))]
    function = lowering.module.natives.get(node)
    if function is not None:
        return [_native_definition(node, arguments, function)]
    function = lowering.module.new_function(
        node.name,
        lowering.prefix + node.name,
        kind="native",
        is_async=True,
        first_line=node.lineno,
    )
    lowering.module.natives[node] = function
    inner = FunctionLowering(
        lowering.module,
        function,
        Scope(node.body, node.args, lowering.scope),
        lowering,
        node.args,
    )
    function.body.extend(_native_block(inner, node.body))
    return [_native_definition(node, arguments, function)]


def _native_definition(
    node: ast.AsyncFunctionDef, arguments: ast.arguments, function: LoweredFunction
) -> ast.AsyncFunctionDef:
    new = at(node, ast.AsyncFunctionDef(node.name, arguments, function.body, [], None))
    if "type_params" in node._fields:
        vars(new)["type_params"] = []
    function.parameters = arguments
    mark(new, function=function.index)
    return new


def _native_block(lowering: FunctionLowering, body: list[ast.stmt]) -> list[ast.stmt]:
    module = at(body[0], ast.If(ast.Constant(True), body, []))
    return list(NATIVE[0](lowering, module).body)


def _without_values(arguments: ast.arguments) -> ast.arguments:
    """Parameters without annotations; None where there is a default."""

    def bare(arg: ast.arg) -> ast.arg:
        return at(arg, ast.arg(arg.arg))

    def nothing(default: ast.expr) -> ast.expr:
        return at(default, ast.Constant(None))

    return ast.arguments(
        [bare(arg) for arg in arguments.posonlyargs],
        [bare(arg) for arg in arguments.args],
        arguments.vararg and bare(arguments.vararg),
        [bare(arg) for arg in arguments.kwonlyargs],
        [default and nothing(default) for default in arguments.kw_defaults],
        arguments.kwarg and bare(arguments.kwarg),
        [nothing(default) for default in arguments.defaults],
    )


def lowered_arguments(lowering: FunctionLowering, arguments: ast.arguments) -> ast.arguments:
    """Parameters, the sites of whose defaults have been emitted."""
    values = lowering.operands([*arguments.defaults, *arguments.kw_defaults])
    count = len(arguments.defaults)

    def annotated(arg: ast.arg) -> ast.arg:
        if arg.annotation is None:
            return arg
        return at(arg, ast.arg(arg.arg, NATIVE[0](lowering, arg.annotation)))

    return ast.arguments(
        [annotated(arg) for arg in arguments.posonlyargs],
        [annotated(arg) for arg in arguments.args],
        arguments.vararg and annotated(arguments.vararg),
        [annotated(arg) for arg in arguments.kwonlyargs],
        values[count:],
        arguments.kwarg and annotated(arguments.kwarg),
        values[:count],
    )


@lowers(STATEMENTS, ast.FunctionDef, ast.AsyncFunctionDef)
def function_definition(lowering: FunctionLowering, node: Function) -> None:
    decorators = [lowering.save(lowering.expression(one)) for one in node.decorator_list]
    new = lowered_definition(lowering, node, lowered_arguments(lowering, node.args))
    if isinstance(node, ast.AsyncFunctionDef):
        for statement in make_coroutine(lowering, node, new):
            lowering.emit(statement)
    earlier = earlier_value(lowering, node)
    lowering.emit(new)
    names = lowering.module.names
    if (
        isinstance(node, ast.AsyncFunctionDef)
        and node.name in names.coroutines
        and lowering.function.kind == "module"
    ):
        lowering.emit(assign(node, f".a_{node.name}", call(node, ".raw", load(node, node.name))))
    decorate(lowering, node, decorators, earlier)


def earlier_value(
    lowering: FunctionLowering, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> str:
    """The variable that holds what a name was bound to; "" where no other statement binds it."""
    scope, name = lowering.scope, node.name
    if not node.decorator_list or scope.is_bound_once(name):
        return ""
    held = lowering.holding()
    if lowering.is_global(name):
        found = call(node, ".globals")
        get = attribute(node, found, "get")
        lowering.emit(assign(node, held, call(node, get, constant(node, name), load(node, ".B"))))
        return held
    unbound = handler(
        node, load(node, ".BaseException"), None, [assign(node, held, load(node, ".B"))]
    )
    lowering.emit(attempt(node, [assign(node, held, load(node, name))], [unbound]))
    return held


def decorate(
    lowering: FunctionLowering,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    decorators: list[ast.Name],
    earlier: str = "",
) -> None:
    """Call the decorators; the name is what it was before the last of them has given its value.

    `earlier`: where another definition may have bound it, the variable that holds what it was, or
    `.B` where it had no value.
    """
    is_class = isinstance(node, ast.ClassDef)
    made: ast.expr = load(node, node.name)
    scope = lowering.scope
    if decorators and (earlier or (scope.is_bound_once(node.name) and node.name in scope.bound)):
        made = lowering.save(made)
        lowering.emit(at(node, ast.Delete([at(node, ast.Name(node.name, ast.Del()))])))
    if decorators and earlier:
        had = at(node, ast.Compare(load(node, earlier), [ast.IsNot()], [load(node, ".B")]))
        lowering.emit(branch(node, had, [assign(node, node.name, load(node, earlier))]))
    for number, decorator in reversed(list(enumerate(decorators))):
        place = node.decorator_list[number]
        before = lowering.save(made) if is_class else None
        called = call(place, decorator, made)
        value = (
            checked(lowering, called)
            if lowering.module.options.checks
            else Value("call", called, [called])
        )
        name = lowering.holding() if number else node.name
        lowering.site(value, place, assign(place, name, value.node))
        made = load(place, name)
        if before is not None:
            # How a class is made again when it is loaded.
            noted = call(place, ".decorated", before, decorator, load(place, name))
            lowering.emit(expression(place, noted))
    if lowering.scope.is_always_bound(node.name):
        lowering.surely.add(node.name)


@lowers(STATEMENTS, ast.ClassDef)
def class_definition(lowering: FunctionLowering, node: ast.ClassDef) -> None:
    decorators = [lowering.save(lowering.expression(one)) for one in node.decorator_list]
    fields: dict[str, Any] = {"name": node.name, "decorator_list": []}
    if getattr(node, "type_params", ()):
        # What names type parameters stands in a scope of their own.
        fields["bases"] = [NATIVE[0](lowering, base) for base in node.bases]
        fields["keywords"] = [NATIVE[0](lowering, keyword) for keyword in node.keywords]
    else:
        values = [*node.bases, *(keyword.value for keyword in node.keywords)]
        lowered = lowering.operands(values)
        fields["bases"] = lowered[: len(node.bases)]
        fields["keywords"] = [
            at(keyword, ast.keyword(keyword.arg, value))
            for keyword, value in zip(node.keywords, lowered[len(node.bases) :], strict=True)
        ]
    bare = at(node, ast.ClassDef(node.name, [], [], node.body, []))
    if "type_params" in node._fields:
        fields["type_params"] = vars(node)["type_params"]
        vars(bare)["type_params"] = []
    fields["body"] = NATIVE[0](lowering, bare).body
    new = at(node, ast.ClassDef(**fields))
    if node.decorator_list:
        new.lineno = node.decorator_list[0].lineno
    earlier = earlier_value(lowering, node)
    lowering.emit(new)
    decorate(lowering, node, decorators, earlier)


@lowers(NEEDS, ast.Lambda)
def lambda_needs(lowering: FunctionLowering, node: ast.Lambda, scope: Scope) -> bool:
    inner = Scope([node.body], node.args, scope)
    return lowering.needs(node.body, inner) or any(
        lowering.needs(default, scope) for default in defaults_of(node.args)
    )


@lowers(EXPRESSIONS, ast.Lambda)
def lambda_expression(lowering: FunctionLowering, node: ast.Lambda) -> ast.expr:
    """A lambda with a site in it: a `def` before the statement."""
    value = at(node.body, ast.Return(node.body))
    named = definition(node, "<lambda>", node.args, [value])
    arguments = lowered_arguments(lowering, node.args)
    lowering.emit(lowered_definition(lowering, named, arguments))
    return lowering.save(load(node, "<lambda>"))

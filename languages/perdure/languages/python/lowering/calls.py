"""Calls, `await` and `yield`: the expressions that are sites themselves."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.names import TWINS
from perdure.languages.python.code.nodes import assign, at, attribute, call, load, store
from perdure.languages.python.lowering.builtin_names import LIKELY, LISTING
from perdure.languages.python.lowering.function import (
    EXPRESSIONS,
    NEEDS,
    VALUES,
    FunctionLowering,
    Value,
    has_lambda,
    is_inline,
    lowers,
)
from perdure.languages.python.lowering.plain import is_plain
from perdure.languages.python.lowering.scopes import COMPREHENSIONS, Scope


@lowers(NEEDS, ast.Call)
def call_needs(lowering: FunctionLowering, node: ast.Call, scope: Scope) -> bool:
    # In the rest of a method `super()` would not know its class: it is told.
    return (
        not is_inline(lowering, node, scope)
        or _is_bare_super(lowering, node, scope)
        or _lists_variables(lowering, node, scope)
    )


def _lists_variables(
    lowering: FunctionLowering, node: ast.Call, scope: Scope | None = None
) -> bool:
    """Whether a call gives the variables of where it stands: the lowering's are none of them.

    The namespace of a module is given as it is, for the program to change.
    """
    return (
        isinstance(node.func, ast.Name)
        and node.func.id in (LISTING if lowering.function.index else {"dir"})
        and not (node.args or node.keywords)
        and lowering.is_builtin(node.func.id, scope)
    )


def _is_bare_super(lowering: FunctionLowering, node: ast.Call, scope: Scope | None = None) -> bool:
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == "super"
        and not (node.args or node.keywords)
        and lowering.is_in_class
        and lowering.first_parameter is not None
        and lowering.is_builtin("super", scope)
    )


@lowers(NEEDS, ast.Await, ast.Yield, ast.YieldFrom)
def always(lowering: FunctionLowering, node: ast.expr, scope: Scope) -> bool:
    return True


def value_of(lowering: FunctionLowering, node: ast.expr) -> Value | None:
    """The right-hand side of a site, where an expression is one itself."""
    make = VALUES.get(type(node))
    return make(lowering, node) if make else None


@lowers(EXPRESSIONS, ast.Call, ast.Await, ast.Yield, ast.YieldFrom)
def site_in_expression(lowering: FunctionLowering, node: ast.expr) -> ast.expr:
    value = value_of(lowering, node)
    if value is None:
        assert isinstance(node, ast.Call)
        ready = prepared(lowering, node)
        return call(node, ".undotted", ready) if _lists_variables(lowering, node) else ready
    name = lowering.holding()
    lowering.site(value, node, assign(node, name, value.node))
    return load(node, name)


@lowers(VALUES, ast.Await)
def await_value(lowering: FunctionLowering, node: ast.Await) -> Value:
    known = node.value
    if (
        isinstance(known, ast.Call)
        and isinstance(known.func, ast.Name)
        and known.func.id in lowering.module.names.coroutines
        and lowering.is_global(known.func.id)
    ):
        # `await f(x)` of a coroutine function of this text: called, and nothing made.
        raw = at(known.func, ast.Name(f".a_{known.func.id}", ast.Load()))
        waiting = prepared(lowering, at(known, ast.Call(raw, known.args, known.keywords)))
    else:
        waiting = call(node, ".await", lowering.expression(node.value))
    return Value("call", waiting, [waiting])


@lowers(VALUES, ast.Yield)
def yield_value(lowering: FunctionLowering, node: ast.Yield) -> Value:
    value = at(node, ast.Yield(lowering.expression(node.value) if node.value else None))
    return Value("yield", value, [value])


@lowers(VALUES, ast.YieldFrom)
def yield_from_value(lowering: FunctionLowering, node: ast.YieldFrom) -> Value:
    iterator = f".y{lowering.number()}"
    lowering.call_site(node, iterator, ".yieldfrom", lowering.expression(node.value))
    value = at(node, ast.YieldFrom(load(node, iterator)))
    return Value("yield from", value, [value])


@lowers(VALUES, ast.Call)
def call_value(lowering: FunctionLowering, node: ast.Call) -> Value | None:
    if is_inline(lowering, node) or _lists_variables(lowering, node):
        return None
    node = prepared(lowering, node)
    if lowering.module.options.checks:
        return checked(lowering, node)
    return Value("call", node, [node])


def prepared(lowering: FunctionLowering, node: ast.Call) -> ast.Call:
    """A call whose operands have no sites; a method is looked up before its arguments."""
    function = node.func
    rest: list[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
    if _is_bare_super(lowering, node):
        own = load(node, lowering.first_parameter or "")
        return call(node, function, load(node, "__class__"), own)
    has_sites = any(lowering.needs(one) for one in rest)
    callee: ast.expr
    if isinstance(function, ast.Attribute) and is_inline(lowering, node):
        callee = function
    elif isinstance(function, ast.Attribute):
        joined = _join(lowering, node, function)
        if joined is not None:
            return joined
        receiver = lowering.expression(function.value)
        if lowering.module.options.checks and not isinstance(receiver, ast.Name | ast.Constant):
            receiver = lowering.save(receiver)
        elif has_sites and lowering.module.options.checks:
            receiver = receiver if lowering.is_stable(receiver, rest) else lowering.save(receiver)
        method = attribute(function, receiver, function.attr)
        new = lowering.save(method) if has_sites else method
        if has_sites:
            vars(new)["receiver"] = receiver
        callee = new
    elif has_sites:
        callee = lowering.kept(function, rest)
    else:
        callee = lowering.expression(function)
    if isinstance(callee, ast.Name) and callee.id in TWINS and lowering.is_builtin(callee.id):
        callee = load(callee, f".twin_{callee.id}")
    arguments, keywords = _arguments(lowering, node, rest)
    return at(node, ast.Call(callee, arguments, keywords))


def _arguments(
    lowering: FunctionLowering, node: ast.Call, rest: Sequence[ast.expr]
) -> tuple[list[ast.expr], list[ast.keyword]]:
    last = max((i for i, one in enumerate(rest) if lowering.needs(one)), default=-1)
    lowered: list[ast.expr] = []
    for i, one in enumerate(rest):
        is_mapping = i >= len(node.args) and node.keywords[i - len(node.args)].arg is None
        if i >= last:
            lowered.append(lowering.expression(one))
        elif is_mapping:
            copied = at(one, ast.Dict([None], [lowering.expression(one)]))
            lowered.append(lowering.save(copied))
        else:
            lowered.append(lowering.kept(one, rest[i + 1 :]))
    count = len(node.args)
    keywords = [
        at(keyword, ast.keyword(keyword.arg, value))
        for keyword, value in zip(node.keywords, lowered[count:], strict=True)
    ]
    return lowered[:count], keywords


def _join(lowering: FunctionLowering, node: ast.Call, function: ast.Attribute) -> ast.Call | None:
    """`"...".join(x)` is the twin's, which runs generators of the program."""
    text = function.value
    if function.attr != "join" or len(node.args) != 1 or node.keywords:
        return None
    if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
        return None
    (argument,) = node.args
    if isinstance(argument, ast.Starred):
        return None
    return call(node, ".twin_join", text, lowering.expression(argument))


def checked(lowering: FunctionLowering, node: ast.Call) -> Value:
    """A call that goes through `.C` where its callee may be no program's."""
    function = node.func
    if isinstance(function, ast.Attribute):
        receiver = function.value
        if is_plain(lowering, receiver):
            return Value("call", node, [node])
        return _either(lowering, node, _is_safe(receiver, function.attr))
    if isinstance(function, ast.Name) and "receiver" in vars(function):
        receiver = vars(function)["receiver"]
        if is_plain(lowering, receiver):
            return Value("call", node, [node])
        return _either(lowering, node, _is_safe(receiver, ""))
    if isinstance(function, ast.Name) and not _is_temporary(function.id):
        if _is_own(lowering, function.id):
            return Value("call", node, [node])
    else:
        target = lowering.temporary()
        first = at(function, ast.NamedExpr(store(function, target), function))
        test = _is_program(node, first, load(function, target))
        node = at(node, ast.Call(load(function, target), node.args, node.keywords))
        return _either(lowering, node, test)
    return _either(lowering, node, _is_program(node, function, function))


def _is_temporary(name: str) -> bool:
    return name.startswith(".t") and name[2:].isdigit()


def _is_own(lowering: FunctionLowering, name: str) -> bool:
    """Whether a name is for certain a program's function, or a builtin."""
    if name.startswith(".") or lowering.is_builtin(name):
        return True
    if name in lowering.module.names.own and lowering.is_global(name):
        return True
    scope = lowering.scope
    return scope.is_local(name) and scope.is_own_function(name)


def _is_safe(receiver: ast.expr, method: str) -> ast.expr:
    """`.type(receiver) in .SAFE`, after the likely type, which takes half as long to ask."""
    kind = call(receiver, ".type", receiver)
    safe = at(receiver, ast.Compare(kind, [ast.In()], [load(receiver, ".SAFE")]))
    likely = LIKELY.get(method)
    if likely is None:
        return safe
    first = at(receiver, ast.Compare(kind, [ast.Is()], [load(receiver, likely)]))
    return at(receiver, ast.BoolOp(ast.Or(), [first, safe]))


def _is_program(place: ast.Call, first: ast.expr, again: ast.expr) -> ast.expr:
    """`.type(f) is .F and f.__builtins__ is .B`"""
    is_function = at(
        again, ast.Compare(call(again, ".type", first), [ast.Is()], [load(again, ".F")])
    )
    own = attribute(again, again, "__builtins__")
    is_own = at(again, ast.Compare(own, [ast.Is()], [load(again, ".B")]))
    return at(again, ast.BoolOp(ast.And(), [is_function, is_own]))


def _either(lowering: FunctionLowering, node: ast.Call, test: ast.expr) -> Value:
    large = [i for i, argument in enumerate(node.args) if _has_code(argument)]
    for i in range(large[-1] + 1 if large else 0):
        argument = node.args[i]
        # Its code would be there twice; what is before it is evaluated before it.
        if not isinstance(argument, ast.Starred) and not lowering.is_stable(argument, ()):
            node.args[i] = lowering.save(argument)
    checked = call(node.func, ".C", node.func)
    other = at(node, ast.Call(checked, list(node.args), node.keywords))
    either = at(node, ast.IfExp(test, node, other))
    return Value("call", either, [node, other])


def _has_code(node: ast.expr) -> bool:
    return has_lambda(node) or any(isinstance(inner, COMPREHENSIONS) for inner in ast.walk(node))

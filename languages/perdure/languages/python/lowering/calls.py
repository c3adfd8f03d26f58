"""Calls, `await` and `yield`: the expressions that are sites themselves."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.names import KNOWN, TWIN, TWINS
from perdure.languages.python.code.nodes import (
    assign,
    at,
    attribute,
    branch,
    call,
    changed,
    constant,
    load,
)
from perdure.languages.python.lowering.builtin_names import GOING_THROUGH, LISTING
from perdure.languages.python.lowering.checks import checked, has_code
from perdure.languages.python.lowering.function import (
    EXPRESSIONS,
    NEEDS,
    VALUES,
    FunctionLowering,
    Value,
    is_inline,
    lowers,
)
from perdure.languages.python.lowering.plain import is_plain
from perdure.languages.python.lowering.scopes import Scope


@lowers(NEEDS, ast.Call)
def call_needs(lowering: FunctionLowering, node: ast.Call, scope: Scope) -> bool:
    # In the rest of a method `super()` would not know its class: it is told.
    return (
        not is_inline(lowering, node, scope)
        or _is_bare_super(lowering, node, scope)
        or _is_lost_super(lowering, node, scope)
        or _lists_variables(lowering, node, scope)
    )


def _runs_text(lowering: FunctionLowering, node: ast.Call) -> bool:
    """Whether a call is of `exec` or `eval`, which may be given a text."""
    return (
        isinstance(node.func, ast.Name)
        and node.func.id in ("exec", "eval")
        and bool(node.args)
        and not any(isinstance(each, ast.Starred) for each in node.args)
        and all(keyword.arg for keyword in node.keywords)
        and lowering.is_builtin(node.func.id)
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
    return lowering.first_parameter is not None and _is_super(lowering, node, scope)


def _is_lost_super(lowering: FunctionLowering, node: ast.Call, scope: Scope | None = None) -> bool:
    """Whether a function without parameters calls that, whose rest has one."""
    return lowering.first_parameter is None and _is_super(lowering, node, scope)


def _is_super(lowering: FunctionLowering, node: ast.Call, scope: Scope | None) -> bool:
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == "super"
        and not (node.args or node.keywords)
        and lowering.is_in_class
        and lowering.is_builtin("super", scope)
    )


@lowers(NEEDS, ast.Await, ast.Yield, ast.YieldFrom)
def always(lowering: FunctionLowering, node: ast.expr, scope: Scope) -> bool:
    return True


def value_of(lowering: FunctionLowering, node: ast.expr) -> Value | None:
    """The right-hand side of a site, where an expression is one itself."""
    make = VALUES.get(type(node))
    return make(lowering, node) if make else None


@lowers(EXPRESSIONS, ast.Call, ast.Yield, ast.YieldFrom)
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
def await_value(lowering: FunctionLowering, node: ast.Await) -> Value | None:
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
    elif _is_of_method(lowering, known):
        return None
    else:
        waiting = call(node, ".await", lowering.expression(node.value))
    return Value("call", waiting, [waiting])


def _is_of_method(lowering: FunctionLowering, node: ast.expr) -> bool:
    """Whether what is awaited is the call of a method that may be known."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    arguments: list[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
    return (
        not _is_bare_super(lowering, node.func.value)
        if isinstance(node.func.value, ast.Call)
        else True
    ) and not any(lowering.needs(one) or has_code(one) for one in arguments)


@lowers(EXPRESSIONS, ast.Await)
def await_expression(lowering: FunctionLowering, node: ast.Await) -> ast.expr:
    """`await o.m(x)`: the method's lowered function is called, where it is known."""
    if not _is_of_method(lowering, node.value):
        return site_in_expression(lowering, node)
    made = node.value
    assert isinstance(made, ast.Call)
    assert isinstance(made.func, ast.Attribute)
    receiver = lowering.expression(made.func.value)
    if not isinstance(receiver, ast.Name):
        receiver = lowering.save(receiver)
    known = f"{KNOWN}{lowering.module.name}:await {made.func.attr}"
    result = lowering.holding()
    direct = at(node, ast.Call(load(node, known), [receiver, *made.args], made.keywords))
    with lowering.collecting() as body:
        lowering.site(Value("call", direct, [direct]), node, assign(node, result, direct))
    with lowering.collecting() as orelse:
        method = changed(made, func=changed(made.func, value=receiver))
        coroutine = lowering.save(lowering.expression(method))
        lowering.call_site(node, result, ".await", coroutine, receiver, constant(node, known))
    kind = call(node, ".type", receiver)
    test = at(node, ast.Compare(kind, [ast.Is()], [load(node, f"{known}?")]))
    lowering.emit(branch(node, test, body, orelse))
    return load(node, result)


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
    if isinstance(node.func, ast.Name) and node.func.id.startswith(TWIN):
        return twin_value(lowering, node)
    if lowering.module.options.checks:
        return checked(lowering, node)
    return Value("call", node, [node])


def twin_value(lowering: FunctionLowering, node: ast.Call) -> Value:
    """A call of a twin; of the builtin where that is given one of Python's own containers alone."""
    assert isinstance(node.func, ast.Name)
    name = node.func.id.removeprefix(TWIN)
    if (
        name not in GOING_THROUGH
        or lowering.is_careful
        or len(node.args) != 1
        or node.keywords
        or isinstance(node.args[0], ast.Starred)
    ):
        return Value("call", node, [node])
    (items,) = node.args
    quick = at(node, ast.Call(load(node, name), [items], []))
    if is_plain(lowering, items):
        return Value("call", quick, [quick])
    if not isinstance(items, ast.Name):
        items = lowering.save(items)
    node.args = quick.args = [items]
    kind = call(items, ".type", items)
    test = at(items, ast.Compare(kind, [ast.NotIn()], [load(items, ".NATIVE")]))
    return Value("call", at(node, ast.IfExp(test, node, quick)), [node])


def prepared(lowering: FunctionLowering, node: ast.Call) -> ast.Call:
    """A call whose operands have no sites; a method is looked up before its arguments."""
    function = node.func
    rest: list[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
    if _is_bare_super(lowering, node):
        own = load(node, lowering.first_parameter or "")
        return call(node, function, load(node, "__class__"), own)
    if _is_lost_super(lowering, node):
        return call(node, ".no_super")
    has_sites = any(lowering.needs(one) for one in rest)
    callee: ast.expr
    if isinstance(function, ast.Attribute) and is_inline(lowering, node):
        callee = function
    elif isinstance(function, ast.Attribute):
        joined = _join(lowering, node, function)
        if joined is not None:
            return joined
        callee = _method(lowering, function, rest, has_sites)
    elif has_sites:
        callee = lowering.kept(function, rest)
    else:
        callee = lowering.expression(function)
    arguments, keywords = _arguments(lowering, node, callee, rest)
    if isinstance(callee, ast.Name) and callee.id in TWINS and lowering.is_builtin(callee.id):
        callee = load(callee, TWIN + callee.id)
    if isinstance(callee, ast.Name) and callee.id == "next":
        arguments = [one if is_seen(one) else lowering.save(one) for one in arguments]
    if _runs_text(lowering, node) and isinstance(callee, ast.Name):
        arguments, keywords = _text_given(lowering, node, callee.id, arguments, keywords)
    return at(node, ast.Call(callee, arguments, keywords))


def is_seen(argument: ast.expr) -> bool:
    """Whether a wait finds the value again: a generator, or what `next` gives at its end."""
    while isinstance(argument, ast.Attribute):
        argument = argument.value
    return isinstance(argument, ast.Name | ast.Constant | ast.Starred)


def _text_given(
    lowering: FunctionLowering,
    node: ast.Call,
    mode: str,
    arguments: list[ast.expr],
    keywords: list[ast.keyword],
) -> tuple[list[ast.expr], list[ast.keyword]]:
    """The arguments of `exec` or `eval`, the text compiled for the namespaces that are given."""
    given = [*arguments[1:], *(keyword.value for keyword in keywords)]
    if not all(isinstance(each, ast.Name | ast.Constant) for each in given):
        arguments = [lowering.save(each) for each in arguments]
        keywords = [changed(each, value=lowering.save(each.value)) for each in keywords]
    made = call(node.args[0], ".compiled", arguments[0], constant(node, mode), *arguments[1:3])
    made.keywords = [each for each in keywords if each.arg in ("globals", "locals")]
    return [made, *arguments[1:]], keywords


def _method(
    lowering: FunctionLowering, node: ast.Attribute, rest: Sequence[ast.expr], has_sites: bool
) -> ast.expr:
    """The method of a call, before its arguments; what it is of stays a name, for the checks."""
    is_checked = lowering.module.options.checks
    receiver = lowering.expression(node.value)
    is_name = isinstance(receiver, ast.Name | ast.Constant)
    if is_checked and not (is_name and (not has_sites or lowering.is_stable(receiver, rest))):
        receiver = lowering.save(receiver)
    method = attribute(node, receiver, node.attr)
    new = lowering.save(method) if has_sites else method
    vars(new).update(receiver=receiver, method=node.attr, text=node)
    if isinstance(node.value, ast.Call) and _is_bare_super(lowering, node.value):
        vars(new)["owner"] = load(node, lowering.first_parameter or "")
    return new


def _arguments(
    lowering: FunctionLowering, node: ast.Call, callee: ast.expr, rest: Sequence[ast.expr]
) -> tuple[list[ast.expr], list[ast.keyword]]:
    """Positional arguments and keywords; those before the last site are had before it."""
    last = max((i for i, one in enumerate(rest) if lowering.needs(one)), default=-1)
    is_alone = len(node.args) == 1 and isinstance(node.args[0], ast.Starred)
    positional: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    for i, one in enumerate(rest):
        keyword = node.keywords[i - len(node.args)] if i >= len(node.args) else None
        if i >= last:
            value = lowering.expression(one)
        elif keyword is not None and keyword.arg is None:
            # What the mapping has joins what was given before, as the text of its errors says.
            given = at(keyword, ast.keyword(None, lowering.expression(one)))
            function = callee.id if isinstance(callee, ast.Name) else ".dict"
            joining = call(keyword, ".keywords", load(keyword, function))
            joined = at(keyword, ast.Call(joining, [], [*keywords, given]))
            value = lowering.save(joined)
            keywords.clear()
        elif is_alone and isinstance(one, ast.Starred):
            # One that is alone is gone through by the call itself, after all else.
            value = at(one, ast.Starred(lowering.kept(one.value, rest[i + 1 :]), ast.Load()))
        else:
            value = lowering.kept(one, rest[i + 1 :])
        if keyword is None:
            positional.append(value)
        else:
            keywords.append(at(keyword, ast.keyword(keyword.arg, value)))
    return positional, keywords


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

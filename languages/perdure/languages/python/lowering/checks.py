"""Checks: calls that go through `.C` where their callee may be no program's.

What a check asks depends on how the callee is named, so that the usual answer comes quickly:

| callee | asked |
|---|---|
| a function or class that the text defines once, a builtin | nothing |
| another global, a function of an imported module | whether it is what was called here before |
| a method | whether the type of its receiver is known to have it; of `super()`, is in `.OWN` |
| a variable, or what an expression gives | whether it is a function of the program's |

Read by: perdure.languages.python.lowering.calls, definitions.
"""

from __future__ import annotations

import ast

from perdure.languages.python.code.names import ASKED, HAVING, KNOWN
from perdure.languages.python.code.nodes import assign, at, attribute, call, constant, load, store
from perdure.languages.python.lowering.builtin_names import ASKING, LIKELY
from perdure.languages.python.lowering.function import FunctionLowering, Value, has_lambda
from perdure.languages.python.lowering.plain import is_plain
from perdure.languages.python.lowering.scopes import COMPREHENSIONS, Scope, own_nodes


def checked(lowering: FunctionLowering, node: ast.Call) -> Value:
    """A call that goes through `.C` where its callee may be no program's."""
    function = node.func
    if "receiver" in vars(function):
        return _method_call(lowering, node)
    if isinstance(function, ast.Name) and not _is_temporary(function.id):
        name = function.id
        if _is_own(lowering, name):
            return Value("call", node, [node])
        if lowering.is_global(name) or name in lowering.module.names.from_modules:
            known = _known(lowering, name)
            return _either(lowering, node, _is(node, function, known), known)
        asked = _asked_before(lowering, name)
        test = load(function, asked) if asked else _is_program(node, function, function)
        return _either(lowering, node, test)
    target = lowering.temporary()
    first = at(function, ast.NamedExpr(store(function, target), function))
    test = _is_program(node, first, load(function, target))
    node = at(node, ast.Call(load(function, target), node.args, node.keywords))
    return _either(lowering, node, test)


def _method_call(lowering: FunctionLowering, node: ast.Call) -> Value:
    function = node.func
    facts = vars(function)
    receiver, name = facts["receiver"], facts["method"]
    if is_plain(lowering, receiver):
        return Value("call", node, [node])
    if "owner" in facts:
        return _either(lowering, node, _is_in(facts["owner"], ".OWN"))
    root = _root_of(facts["text"])
    names = lowering.module.names
    if root in names.imported or root in names.from_modules:
        known = _known(lowering, ast.unparse(facts["text"]))
        if isinstance(function, ast.Attribute):
            target = lowering.holding()
            first: ast.expr = at(function, ast.NamedExpr(store(function, target), function))
            node = at(node, ast.Call(load(function, target), node.args, node.keywords))
        else:
            first = function
        tests = [_is(node, first, known)]
        if not (root in names.imported and isinstance(facts["text"].value, ast.Name)):
            tests.append(_is_in(receiver, f"{HAVING}{name}"))
        test = tests[0] if len(tests) == 1 else at(node, ast.BoolOp(ast.Or(), tests))
        return _either(lowering, node, test, known)
    if name in ASKING:
        asked = call(function, ".C", function)
        other = at(node, ast.Call(asked, node.args, node.keywords))
        return Value("call", other, [other])
    likely = LIKELY.get(name)
    having = f"{HAVING}{name}"
    has = _is_in(receiver, having)
    if likely is None or name in names.methods or not isinstance(function, ast.Attribute):
        return _either(lowering, node, has, having)
    kind = call(receiver, ".type", receiver)
    likely_test = at(receiver, ast.Compare(kind, [ast.Is()], [load(receiver, likely)]))
    return _either(lowering, node, at(receiver, ast.BoolOp(ast.Or(), [likely_test, has])), having)


def _asked_before(lowering: FunctionLowering, name: str) -> str | None:
    """The variable that says whether another is a function of the program's.

    That was asked before the loop, where this does not bind it; of a parameter of a function around
    this one where that begins. None where it may be bound again, or is called but once.
    """
    if name in lowering.asked_in_loop:
        return f"{ASKED}{name}"
    owner: FunctionLowering | None = lowering
    while owner is not None and name not in owner.scope.bound:
        if owner.function.is_async or owner.function.kind == "module":
            return None
        owner = owner.outer
    if owner is None or owner.function.is_async or not owner.scope.is_settled_parameter(name):
        return None
    if owner is lowering:
        return None
    owner.asked.add(name)
    return f"{ASKED}{name}"


def ask_before_loop(
    lowering: FunctionLowering, node: ast.For | ast.AsyncFor | ast.While
) -> set[str]:
    """Ask about the variables that a loop calls and does not bind; gives their names.

    Those that are asked about already, by a loop around this one, are not among them.
    """
    if not lowering.module.options.checks:
        return set()
    scope = lowering.scope
    called = {
        inner.func.id
        for inner in own_nodes(node.body)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
    }
    wanted = {
        name
        for name in called - lowering.asked_in_loop
        if scope.is_local(name)
        and name in lowering.surely
        and name not in scope.changed_inside
        and not scope.is_own_function(name)
        and name not in lowering.module.names.from_modules
    }
    if wanted:
        wanted -= Scope([node], None, None).bound
    for name in sorted(wanted):
        lowering.emit(_question(node, name))
    return wanted


def questions(lowering: FunctionLowering, place: ast.stmt) -> list[ast.stmt]:
    """The statements at the beginning of a function that ask about its parameters."""
    return [_question(place, name) for name in sorted(lowering.asked)]


def _question(place: ast.AST, name: str) -> ast.stmt:
    function = load(place, name)
    return assign(place, f"{ASKED}{name}", _is_program(place, function, function))


def _root_of(node: ast.expr) -> str | None:
    """The name that a chain of attributes begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


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


def _known(lowering: FunctionLowering, text: str) -> str:
    """The builtin that holds what is called by that text, once it has been found to need no check.

    It is the same for all sites of the module with the same text.
    """
    return f"{KNOWN}{lowering.module.name}:{text}"


def _is(place: ast.AST, thing: ast.expr, known: str) -> ast.expr:
    return at(place, ast.Compare(thing, [ast.Is()], [load(place, known)]))


def _is_in(thing: ast.expr, types: str) -> ast.expr:
    """`.type(thing) in types`"""
    kind = call(thing, ".type", thing)
    return at(thing, ast.Compare(kind, [ast.In()], [load(thing, types)]))


def _is_program(place: ast.AST, first: ast.expr, again: ast.expr) -> ast.expr:
    """`.type(f) is .F and f.__builtins__ is .B`"""
    is_function = at(
        again, ast.Compare(call(again, ".type", first), [ast.Is()], [load(again, ".F")])
    )
    own = attribute(again, again, "__builtins__")
    is_own = at(again, ast.Compare(own, [ast.Is()], [load(again, ".B")]))
    return at(again, ast.BoolOp(ast.And(), [is_function, is_own]))


def _either(
    lowering: FunctionLowering, node: ast.Call, test: ast.expr, known: str | None = None
) -> Value:
    large = [i for i, argument in enumerate(node.args) if has_code(argument)]
    for i in range(large[-1] + 1 if large else 0):
        argument = node.args[i]
        # Its code would be there twice; what is before it is evaluated before it.
        if not isinstance(argument, ast.Starred) and not lowering.is_stable(argument, ()):
            node.args[i] = lowering.save(argument)
    if known is None:
        asked = call(node.func, ".C", node.func)
    else:
        asked = call(node.func, ".K", node.func, constant(node.func, known))
    other = at(node, ast.Call(asked, list(node.args), node.keywords))
    either = at(node, ast.IfExp(test, node, other))
    return Value("call", either, [node, other])


def has_code(node: ast.expr) -> bool:
    return has_lambda(node) or any(isinstance(inner, COMPREHENSIONS) for inner in ast.walk(node))

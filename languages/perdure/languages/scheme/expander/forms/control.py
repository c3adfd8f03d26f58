"""delay, delay-force, make-promise's kin, parameterize, guard, case-lambda (R7RS 4.2.5-4.2.9).

Each becomes a call of a procedure of (perdure control) on procedures of no
arguments, so whatever happens inside can be captured. `%region` is for those procedures: it
declares what their frames are to the machine (perdure.vm.core.control).
"""

from __future__ import annotations

from typing import TypeVar

from perdure.languages.scheme.expander.definitions import expand_body
from perdure.languages.scheme.expander.expressions import (
    call,
    expand,
    formals,
    name_of,
    proper,
    shape,
    thunk,
)
from perdure.languages.scheme.expander.forms.conditionals import expand_clauses
from perdure.languages.scheme.expander.keywords import expression
from perdure.languages.scheme.expander.scopes import Scope, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import List, Syntax, syntax_text
from perdure.vm import core
from perdure.vm.core.control import Control, Role
from perdure.vm.objects.singletons import FALSE, TRUE


@expression("delay")
def expand_delay(form: List, scope: Scope) -> core.Expr:
    (value,) = shape(form, "delay", "(delay expression)", 1, 1)
    at = where(form, scope)
    done = call("%make-promise-done", scope, expand(value, scope))
    return call("%make-promise-delayed", scope, thunk(done, "delay", at), at=at)


@expression("delay-force")
def expand_delay_force(form: List, scope: Scope) -> core.Expr:
    (value,) = shape(form, "delay-force", "(delay-force expression)", 1, 1)
    at = where(form, scope)
    promise = expand(value, scope)
    return call("%make-promise-delayed", scope, thunk(promise, "delay-force", at), at=at)


@expression("parameterize")
def expand_parameterize(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "parameterize", "(parameterize ((parameter value) ...) body ...)", 2)
    pairs = []
    for binding in proper(parts[0], "parameterize", "a list of (parameter value)"):
        if not (isinstance(binding, List) and len(binding.items) == 2 and binding.tail is None):
            raise syntax_fault(
                "parameterize", f"expected (parameter value), got {syntax_text(binding)}", binding
            )
        parameter, value = (expand(stx, scope) for stx in binding.items)
        pairs.append(call("cons", scope, parameter, value))
    body = expand_body(parts[1:], Scope(scope), "parameterize", form)
    if not pairs:
        return body
    at = where(form, scope)
    bindings = call("list", scope, *pairs)
    return call("%parameterize", scope, bindings, thunk(body, "parameterize", at), at=at)


@expression("guard")
def expand_guard(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "guard", "(guard (name clause ...) body ...)", 2)
    header = proper(parts[0], "guard", "(name clause ...)")
    if not header:
        raise syntax_fault("guard", "expected (name clause ...), got ()", parts[0])
    name = name_of(header[0], "guard")
    inner = Scope(scope)
    condition = inner.variable(name)
    reraise = core.Variable("reraise")
    at = where(form, scope)
    may_reraise = core.Const(FALSE)

    def raise_again() -> core.Expr:
        nonlocal may_reraise
        may_reraise = core.Const(TRUE)
        return core.Call(core.Local(reraise), (), at)

    clauses = expand_clauses(header[1:], inner, "guard", raise_again)
    handler = core.Lambda((condition, reraise), None, clauses, "guard", at)
    body = expand_body(parts[1:], Scope(scope), "guard", form)
    return call("%guard", scope, thunk(body, "guard", at), handler, may_reraise, at=at)


@expression("%region")
def expand_region(form: List, scope: Scope) -> core.Expr:
    usage = "(%region kind ((role variable) ...) expression ...)"
    parts = shape(form, "%region", usage, 3)
    roles, variables = [], []
    for pair in proper(parts[1], "%region", "a list of (role variable)"):
        if not (isinstance(pair, List) and len(pair.items) == 2 and pair.tail is None):
            text = f"expected (role variable), got {syntax_text(pair)}"
            raise syntax_fault("%region", text, pair)
        roles.append(_named(Role, pair.items[0]))
        variables.append(expand(pair.items[1], scope))
    body = [expand(stx, scope) for stx in parts[2:]]
    return core.Region(
        _named(Control, parts[0]),
        tuple(roles),
        tuple(variables),
        body[0] if len(body) == 1 else core.Begin(tuple(body)),
        where(form, scope),
    )


Named = TypeVar("Named", Control, Role)


def _named(kinds: type[Named], stx: Syntax) -> Named:
    """The member that an identifier names."""
    name = name_of(stx, "%region").name
    for each in kinds:
        if each.value == name:
            return each
    known = ", ".join(each.value for each in kinds)
    raise syntax_fault("%region", f"expected one of {known}, got {name}", stx)


@expression("case-lambda")
def expand_case_lambda(form: List, scope: Scope) -> core.Expr:
    """One procedure of any number of arguments that chooses a clause by their number."""
    clauses = shape(form, "case-lambda", "(case-lambda ((name ...) body ...) ...)", 0)
    at = where(form, scope)
    arguments, count = core.Variable("arguments"), core.Variable("count")
    if len(clauses) == 1:
        only = _clause(clauses[0], scope)
        return core.Lambda(only[1], only[2], only[3], "", at)
    result = call("%no-matching-clause", scope, core.Local(arguments), at=at)
    for stx in reversed(clauses):
        _, variables, rest, body = _clause(stx, scope)
        test = call(
            "=" if rest is None else ">=", scope, core.Local(count), core.Const(len(variables))
        )
        if rest is not None and not variables:
            result = core.Let((rest,), (core.Local(arguments),), body)
            continue
        result = core.If(test, _taken_apart(arguments, variables, rest, body, scope), result)
    result = core.Let((count,), (call("length", scope, core.Local(arguments)),), result)
    return core.Lambda((), arguments, result, "", at)


def _clause(
    stx: object, scope: Scope
) -> tuple[List, tuple[core.Variable, ...], core.Variable | None, core.Expr]:
    if not (isinstance(stx, List) and len(stx.items) >= 2 and stx.tail is None):
        text = syntax_text(stx)  # type: ignore[arg-type]
        raise syntax_fault("case-lambda", f"expected ((name ...) body ...), got {text}", stx)  # type: ignore[arg-type]
    names, rest = formals(stx.items[0], "case-lambda")
    inner = Scope(scope)
    variables = tuple(inner.variable(name) for name in names)
    rest_variable = None if rest is None else inner.variable(rest)
    return stx, variables, rest_variable, expand_body(stx.items[1:], inner, "case-lambda", stx)


def _taken_apart(
    arguments: core.Variable,
    variables: tuple[core.Variable, ...],
    rest: core.Variable | None,
    body: core.Expr,
    scope: Scope,
) -> core.Expr:
    """The body with the variables bound to the items of the list `arguments`."""
    steps: list[tuple[core.Variable, core.Expr]] = []
    left: core.Variable = arguments
    for index, variable in enumerate(variables):
        steps.append((variable, call("car", scope, core.Local(left))))
        if index + 1 < len(variables) or rest is not None:
            after = (
                core.Variable("arguments") if index + 1 < len(variables) or rest is None else rest
            )
            steps.append((after, call("cdr", scope, core.Local(left))))
            left = after
    for variable, value in reversed(steps):
        body = core.Let((variable,), (value,), body)
    return body

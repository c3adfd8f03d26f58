"""let, named let, let*, letrec, letrec* (R7RS 4.2.2, 4.2.4)."""

from __future__ import annotations

from perdure.languages.scheme.expander.definitions import expand_body
from perdure.languages.scheme.expander.expressions import (
    distinct,
    expand,
    name_of,
    named,
    proper,
    shape,
)
from perdure.languages.scheme.expander.keywords import expression
from perdure.languages.scheme.expander.scopes import Scope, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, syntax_text
from perdure.vm import core


def bindings(stx: Syntax, who: str) -> tuple[list[Identifier], list[Syntax]]:
    """`((name value) ...)` as names and values."""
    names: list[Identifier] = []
    values: list[Syntax] = []
    for binding in proper(stx, who, "a list of bindings (name value)"):
        if not (isinstance(binding, List) and len(binding.items) == 2 and binding.tail is None):
            raise syntax_fault(who, f"expected (name value), got {syntax_text(binding)}", binding)
        names.append(name_of(binding.items[0], who))
        values.append(binding.items[1])
    return names, values


@expression("let")
def expand_let(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "let", "(let ((name value) ...) body ...)", 2)
    if isinstance(parts[0], Identifier):
        return _named_let(form, parts[0], scope)
    names, values = bindings(parts[0], "let")
    distinct(names, "let")
    expanded = [
        named(expand(value, scope), name.name) for name, value in zip(names, values, strict=True)
    ]
    inner = Scope(scope)
    variables = tuple([inner.variable(name) for name in names])
    body = expand_body(parts[1:], inner, "let", form)
    return core.Let(variables, tuple(expanded), body) if variables else body


def _named_let(form: List, name: Identifier, scope: Scope) -> core.Expr:
    parts = shape(form, "let", "(let name ((name value) ...) body ...)", 3)
    names, values = bindings(parts[1], "let")
    distinct(names, "let")
    operands = tuple([expand(value, scope) for value in values])
    outer = Scope(scope)
    loop = outer.variable(name)
    inner = Scope(outer)
    parameters = tuple([inner.variable(name) for name in names])
    body = expand_body(parts[2:], inner, "let", form)
    at = where(form, scope)
    procedure = core.Lambda(parameters, None, body, name.name, at)
    return core.Letrec((loop,), (procedure,), core.Call(core.Local(loop), operands, at))


@expression("let*")
def expand_let_star(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "let*", "(let* ((name value) ...) body ...)", 2)
    names, values = bindings(parts[0], "let*")
    made: list[tuple[core.Variable, core.Expr]] = []
    for name, value in zip(names, values, strict=True):
        expanded = named(expand(value, scope), name.name)
        scope = Scope(scope)
        made.append((scope.variable(name), expanded))
    body = expand_body(parts[1:], Scope(scope), "let*", form)
    for variable, expanded in reversed(made):
        body = core.Let((variable,), (expanded,), body)
    return body


@expression("letrec")
def expand_letrec(form: List, scope: Scope) -> core.Expr:
    """As letrec*: a program that is right under letrec means the same under it."""
    return _letrec(form, scope, "letrec")


@expression("letrec*")
def expand_letrec_star(form: List, scope: Scope) -> core.Expr:
    return _letrec(form, scope, "letrec*")


def _letrec(form: List, scope: Scope, who: str) -> core.Expr:
    parts = shape(form, who, f"({who} ((name value) ...) body ...)", 2)
    names, values = bindings(parts[0], who)
    distinct(names, who)
    inner = Scope(scope)
    variables = tuple([inner.variable(name) for name in names])
    expanded = tuple(
        [named(expand(value, inner), name.name) for name, value in zip(names, values, strict=True)]
    )
    body = expand_body(parts[1:], Scope(inner), who, form)
    return core.Letrec(variables, expanded, body) if variables else body

"""let-values, let*-values, define-values (R7RS 4.2.2, 5.3.3; SRFI 8)."""

from __future__ import annotations

from perdure.languages.scheme.expander.definitions import Target, expand_body
from perdure.languages.scheme.expander.expressions import (
    call,
    distinct,
    expand,
    formals,
    proper,
    shape,
    thunk,
)
from perdure.languages.scheme.expander.keywords import definition, expression
from perdure.languages.scheme.expander.scopes import Scope, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax, syntax_text
from perdure.vm import core


def _bindings(stx: Syntax, who: str) -> list[tuple[Syntax, Syntax]]:
    made = []
    for binding in proper(stx, who, "a list of bindings ((name ...) expression)"):
        if not (isinstance(binding, List) and len(binding.items) == 2 and binding.tail is None):
            raise syntax_fault(
                who, f"expected ((name ...) expression), got {syntax_text(binding)}", binding
            )
        made.append((binding.items[0], binding.items[1]))
    return made


def _variables(
    stx: Syntax, scope: Scope, who: str
) -> tuple[tuple[core.Variable, ...], core.Variable | None, list[Identifier]]:
    names, rest = formals(stx, who)
    variables = tuple(scope.variable(name) for name in names)
    bound = list(names) if rest is None else [*names, rest]
    return variables, None if rest is None else scope.variable(rest), bound


def _receiving(
    producer: core.Expr,
    variables: tuple[core.Variable, ...],
    rest: core.Variable | None,
    body: core.Expr,
    scope: Scope,
    at: core.Position,
    who: str,
) -> core.Expr:
    """The body with the variables bound to the values of the expression `producer`."""
    consumer = core.Lambda(variables, rest, body, who, at)
    return call("call-with-values", scope, thunk(producer, "", at), consumer, at=at)


@expression("let-values")
def expand_let_values(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "let-values", "(let-values (((name ...) expression) ...) body ...)", 2)
    inner = Scope(scope)
    made = []
    bound: list[Identifier] = []
    for names, value in _bindings(parts[0], "let-values"):
        producer = expand(value, scope)
        variables, rest, identifiers = _variables(names, inner, "let-values")
        bound += identifiers
        made.append((producer, variables, rest))
    distinct(bound, "let-values")
    body = expand_body(parts[1:], Scope(inner), "let-values", form)
    at = where(form, scope)
    for producer, variables, rest in reversed(made):
        body = _receiving(producer, variables, rest, body, scope, at, "let-values")
    return body


@expression("let*-values")
def expand_let_star_values(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "let*-values", "(let*-values (((name ...) expression) ...) body ...)", 2)
    at = where(form, scope)
    made = []
    inner = scope
    for names, value in _bindings(parts[0], "let*-values"):
        producer = expand(value, inner)
        inner = Scope(inner)
        variables, rest, _ = _variables(names, inner, "let*-values")
        made.append((producer, variables, rest))
    body = expand_body(parts[1:], Scope(inner), "let*-values", form)
    for producer, variables, rest in reversed(made):
        body = _receiving(producer, variables, rest, body, scope, at, "let*-values")
    return body


@definition("define-values")
def expand_define_values(form: List, scope: Scope, target: Target) -> None:
    names_stx, value = shape(form, "define-values", "(define-values (name ...) expression)", 2, 2)
    names, rest = formals(names_stx, "define-values")
    target.define_values(names, rest, lambda: expand(value, scope), form)

"""cond, case, and, or, when, unless (R7RS 4.2.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from perdure.languages.scheme.expander.expressions import (
    NOTHING,
    begin,
    call,
    expand,
    shape,
)
from perdure.languages.scheme.expander.keywords import ARROW, ELSE, expression
from perdure.languages.scheme.expander.scopes import Scope, is_keyword, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import List, Syntax, syntax_text, to_datum
from perdure.vm import core
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.data import Value, cons
from perdure.vm.objects.singletons import FALSE, NIL, TRUE, Singleton

_MANY = 8  #: alternatives in a clause of `case` above which one memv replaces the tests


@expression("cond")
def expand_cond(form: List, scope: Scope) -> core.Expr:
    clauses = shape(form, "cond", "(cond (test expression ...) ...)", 1)
    return expand_clauses(clauses, scope, "cond", lambda: NOTHING)


def expand_clauses(
    clauses: Sequence[Syntax], scope: Scope, who: str, otherwise: Callable[[], core.Expr]
) -> core.Expr:
    """The clauses of a cond; `otherwise` is made where none has `else`."""
    made: list[Callable[[core.Expr], core.Expr]] = []
    result: core.Expr | None = None
    for index, clause in enumerate(clauses):
        if not (isinstance(clause, List) and clause.items and clause.tail is None):
            raise syntax_fault(
                who, f"expected a clause (test expression ...), got {syntax_text(clause)}", clause
            )
        head, *body = clause.items
        if is_keyword(head, ELSE, scope):
            if index + 1 < len(clauses):
                raise syntax_fault(who, "the else clause must be the last", clause)
            if not body:
                raise syntax_fault(who, "the else clause has no expression", clause)
            result = begin([expand(part, scope) for part in body])
        else:
            made.append(_clause(clause, body, scope, who))
    if result is None:
        result = otherwise()
    for wrap in reversed(made):
        result = wrap(result)
    return result


def _clause(
    clause: List, body: Sequence[Syntax], scope: Scope, who: str
) -> Callable[[core.Expr], core.Expr]:
    """A function from what follows the clause to the clause with it."""
    test = expand(clause.items[0], scope)
    if not body:
        return lambda rest: _or(test, rest)
    if is_keyword(body[0], ARROW, scope):
        if len(body) != 2:
            raise syntax_fault(who, "expected (test => procedure)", clause)
        receiver = expand(body[1], scope)
        variable = core.Variable("test")
        at = where(clause, scope)
        then: core.Expr = core.Call(receiver, (core.Local(variable),), at)
        return lambda rest: core.Let(
            (variable,), (test,), core.If(core.Local(variable), then, rest)
        )
    then = begin([expand(part, scope) for part in body])
    return lambda rest: core.If(test, then, rest)


def _or(test: core.Expr, rest: core.Expr) -> core.Expr:
    variable = core.Variable("test")
    return core.Let((variable,), (test,), core.If(core.Local(variable), core.Local(variable), rest))


@expression("and")
def expand_and(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "and", "(and expression ...)", 0)
    if not parts:
        return core.Const(TRUE)
    expanded = [expand(part, scope) for part in parts]
    result = expanded.pop()
    for test in reversed(expanded):
        result = core.If(test, result, core.Const(FALSE))
    return result


@expression("or")
def expand_or(form: List, scope: Scope) -> core.Expr:
    parts = shape(form, "or", "(or expression ...)", 0)
    if not parts:
        return core.Const(FALSE)
    expanded = [expand(part, scope) for part in parts]
    result = expanded.pop()
    for test in reversed(expanded):
        result = _or(test, result)
    return result


@expression("when")
def expand_when(form: List, scope: Scope) -> core.Expr:
    test, *body = shape(form, "when", "(when test expression ...)", 2)
    return core.If(expand(test, scope), begin([expand(part, scope) for part in body]), NOTHING)


@expression("unless")
def expand_unless(form: List, scope: Scope) -> core.Expr:
    test, *body = shape(form, "unless", "(unless test expression ...)", 2)
    return core.If(expand(test, scope), NOTHING, begin([expand(part, scope) for part in body]))


@expression("case")
def expand_case(form: List, scope: Scope) -> core.Expr:
    key, *clauses = shape(form, "case", "(case key ((datum ...) expression ...) ...)", 2)
    variable = core.Variable("key")
    subject = expand(key, scope)
    made: list[tuple[core.Expr, core.Expr]] = []
    otherwise: core.Expr = NOTHING
    for index, clause in enumerate(clauses):
        if not (isinstance(clause, List) and len(clause.items) >= 2 and clause.tail is None):
            raise syntax_fault(
                "case", f"expected ((datum ...) expression ...), got {syntax_text(clause)}", clause
            )
        head, *body = clause.items
        if is_keyword(body[0], ARROW, scope):
            if len(body) != 2:
                raise syntax_fault("case", "expected => and one procedure", clause)
            receiver = expand(body[1], scope)
            then: core.Expr = core.Call(receiver, (core.Local(variable),), where(clause, scope))
        else:
            then = begin([expand(part, scope) for part in body])
        if is_keyword(head, ELSE, scope):
            if index + 1 < len(clauses):
                raise syntax_fault("case", "the else clause must be the last", clause)
            otherwise = then
        else:
            made.append((_is_among(variable, head, scope), then))
    for test, then in reversed(made):
        otherwise = core.If(test, then, otherwise)
    return core.Let((variable,), (subject,), otherwise)


def _is_among(variable: core.Variable, stx: Syntax, scope: Scope) -> core.Expr:
    if not isinstance(stx, List) or stx.tail is not None:
        raise syntax_fault("case", f"expected a list of data, got {syntax_text(stx)}", stx)
    data = [to_datum(item) for item in stx.items]
    if len(data) > _MANY:
        constant: Value = NIL
        for datum in reversed(data):
            constant = cons(datum, constant)
        return call("memv", scope, core.Local(variable), core.Const(constant))
    result: core.Expr = core.Const(FALSE)
    for datum in reversed(data):
        name = "eq?" if isinstance(datum, Symbol | Char | Singleton) else "eqv?"
        test = call(name, scope, core.Local(variable), core.Const(datum))
        if isinstance(result, core.Const):
            result = test
        else:
            result = core.If(test, core.Const(TRUE), result)
    return result

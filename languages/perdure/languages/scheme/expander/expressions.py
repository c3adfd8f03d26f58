"""Expressions: the step from a form to core IR, and helpers that the forms share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from perdure.languages.scheme.expander.keywords import CoreForm
from perdure.languages.scheme.expander.macros import Macro, Transformer, transform
from perdure.languages.scheme.expander.scopes import Scope, meaning, runtime, unbound_cell, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import (
    Atom,
    Identifier,
    List,
    Shared,
    Syntax,
    VectorForm,
    key_of,
    syntax_text,
    to_datum,
)
from perdure.vm import core
from perdure.vm.core.descent import TooDeep
from perdure.vm.objects.data import Bytevector, literal_string
from perdure.vm.objects.procedures import Cell
from perdure.vm.objects.singletons import UNSPECIFIED

Result = TypeVar("Result")

NOTHING = core.Const(UNSPECIFIED)

#: Python frames from here to the next place that counts them, at most; see
#: perdure.vm.core.descent.
_CALL: Final = 4
_FORM: Final = 8


def expand(stx: Syntax, scope: Scope) -> core.Expr:
    """The core IR of an expression. Faults of kind "syntax"."""
    steps = 0
    while isinstance(stx, List):
        items = stx.items
        if not items:
            raise syntax_fault("", "() is no expression; write '() for the empty list", stx)
        head = items[0]
        if isinstance(head, Identifier):
            binding = meaning(head, scope)
            if isinstance(binding, CoreForm):
                return expand_form(stx, binding, scope)
            if isinstance(binding, Macro | Transformer):
                stx = transform(binding, stx, scope, steps)
                steps += 1
                continue
        descent = scope.unit.session.descent
        if descent.left < _CALL:
            return on_new_stack(stx, scope, expand, stx, scope)
        descent.left -= _CALL
        operator = (
            reference(head, scope, binding) if isinstance(head, Identifier) else expand(head, scope)
        )
        if stx.tail is not None:
            raise syntax_fault("", f"a call may not have a dot: {syntax_text(stx)}", stx)
        operands = tuple([expand(item, scope) for item in items[1:]])
        descent.left += _CALL
        return core.Call(operator, operands, where(stx, scope))
    if isinstance(stx, Identifier):
        return reference(stx, scope, meaning(stx, scope))
    return constant(stx)


def on_new_stack(
    stx: Syntax, scope: Scope, function: Callable[..., Result], *arguments: object
) -> Result:
    """The function's result, on a stack of its own; a fault at the syntax if there is none."""
    try:
        return scope.unit.session.descent.deeper(function, *arguments)
    except TooDeep:
        raise syntax_fault("", "this code is nested too deeply", stx) from None


def expand_form(stx: List, form: CoreForm, scope: Scope) -> core.Expr:
    """A use of a core form as an expression."""
    if form.expand is not None:
        descent = scope.unit.session.descent
        if descent.left < _FORM:
            return on_new_stack(stx, scope, expand_form, stx, form, scope)
        descent.left -= _FORM
        made = form.expand(stx, scope)
        descent.left += _FORM
        return made
    if form.define is not None:
        raise syntax_fault(
            form.name, "a definition may not stand here, where an expression is needed", stx
        )
    raise syntax_fault(form.name, f"this keyword has no meaning here: {syntax_text(stx)}", stx)


def reference(identifier: Identifier, scope: Scope, binding: object | None) -> core.Expr:
    """The value of what the identifier is bound to."""
    kind = binding.__class__
    if kind is core.Variable:
        assert isinstance(binding, core.Variable)
        return core.Local(binding, where(identifier, scope))
    if binding is None:
        binding = unbound_cell(identifier, scope)
    if isinstance(binding, Cell):
        return core.Global(binding, where(identifier, scope))
    if kind is CoreForm or kind is Macro or kind is Transformer:
        raise syntax_fault(
            identifier.name, "this is a keyword, which has no value of its own", identifier
        )
    return core.Const(binding)


def constant(stx: Syntax) -> core.Expr:
    """A literal: numbers, strings, characters, vectors and the like stand for themselves."""
    if isinstance(stx, Atom):
        value = stx.value
        if isinstance(value, str):
            return core.Const(literal_string(value))
        if isinstance(value, bytes):
            return core.Const(Bytevector(value))
        return core.Const(value)
    if isinstance(stx, VectorForm):
        return core.Const(to_datum(stx))
    if isinstance(stx, Shared):
        raise syntax_fault("", "a datum label may only stand in quoted data", stx)
    raise syntax_fault("", f"this is no expression: {syntax_text(stx)}", stx)


# --- helpers of the forms -------------------------------------------------------


def shape(
    form: List, who: str, pattern: str, fewest: int, most: int | None = None
) -> tuple[Syntax, ...]:
    """The parts after the keyword, checked by number; `pattern` is shown if it is wrong."""
    parts = form.items[1:]
    if form.tail is not None or len(parts) < fewest or (most is not None and len(parts) > most):
        raise syntax_fault(who, f"expected {pattern}, got {syntax_text(form)}", form)
    return parts


def proper(stx: Syntax, who: str, expected: str) -> tuple[Syntax, ...]:
    """The items of a list without a dot."""
    if not isinstance(stx, List) or stx.tail is not None:
        raise syntax_fault(who, f"expected {expected}, got {syntax_text(stx)}", stx)
    return stx.items


def name_of(stx: Syntax, who: str) -> Identifier:
    if not isinstance(stx, Identifier):
        raise syntax_fault(who, f"expected a name, got {syntax_text(stx)}", stx)
    return stx


def begin(body: Sequence[core.Expr]) -> core.Expr:
    return body[0] if len(body) == 1 else core.Begin(tuple(body))


def call(name: str, scope: Scope, *operands: core.Expr, at: core.Position = None) -> core.Expr:
    """A call of the runtime's procedure of that name."""
    return core.Call(runtime(name, scope), operands, at)


def thunk(body: core.Expr, name: str = "", at: core.Position = None) -> core.Lambda:
    return core.Lambda((), None, body, name, at)


def distinct(identifiers: Sequence[Identifier], who: str) -> None:
    """Fault where one name is bound twice by one form."""
    seen: set[object] = set()
    for identifier in identifiers:
        key = key_of(identifier)
        if key in seen:
            raise syntax_fault(who, f"the name {identifier.name} is bound twice", identifier)
        seen.add(key)


def formals(stx: Syntax, who: str) -> tuple[tuple[Identifier, ...], Identifier | None]:
    """`(a b)`, `(a b . rest)` or `rest`, as (names, rest)."""
    if isinstance(stx, Identifier):
        return (), stx
    if not isinstance(stx, List):
        raise syntax_fault(who, f"expected a list of names, got {syntax_text(stx)}", stx)
    names = tuple([name_of(item, who) for item in stx.items])
    rest = None if stx.tail is None else name_of(stx.tail, who)
    if len(names) > 1 or rest is not None:
        distinct(names if rest is None else (*names, rest), who)
    return names, rest


def named(value: core.Expr, name: str) -> core.Expr:
    """The expression, with the procedure it gives called `name` if it has no name yet."""
    outer: list[core.Let | core.Letrec] = []
    inner = value
    while isinstance(inner, core.Let | core.Letrec):
        outer.append(inner)
        inner = inner.body
    if not isinstance(inner, core.Lambda) or inner.name:
        return value
    made: core.Expr = core.Lambda(inner.parameters, inner.rest, inner.body, name, inner.at)
    for binding in reversed(outer):
        made = type(binding)(binding.variables, binding.values, made)
    return made

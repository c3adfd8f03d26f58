"""quasiquote, with nesting, splicing and vectors (R7RS 4.2.8).

A part without any unquote of this level stays a constant.
"""

from __future__ import annotations

from typing import Final

from perdure.languages.scheme.expander.expressions import call, expand, on_new_stack, shape
from perdure.languages.scheme.expander.keywords import (
    UNQUOTE,
    UNQUOTE_SPLICING,
    core_form,
    expression,
)
from perdure.languages.scheme.expander.scopes import Scope, is_keyword, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import List, Syntax, VectorForm, to_datum
from perdure.vm import core
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import literal_cons
from perdure.vm.objects.singletons import NIL

_QUASIQUOTE = core_form("quasiquote")

_MOST_CONSED: Final = 8  #: items for which pairs are made one by one
_LEVEL: Final = 5  #: Python frames from one `_quasi` to the next within it, at most


@expression("quasiquote")
def expand_quasiquote(form: List, scope: Scope) -> core.Expr:
    (template,) = shape(form, "quasiquote", "(quasiquote template)", 1, 1)
    return _expr(template, _quasi(template, 1, scope))


def _misplaced(stx: Syntax) -> Fault:
    return syntax_fault("unquote-splicing", "this may only stand inside a list", stx)


def _expr(stx: Syntax, made: core.Expr | None) -> core.Expr:
    return core.Const(to_datum(stx)) if made is None else made


def _quasi(stx: Syntax, depth: int, scope: Scope) -> core.Expr | None:
    """The expression that makes the datum; None where it is a constant."""
    if not isinstance(stx, List | VectorForm) or not stx.items:
        return None
    descent = scope.unit.session.descent
    if descent.left < _LEVEL:
        return on_new_stack(stx, scope, _quasi, stx, depth, scope)
    descent.left -= _LEVEL
    made = _compound(stx, depth, scope)
    descent.left += _LEVEL
    return made


def _compound(stx: List | VectorForm, depth: int, scope: Scope) -> core.Expr | None:
    if isinstance(stx, VectorForm):
        made = _items(stx.items, None, depth, scope)
        return None if made is None else call("list->vector", scope, made, at=where(stx, scope))
    if len(stx.items) == 2 and stx.tail is None:
        head, only = stx.items
        if is_keyword(head, UNQUOTE, scope):
            if depth == 1:
                return expand(only, scope)
            return _tagged("unquote", only, depth - 1, scope)
        if is_keyword(head, UNQUOTE_SPLICING, scope):
            if depth == 1:
                raise _misplaced(stx)
            return _tagged("unquote-splicing", only, depth - 1, scope)
        if is_keyword(head, _QUASIQUOTE, scope):
            return _tagged("quasiquote", only, depth + 1, scope)
    return _items(stx.items, stx.tail, depth, scope)


def _tagged(name: str, stx: Syntax, depth: int, scope: Scope) -> core.Expr | None:
    made = _items((stx,), None, depth, scope)  # a list: what is in it may be spliced, as in ,@,@x
    return None if made is None else _cons(core.Const(symbol(name)), made, scope)


def _cons(car: core.Expr, cdr: core.Expr, scope: Scope) -> core.Expr:
    return call("cons", scope, car, cdr)


def _items(
    items: tuple[Syntax, ...], tail: Syntax | None, depth: int, scope: Scope
) -> core.Expr | None:
    """The list of the items, built from its end; constants at the end stay one constant."""
    result: core.Expr | None
    is_dotted = tail is None and len(items) > 2 and depth == 1
    if is_dotted and is_keyword(items[-2], UNQUOTE_SPLICING, scope):
        raise _misplaced(items[-2])
    if is_dotted and is_keyword(items[-2], UNQUOTE, scope):
        result = expand(items[-1], scope)  # `(a . ,b) reads as (a unquote b)
        items = items[:-2]
    else:
        result = None if tail is None else _quasi(tail, depth, scope)
    constants: list[Syntax] = []  # at the end, last one first, while there is nothing else
    cars: list[core.Expr] = []  # in front of `result`, last one first
    for item in reversed(items):
        spliced = _spliced(item, depth, scope)
        if spliced is not None:
            if result is None and tail is None and not constants:
                result = spliced.pop()  # the last list is shared, as by append
            elif result is None:
                result = _constant(constants, tail)
            result = _in_front(cars, result, scope)
            for part in reversed(spliced):
                result = call("append", scope, part, result, at=where(item, scope))
            continue
        made = _quasi(item, depth, scope)
        if made is None and result is None:
            constants.append(item)
            continue
        if result is None:
            result = _constant(constants, tail)
        cars.append(_expr(item, made))
    return None if result is None else _in_front(cars, result, scope)


def _in_front(cars: list[core.Expr], rest: core.Expr, scope: Scope) -> core.Expr:
    """The list of the cars, last one first, in front of the rest; no car is left then."""
    if len(cars) > _MOST_CONSED:
        rest = call("cons*", scope, *reversed(cars), rest)
    else:
        for car in cars:
            rest = _cons(car, rest, scope)
    cars.clear()
    return rest


def _constant(items: list[Syntax], tail: Syntax | None) -> core.Expr:
    """The constant list of the items, the last one first."""
    constant = NIL if tail is None else to_datum(tail)
    for item in items:
        constant = literal_cons(to_datum(item), constant)
    return core.Const(constant)


def _spliced(item: Syntax, depth: int, scope: Scope) -> list[core.Expr] | None:
    """The lists to splice in, where the item is `(unquote-splicing e ...)` of this level."""
    if (
        depth == 1
        and isinstance(item, List)
        and len(item.items) >= 2
        and item.tail is None
        and is_keyword(item.items[0], UNQUOTE_SPLICING, scope)
    ):
        return [expand(part, scope) for part in item.items[1:]]
    return None

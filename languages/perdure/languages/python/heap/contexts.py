"""Context variables, contexts, and the tokens that `set` of a variable gives.

A context is made empty and filled later. A token belongs to its context: it is made there again, by
setting the variable from what it was before.
"""

from __future__ import annotations

import contextvars
import decimal
import gc
import pickle
from collections.abc import Callable, Iterator
from contextvars import Context, ContextVar, Token
from functools import partial
from typing import Any
from weakref import ref

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker
from perdure.languages.python.heap.singletons import name_among_modules, named_object

PERDURE = "perdure."


def _decimal_variable() -> Any:
    """The variable that has decimal's context, which has no name in any module."""
    decimal.getcontext()
    (variable,) = contextvars.copy_context()
    return variable


DECIMAL = Context().run(_decimal_variable)


@kind_reducers(ContextVar)
def reduce_variable(dumper: Reducing, variable: Any) -> Any:
    """A library's variable by its name there; one of the program is made anew."""
    if variable is DECIMAL:
        return decimal_variable, ()
    found = name_among_modules(dumper, variable)
    if found is not None:
        return named_object, found
    try:
        return new_variable, (variable.name, Context().run(variable.get))
    except LookupError:
        return new_variable, (variable.name,)


@maker
def decimal_variable() -> ContextVar[Any]:
    found: ContextVar[Any] = DECIMAL
    return found


@maker
def new_variable(name: str, *default: Any) -> ContextVar[Any]:
    return ContextVar(name, default=default[0]) if default else ContextVar(name)


@kind_reducers(Context)
def reduce_context(dumper: Reducing, context: Context) -> Any:
    dumper.later(fill_context, context, list(items_of(dumper, context)))
    return Context, ()


def items_of(dumper: Reducing, context: Context) -> Iterator[tuple[ContextVar[Any], Any]]:
    """The values of a context that are stored: none of Perdure's own, nor what does not pickle.

    The latter are a library's affair (a span of a tracer, a client for this thread).
    """
    for variable, value in context.items():
        found = None if variable is DECIMAL else name_among_modules(dumper, variable)
        if found is None or (not found[0].startswith(PERDURE) and is_pickled(value)):
            yield variable, value


def is_pickled(value: Any) -> bool:
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001  (of any class, as libraries raise it)
        return False
    return True


@maker
def fill_context(context: Context, items: list[tuple[ContextVar[Any], Any]]) -> None:
    for variable, value in items:
        if variable not in context or context[variable] is not value:
            _set_in(context, variable, value)


#: By the identity of a context, as long as it lives, and by variable, the token of the first value,
#: by which it has none once more.
_first: dict[int, tuple[ref[Context], dict[ContextVar[Any], Token[Any]]]] = {}


def _tokens_of(context: Context) -> dict[ContextVar[Any], Token[Any]]:
    key = id(context)
    if key not in _first:
        forget = partial(_first.pop, key)  # it may be called when this module has no names any more
        _first[key] = ref(context, forget), {}
    return _first[key][1]


def _set_in(context: Context, variable: ContextVar[Any], value: Any) -> Token[Any]:
    run: Callable[..., Any] = context.run
    had_none = variable not in context
    token: Token[Any] = run(variable.set, value)
    if had_none:
        _tokens_of(context)[variable] = token
    return token


@kind_reducers(Token)
def reduce_token(dumper: Reducing, token: Any) -> Any:
    context = next(each for each in gc.get_referents(token) if type(each) is Context)
    old = () if token.old_value is Token.MISSING else (token.old_value,)
    now = (context[token.var],) if token.var in context else ()
    return new_token, (context, token.var, " used " in repr(token), old, now)


@maker
def new_token(
    context: Context,
    variable: ContextVar[Any],
    is_used: bool,
    old: tuple[Any, ...],
    now: tuple[Any, ...],
) -> Any:
    run: Callable[..., Any] = context.run
    tokens = _tokens_of(context)
    if old:
        _set_in(context, variable, old[0])
    elif variable in context:
        run(variable.reset, tokens.pop(variable))
    token = _set_in(context, variable, now[0] if now else None)
    if is_used:
        if tokens.get(variable) is token:
            del tokens[variable]
        run(variable.reset, token)
    if not now:
        if variable in context:
            run(variable.reset, tokens.pop(variable))
    elif variable not in context or context[variable] is not now[0]:
        _set_in(context, variable, now[0])
    return token

"""Context variables and contexts."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, ContextVar
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker
from perdure.languages.python.heap.singletons import name_among_modules, named_object


@kind_reducers(ContextVar)
def reduce_variable(dumper: Reducing, variable: Any) -> Any:
    """A library's variable by its name there; one of the program is made anew."""
    found = name_among_modules(dumper, variable)
    if found is not None:
        return named_object, found
    try:
        return new_variable, (variable.name, Context().run(variable.get))
    except LookupError:
        return new_variable, (variable.name,)


@maker
def new_variable(name: str, *default: Any) -> ContextVar[Any]:
    return ContextVar(name, default=default[0]) if default else ContextVar(name)


@kind_reducers(Context)
def reduce_context(dumper: Reducing, context: Context) -> Any:
    dumper.later(fill_context, context, list(context.items()))
    return Context, ()


@maker
def fill_context(context: Context, items: list[tuple[ContextVar[Any], Any]]) -> None:
    for variable, value in items:
        run: Callable[..., Any] = context.run
        run(variable.set, value)

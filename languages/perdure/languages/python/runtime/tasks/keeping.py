"""Kinds of this folder, as the heap stores them: under names of their own.

An object is made first and filled later, as a loop, its tasks and what they wait for refer to each
other. A kind is stored under the name that `kept` gives it, which never changes.

Read by: the modules of this folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from perdure.languages.python.heap import kind_reducers, maker

T = TypeVar("T")

_by_name: dict[str, Any] = {}


def kept(name: str) -> Callable[[T], T]:
    """Decorator: have the objects of a class stored by their `__getstate__`."""

    def registered(cls: T) -> T:
        _by_name[name] = cls
        kind: Any = cls
        is_future = issubclass(kind, asyncio.Future)

        @kind_reducers(kind)
        def reduce(dumper: Any, thing: Any) -> Any:
            if is_future:
                dumper.later(set_future, thing, future_state(thing))
                dumper.later(set_kept, thing, state_of(thing))
                return new_kept_future, (name, thing.get_loop())
            dumper.later(set_kept, thing, state_of(thing))
            return new_kept, (name,)

        return cls

    return registered


def state_of(thing: Any) -> dict[str, Any]:
    """The attributes of an object, in its `__dict__` or in slots."""
    if hasattr(thing, "__dict__"):
        return dict(vars(thing))
    names = type(thing).__slots__
    return {name: getattr(thing, name) for name in names if hasattr(thing, name)}


@maker
def new_kept(name: str) -> Any:
    cls = _by_name[name]
    return cls.__new__(cls)


@maker
def set_kept(thing: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        setattr(thing, name, value)


@maker
def new_kept_future(name: str, loop: Any) -> Any:
    cls = _by_name[name]
    made = cls.__new__(cls)
    asyncio.Future.__init__(made, loop=loop)
    return made


# Futures: those of C's, and those that are derived from them here


@kind_reducers(asyncio.Future)
def reduce_future(dumper: Any, future: Any) -> Any:
    dumper.later(set_future, future, future_state(future))
    return new_future, (future.get_loop(),)


@maker
def new_future(loop: Any) -> Any:
    return asyncio.Future(loop=loop)


def future_state(future: Any) -> tuple[Any, ...]:
    """Its state, result or exception or message, whether that was asked for, and its callbacks."""
    if not future.done():
        callbacks = future._callbacks or []
        return "pending", [(each, context) for each, context in callbacks], False
    if future.cancelled():
        return "cancelled", future._cancel_message, False
    error = future._exception
    if error is not None:
        return "raised", error, future._log_traceback
    return "done", future._result, False


@maker
def set_future(future: Any, state: tuple[Any, ...]) -> None:
    kind, value, is_unseen = state
    if kind == "pending":
        for callback, context in value:
            future.add_done_callback(callback, context=context)
    elif kind == "cancelled":
        asyncio.Future.cancel(future, value)
    elif kind == "raised":
        traceback = value.__traceback__
        asyncio.Future.set_exception(future, value)
        value.__traceback__ = traceback
        if not is_unseen:
            future._log_traceback = False
    else:
        asyncio.Future.set_result(future, value)

"""Coroutines without suspension: `async def` makes a function whose call is kept until awaited.

`f(x)` of an `async def f` gives a `Coroutine`: the function and its arguments. `await` calls
it on the stack of its caller, so a wait captures that whole stack, and nothing is ever
suspended by `yield`. An asynchronous generator is a generator whose steps are coroutines.

Reads: async_values. Read by: `outside`, `builtins`, the machine.
"""

from __future__ import annotations

import sys
import types
from asyncio import isfuture
from typing import Any

from perdure.languages.python.runtime.async_values import (
    AsyncFunction,
    AsyncGenerator,
    Coroutine,
    Outside,
    async_function,
    owner_of,
)
from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.twins import guest

__all__ = [
    "AsyncFunction",
    "AsyncGenerator",
    "Coroutine",
    "Outside",
    "aiter_of",
    "async_function",
    "awaited",
    "is_function_of",
    "items_of",
    "left_halfway",
    "method_of",
    "next_awaited",
    "next_item",
    "note_method",
    "owner_of",
    "park",
    "raw",
]


def raw(function: Any) -> Any:
    """The lowered function of what `async def` has bound, which `await` of a call runs."""
    return function.lowered if type(function) is AsyncFunction else function


def aiter_of(thing: Any) -> Any:
    """The iterator that `async for` takes items from."""
    found = getattr(type(thing), "__aiter__", None)
    if found is None:
        kind = type(thing).__name__
        raise TypeError(f"'async for' requires an object with __aiter__ method, got {kind}")
    return found(thing)


def items_of(iterator: Any) -> Any:
    """A generator of the items of an asynchronous iterator, each awaited."""
    if type(iterator) is AsyncGenerator:
        return iterator.items()
    found = getattr(type(iterator), "__anext__", None)
    if type(found) is AsyncFunction and not found.is_generator:
        return guest("items_of")(found.lowered, iterator)  # as awaiting its coroutine does
    if found is None:
        kind = type(iterator).__name__
        raise TypeError(
            f"'async for' received an object from __aiter__ that does not implement __anext__: "
            f"{kind}"
        )
    return guest("items_of")(next_item, iterator)


def left_halfway(iterator: Any) -> Any:
    """The iterator of an `async for` that is left: nothing, but the loop has a task to end it.

    So it does with an asynchronous generator that stands half-way and that nothing else refers to.
    """
    space: Any = current()
    if type(iterator) is types.GeneratorType and space is not None and space.tasks is not None:
        loop, frame = space.tasks.thread.loop, iterator.gi_frame
        if loop is not None and frame is not None and sys.getrefcount(iterator) <= ITS_OWN:
            unit = space.unit_at(frame)
            index = None if unit is None else unit.index_of(frame.f_code)
            if index is not None and unit.module.functions[index].is_async:
                closing = AsyncGenerator(None)
                closing.go_on_with(iterator)
                loop.call_soon(loop.create_task, closing.aclose())
    return None


#: References to an iterator that nothing but a loop has: the loop's, and those of the call here.
ITS_OWN = 3


def next_item(iterator: Any) -> Any:
    """The next item of an asynchronous iterator, awaited."""
    if type(iterator) is AsyncGenerator:
        return guest("next_of")(iterator)
    return awaited(type(iterator).__anext__(iterator))


def next_awaited(iterator: Any, /, *default: Any) -> Any:
    """As `anext`."""
    step = getattr(type(iterator), "__anext__", None)
    if step is None or current() is None:
        return anext(iterator, *default)
    if not default:
        return step(iterator)
    return Coroutine(guest("next_or", "%asyncio"), (step(iterator), *default), {})


def awaited(thing: Any, owner: Any = None, known: str = "") -> Any:
    """The value of an awaitable, run on this stack.

    owner: it is what a method of this has given, whose lowered function is known by that name,
    and its class by the name with a `?`, from now on, if that is so for good.
    """
    if type(thing) is Coroutine:
        if known and not thing.is_awaited:
            note_method(owner, known, thing.function)
        if thing.is_awaited:
            raise RuntimeError("cannot reuse already awaited coroutine")
        thing.is_awaited = True
        return thing.function(*thing.arguments, **thing.keywords)
    if isfuture(thing):
        return thing.result() if thing.done() else wait("park", thing)
    find = getattr(type(thing), "__await__", None)
    if find is None:
        raise TypeError(f"object {type(thing).__name__} can't be used in 'await' expression")
    space: Any = current()
    if is_function_of(find, space.builtins):
        return guest("await_own", "%asyncio")(thing)
    return wait("await", None, (thing,), {})


def note_method(owner: Any, known: str, lowered: Any) -> None:
    """Have lowered code call what a coroutine method does, where objects of that class have it.

    That is not so where an object, or the class, may be given another attribute of that name.
    """
    space: Any = current()
    kind: Any = type(owner)
    name = known.rpartition(" ")[2]
    method = method_of(kind, name)
    if space is None or method is None or method.lowered is not lowered:
        return
    if kind.__getattribute__ is object.__getattribute__ and not space.may_change(name):
        if name not in getattr(owner, "__dict__", ()):
            space.builtins[known] = lowered
            space.builtins[f"{known}?"] = kind


def method_of(kind: type, name: str) -> AsyncFunction | None:
    """The coroutine function that a class has by that name."""
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    return found if type(found) is AsyncFunction and not found.is_generator else None


def is_function_of(function: Any, builtins: dict[str, Any]) -> bool:
    """Whether that is a function of the program of these builtins."""
    return (
        type(function) is types.FunctionType
        and function.__globals__.get("__builtins__") is builtins
    )


def park(future: Any) -> Any:
    """Let other tasks go on until a future is done; None: for one round of the loop."""
    return wait("park", future)

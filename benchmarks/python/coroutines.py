"""Coroutines that are called on the stack of the function that awaits them.

`f(x)` of an `async def` gives a `Coroutine`, which `await` calls; an async generator holds a
generator.

Read by: benchmarks.python.running.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


class Coroutine(partial[Any]):
    """A call that has not begun: of C, it is made and called in half the time of a class's own."""

    __slots__ = ()


class AsyncGenerator:
    """A generator for `async for`."""

    __slots__ = ("generator",)

    def __init__(self, generator: Iterator[Any]) -> None:
        self.generator = generator


def awaited(x: Any) -> Any:
    """The result of what is awaited."""
    if type(x) is Coroutine:
        return x()
    raise TypeError(f"object {type(x).__name__} can't be used in 'await' expression")


def of_native(native: Any) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        if inspect.isasyncgenfunction(native):

            def made(*arguments: Any, **keywords: Any) -> Any:
                return AsyncGenerator(function(*arguments, **keywords))
        else:

            def made(*arguments: Any, **keywords: Any) -> Any:
                return Coroutine(function, *arguments, **keywords)

        vars(made)["raw"] = function
        return made

    return decorate


def iterator(x: Any) -> Any:
    return x if type(x) is AsyncGenerator else type(x).__aiter__(x)


def following(i: Any) -> Any:
    if type(i) is not AsyncGenerator:
        return awaited(type(i).__anext__(i))
    for item in i.generator:
        return item
    raise StopAsyncIteration


#: The dotted names of coroutines.
COROUTINES: dict[str, Any] = {
    ".await": awaited,
    ".async": of_native,
    ".raw": lambda f: f.raw,
    ".decorated": lambda cls, decorator, made: None,
    ".async_generator": AsyncGenerator,
    ".aiter": iterator,
    ".anext": following,
}

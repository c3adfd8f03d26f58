"""Coroutines without suspension: `async def` makes a function whose call is kept until awaited.

`f(x)` of an `async def f` gives a `Coroutine`: the function and its arguments. `await` calls
it on the stack of its caller, so a wait captures that whole stack, and nothing is ever
suspended by `yield`. An asynchronous generator is a generator whose steps are coroutines.

Handed to a library that drives coroutines itself, an async function's own native code runs.
"""

from __future__ import annotations

import collections.abc
import inspect
import sys
import types
from asyncio import coroutines, isfuture
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.twins import guest

GENERATOR = inspect.CO_GENERATOR
#: Code that Python itself suspends: of the native form of an `async def`.
SUSPENDED = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Coroutine(collections.abc.Coroutine[Any, Any, Any]):
    """A call of an `async def` that has not been awaited yet."""

    __slots__ = ("__weakref__", "arguments", "function", "is_awaited", "keywords", "native")

    def __init__(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
        native: Any = None,
    ) -> None:
        self.function = function
        self.arguments = arguments
        self.keywords = keywords
        self.is_awaited = False
        #: Python's own form of the function; once a library drives it, the coroutine of that
        self.native = native

    def __getstate__(self) -> tuple[Any, ...]:
        return self.function, self.arguments, self.keywords, self.is_awaited, self.native

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.function, self.arguments, self.keywords, self.is_awaited, self.native = state

    # ---- for what drives coroutines itself: Python's own form runs, in memory

    def _driven(self) -> Any:
        if isinstance(self.native, types.FunctionType):
            if self.is_awaited:
                raise RuntimeError("cannot reuse already awaited coroutine")
            self.is_awaited = True
            self.native = self.native(*self.arguments, **self.keywords)
        return self.native

    def send(self, value: Any) -> Any:
        return self._driven().send(value)

    def throw(self, *error: Any) -> Any:
        return self._driven().throw(*error)

    def __await__(self) -> Any:
        return self._driven().__await__()

    def close(self) -> None:
        """Let it never be awaited, or end here."""
        if not isinstance(self.native, types.FunctionType) and self.native is not None:
            self.native.close()
        self.is_awaited = True

    def __repr__(self) -> str:
        return f"<coroutine object {self.function.__qualname__}>"


class AsyncFunction:
    """The value that an `async def` binds."""

    def __init__(self, native: types.FunctionType, lowered: types.FunctionType) -> None:
        self.native = native
        self.lowered = lowered
        self.__name__ = lowered.__name__
        self.__qualname__ = lowered.__qualname__
        self.__doc__ = lowered.__doc__
        self.__module__ = lowered.__module__
        self.__wrapped__ = native  # `inspect` asks it for the signature
        self.is_generator = bool(lowered.__code__.co_flags & GENERATOR)

    def __call__(self, *arguments: Any, **keywords: Any) -> Coroutine | AsyncGenerator:
        function = self.lowered
        if self.is_generator:
            if current() is None or sys._getframe(1).f_code.co_flags & SUSPENDED:
                return self.native(*arguments, **keywords)  # what is driven by hand has called it
            return AsyncGenerator(function(*arguments, **keywords))
        return Coroutine(function, arguments, keywords, self.native)

    @property
    def _is_coroutine(self) -> Any:
        """The mark by which asyncio knows the functions of coroutines."""
        return None if self.is_generator else getattr(coroutines, "_is_coroutine", None)

    @property
    def _is_coroutine_marker(self) -> Any:
        """The mark by which `inspect` knows them, from Python 3.12 on."""
        return None if self.is_generator else getattr(inspect, "_is_coroutine_mark", None)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<function {self.__qualname__}>"


#: By the identity of a generator, the asynchronous one that it is in.
_owners: WeakValueDictionary[int, AsyncGenerator] = WeakValueDictionary()


def owner_of(generator: Any) -> AsyncGenerator | None:
    """The asynchronous generator whose items `async for` takes from this one."""
    found = _owners.get(id(generator))
    return found if found is not None and found.generator is generator else None


class AsyncGenerator:
    """A generator whose steps are awaited."""

    def __init__(self, generator: Any) -> None:
        self.generator = generator

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.go_on_with(state["generator"])

    def items(self) -> Any:
        """Its generator, which `async for` goes through."""
        _owners[id(self.generator)] = self
        return self.generator

    def go_on_with(self, generator: Any) -> None:
        """Take another generator in the place of the one that has ended."""
        self.generator = generator
        _owners[id(generator)] = self

    def __aiter__(self) -> AsyncGenerator:
        return self

    def __anext__(self) -> Coroutine:
        return Coroutine(guest("next_of"), (self,), {})

    def asend(self, value: Any) -> Coroutine:
        return Coroutine(guest("sent"), (self, value), {})

    def athrow(self, *error: Any) -> Coroutine:
        return Coroutine(guest("thrown"), (self, *error), {})

    def aclose(self) -> Coroutine:
        return Coroutine(guest("closed"), (self,), {})


def async_function(native: types.FunctionType) -> Callable[[types.FunctionType], AsyncFunction]:
    """Decorator of the lowered form of an `async def`, of which `native` is Python's own."""
    return lambda lowered: AsyncFunction(native, lowered)


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


class Awaiting:
    """The function of a coroutine of a library's: it is run outside, on a loop of asyncio's."""

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee
        self.__qualname__ = getattr(callee, "__qualname__", type(callee).__qualname__)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return wait("await", self.callee, arguments, keywords)

    def __reduce__(self) -> Any:
        return Awaiting, (self.callee,)


class Outside:
    """In the place of an `async def` of a library's."""

    __slots__ = ("callee",)

    def __init__(self, callee: Callable[..., Any]) -> None:
        self.callee = callee

    def __call__(self, *arguments: Any, **keywords: Any) -> Coroutine:
        return Coroutine(Awaiting(self.callee), arguments, keywords)

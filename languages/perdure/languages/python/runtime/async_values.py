"""Values of `async def`: the function that it binds, and what calls of it give.

Nothing of it is suspended by `yield`: a `Coroutine` is a call that has not been made yet (see
`coroutines`). To what looks at them they are Python's functions, coroutines and asynchronous
generators, so decorators and libraries find what they ask for: names, signature, annotations.

Handed to a library that drives coroutines itself, an async function's own native code runs.

Read by: coroutines.
"""

from __future__ import annotations

import collections.abc
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from perdure.languages.python.heap import kind_reducers, maker
from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.twins import guest

GENERATOR = inspect.CO_GENERATOR
#: Code that Python itself suspends: of the native form of an `async def`.
SUSPENDED = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


#: What these have of their functions.
NAMES = ("__name__", "__qualname__")


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
            native = with_defaults(self.native, self.function)
            self.native = native(*self.arguments, **self.keywords)
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
        return f"<coroutine object {self.__qualname__} at {id(self):#x}>"

    # ---- what is asked to tell coroutines from other objects

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return types.CoroutineType

    def __getattr__(self, name: str) -> Any:
        if name in NAMES:
            return getattr(self.function, name, "coroutine")
        raise AttributeError(f"'coroutine' object has no attribute {name!r}")


@kind_reducers(Coroutine)
def reduce_coroutine(dumper: Any, coroutine: Coroutine) -> Any:
    return new_coroutine, (), coroutine.__getstate__()


@maker
def new_coroutine() -> Coroutine:
    return object.__new__(Coroutine)


class AsyncFunction:
    """The value that an `async def` binds: to all that looks at it, a function of Python's.

    What is known of it, and what a program gives it (`__wrapped__`, say), the lowered function has.
    """

    __slots__ = ("__weakref__", "is_generator", "lowered", "native")

    def __init__(self, native: types.FunctionType, lowered: types.FunctionType) -> None:
        self.__setstate__({"native": native, "lowered": lowered})

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take up what was stored; once that was a dict with attributes of the program's, too."""
        lowered = state["lowered"]
        object.__setattr__(self, "native", state["native"])
        object.__setattr__(self, "lowered", lowered)
        object.__setattr__(self, "is_generator", bool(lowered.__code__.co_flags & GENERATOR))
        vars(lowered).update((k, v) for k, v in state.items() if k not in ONCE_STORED)

    def __reduce__(self) -> str:
        return self.__qualname__  # by its name, as functions are pickled

    def __call__(self, *arguments: Any, **keywords: Any) -> Coroutine | AsyncGenerator:
        function = self.lowered
        if self.is_generator:
            if current() is None or sys._getframe(1).f_code.co_flags & SUSPENDED:
                # what is driven by hand has called it
                return with_defaults(self.native, function)(*arguments, **keywords)
            return AsyncGenerator(function(*arguments, **keywords))
        code = function.__code__
        if keywords or code.co_argcount != len(arguments) or code.co_kwonlyargcount:
            # raises a TypeError here, and not where it is awaited
            with_defaults(self.native, function)(*arguments, **keywords).close()
        return Coroutine(function, arguments, keywords, self.native)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __getattr__(self, name: str) -> Any:
        if name in INSIDE:  # it is being loaded
            raise AttributeError(name)
        return getattr(self.lowered, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.lowered, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.lowered, name)

    def __dir__(self) -> list[str]:
        return dir(self.lowered)

    def __repr__(self) -> str:
        return f"<function {self.__qualname__} at {id(self):#x}>"

    # ---- what `inspect` and its like ask for, and the class or `object` would answer

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return types.FunctionType

    @property
    def __code__(self) -> types.CodeType:
        return self.native.__code__

    @property
    def __closure__(self) -> Any:
        return self.native.__closure__

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        return self.lowered.__dict__

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self.lowered.__doc__


class ModuleOf(str):
    """The `__module__` of `AsyncFunction`, which must be a text, and of each of its objects."""

    __slots__ = ()

    def __get__(self, function: AsyncFunction | None, owner: type | None = None) -> Any:
        return self if function is None else function.lowered.__module__

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return str, (str.__str__(self),)


AsyncFunction.__module__ = ModuleOf(AsyncFunction.__module__)

INSIDE = {"native", "lowered", "is_generator"}
#: Keys of what was stored of one that are no attributes of the program's.
ONCE_STORED = {*INSIDE, "__name__", "__qualname__", "__doc__", "__module__", "__wrapped__"}


@kind_reducers(AsyncFunction)
def reduce_async_function(dumper: Any, function: AsyncFunction) -> Any:
    state = {"native": function.native, "lowered": function.lowered}
    return new_async_function, (), state


@maker
def new_async_function() -> AsyncFunction:
    return object.__new__(AsyncFunction)


def with_defaults(native: types.FunctionType, lowered: Any) -> types.FunctionType:
    """The native form, with the defaults that the lowered one has by now."""
    native.__defaults__ = lowered.__defaults__
    native.__kwdefaults__ = lowered.__kwdefaults__
    return native


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

    def __repr__(self) -> str:
        return f"<async_generator object {self.__qualname__} at {id(self):#x}>"

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return types.AsyncGeneratorType

    def __getattr__(self, name: str) -> Any:
        if name in NAMES:
            return getattr(self.generator, name)
        raise AttributeError(f"'async_generator' object has no attribute {name!r}")

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


@kind_reducers(AsyncGenerator)
def reduce_async_generator(dumper: Any, generator: AsyncGenerator) -> Any:
    return new_async_generator, (), {"generator": generator.generator}


@maker
def new_async_generator() -> AsyncGenerator:
    return object.__new__(AsyncGenerator)


# What messages call them; images have them by their qualified names.
AsyncFunction.__name__ = "function"
Coroutine.__name__ = "coroutine"
AsyncGenerator.__name__ = "async_generator"


def async_function(native: types.FunctionType) -> Callable[[types.FunctionType], AsyncFunction]:
    """Decorator of the lowered form of an `async def`, of which `native` is Python's own."""
    return lambda lowered: AsyncFunction(native, lowered)


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

"""Cached functions, with what is in their caches.

A cache may hold what a program takes to be one object (`@cache def client(): ...`), so it is kept.
That of `lru_cache` is C's: it is read by what the garbage collector sees, and filled again by
calling the cached function while the function under it gives the values kept.

Reads: kinds, functions. Read by: `storing`.
"""

from __future__ import annotations

import functools
import gc
from contextlib import suppress
from types import CodeType, FunctionType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.functions import name_of
from perdure.languages.python.heap.kinds import kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.loading import Load

Entry = tuple[tuple[Any, ...], dict[str, Any], Any]  #: arguments, keywords, the value kept


@functools.lru_cache(maxsize=1)
def example() -> None: ...


#: Stands in a key between arguments and keywords.
MARK = next(thing for thing in gc.get_referents(example) if type(thing) is object)
#: What `lru_cache` itself puts into the `__dict__`, and what it copies from the function.
COPIED = {*functools.WRAPPER_ASSIGNMENTS, "cache_parameters", "__wrapped__"}

#: What is put there where a cache has been filled again.
COUNTS = ("cache_info", "cache_clear")


@kind_reducers(type(example))
def reduce_cached(dumper: Reducing, cached: Any) -> Any:
    if cached.__module__ not in dumper.module_names and name_of(cached) is not None:
        return NotImplemented
    parameters = cached.cache_parameters()
    size, typed = parameters["maxsize"], parameters["typed"]
    entries = entries_of(cached, typed)
    own = {
        name: value
        for name, value in vars(cached).items()
        if name not in COUNTS
        and (name not in COPIED or (name != "cache_parameters" and differs(cached, name, value)))
    }
    hits, misses = cached.cache_info()[:2]
    if own or misses:
        dumper.later(set_cached, cached, own, entries, hits, misses)
    return new_cached, (function_under(cached), size, typed)


def function_under(cached: Any) -> Any:
    """The function that is called where the cache has no value."""
    held = gc.get_referents(cached)
    return held[next(i for i, thing in enumerate(held) if is_cache(cached, thing)) + 1]


def differs(cached: Any, name: str, value: Any) -> bool:
    function = function_under(cached)
    usual = function if name == "__wrapped__" else getattr(function, name, None)
    return value is not usual and value != usual


def cache_of(cached: Any) -> dict[Any, Any]:
    """The dict of the cache itself."""
    held = gc.get_referents(cached)
    found: dict[Any, Any] = next(thing for thing in held if is_cache(cached, thing))
    return found


def is_cache(cached: Any, thing: Any) -> bool:
    return type(thing) is dict and thing is not vars(cached)


def entries_of(cached: Any, typed: bool) -> list[Entry]:
    """All that the cache holds, the least recently used first."""
    cache = cache_of(cached)
    elements = {type(value) for value in cache.values()}
    if not any(each.__name__ == "_lru_list_elem" for each in elements):
        return [(*call_of(key, typed), value) for key, value in cache.items()]
    # Key, value and the type of what has them, one after the other; a value may be a key, too.
    held = iter(gc.get_referents(cached))
    keys = {id(key) for key in cache}
    found: list[Entry] = []
    while len(found) < len(cache):
        key = next(held)
        if id(key) in keys:
            found.append((*call_of(key, typed), next(held)))
    return found


def call_of(key: Any, typed: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments and keywords that a key was made of."""
    if not isinstance(key, tuple):
        return (key,), {}
    mark = next((i for i, part in enumerate(key) if part is MARK), None)
    if mark is None:
        return (key[: len(key) // 2] if typed else key), {}
    count = (len(key) - 1 - 2 * mark) // 3 if typed else (len(key) - 1 - mark) // 2
    pairs = key[mark + 1 : mark + 1 + 2 * count]
    return key[:mark], dict(zip(pairs[::2], pairs[1::2], strict=True))


@maker
def new_cached(function: Any, size: int | None, typed: bool) -> Any:
    return functools.lru_cache(size, typed)(function)


@maker_with_load
def set_cached(
    load: Load, cached: Any, own: dict[str, Any], entries: list[Entry], hits: int, misses: int
) -> None:
    vars(cached).update(own)
    if entries or misses:
        load.finally_(fill_cache, cached, entries, hits, misses)


def fill_cache(cached: Any, entries: list[Entry], hits: int, misses: int) -> None:
    fill(cached, entries)
    found = cached.cache_info()
    if found[:2] != (hits, misses):
        vars(cached)["cache_info"] = Counted(cached, hits - found.hits, misses - found.misses)
        vars(cached)["cache_clear"] = Clearing(cached)


class Counted:
    """`cache_info` of a function whose cache has been filled again: it had been asked before."""

    def __init__(self, cached: Any, hits: int, misses: int) -> None:
        self.cached = cached
        self.hits = hits
        self.misses = misses

    def __call__(self) -> Any:
        info = type(self.cached).cache_info(self.cached)
        return info._replace(hits=info.hits + self.hits, misses=info.misses + self.misses)


class Clearing:
    """`cache_clear` of such a function: what had been before is not counted any more."""

    def __init__(self, cached: Any) -> None:
        self.cached = cached

    def __call__(self) -> None:
        for name in COUNTS:
            vars(self.cached).pop(name, None)
        type(self.cached).cache_clear(self.cached)


def fill(cached: Any, entries: list[Entry]) -> None:
    function = function_under(cached)
    if type(function) is not FunctionType:
        return  # a class, C's, or an `async def`: its values are computed again
    code = function.__code__
    try:
        for arguments, keywords, value in entries:
            function.__code__ = giving(value, code.co_freevars)
            cached(*arguments, **keywords)
    finally:
        function.__code__ = code


def count_miss(cached: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    """Have a cache count a call that has given nothing."""
    function = function_under(cached)
    code = function.__code__
    failing = (lambda *arguments, **keywords: 1 / 0).__code__
    try:
        function.__code__ = failing.replace(co_freevars=code.co_freevars)
        with suppress(ZeroDivisionError):
            cached(*arguments, **keywords)
    finally:
        function.__code__ = code


def giving(value: Any, free: tuple[str, ...]) -> CodeType:
    """Code of a function that gives `value`, whatever it is called with."""
    usual = (lambda *arguments, **keywords: 0).__code__
    constants = tuple(value if type(one) is int else one for one in usual.co_consts)
    return usual.replace(co_consts=constants, co_freevars=free)


@kind_reducers(type(functools.cmp_to_key(lambda a, b: 0)))
def reduce_key_wrapper(dumper: Reducing, key: Any) -> Any:
    held = gc.get_referents(key)
    compare = next(thing for thing in held if callable(thing) and thing is not type(key))
    try:
        return key_of, (compare, key.obj)
    except AttributeError:
        return functools.cmp_to_key, (compare,)


@maker
def key_of(compare: Any, thing: Any) -> Any:
    return functools.cmp_to_key(compare)(thing)


@kind_reducers(functools.cached_property)
def reduce_cached_property(dumper: Reducing, made: Any) -> Any:
    state = {k: v for k, v in vars(made).items() if k not in {"func", "lock", "__doc__"}}
    return functools.cached_property, (made.func,), state


@kind_reducers(functools.singledispatchmethod)
def reduce_dispatching_method(dumper: Reducing, made: Any) -> Any:
    """A method with what was registered, but without its cache, which some versions have."""
    state = {"dispatcher": made.dispatcher, "func": made.func}
    return functools.singledispatchmethod, (made.func,), state

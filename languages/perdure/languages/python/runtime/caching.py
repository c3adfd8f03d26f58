"""Functions of functools that call a program's: `lru_cache`, `singledispatch`.

What they give stays Python's own; only calling it is done otherwise, so that no frame of C's or of
functools' is under the program's function while that waits.
"""

from __future__ import annotations

import functools
from typing import Any

from perdure.languages.python.heap.wrapping import (
    MARK,
    cache_of,
    count_miss,
    example,
    fill,
    function_under,
)
from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.outside import checked, is_function
from perdure.languages.python.runtime.redirections import code_in_place_of, kind_in_place_of
from perdure.languages.python.runtime.twins import GUESTS, UNIT, guest


@kind_in_place_of(type(example))
def called(cached: Any, /, *arguments: Any, **keywords: Any) -> Any:
    """Call a function that is cached. While it runs, nothing of that call is in the cache."""
    space: Any = current()
    function = function_under(cached)
    if not is_function(function, space.builtins) or is_there(cached, arguments, keywords):
        return cached(*arguments, **keywords)
    return guest("computed")(cached, function, arguments, keywords)


def is_there(cached: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
    """Whether a cache has the value of a call. TypeError where an argument cannot be a key."""
    parameters = cached.cache_parameters()
    if parameters["maxsize"] == 0:
        return False
    return key_of_call(arguments, keywords, parameters["typed"]) in cache_of(cached)


def key_of_call(arguments: tuple[Any, ...], keywords: dict[str, Any], typed: bool) -> Any:
    """The key that `lru_cache` makes of a call."""
    if not typed and not keywords:
        is_plain = len(arguments) == 1 and type(arguments[0]) in (int, str)
        return arguments[0] if is_plain else arguments
    key = arguments
    if keywords:
        key = (*key, MARK, *(part for pair in keywords.items() for part in pair))
    if typed:
        key = (*key, *map(type, arguments), *map(type, keywords.values()))
    return key


def keep_computed(
    cached: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], value: Any
) -> None:
    fill(cached, [(arguments, keywords, value)])


GUESTS[UNIT].names.update(keep_computed=keep_computed, count_miss=count_miss)


@code_in_place_of(functools.singledispatch(keep_computed))
def dispatched(function: Any, /, *arguments: Any, **keywords: Any) -> Any:
    """Call the implementation of a function for the class of its first argument."""
    if not arguments:
        return function(*arguments, **keywords)  # for its error
    return checked(function.dispatch(arguments[0].__class__))(*arguments, **keywords)

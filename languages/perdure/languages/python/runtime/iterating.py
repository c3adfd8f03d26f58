"""Iterators of the library that have no stored form, or call functions of the program's from C.

Those of the first sort are taken whole: what they give does not depend on when it is asked for.
The others are generators of the guest's, so their functions may wait.
"""

from __future__ import annotations

import functools
import itertools
import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from perdure.languages.python.runtime.redirections import in_place_of, method_in_place_of
from perdure.languages.python.runtime.twins import guest


def whole(original: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """A function that gives what another's iterator does, as one over a list."""

    def taken(*arguments: Any, **keywords: Any) -> Iterator[Any]:
        return iter(list(original(*arguments, **keywords)))

    return taken


in_place_of(re.finditer)(whole(re.finditer))
method_in_place_of(re.Pattern, "finditer")(whole(re.Pattern.finditer))
for _method in ("iterdir", "glob", "rglob"):
    _original = getattr(pathlib.Path, _method)
    in_place_of(_original)(whole(_original))


@in_place_of(itertools.groupby)
def groupby(iterable: Any, key: Any = None) -> Any:
    return guest("grouped")(iter(iterable), key)


@in_place_of(itertools.takewhile)
def takewhile(test: Any, iterable: Any, /) -> Any:
    return guest("taken_while")(test, iter(iterable))


@in_place_of(itertools.dropwhile)
def dropwhile(test: Any, iterable: Any, /) -> Any:
    return guest("dropped_while")(test, iter(iterable))


@in_place_of(itertools.starmap)
def starmap(function: Any, iterable: Any, /) -> Any:
    return guest("star_mapped")(function, iter(iterable))


@in_place_of(functools.reduce)
def reduce(function: Any, iterable: Any, /, *initial: Any) -> Any:
    return guest("reduced")(function, iter(iterable), *initial)

"""Classes of the program that an abstract class of Python's own was told are its subclasses.

`Sequence.register(Mine)` leaves a trace in `Sequence` only, so those are asked.

Read by: `classes`.
"""

from __future__ import annotations

import abc
import collections.abc
import numbers
import weakref
from _abc import _get_dump  # type: ignore[import-not-found]
from typing import Any

__all__ = ["registered_in", "registered_with"]

KNOWN: list[Any] = [
    value
    for module in (collections.abc, numbers)
    for value in vars(module).values()
    if isinstance(value, abc.ABCMeta)
]

#: By the identity of a class: the class, and where it is registered; as of a token of `abc`'s.
_found: dict[int, list[tuple[weakref.ref[type], Any]]] = {}
_token: Any = None


def registered_in(cls: Any) -> list[type]:
    """The classes that an abstract class was told are its subclasses."""
    found = [reference() for reference in _get_dump(cls)[0]]
    return sorted((one for one in found if one is not None), key=lambda one: one.__qualname__)


def registered_with(cls: type) -> tuple[Any, ...]:
    """The abstract classes of Python's own that were told of a class."""
    global _token
    token = abc.get_cache_token()
    if token != _token:
        _found.clear()
        for known in KNOWN:
            for one in registered_in(known):
                _found.setdefault(id(one), []).append((weakref.ref(one), known))
        _token = token
    return tuple(known for reference, known in _found.get(id(cls), ()) if reference() is cls)

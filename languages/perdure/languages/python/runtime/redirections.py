"""Functions of Python's own that wait: a durable one is called in the place of each.

They are told by identity, so `from time import sleep as nap` is one too, and a program's own
`sleep` is not. A module of this folder registers its own with `in_place_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinMethodType, MethodType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_instead: dict[int, Callable[..., Any]] = {}
_methods: dict[tuple[type, str], Any] = {}
_originals: list[Callable[..., Any]] = []  #: so that their ids stay theirs


def in_place_of(*originals: Callable[..., Any]) -> Callable[[F], F]:
    """Decorator: call this where a program calls one of these."""

    def register(function: F) -> F:
        for original in originals:
            _originals.append(original)
            _instead[id(original)] = function
        return function

    return register


def method_in_place_of(kind: type, name: str) -> Callable[[F], F]:
    """Decorator: the same for a method of a class of C's."""
    return lambda function: _methods.setdefault((kind, name), function)


def redirected(function: Any) -> Callable[..., Any] | None:
    """The callable in the place of that function; None where it is called itself."""
    found = _instead.get(id(function))
    if found is not None:
        return found
    kind = type(function)
    if kind is MethodType:
        found = _instead.get(id(function.__func__))
        return None if found is None else MethodType(found, function.__self__)
    if kind is BuiltinMethodType:
        found = _methods.get((type(function.__self__), function.__name__))
        return None if found is None else MethodType(found, function.__self__)
    return None

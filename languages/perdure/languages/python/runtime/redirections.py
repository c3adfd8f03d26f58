"""Functions of Python's own that wait: a durable one is called in the place of each.

They are told by identity, so `from time import sleep as nap` is one too, and a program's own
`sleep` is not. A module of this folder registers its own with `in_place_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, TypeVar

from perdure.languages.python.runtime.identity import identity

F = TypeVar("F", bound=Callable[..., Any])

_instead: dict[int, Callable[..., Any]] = {}
_methods: dict[tuple[type, str], Any] = {}
_kinds: dict[type, Callable[..., Any]] = {}
_codes: dict[CodeType, Callable[..., Any]] = {}
_originals: list[Callable[..., Any]] = []  #: so that their ids stay theirs


#: Modules with classes some of whose methods have durable ones in their place.
method_homes: set[str] = set()


def in_place_of(*originals: Callable[..., Any]) -> Callable[[F], F]:
    """Decorator: call this where a program calls one of these."""

    def register(function: F) -> F:
        for original in originals:
            _originals.append(original)
            if "." in getattr(original, "__qualname__", ""):
                method_homes.add(original.__module__)
            _instead[identity(original)] = function
        return function

    return register


def method_in_place_of(kind: type, name: str) -> Callable[[F], F]:
    """Decorator: the same for a method of a class of C's."""
    method_homes.add(kind.__module__)
    return lambda function: _methods.setdefault((kind, name), function)


def kind_in_place_of(kind: type) -> Callable[[F], F]:
    """Decorator: the same for all callables of a type; they are its first argument."""
    return lambda function: _kinds.setdefault(kind, function)  # type: ignore[return-value]


def code_in_place_of(made: Any) -> Callable[[F], F]:
    """Decorator: the same for all functions that are made as this one is."""
    return lambda function: _codes.setdefault(made.__code__, function)  # type: ignore[return-value]


def redirected(function: Any) -> Callable[..., Any] | None:
    """The callable in the place of that function; None where it is called itself."""
    found = _instead.get(identity(function))
    if found is not None:
        return found
    kind = type(function)
    found = _codes.get(function.__code__) if kind is FunctionType else _kinds.get(kind)
    if found is not None:
        return MethodType(found, function)
    if kind is MethodType and type(function.__func__) in _kinds:
        of_kind = _kinds[type(function.__func__)]
        return partial(of_kind, function.__func__, function.__self__)
    if kind is MethodType:
        found = _instead.get(identity(function.__func__))
        return None if found is None else MethodType(found, function.__self__)
    if kind is BuiltinMethodType:
        found = _methods.get((type(function.__self__), function.__name__))
        return None if found is None else MethodType(found, function.__self__)
    return None

"""Methods that `with` and `for` look up, as Python does: in the type, with its words."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from types import FunctionType, GeneratorType, MethodType, WrapperDescriptorType
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.coroutines import method_of
from perdure.languages.python.runtime.native import NATIVE
from perdure.languages.python.runtime.outside import checked, is_function

Methods = tuple[Any, Any]


def manager(thing: Any, known: set[type]) -> Methods:
    """The bound methods that `with thing` calls.

    known: is given the thing's type where these are what its attributes are, without more ado.
    """
    kind: Any = type(thing)
    enter, leave = _methods(thing, "__enter__", "__exit__", "the context manager protocol")
    checked_enter, checked_leave = checked(enter), checked(leave)
    if checked_enter is not enter or checked_leave is not leave:
        return checked_enter, checked_leave
    methods = [inspect.getattr_static(kind, name, None) for name in ("__enter__", "__exit__")]
    if kind.__getattribute__ is object.__getattribute__ and all(
        isinstance(method, types.FunctionType | types.MethodDescriptorType) for method in methods
    ):
        known.add(kind)
    return enter, leave


def async_methods(thing: Any, known: str) -> tuple[Any, Any, bool]:
    """The methods that `async with thing` calls; whether they are lowered functions.

    Such are called with the thing, and need not be awaited; bound ones are awaited. The names that
    begin with `known` are theirs, and their class's, from now on.
    """
    space: Any = current()
    kind = type(thing)
    own = [method_of(kind, name) for name in ("__aenter__", "__aexit__")]
    if space is not None and all(is_function(m.lowered, space.builtins) for m in own if m):
        entering, leaving = own
        if entering is not None and leaving is not None:
            if not (space.may_change("__aenter__") or space.may_change("__aexit__")):
                space.builtins[f"{known} enter"] = entering.lowered
                space.builtins[f"{known} leave"] = leaving.lowered
                space.builtins[known] = kind
            return entering.lowered, leaving.lowered, True
    return (*async_manager(thing), False)


def async_manager(thing: Any) -> Methods:
    """The bound methods that `async with thing` calls."""
    protocol = "the asynchronous context manager protocol"
    enter, leave = _methods(thing, "__aenter__", "__aexit__", protocol)
    space: Any = current()
    if space is not None and type(thing) in space.safe:
        return enter, leave
    return checked(enter), checked(leave)


def _methods(thing: Any, enter: str, leave: str, protocol: str) -> Methods:
    kind = type(thing)
    own = kind.__dict__
    entering, leaving = own.get(enter), own.get(leave)
    if type(entering) is type(leaving) is FunctionType:
        return MethodType(entering, thing), MethodType(leaving, thing)
    found = []
    for name in (enter, leave):
        for base in kind.__mro__:
            if name in base.__dict__:
                method = base.__dict__[name]
                bind = getattr(type(method), "__get__", None)
                found.append(method if bind is None else bind(method, thing, kind))
                break
        else:
            missed = f" (missed {leave} method)" if name == leave else ""
            raise TypeError(f"'{kind.__name__}' object does not support {protocol}{missed}")
    return found[0], found[1]


class Iterating:
    """An iterator of a class that is written in Python.

    A `for` asks it for its iterator again, and so does each rest of that loop; the `__iter__` of
    the class, which may begin anew, is not called for that.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self.inner)


#: Packages whose objects are gone through by generators of theirs.
LISTED = frozenset(["enum", "pandas"])


def iterator(thing: Any) -> Any:
    """As `iter`; a `for` may take it again.

    What a generator of enum's or pandas' gives, which is finite, comes from a list.
    """
    found = iter(thing)
    if type(found) is GeneratorType and type(thing).__module__.partition(".")[0] in LISTED:
        found = iter(list(found))
    kind = type(found)
    if kind in USUAL or type(getattr(kind, "__iter__", None)) is WrapperDescriptorType:
        return found
    return Iterating(found)


#: The iterators that most loops go through.
USUAL = NATIVE | {GeneratorType, enumerate, zip}

"""Exceptions: by `__new__`, so that no `__init__` with other arguments stands in the way."""

from __future__ import annotations

from types import MemberDescriptorType, MethodDescriptorType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import maker, register_family

#: What every exception has.
LINKS = ("__cause__", "__context__", "__traceback__")


def reduce_exception(dumper: Reducing, error: BaseException) -> Any:
    if is_of_c(type(error)):
        return NotImplemented
    dumper.later(set_exception, error, state_of(error))
    if isinstance(error, BaseExceptionGroup):
        return new_group, (type(error), error.args, error.message, error.exceptions)
    return new_exception, (type(error), error.args)


register_family(BaseException, reduce_exception)


def state_of(error: BaseException) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for name in LINKS:
        value = getattr(error, name)
        if value is not None:
            state[name] = value
    if error.__suppress_context__:
        state["__suppress_context__"] = True
    for name in members_of(type(error)):
        try:
            value = getattr(error, name)
        except AttributeError:
            continue
        if value is not None:
            state[name] = value
    own = getattr(error, "__dict__", None)
    if own:
        state["__dict__"] = own
    return state


def members_of(cls: type[BaseException]) -> list[str]:
    """Attributes that lie in the object itself: those of C classes, and slots."""
    found = []
    for base in cls.__mro__:
        for name, value in vars(base).items():
            if isinstance(value, MemberDescriptorType) and name != "__suppress_context__":
                found.append(name)
    return found


def is_of_c(cls: type[BaseException]) -> bool:
    """Whether a library has made the class in C, so that it alone can fill the object."""
    for base in cls.__mro__:
        if base.__module__ == "builtins":
            return False
        if isinstance(vars(base).get("__reduce__"), MethodDescriptorType):
            return True
    return False


def builtin_base(cls: type[BaseException]) -> type[BaseException]:
    """The nearest class above that is Python's own: it has the `__new__` that fits the object."""
    return next(base for base in cls.__mro__ if base.__module__ == "builtins")


@maker
def new_exception(cls: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    error = builtin_base(cls).__new__(cls, *args)
    error.args = args
    return error


@maker
def new_group(
    cls: type[BaseExceptionGroup[BaseException]],
    args: tuple[Any, ...],
    message: str,
    exceptions: tuple[BaseException, ...],
) -> BaseException:
    """A group: its arguments differ from these where its class has a `__new__` or `__init__`."""
    error = builtin_base(cls).__new__(cls, message, exceptions)
    error.args = args
    return error


@maker
def set_exception(error: BaseException, state: dict[str, Any]) -> None:
    for name, value in state.items():
        if name == "__dict__":
            error.__dict__.update(value)
            continue
        try:
            BaseException.__setattr__(error, name, value)
        except (AttributeError, TypeError):
            continue  # a member that only C sets, and has from the arguments
    if not state.get("__suppress_context__"):
        error.__suppress_context__ = False  # setting a cause has set it

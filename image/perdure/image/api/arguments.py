"""Arguments of a wrong type: the sentence that says which it is, and what would do.

Nothing is looked at before: only where a method has failed by an exception that is none of an
image's are its arguments held against its signature. If one does not fit, that is what is said;
otherwise the exception is the function's own, or a fault, and stays what it is.

Read by: perdure.image.api.image, perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from types import FunctionType
from typing import Any, TypeVar, get_type_hints

from perdure.image.api.turns import Turns
from perdure.image.conversion.expected import is_of, name_of
from perdure.image.conversion.foreign import repr_of
from perdure.image.errors import ImageError

C = TypeVar("C", bound=type)

INSPECT = "inspect"  #: imported where it is needed: it takes 10 ms
CO_COROUTINE = 0x80  #: the flag of the code of an `async def`


def with_told_arguments(found: C) -> C:
    """Decorator of a class: its public methods, those that it inherits too, tell of them.

    Not those of Turns, which only other methods call, at each call of one.
    """
    for name in dir(found):
        method = getattr(found, name)
        if name.startswith("_") or method is getattr(Turns, name, None):
            continue
        if isinstance(method, FunctionType):
            setattr(found, name, telling(method))
    for name, method in list(vars(found).items()):
        if isinstance(method, classmethod) and not name.startswith("_"):
            setattr(found, name, classmethod(telling(method.__func__)))
    return found


def telling(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; ImageError in place of what comes of an argument of a wrong type."""
    if method.__code__.co_flags & CO_COROUTINE:

        @wraps(method)
        async def told_later(*arguments: Any, **options: Any) -> Any:
            try:
                return await method(*arguments, **options)
            except Exception as error:
                raise_told(error, method, arguments, options)
                raise

        return told_later

    @wraps(method)
    def told(*arguments: Any, **options: Any) -> Any:
        try:
            return method(*arguments, **options)
        except Exception as error:
            raise_told(error, method, arguments, options)
            raise

    return told


def raise_told(
    error: Exception,
    method: Callable[..., Any],
    arguments: tuple[Any, ...],
    options: dict[str, Any],
) -> None:
    """ImageError, of the first argument that does not fit; nothing where all do."""
    if isinstance(error, ImageError):
        return
    inspect: Any = import_module(INSPECT)
    try:
        given = inspect.signature(method).bind(*arguments, **options)
        hints = get_type_hints(method)
    except (TypeError, NameError):  # too many, too few; a hint that is known to checkers only
        return
    kinds = inspect.Parameter
    for name, value in given.arguments.items():
        kind, expected = given.signature.parameters[name].kind, hints.get(name, Any)
        if kind == kinds.VAR_POSITIONAL:
            continue
        named = value if kind == kinds.VAR_KEYWORD else {name: value}
        for each, given_there in named.items():
            if not fits(given_there, expected):
                raise ImageError(
                    f"{method.__name__.removeprefix('_')}: {each} is {name_of(expected)}, "
                    f"not {repr_of(given_there)}"
                ) from error


def fits(value: Any, expected: Any) -> bool:
    try:
        return is_of(value, expected)
    except TypeError:  # a hint that says nothing about its values: a variable, say
        return True

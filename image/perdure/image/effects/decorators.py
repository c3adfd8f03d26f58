"""The decorators by which an application says what it gives to programs, and how that is called.

Each leaves a `Provided` at the function. Read by: perdure.image, for the application.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar, overload

from perdure.image.effects.provided import AHEAD, LIMIT, MARK, OTHERS, Provided
from perdure.image.effects.retry import Retry
from perdure.image.errors import CannotProvide

if TYPE_CHECKING:
    from perdure.image.effects.databases import Database

F = TypeVar("F", bound=Callable[..., Any])


@overload
def effect(function: F, /) -> F: ...
@overload
def effect(
    *,
    at_most_once: bool = False,
    name: str | None = None,
    timeout: float | None = None,
    heartbeat: float | None = None,
    limit: int | None = None,
    attempts: int | None = None,
    version: int | None = None,
    retry: Retry | None = None,
    within: float | None = None,
    ahead: int | None = None,
    place: str = "",
) -> Callable[[F], F]: ...


def effect(
    function: Any = None,
    /,
    *,
    at_most_once: bool = False,
    name: str | None = None,
    timeout: float | None = None,
    heartbeat: float | None = None,
    limit: int | None = None,
    attempts: int | None = None,
    version: int | None = None,
    retry: Retry | None = None,
    within: float | None = None,
    ahead: int | None = None,
    place: str = "",
) -> Any:
    """Declare a function, `def` or `async def`, that acts on the world outside.

    After a crash it runs again with the same `key`, so the world sees it at least
    once unless the key is honoured there; with `at_most_once` an attempt that was
    cut off raises an `effect-interrupted` error in the program instead.

    A call that takes longer than `timeout` seconds raises a `timeout` error in the program
    and is waited for no longer: a coroutine is cancelled, a thread runs on. At most `limit`
    calls run at once in a Python process, by default 64 of a `def` and any number of an
    `async def`; the others wait, those of other functions do not. One that has told nothing for
    `heartbeat` seconds, by `heartbeat` or `progress` of perdure.image, has taken too long too.

    When so many `attempts` have ended in the death of the driver ($PERDURE_ATTEMPTS, else 8),
    an `effect-crashed` error is raised instead of another.

    `retry` says when a call that failed is tried again, under the same key: see `Retry`. A call
    has `within` seconds altogether, from the moment at which the program makes it: attempts,
    pauses, restarts and waiting for room included.

    An asynchronous generator is a stream: the program gets a channel of its values, of which up
    to `ahead` wait to be taken; see docs/effects.md.
    With a `place` it runs only where an image was opened with that among its `places`, such as by
    `perdure work --place gpu`; the process that calls it goes there. See docs/sharing.md.

    Where several versions of the function are at work, the one with the highest `version` runs
    the calls that it takes, and the rest those that it does not; see docs/sharing.md.
    """

    def mark(function: F) -> F:
        made = _provided(function, name, True, at_most_once)
        most = limit if limit is not None or made.is_async else LIMIT
        check_positive(made, "limit", most, int)
        check_positive(made, "timeout", timeout, (int, float))
        check_positive(made, "heartbeat", heartbeat, (int, float))
        check_positive(made, "attempts", attempts, int)
        check_positive(made, "version", version, int)
        check_positive(made, "within", within, (int, float))
        check_positive(made, "ahead", ahead, int)
        if ahead is not None and not made.is_stream:
            raise CannotProvide(f"{made.name}: `ahead` is for asynchronous generators")
        if made.is_stream and at_most_once:
            raise CannotProvide(f"{made.name}: an asynchronous generator may be begun anew")
        if retry is not None:
            check_retry(made, retry)
        if not isinstance(place, str):
            raise CannotProvide(f"{made.name}: place={place!r} is no name of a place")
        given = (within, None if retry is None else retry.within)
        times = [each for each in given if each is not None]
        made = replace(
            made,
            limit=most,
            timeout=timeout,
            heartbeat=heartbeat,
            attempts=attempts,
            version=version or 0,
            retry=retry,
            within=min(times, default=None),
            ahead=AHEAD if ahead is None else ahead,
            place=place,
        )
        setattr(function, MARK, made)
        return function

    return mark if function is None else mark(function)


@overload
def transactional(function: F, /) -> F: ...
@overload
def transactional(
    database: Database | None = None,
    /,
    *,
    name: str | None = None,
    retry: Retry | None = None,
    within: float | None = None,
    version: int | None = None,
) -> Callable[[F], F]: ...


def transactional(
    database: Any = None,
    /,
    *,
    name: str | None = None,
    retry: Retry | None = None,
    within: float | None = None,
    version: int | None = None,
) -> Any:
    """Declare a function that shares a transaction with the image.

    It is called, by the thread that drives the image, within the transaction that commits what it
    gives. With a `Database`, its first argument is a connection of SQLAlchemy's, and what is
    done with that is committed if, and only if, the image is: exactly once. A parameter named
    `transactions` gets the manager of `transaction`, for a data manager of one's own, and one
    named `execute` what executes statements in the image's own PostgreSQL database. The function
    may be called several times, of which one counts. `key`, `retry`, `within` and `version` are
    those of an effect; see docs/effects.md.
    """

    def mark(function: F) -> F:
        made = _provided(function, name, True, False, is_transactional=True)
        if made.is_async:
            raise CannotProvide(f"{made.name}: a transactional function cannot be `async def`")
        check_positive(made, "version", version, int)
        check_positive(made, "within", within, (int, float))
        if retry is not None:
            check_retry(made, retry)
        most = made.most
        if given is not None:
            if not most and most is not None:
                raise CannotProvide(f"{made.name}: its first argument is to be the connection")
            most = None if most is None else most - 1
        made = replace(
            made,
            is_transactional=True,
            database=given,
            fewest=max(0, made.fewest - (given is not None)),
            most=most,
            retry=retry,
            within=within if retry is None or retry.within is None else retry.within,
            version=version or 0,
        )
        setattr(function, MARK, made)
        return function

    if inspect.isfunction(database):
        given = None
        return mark(database)
    given = database
    return mark


@overload
def builtin(function: F, /) -> F: ...
@overload
def builtin(*, name: str | None = None, version: int | None = None) -> Callable[[F], F]: ...


def builtin(function: Any = None, /, *, name: str | None = None, version: int | None = None) -> Any:
    """Declare a function that only computes or reads; it may run more than once.

    `version` is as for an effect.
    """

    def mark(function: F) -> F:
        made = _provided(function, name, False, False)
        check_positive(made, "version", version, int)
        setattr(function, MARK, replace(made, version=version or 0))
        return function

    return mark if function is None else mark(function)


def check_positive(provided: Provided, option: str, given: Any, kind: Any) -> None:
    is_number = isinstance(given, kind) and not isinstance(given, bool)
    if given is not None and not (is_number and 0 < given < inf):
        what = "a whole number" if kind is int else "a number of seconds"
        raise CannotProvide(f"{provided.name}: {option}={given!r} is not {what} above 0")


def check_retry(provided: Provided, given: Any) -> None:
    if type(given) is not Retry:
        raise CannotProvide(f"{provided.name}: retry={given!r} is no Retry of perdure.image")
    if provided.at_most_once:
        raise CannotProvide(f"{provided.name}: with `at_most_once` there is no other attempt")


def _provided(
    function: Callable[..., Any],
    name: str | None,
    is_effect: bool,
    at_most_once: bool,
    is_transactional: bool = False,
) -> Provided:
    is_stream = inspect.isasyncgenfunction(function)
    is_async = is_stream or inspect.iscoroutinefunction(function)
    if is_async and not is_effect:
        raise CannotProvide(
            f"{function.__name__}: a builtin cannot be `async def`; make it an effect"
        )
    takes_key, fewest, most = False, 0, 0
    takes: list[str] = []
    others = OTHERS[:2] if is_stream else OTHERS[2:] if is_transactional else ()
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "key" and is_effect:
            takes_key = True
        elif parameter.name in others:
            takes.append(parameter.name)
        elif parameter.kind is parameter.VAR_POSITIONAL:
            most = -1
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            most = most if most < 0 else most + 1
            fewest += parameter.default is parameter.empty
    return Provided(
        function,
        name or function.__name__.replace("_", "-"),
        is_effect,
        is_async,
        at_most_once,
        takes_key,
        fewest,
        None if most < 0 else most,
        is_stream=is_stream,
        takes=frozenset(takes),
    )


# For tests


def undecorated(function: Callable[..., Any], name: str) -> Provided:
    """An effect by that name in the program, of a function as it is."""
    if not callable(function):
        raise CannotProvide(f"{name}: {function!r} is no function")
    return replace(_provided(function, name, True, False), limit=LIMIT)


def substitute(provided: Provided, function: Callable[..., Any]) -> Provided:
    """Another function in the place of one, to be called and tried again as that was."""
    if not callable(function):
        raise CannotProvide(f"{provided.name}: {function!r} is no function")
    made = _provided(function, provided.name, True, False, provided.is_transactional)
    if made.is_stream is not provided.is_stream:
        raise CannotProvide(
            f"{provided.name}: an asynchronous generator is replaced by one, and nothing else is"
        )
    if made.is_async and not provided.is_effect:
        raise CannotProvide(f"{provided.name}: a builtin cannot be `async def`")
    return replace(
        provided,
        function=function,
        is_async=made.is_async,
        takes_key=made.takes_key and provided.is_effect,
        takes=made.takes,
    )

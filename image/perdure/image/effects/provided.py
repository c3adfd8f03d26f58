"""Python functions given to an image when it is opened: all that a program can reach.

A *builtin* is pure or reading: it runs inside the slice, and may run again. An
*effect* is a wait: the program's intent is committed, then the function runs,
outside any transaction, and its result is committed and delivered.

    @effect
    async def charge_card(account, cents, key): ...

A parameter named `key` gets the effect's key, the same at every attempt. The
program sees `charge-card` in the library `(python NAME)`, NAME being the module's.

What is stored is a `ProvidedFunction`: a name, to be looked up in what the image
at hand was given. One that was not given waits until the image is opened by a
worker that has it.

Read by: perdure.image.effects.runner, perdure.image.host.host.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from math import inf
from typing import Any, TypeVar, overload

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.exceptions import full_name
from perdure.image.conversion.foreign import Failure, attempt
from perdure.image.effects.retry import Retry
from perdure.image.effects.signatures import (
    ANY,
    Function,
    Signature,
    is_run_elsewhere,
    known_signature,
    may_run,
)
from perdure.image.errors import CannotConvert, CannotProvide
from perdure.vm import Capture, current
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.fixed import Fixed, stored_function
from perdure.vm.objects.printer import describers

F = TypeVar("F", bound=Callable[..., Any])

STREAMS = ("after", "last")  #: parameters of a stream: how many values were taken, and the last
AHEAD = 16  #: values of a stream that wait to be taken, where nothing else is said
LIMIT = 64  #: calls at once of a function that blocks a thread, where none is given
MARK = "__perdure__"  #: the attribute by which a decorated function is known


@dataclass(frozen=True, slots=True)
class Provided:
    """A Python function and how it is to be called."""

    function: Callable[..., Any]
    name: str  #: in the program
    is_effect: bool
    is_async: bool
    at_most_once: bool
    takes_key: bool
    fewest: int  #: arguments, `key` not counted
    most: int | None  #: None: any number
    limit: int | None = None  #: calls at once; None: any number
    timeout: float | None = None  #: seconds that an attempt may take; None: any
    heartbeat: float | None = None  #: seconds within which it must tell that it runs; None: never
    attempts: int | None = None  #: that may end in the death of the driver; None: ATTEMPTS
    version: int = 0  #: see perdure.image.effects.signatures; 0: none was said
    retry: Retry | None = None  #: whether and when a call that has failed is tried again
    within: float | None = None  #: seconds that a call has, all attempts and pauses included
    is_stream: bool = False  #: whether it is an asynchronous generator
    takes: frozenset[str] = frozenset()  #: which of `after` and `last` a stream wants to know
    ahead: int = AHEAD  #: how many values of a stream are there that nobody has taken
    place: str = ""  #: where alone it runs; "": anywhere

    @property
    def signature(self) -> Signature:
        return Signature(self.version, self.fewest, ANY if self.most is None else self.most)


# The decorators


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
    function: Callable[..., Any], name: str | None, is_effect: bool, at_most_once: bool
) -> Provided:
    is_stream = inspect.isasyncgenfunction(function)
    is_async = is_stream or inspect.iscoroutinefunction(function)
    if is_async and not is_effect:
        raise CannotProvide(
            f"{function.__name__}: a builtin cannot be `async def`; make it an effect"
        )
    takes_key, fewest, most = False, 0, 0
    takes: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "key" and is_effect:
            takes_key = True
        elif parameter.name in STREAMS and is_stream:
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


def those_at(
    libraries: dict[str, dict[str, Provided]], places: Collection[str]
) -> dict[str, dict[str, Provided]]:
    """The functions that run at one of these places, and those that run anywhere."""
    return {
        library: {
            name: provided
            for name, provided in functions.items()
            if not provided.place or provided.place in places
        }
        for library, functions in libraries.items()
    }


# For tests


def undecorated(function: Callable[..., Any], name: str) -> Provided:
    """An effect by that name in the program, of a function as it is."""
    if not callable(function):
        raise CannotProvide(f"{name}: {function!r} is no function")
    return replace(_provided(function, name, True, False), limit=LIMIT)


def substitute(provided: Provided, function: Callable[..., Any]) -> Provided:
    """Another function in the place of one, to be called and tried again as that was."""
    made = undecorated(function, provided.name)
    if made.is_async and not provided.is_effect:
        raise CannotProvide(f"{provided.name}: a builtin cannot be `async def`")
    return replace(
        provided,
        function=function,
        is_async=made.is_async,
        takes_key=made.takes_key and provided.is_effect,
    )


# What a program holds


class ProvidedFunction(Fixed):
    """A procedure that stands for a Python function, by library and name. Interned."""

    __module__ = "perdure.image"
    __slots__ = ("_v_entry", "library", "name")

    library: str  #: "shop" for `(python shop)`
    name: str  #: as the program writes it
    _v_entry: Callable[..., Value]

    def __init__(self, library: str, name: str) -> None:
        self.library = library
        self.name = name
        self._v_entry = lambda procedure, depth, *arguments: call(procedure, arguments)

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return provided_function, (self.library, self.name)

    def __repr__(self) -> str:
        return f"#<procedure {self.name}>"


_functions: dict[tuple[str, str], ProvidedFunction] = {}


@stored_function("perdure.image")
def provided_function(library: str, name: str) -> ProvidedFunction:
    """The one ProvidedFunction of that name."""
    key = (library, name)
    found = _functions.get(key)
    if found is None:
        found = _functions.setdefault(key, ProvidedFunction(library, name))
    return found


describers[ProvidedFunction] = repr


def call(procedure: ProvidedFunction, arguments: tuple[Value, ...]) -> Value:
    """Run a builtin; make the process wait for anything else."""
    provided, outside = checked_call(procedure, arguments)
    if provided is None:
        raise Capture("effect", procedure.library, procedure.name, outside, *course(procedure))
    conversion: Conversion = current().host.conversion  # type: ignore[attr-defined]
    return outcome_in(procedure.name, *run(provided, outside, "", conversion), conversion)


def checked_call(
    procedure: ProvidedFunction, arguments: tuple[Value, ...]
) -> tuple[Provided | None, tuple[Any, ...]]:
    """The function that is to run here, None where the process waits; and its arguments."""
    name = procedure.name
    function = procedure.library, name
    host: Any = current().host  # the image's own
    provided: Provided | None = host.provided.get(function)
    count = len(arguments)
    if provided is not None and not provided.signature.takes(count):
        if not is_run_elsewhere(host.ledger.root, function, count):
            raise Fault(Condition(arity_text(provided, count), kind="arity", who=name))
    conversion: Conversion = host.conversion
    outside = tuple([argument_out(name, argument, conversion) for argument in arguments])
    if (
        provided is None
        or provided.is_effect
        or not is_fit(host.ledger.root, function, provided, count)
    ):
        return None, outside
    return provided, outside


def course(procedure: ProvidedFunction) -> tuple[Any, ...]:
    """The arguments of an Effect besides, where the call has a time to be over."""
    host: Any = current().host
    provided: Provided | None = host.provided.get((procedure.library, procedure.name))
    if provided is None or provided.within is None:
        return ()
    return False, 0, (1, None, host.now() + provided.within)


def is_fit(root: Any, function: Function, provided: Provided, count: int) -> bool:
    """Whether the function runs a call with so many arguments; else another is to."""
    return may_run(provided.signature, known_signature(root, function), count)


def run(
    provided: Provided,
    arguments: tuple[Any, ...],
    key: str,
    conversion: Conversion,
    number: int = 1,
) -> tuple[bool, Any]:
    """Call the function: (True, its result as plain data), or (False, a Failure).

    It is attempt `number` at this call.

    All foreign code is called here, in the thread of the function's caller; what comes
    after, in the driver's, cannot fail or hang by anything that it does.
    """
    try:
        arguments, keywords = prepared(provided, arguments, key, conversion)
    except CannotConvert as error:
        return False, cannot_pass(error)
    outcome = attempt(provided.function, *arguments, **keywords)
    return taken(*outcome, conversion, provided.retry, number)


def prepared(
    provided: Provided, arguments: tuple[Any, ...], key: str, conversion: Conversion
) -> tuple[tuple[Any, ...], dict[str, str]]:
    """The arguments and keywords for the function, from stored arguments; CannotConvert."""
    return conversion.decoded(arguments), {"key": key} if provided.takes_key else {}


def cannot_pass(error: CannotConvert) -> Failure:
    return Failure("type", f"cannot pass an argument: {error}")


def taken(
    is_result: bool, outcome: Any, conversion: Conversion, retry: Retry | None, number: int
) -> tuple[bool, Any]:
    """The outcome that `run` gives, for what the function gave or raised."""
    if not is_result:
        failure = conversion.failure(outcome)
        pause = None if retry is None else retry.pause_after(number, outcome)
        return False, failure if pause is None else replace(failure, pause=pause)
    try:
        return True, conversion.plain(outcome)
    except CannotConvert as error:
        return False, Failure("type", f"cannot take the result: {error}")


def argument_out(name: str, argument: Value, conversion: Conversion) -> Any:
    try:
        return conversion.to_function(argument)
    except CannotConvert as error:
        raise Fault(Condition(f"cannot pass an argument: {error}", kind="type", who=name)) from None


def outcome_in(name: str, is_result: bool, outcome: Any, conversion: Conversion) -> Value:
    """The program's value for what `run` gave; Fault for a Failure."""
    if not is_result:
        raise Fault(conversion.condition(outcome, name))
    try:
        return conversion.from_function(outcome)
    except CannotConvert as error:
        raise Fault(Condition(f"cannot take the result: {error}", kind="type", who=name)) from None


def arity_text(provided: Provided, count: int) -> str:
    return f"expected {provided.signature.counts()}, got {count}"


def class_finder(provided: Mapping[Function, Provided]) -> Callable[[str], object]:
    """Finds a class by its full name among what modules of provided functions name."""

    def find(name: str) -> object:
        for each in provided.values():
            _, names = attempt(lambda: inspect.unwrap(each.function).__globals__)  # noqa: B023
            found = names.get(name.rpartition(".")[2]) if type(names) is dict else None
            if isinstance(found, type) and full_name(found) == name:
                return found
        return None

    return find

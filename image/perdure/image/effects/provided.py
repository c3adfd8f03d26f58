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
from typing import Any, TypeVar

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
from perdure.image.errors import CannotConvert
from perdure.vm import Capture, current
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.fixed import Fixed, stored_function
from perdure.vm.objects.printer import describers

F = TypeVar("F", bound=Callable[..., Any])

#: Parameters that are no arguments: of a stream how many values were taken, and the last; of a
#: transactional function the image's manager of transactions, and what executes statements in the
#: database in which the image lies.
OTHERS = ("after", "last", "transactions", "execute")
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
    takes: frozenset[str] = frozenset()  #: which of OTHERS it wants to know
    #: whether it is called within a transaction of the image's, see engine.transacting
    is_transactional: bool = False
    database: Any = None  #: of perdure.image.effects.databases, of which it gets a connection
    ahead: int = AHEAD  #: how many values of a stream are there that nobody has taken
    place: str = ""  #: where alone it runs; "": anywhere

    @property
    def signature(self) -> Signature:
        return Signature(self.version, self.fewest, ANY if self.most is None else self.most)


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
) -> tuple[tuple[Any, ...], dict[str, Any]]:
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

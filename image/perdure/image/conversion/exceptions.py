"""Exceptions of Python in programs: told in plain data, kept for a while, and made again.

What foreign code raises is an error object in the program, with an `Origin`: the names of its
class and bases, its text, arguments, cause and traceback. On the way between the two it is an
`Encoded` of the name TOLD, whose data is a tuple of the same; so it may be an argument of an
effect too, which is stored.

Where such an error object goes back to Python it is the exception itself, as long as this
process keeps it: the latest of those that were raised here. Else one is made again: by the
converter of its class, or by calling the class, if that is built in or stands in a module of a
provided function, and if what comes of it says the same. Nothing is imported or unpickled for
it. An EffectError stands for all others.

Read by: perdure.image.conversion.converters.
"""

from __future__ import annotations

import builtins
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from traceback import extract_tb, format_list
from types import TracebackType
from typing import Any, Final

from perdure.image.conversion.convert import NOTHING
from perdure.image.conversion.foreign import attempt, plain_text, repr_of, text_of, told
from perdure.image.errors import CannotConvert, EffectError

TOLD: Final = "%exception"  #: the name of an Encoded that is an exception

LATEST = 64  #: exceptions that are kept
CAUSES = 8  #: exceptions of a chain of causes that are told
FRAMES = 32  #: of a traceback, the innermost
LONGEST = 8_000  #: characters of a traceback

#: Where the frames of our own lie, which a traceback begins with.
OURS = str(Path(__file__).parent)

#: Finds a class by its full name; None where it is not known.
FindClass = Callable[[str], object]


class Exceptions:
    """Those of one open image. May be used in any thread."""

    def __init__(self, find_class: FindClass) -> None:
        self._find_class = find_class  #: where classes that are not built in are found
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, BaseException] = OrderedDict()
        self._keys = (f"{secrets.token_hex(8)}-{number}" for number in count(1))

    def told(
        self,
        error: BaseException,
        encode: Callable[[BaseException], Any],
        convert: Callable[[Any], Any],
        encoded: Callable[[str, Any], Any],
    ) -> Any:
        """The exception as an Encoded, its causes within.

        `encode` gives what its converter makes of it, or NOTHING; `convert` makes plain data of
        an argument, or raises CannotConvert; `encoded` makes the Encoded.
        """
        made: Any = None
        for each in reversed(list(causes(error))):
            arguments, is_whole = [], True
            for argument in arguments_of(each):
                try:
                    arguments.append(convert(argument))
                except CannotConvert:
                    arguments.append(repr_of(argument))
                    is_whole = False
            stand_in = each if type(each) is EffectError else None
            data = NOTHING if stand_in else encode(each)
            made = encoded(
                TOLD,
                (
                    stand_in.types if stand_in else names_of(type(each)),
                    text_of(each),
                    tuple(arguments),
                    is_whole,
                    made,
                    stand_in.traceback if stand_in else traceback_text(each),
                    self._keep(each),
                    None if data is NOTHING else data,
                ),
            )
        return made

    def made(self, data: tuple[Any, ...]) -> BaseException:
        """The exception that was told so, or one like it. Its parts are decoded already."""
        types, message, arguments, is_whole, cause, traceback, key, whole = data
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept
        error = whole if isinstance(whole, BaseException) else None
        if error is None and is_whole:
            error = self._called(types[0], arguments, message)
        if error is None:
            error = EffectError(message, tuple(types), tuple(arguments), traceback)
        elif traceback:
            attempt(BaseException.add_note, error, f"It was raised first so:\n{traceback}")
        if isinstance(cause, BaseException):
            error.__cause__ = cause
        self._keep(error, key)
        return error

    def _called(self, name: str, arguments: Iterable[Any], message: str) -> BaseException | None:
        """The class of that name called with the arguments, if it then says the same."""
        kind = vars(builtins).get(name) or self._find_class(name)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            return None
        if names_of(kind)[0] != name:
            return None
        is_made, error = attempt(kind, *arguments)
        if not is_made or not isinstance(error, kind) or text_of(error) != message:
            return None
        return error

    def _keep(self, error: BaseException, key: str = "") -> str:
        """Keep it; gives its key."""
        with self._lock:
            if not key:
                key = next((key for key, each in self._kept.items() if each is error), "")
            key = key or next(self._keys)
            self._kept[key] = error
            self._kept.move_to_end(key)
            while len(self._kept) > LATEST:
                self._kept.popitem(last=False)
        return key


def causes(error: BaseException) -> Iterable[BaseException]:
    """The exception, and what it was raised from or arose in, and so on."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen and len(seen) < CAUSES:
        seen.add(id(at))
        yield at
        cause = _slot(at, "__cause__")
        is_hidden = cause is not None or _slot(at, "__suppress_context__")
        at = cause if is_hidden else _slot(at, "__context__")


def _slot(error: BaseException, name: str) -> Any:
    """An attribute that every exception has, whatever its class makes of the name."""
    return BaseException.__dict__[name].__get__(error)


def arguments_of(error: BaseException) -> tuple[Any, ...]:
    """The arguments that its class would be called with to make it again."""
    if type(error) is EffectError:
        return error.arguments
    if issubclass(type(error), OSError):  # its `args` lack the names of files
        arguments = OSError.__reduce__(error)[1]
        assert isinstance(arguments, tuple)
        return arguments
    found: tuple[Any, ...] = _slot(error, "args")
    return found


def names_of(kind: type[BaseException]) -> tuple[str, ...]:
    """The full names of a class and its bases: asked of no code of the class's own."""
    return tuple([full_name(base) for base in kind.__mro__ if base is not object])


def full_name(kind: type) -> str:
    module = type.__dict__["__module__"].__get__(kind)
    name = plain_text(type.__dict__["__qualname__"].__get__(kind))
    if not issubclass(type(module), str) or module == "builtins":
        return name
    return f"{plain_text(module)}.{name}"


def traceback_text(error: BaseException) -> str:
    """Where it was raised, the innermost frame last; "" where it was not."""
    traceback: TracebackType | None = _slot(error, "__traceback__")
    while traceback is not None and traceback.tb_frame.f_code.co_filename.startswith(OURS):
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    is_told, lines = attempt(lambda: format_list(extract_tb(traceback, limit=-FRAMES)))
    text = plain_text("".join(lines)) if is_told else ""
    if len(text) > LONGEST:
        text = "  ...\n" + text[-LONGEST:]
    return f"Traceback (most recent call last):\n{text}{told(error)}"

"""Converting what has no counterpart by itself: procedures, and classes that were registered.

    Converter(Decimal, encode=str, decode=Decimal)

An object of such a class is, in the program, a `foreign`: a record of the library
`(perdure foreign)` with the converter's name and the encoded data. Without `decode` the
encoded data itself is what the program gets, and nothing comes back.

The arguments of an effect are stored until it has run. There a foreign is an `Encoded`,
and becomes the object when the function is called, in whichever Python process that is. An
exception of Python, in the program an error object, is one too: see
perdure.image.conversion.exceptions.

Reads: perdure.image.conversion.convert. Read by: perdure.image.api.session,
perdure.image.effects.provided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from perdure.image.conversion.convert import NOTHING, Extra, from_python, to_python
from perdure.image.conversion.exceptions import TOLD, Exceptions
from perdure.image.conversion.foreign import (
    Failure,
    attempt,
    failure_of,
    is_interrupt,
    repr_of,
    told,
)
from perdure.image.conversion.handles import Handle, Handles, NoHandles
from perdure.image.conversion.pickled import PICKLED, not_unpickled, unpickled
from perdure.image.conversion.plain import plain
from perdure.image.errors import CannotConvert
from perdure.image.schema.encoded import Encoded
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Condition, Origin
from perdure.vm.objects.data import Record, RecordType, Value, new_record
from perdure.vm.objects.printer import short_text
from perdure.vm.primitives.equality import is_procedure

T = TypeVar("T")

LIBRARY = "(perdure foreign)"
RECORD_TYPE = "foreign"  #: there


@dataclass(frozen=True, slots=True)
class Converter(Generic[T]):
    """How objects of a Python class travel.

    `encode` makes plain data of an object (what docs/values.md lists, or what another
    converter takes), `decode` an object of that data. The image stores `name`, by default
    that of the class: keep it.
    """

    type: type[T]
    encode: Callable[[T], Any]
    decode: Callable[[Any], T] | None = None
    name: str = ""

    @property
    def key(self) -> str:
        return self.name or self.type.__name__


class Conversion:
    """The conversions of one open image."""

    def __init__(
        self,
        root: ImageRoot,
        exceptions: Exceptions,
        handles: Handles | NoHandles,
        converters: Iterable[Converter[Any]] = (),
    ) -> None:
        self._root = root
        self._by_type: dict[type, Converter[Any]] = {}
        self._by_name: dict[str, Converter[Any]] = {}
        self.exceptions = exceptions
        self._handles = handles
        self.unpickles = True  #: whether objects of programs of Python's are made here
        self._to_api = Extra(self._out_to_api, self._into)
        self._to_function = Extra(self._out_to_function, self._into_plain)
        for converter in converters:
            self.register(converter)

    def of(self, root: ImageRoot) -> Conversion:
        """The same conversions for functions that the image calls, in another connection."""
        other = Conversion(root, self.exceptions, NoHandles())
        other._by_type, other._by_name = self._by_type, self._by_name
        other.unpickles = self.unpickles
        return other

    def register(self, converter: Converter[Any]) -> None:
        known = self._by_name.get(converter.key)
        if known is not None and known.type is not converter.type:
            raise CannotConvert(
                f"two converters are named {converter.key!r}, of {known.type.__qualname__} and "
                f"{converter.type.__qualname__}; give one of them another name="
            )
        self._by_type[converter.type] = converter
        self._by_name[converter.key] = converter

    # For whoever calls an Image

    def to_python(self, x: Value) -> Any:
        return to_python(x, self._to_api)

    def copied(self, x: Any) -> Any:
        """A plain copy of what the caller gives, for `entered`; in any thread. CannotConvert."""
        return plain(x, self._encode_for_api)

    def entered(self, x: Any) -> Value:
        """The program's value for a plain copy, made within the transaction that stores it.

        A large table places objects by the numbers that the database gives them there; one
        that is tried again gives them new ones.
        """
        return from_python(x, self._to_api)

    def from_python(self, x: Any) -> Value:
        return self.entered(self.copied(x))

    # For functions that were provided

    def to_function(self, x: Value) -> Any:
        """The form in which an argument is stored."""
        return to_python(x, self._to_function)

    def plain(self, x: Any) -> Any:
        """A function's result as plain data, for `from_function`; in any thread. CannotConvert."""
        return plain(x, self._encode)

    def failure(self, error: BaseException) -> Failure:
        """The Failure that tells what a function raised; in any thread."""
        try:
            return failure_of(error, data=self.plain(error))
        except CannotConvert:  # nested too deeply, say
            return failure_of(error)

    def from_function(self, x: Any) -> Value:
        """The program's value for a plain copy."""
        return from_python(x, self._to_function)

    def condition(self, failure: Failure, who: str) -> Condition:
        """The program's error object for what a function raised."""
        origin = None
        if type(failure.data) is Encoded:
            told_of = self.from_function(failure.data)
            assert type(told_of) is Condition
            origin = told_of.origin
        return Condition(failure.text, kind=failure.kind, who=who, origin=origin)

    def exception_of(self, x: Value) -> BaseException | None:
        """The exception of Python that an error object tells of, if it tells of one."""
        if type(x) is not Condition or x.origin is None:
            return None
        try:
            found = self.to_python(x)
        except CannotConvert:
            return None
        return found if isinstance(found, BaseException) else None

    def decoded(self, x: Any) -> Any:
        """The value that a function gets for a stored argument; in any thread. CannotConvert."""
        try:
            return self._decoded(x)
        except BaseException as error:
            if is_interrupt(error) or type(error) is CannotConvert:
                raise
            raise CannotConvert(f"what its converters give cannot be used: {told(error)}") from None

    def pickled(self, data: bytes, text: str) -> Value:
        """The program's value for an object of Python that stays what it is."""
        return self.from_function(Encoded(PICKLED, [text, data]))

    # Helpers

    def _decoded(self, x: Any) -> Any:
        kind = type(x)
        if kind is Encoded:
            data = self._decoded(x.data)
            return self.exceptions.made(data) if x.name == TOLD else self._decode(x.name, data)
        if kind is list:
            return [self._decoded(item) for item in x]
        if kind is tuple:
            return tuple([self._decoded(item) for item in x])
        if kind is dict:
            return self._decoded_dict(x)
        return x

    def _decoded_dict(self, x: dict[Any, Any]) -> dict[Any, Any]:
        keys: dict[Any, Any] = {}  # decoded -> as stored
        made: dict[Any, Any] = {}
        for key, value in x.items():
            decoded = self._decoded(key)
            first = keys.setdefault(decoded, key)
            if len(keys) == len(made):
                raise CannotConvert(
                    f"{first!r} and {key!r}, two keys of a dict, are one when they are decoded"
                )
            made[decoded] = self._decoded(value)
        return made

    def _out_to_api(self, x: Value, convert: Callable[[Value], Any]) -> Any:
        if type(x) is Condition and x.origin is not None:
            return self.exceptions.made(self._decoded(out_of(x.origin, convert)))
        if type(x) is Record and self._is_foreign(x):
            name, data = self._parts(x)
            return self._decode(name, convert(data))
        if is_procedure(x):
            return self._handles.handle_of(x)
        return NOTHING

    def _out_to_function(self, x: Value, convert: Callable[[Value], Any]) -> Any:
        if type(x) is Condition and x.origin is not None:
            return Encoded(TOLD, out_of(x.origin, convert))
        if type(x) is not Record or not self._is_foreign(x):
            return NOTHING
        name, data = self._parts(x)
        if name != PICKLED:
            self._find(name)  # better told to the program now than at a later attempt
        return Encoded(name, convert(data))

    def _into(self, x: Any, convert: Callable[[Any], Value]) -> Value:
        if isinstance(x, Handle):
            return self._handles.value_of(x)
        return self._into_plain(x, convert)

    def _into_plain(self, x: Any, convert: Callable[[Any], Value]) -> Value:
        if type(x) is not Encoded:
            return NOTHING
        if x.name == TOLD:
            return condition_of(x.data, convert)
        record_type = self._record_type()
        if record_type is None:
            raise CannotConvert(f"the image has no library {LIBRARY}: an older Perdure made it")
        return new_record([record_type, symbol(x.name), convert(x.data)])

    def _encode_for_api(self, x: Any, convert: Callable[[Any], Any]) -> Any:
        if issubclass(type(x), Handle):
            return x
        return self._encode(x, convert)

    def _encode(self, x: Any, convert: Callable[[Any], Any]) -> Any:
        """The stand-in for an exception, or for an object whose class has a converter.

        An Encoded, or plain data.
        """
        if not issubclass(type(x), BaseException):
            return self._encode_registered(x, convert)

        def encode(error: BaseException) -> Any:
            try:
                return self._encode_registered(error, convert)
            except CannotConvert:
                return NOTHING

        return self.exceptions.told(x, encode, convert, Encoded)

    def _encode_registered(self, x: Any, convert: Callable[[Any], Any]) -> Any:
        for base in type.__dict__["__mro__"].__get__(type(x)):
            converter = self._by_type.get(base)
            if converter is None:
                continue
            is_encoded, data = attempt(converter.encode, x)
            if not is_encoded:
                raise CannotConvert(
                    f"the converter {converter.key!r} cannot encode {repr_of(x)}: {told(data)}"
                ) from data
            data = convert(data)
            return data if converter.decode is None else Encoded(converter.key, data)
        return NOTHING

    def _is_foreign(self, x: Record) -> bool:
        return x.type is self._record_type()

    def _parts(self, x: Record) -> tuple[str, Value]:
        _, name, data = x.content
        return (name.name if type(name) is Symbol else short_text(name)), data

    def _find(self, name: str) -> Converter[Any]:
        converter = self._by_name.get(name)
        if converter is None or converter.decode is None:
            raise CannotConvert(
                f"no converter named {name!r} that decodes was registered; "
                "give it with Image.open(converters=[...])"
            )
        return converter

    def _decode(self, name: str, data: Any) -> Any:
        if name == PICKLED:
            if not self.unpickles:
                raise not_unpickled(data)
            return unpickled(data)
        decode = self._find(name).decode
        assert decode is not None
        is_decoded, found = attempt(decode, data)
        if not is_decoded:
            raise CannotConvert(
                f"the converter {name!r} cannot decode {repr_of(data)}: {told(found)}"
            ) from found
        return found

    def _record_type(self) -> RecordType | None:
        """None in an image of a version without converters."""
        library = self._root.libraries.get(LIBRARY)
        return None if library is None else library.bindings[RECORD_TYPE].value


# Exceptions of Python, in programs


def condition_of(data: tuple[Any, ...], convert: Callable[[Any], Value]) -> Condition:
    """The error object for an exception that was told; see perdure.image.conversion.exceptions."""
    types, message, arguments, is_whole, cause, traceback, key, whole = data
    inside: list[Value] = []
    for argument in arguments:
        try:
            inside.append(convert(argument))
        except CannotConvert:
            inside.append(convert(repr_of(argument)))
            is_whole = False
    origin = Origin(
        tuple(types),
        message,
        tuple(inside),
        is_whole,
        None if cause is None else convert(cause),
        traceback,
        key,
        None if whole is None else convert(whole),
    )
    kind = types[0].rpartition(".")[2]
    return Condition(f"{kind}: {message}" if message else kind, kind="python", origin=origin)


def out_of(origin: Origin, convert: Callable[[Value], Any]) -> tuple[Any, ...]:
    """The facts that an error object knows of an exception, as `condition_of` takes them."""
    types, message, arguments, is_whole, cause, traceback, key, whole = origin.fields()
    outside: list[Any] = []
    for argument in arguments:
        try:
            outside.append(convert(argument))
        except CannotConvert:
            outside.append(short_text(argument))
            is_whole = False
    try:
        data = None if whole is None else convert(whole)
    except CannotConvert:  # its converter is not known here
        data = None
    return (
        types,
        message,
        tuple(outside),
        is_whole,
        None if cause is None else convert(cause),
        traceback,
        key,
        data,
    )

"""Converting what has no counterpart by itself: procedures, and classes that were registered.

    Converter(Decimal, encode=str, decode=Decimal)

An object of such a class is, in the program, a `foreign`: a record of the library
`(perdure foreign)` with the converter's name and the encoded data. Without `decode` the
encoded data itself is what the program gets, and nothing comes back.

The arguments of an effect are stored until it has run. There a foreign is an `Encoded`,
and becomes the object when the function is called, in whichever Python process that is.

Reads: perdure.image.convert. Read by: perdure.image.session, perdure.image.provided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from perdure.image.convert import NOTHING, Extra, from_python, to_python
from perdure.image.encoded import Encoded
from perdure.image.errors import CannotConvert
from perdure.image.foreign import attempt, is_interrupt, repr_of, told
from perdure.image.handles import Handle
from perdure.image.plain import plain
from perdure.image.root import ImageRoot
from perdure.vm.builtins.equality import is_procedure
from perdure.vm.printer import short_text
from perdure.vm.values.atoms import Symbol, symbol
from perdure.vm.values.data import Record, RecordType, Value, new_record

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

    def __init__(self, root: ImageRoot, converters: Iterable[Converter[Any]] = ()) -> None:
        self._root = root
        self._by_type: dict[type, Converter[Any]] = {}
        self._by_name: dict[str, Converter[Any]] = {}
        #: makes a handle of a procedure; see perdure.image.handles
        self.handle: Callable[[Value], Any] | None = None
        self.value_of_handle: Callable[[Handle], Value] | None = None
        self._to_api = Extra(self._out_to_api, self._into)
        self._to_function = Extra(self._out_to_function, self._into_plain)
        for converter in converters:
            self.register(converter)

    def of(self, root: ImageRoot) -> Conversion:
        """The same conversions for functions that the image calls, in another connection."""
        other = Conversion(root)
        other._by_type, other._by_name = self._by_type, self._by_name
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

    def from_python(self, x: Any) -> Value:
        return from_python(plain(x, self._encode_for_api), self._to_api)

    # For functions that were provided

    def to_function(self, x: Value) -> Any:
        """What is stored of an argument."""
        return to_python(x, self._to_function)

    def plain(self, x: Any) -> Any:
        """What a function gave, for `from_function`; in any thread. CannotConvert."""
        return plain(x, self._encode)

    def from_function(self, x: Any) -> Value:
        """The program's value for a plain copy."""
        return from_python(x, self._to_function)

    def decoded(self, x: Any) -> Any:
        """What a function gets for a stored argument; in any thread. CannotConvert."""
        try:
            return self._decoded(x)
        except BaseException as error:
            if is_interrupt(error) or type(error) is CannotConvert:
                raise
            raise CannotConvert(f"what its converters give cannot be used: {told(error)}") from None

    # Helpers

    def _decoded(self, x: Any) -> Any:
        kind = type(x)
        if kind is Encoded:
            return self._decode(x.name, self._decoded(x.data))
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
        if type(x) is Record and self._is_foreign(x):
            name, data = self._parts(x)
            return self._decode(name, convert(data))
        if self.handle is not None and is_procedure(x):
            return self.handle(x)
        return NOTHING

    def _out_to_function(self, x: Value, convert: Callable[[Value], Any]) -> Any:
        if type(x) is not Record or not self._is_foreign(x):
            return NOTHING
        name, data = self._parts(x)
        self._find(name)  # better told to the program now than at a later attempt
        return Encoded(name, convert(data))

    def _into(self, x: Any, convert: Callable[[Any], Value]) -> Value:
        if isinstance(x, Handle) and self.value_of_handle is not None:
            return self.value_of_handle(x)
        return self._into_plain(x, convert)

    def _into_plain(self, x: Any, convert: Callable[[Any], Value]) -> Value:
        if type(x) is not Encoded:
            return NOTHING
        record_type = self._record_type()
        if record_type is None:
            raise CannotConvert(f"the image has no library {LIBRARY}: an older Perdure made it")
        return new_record([record_type, symbol(x.name), convert(x.data)])

    def _encode_for_api(self, x: Any, convert: Callable[[Any], Any]) -> Any:
        if issubclass(type(x), Handle) and self.value_of_handle is not None:
            return x
        return self._encode(x, convert)

    def _encode(self, x: Any, convert: Callable[[Any], Any]) -> Any:
        """What stands for an object whose class has a converter: an Encoded, or plain data."""
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

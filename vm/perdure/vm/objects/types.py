"""Value types: as much as primitives say of what they take and give.

A type is within another when all its values are the other's too: natural numbers are
integers, and those are numbers. Every type is within ANYTHING.

Read by: perdure.vm.objects.primitive (which declare them), perdure.vm.python.value_types (which
finds them for the variables of a procedure).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.data import Pair, Record, RecordType, String, Value, Vector
from perdure.vm.objects.numbers import NUMBERS, Ratio
from perdure.vm.objects.singletons import FALSE, NIL, TRUE, Singleton


class ValueType:
    """A set of values that has a name. Compared by identity."""

    __slots__ = ("holds", "name", "wider")

    name: str
    holds: Callable[[Value], bool]  #: whether a value is of the type
    wider: tuple[ValueType, ...]  #: the type itself and all that it is within, narrowest first

    def __init__(
        self, name: str, holds: Callable[[Value], bool], within: ValueType | None = None
    ) -> None:
        self.name = name
        self.holds = holds
        self.wider = (self, *(within.wider if within is not None else ()))

    def is_within(self, other: ValueType) -> bool:
        return other in self.wider

    def joined(self, other: ValueType) -> ValueType:
        """The narrowest type that both are within."""
        if self is other:
            return self
        return next(each for each in self.wider if each in other.wider)

    def __repr__(self) -> str:
        return f"<{self.name}>"


def _of_class(name: str, kind: type, within: ValueType) -> ValueType:
    return ValueType(name, lambda value: type(value) is kind, within)


_REALS = frozenset((int, float, Ratio))

ANYTHING: Final = ValueType("anything", lambda value: True)
NUMBER: Final = ValueType("number", lambda value: type(value) in NUMBERS, ANYTHING)
REAL: Final = ValueType("real number", lambda value: type(value) in _REALS, NUMBER)
#: Exact ones; a float that is whole is a real number here.
INTEGER: Final = ValueType("exact integer", lambda value: type(value) is int, REAL)
NATURAL: Final = ValueType(
    "natural number", lambda value: type(value) is int and value >= 0, INTEGER
)
POSITIVE: Final = ValueType(
    "positive integer", lambda value: type(value) is int and value > 0, NATURAL
)
#: Of any exactness.
ZERO_OR_ONE: Final = ValueType(
    "0 or 1", lambda value: type(value) in NUMBERS and value in (0, 1), NUMBER
)
STRING: Final = _of_class("string", String, ANYTHING)
#: What `eqv?` compares by identity, and is no number.
IDENTITY: Final = ValueType(
    "symbol, character or singleton",
    lambda value: type(value) in (Symbol, Char) or isinstance(value, Singleton),
    ANYTHING,
)
CHAR: Final = _of_class("character", Char, IDENTITY)
SYMBOL: Final = _of_class("symbol", Symbol, IDENTITY)
BOOLEAN: Final = ValueType("boolean", lambda value: value is TRUE or value is FALSE, IDENTITY)
LIST: Final = ValueType("list", lambda value: value is NIL or type(value) is Pair, ANYTHING)
PAIR: Final = _of_class("pair", Pair, LIST)
VECTOR: Final = _of_class("vector", Vector, ANYTHING)
RECORD: Final = _of_class("record", Record, ANYTHING)
RECORD_TYPE: Final = _of_class("record type", RecordType, ANYTHING)

"""Views: the fields of a value, of which no more is looked at than a page shows.

A kind of value has a view, which is found by its class. A module with a class of its own
registers one for it:

    @views(Pair)
    def view(pair): return Fields("a pair", [...])

Nothing of the program's is called to show a value.

Read by: perdure.image.inspecting.data, .insides, perdure.image.api.inspector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple, Protocol

from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Pair, Value

Change = Callable[[Value], None]  #: gives a field another value, in a transaction


class Field(NamedTuple):
    """One field of a value."""

    label: str
    value: Value
    text: str = ""  #: what is shown of it; "" where that is the value as its language writes it
    change: Change | None = None  #: None: it cannot be changed here


class View(Protocol):
    """The fields of one value as they are now; it is asked again for each page."""

    kind: str  #: "a vector", for people
    count: int | None  #: how many fields; None where they would have to be gone through

    def fields(self, start: int) -> Iterator[Field]:
        """Those from that number on, one by one."""
        ...


def approached(view: View, start: int, is_time: Callable[[], bool]) -> int | None:
    """Have a view go toward a far field; the number that it has come to when it was time to stop.

    None where the field is near, or is reached by its number.
    """
    approach = getattr(view, "approach", None)
    found: int | None = None if approach is None else approach(start, is_time)
    return found


class Fields:
    """A view of a few fields, which are there."""

    def __init__(self, kind: str, fields: Iterable[Field]) -> None:
        self.kind = kind
        self._fields = list(fields)
        self.count: int | None = len(self._fields)

    def fields(self, start: int) -> Iterator[Field]:
        return iter(self._fields[start:])


class Elements:
    """A view of what is reached by number: each field is made when it is asked for."""

    def __init__(self, kind: str, elements: Sequence[Any], field: Callable[[int], Field]) -> None:
        self.kind = kind
        self.count: int | None = len(elements)
        self._field = field

    def fields(self, start: int) -> Iterator[Field]:
        return map(self._field, range(start, self.count or 0))


class Stream:
    """A view of what can only be gone through; those before a page are passed over."""

    def __init__(
        self, kind: str, fields: Callable[[], Iterator[Field]], count: int | None = None
    ) -> None:
        self.kind = kind
        self.count = count
        self._fields = fields

    def fields(self, start: int) -> Iterator[Field]:
        return islice(self._fields(), start, None)


#: Of values without fields: what they are, for people.
ATOMS = {int: "a number", float: "a number", Fraction: "a number", Symbol: "a symbol"}

_views: dict[type, Callable[[Any], View]] = {}


def views(*kinds: type) -> Callable[[Callable[[Any], View]], Callable[[Any], View]]:
    """Register a view for instances of these classes, and of those that inherit from them."""

    def registered(make: Callable[[Any], View]) -> Callable[[Any], View]:
        for kind in kinds:
            _views[kind] = make
        return make

    return registered


def view_of(value: Value) -> View:
    """The view of a value. A class that nobody knows is shown by its slots or its state."""
    for kind in type(value).__mro__:
        make = _views.get(kind)
        if make is not None:
            return make(value)
    return Fields(ATOMS.get(type(value)) or f"of type {type(value).__name__}", [])


LOOKED = 1_000  #: fields among which one is looked for


def label_of(holder: Value, held: Value) -> str:
    """The label of the field under which a value is held; "" where that is not seen."""
    if isinstance(holder, Pair) and holder.cdr is held:
        return "cdr"
    for field in islice(view_of(holder).fields(0), LOOKED):
        if field.value is held:
            return field.label
    return ""

"""Data with identity: pairs, strings, vectors, boxes, records and their like.

Every class here is a file format (see vm/README.md): its state is a tuple that
the class itself writes and reads, with a version in front where more than the
obvious fields may come. Mutation goes through the functions beside the class,
which is where an owner will be told once small objects share records.

The attribute that holds a kind's contents has a name no other kind uses (`car`,
`items`, `text`, `data`), so that generated code may reach for it unguarded: a
wrong kind gives AttributeError, which the machine turns into the full error.
"""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.vm.objects.fixed import Fixed

Value = Any  #: any value of the language; see docs/values.md for the kinds


class UncheckedSlots(Persistent):
    """A persistent object whose raw fields are slots that nothing checks when they are read.

    `persistent` looks at every reading of an attribute, to load an object that is not
    in memory yet (a ghost), which makes it four times as slow. Here reading is
    Python's own. A ghost's slots are empty, so reading one raises AttributeError: the
    machine then loads the object and does the statement again (machine.diagnosis). The
    raw fields (`raw_...`) are for generated code, and for pure builtins: those that walk
    data catch such an AttributeError and go on where they stood (`loaded_now`), those that
    read a single object may let it through. All other code reads the properties, which
    load what they need.

    Making a new one is a call of the class without arguments, which is C all the way,
    and an assignment to each raw field: half the time that an `__init__` takes. The
    functions beside each class (`cons`, `new_string`) do so; generated code spells it
    out.

    Writing is Python's own too, which is what making a new object costs. So whatever
    writes a field of an object that may be in the database says so *before*, with
    `thing._p_changed = True`: that loads a ghost and registers the object. The setters
    of the properties do.
    """

    __slots__ = ()
    __getattribute__ = object.__getattribute__
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__  # with __setattr__ it is one slot of the type


def is_ghost(thing: object) -> bool:
    """Whether a persistent object is not in memory (its raw fields are empty then)."""
    return isinstance(thing, Persistent) and thing._p_changed is None


def loaded_now(error: Exception) -> bool:
    """Whether the error was that an object was not in memory yet; it is loaded now.

    A builtin that walks data by raw fields asks this where an AttributeError stops it, and
    goes on from where it stood. To leave the error to the machine would be to begin anew at
    each object: the square of their number (docs/decisions/044).
    """
    ghost: Any = error.obj if isinstance(error, AttributeError) else None
    if not is_ghost(ghost):
        return False
    ghost._p_activate()
    return True


def load(error: AttributeError) -> None:
    """Load the object that was not in memory; the error goes on where it was another."""
    if not loaded_now(error):
        raise error


#: What a literal has for its estimated size (which else is 0 until it was stored). C reads that at
#: once; to find a slot empty takes longer than all else that is done to a pair that is stored.
LITERAL_SIZE = 64


def mark_literal(thing: Pair | String) -> None:
    """Make a new object a literal, which a program may not change."""
    thing.raw_literal = True
    thing._p_estimated_size = LITERAL_SIZE


class Pair(UncheckedSlots):
    """A pair; lists are made of them. Made by `cons`."""

    __module__ = "perdure.vm"
    __slots__ = ("raw_car", "raw_cdr", "raw_literal")

    raw_car: Value
    raw_cdr: Value
    raw_literal: bool  #: True where it is written in a program's source; else not there

    @property
    def car(self) -> Value:
        try:
            return self.raw_car
        except AttributeError:
            self._p_activate()
            return self.raw_car

    @car.setter
    def car(self, car: Value) -> None:
        self._p_changed = True
        self.raw_car = car

    @property
    def cdr(self) -> Value:
        try:
            return self.raw_cdr
        except AttributeError:
            self._p_activate()
            return self.raw_cdr

    @cdr.setter
    def cdr(self, cdr: Value) -> None:
        self._p_changed = True
        self.raw_cdr = cdr

    @property
    def literal(self) -> bool:
        self._p_activate()
        return hasattr(self, "raw_literal")

    def __getstate__(self) -> tuple[Value, ...]:
        if hasattr(self, "raw_literal"):
            return (self.raw_car, self.raw_cdr, True)
        return (self.raw_car, self.raw_cdr)

    def __setstate__(self, state: tuple[Value, ...]) -> None:
        if len(state) > 2:
            mark_literal(self)
        self.raw_car, self.raw_cdr = state[:2]


def cons(car: Value, cdr: Value) -> Pair:
    """A new pair."""
    made = Pair()
    made.raw_car = car
    made.raw_cdr = cdr
    return made


def literal_cons(car: Value, cdr: Value) -> Pair:
    """A pair of a literal, which a program may not change."""
    made = cons(car, cdr)
    mark_literal(made)
    return made


class String(UncheckedSlots):
    """A mutable string: a cell holding a Python `str`. Made by `new_string`."""

    __module__ = "perdure.vm"
    __slots__ = ("raw_literal", "raw_text")

    raw_text: str
    raw_literal: bool  #: True where it is written in a program's source; else not there

    @property
    def text(self) -> str:
        try:
            return self.raw_text
        except AttributeError:
            self._p_activate()
            return self.raw_text

    @text.setter
    def text(self, text: str) -> None:
        self._p_changed = True
        self.raw_text = text

    @property
    def literal(self) -> bool:
        self._p_activate()
        return hasattr(self, "raw_literal")

    def __getstate__(self) -> tuple[object, ...]:
        return (self.raw_text, True) if hasattr(self, "raw_literal") else (self.raw_text,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        if len(state) > 1 and state[1]:
            mark_literal(self)
        self.raw_text = state[0]


def new_string(text: str) -> String:
    made = String()
    made.raw_text = text
    return made


def literal_string(text: str) -> String:
    """A string that a program may not change."""
    made = new_string(text)
    mark_literal(made)
    return made


class Vector(UncheckedSlots):
    """A vector. `items` is a list, or a tuple where it is a literal."""

    __module__ = "perdure.vm"
    __slots__ = ("raw_items",)

    raw_items: Any  #: never shared with another object

    @property
    def items(self) -> Any:
        try:
            return self.raw_items
        except AttributeError:
            self._p_activate()
            return self.raw_items

    @items.setter
    def items(self, items: Any) -> None:
        self._p_changed = True
        self.raw_items = items

    def __getstate__(self) -> tuple[object, ...]:
        items = self.raw_items
        return (tuple(items), True) if type(items) is tuple else (tuple(items),)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.raw_items = state[0] if len(state) > 1 and state[1] else list(state[0])


def new_vector(items: list[Value] | tuple[Value, ...]) -> Vector:
    """A vector of these items, a list that becomes its own; a literal where it is a tuple."""
    made = Vector()
    made.raw_items = items
    return made


class Bytevector(Persistent):
    """A vector of bytes. `data` is a bytearray, or bytes where it is a literal."""

    __module__ = "perdure.vm"
    __slots__ = ("data",)

    data: Any  #: never shared with another object

    def __init__(self, data: bytes | bytearray) -> None:
        self.data = data

    def __getstate__(self) -> tuple[object, ...]:
        data = self.data
        return (data, True) if type(data) is bytes else (bytes(data),)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.data = state[0] if len(state) > 1 and state[1] else bytearray(state[0])


class Box(UncheckedSlots):
    """A variable that is assigned, where frames or closures share it."""

    __module__ = "perdure.vm"
    __slots__ = ("raw_value",)

    raw_value: Value

    @property
    def value(self) -> Value:
        try:
            return self.raw_value
        except AttributeError:
            self._p_activate()
            return self.raw_value

    @value.setter
    def value(self, value: Value) -> None:
        self._p_changed = True
        self.raw_value = value

    def __getstate__(self) -> tuple[Value]:
        return (self.raw_value,)

    def __setstate__(self, state: tuple[Value]) -> None:
        (self.raw_value,) = state


def new_box(value: Value) -> Box:
    made = Box()
    made.raw_value = value
    return made


class RecordType(Persistent):
    """The type that `define-record-type` makes. Compared by identity."""

    __module__ = "perdure.vm"
    __slots__ = ("field_names", "name")

    name: str
    field_names: tuple[str, ...]

    def __init__(self, name: str, field_names: tuple[str, ...]) -> None:
        self.name = name
        self.field_names = field_names

    def __getstate__(self) -> tuple[object, ...]:
        return (self.name, self.field_names)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.name, self.field_names = state[:2]


class Record(UncheckedSlots):
    """An instance of a record type.

    The type is among the contents, so that an access looks up one attribute only.
    """

    __module__ = "perdure.vm"
    __slots__ = ("raw_content",)

    #: the type, then the fields in the order of its field names; never shared
    raw_content: list[Value]

    @property
    def content(self) -> list[Value]:
        try:
            return self.raw_content
        except AttributeError:
            self._p_activate()
            return self.raw_content

    @property
    def type(self) -> RecordType:
        found: RecordType = self.content[0]
        return found

    @property
    def fields(self) -> list[Value]:
        """A copy of the fields' values."""
        return self.content[1:]

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(self.raw_content)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.raw_content = list(state)


def new_record(content: list[Value]) -> Record:
    """A record of `[type, field ...]`, a list that becomes its own."""
    made = Record()
    made.raw_content = content
    return made


class Promise(Persistent):
    """A delayed value (R7RS 4.2.5).

    `content` is itself a Box-like pair `(done, value)` that promises chained by
    `delay-force` come to share; hence the separate `PromiseContent`.
    """

    __module__ = "perdure.vm"
    __slots__ = ("content",)

    content: PromiseContent

    def __init__(self, content: PromiseContent) -> None:
        self.content = content

    def __getstate__(self) -> tuple[object, ...]:
        return (self.content,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (self.content,) = state


class PromiseContent(Persistent):
    """Whether a promise is done, with its value, or else the thunk to run."""

    __module__ = "perdure.vm"
    __slots__ = ("done", "value")

    done: bool
    value: Value

    def __init__(self, done: bool, value: Value) -> None:
        self.done = done
        self.value = value

    def __getstate__(self) -> tuple[object, ...]:
        return (self.done, self.value)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.done, self.value = state


class Values(Fixed):
    """The object that `(values ...)` returns when it is not exactly one. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("several",)

    several: tuple[Value, ...]

    def __init__(self, several: tuple[Value, ...]) -> None:
        self.several = several

    def __reduce__(self) -> tuple[object, tuple[tuple[Value, ...]]]:
        return Values, (self.several,)

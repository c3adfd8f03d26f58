"""Views of what programs make: lists, vectors, texts, records, tables, procedures, errors.

Read by: perdure.image.inspecting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from perdure.image.inspecting.views import Elements, Field, Fields, Stream, View, views
from perdure.image.storage.chains import Chain
from perdure.vm.code.encoding import decoded
from perdure.vm.machine.continuations import Continuation
from perdure.vm.objects.conditions import Condition, Origin
from perdure.vm.objects.data import (
    Box,
    Bytevector,
    Pair,
    Promise,
    Record,
    RecordType,
    String,
    Value,
    Values,
    Vector,
)
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.hash_tables import HashTable, first_entries, put_entry
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Builtin, Cell, Closure, Code, Parameter, Source
from perdure.vm.objects.singletons import NIL

ROW = 60  #: characters of a text in one field
BYTES = 16  #: bytes in one
MARKED = 1_000  #: every so many pairs that are gone through one is remembered
REMEMBERED = 1_000  #: pairs of a list among which a circle is looked for


def _set(thing: Any, attribute: str) -> Callable[[Value], None]:
    return partial(setattr, thing, attribute)


@views(Pair)
class ListView:
    """The elements of a list; "tail" what follows the last pair of one that is none.

    Where a page begins is remembered, and some pairs on the way, so that no page near one that was
    seen is a walk from the head. What is only gone by on the way is read in its records.
    """

    def __init__(self, head: Pair) -> None:
        rest = head.cdr
        self.is_list = rest is NIL or isinstance(rest, Pair)
        self.kind = "a list" if self.is_list else "a pair"
        self.count: int | None = None if self.is_list else 2
        self._head = head
        #: pairs by number; of those that nobody has looked at, the ids
        self._starts: dict[int, Any] = {0: head}

    def fields(self, start: int) -> Iterator[Field]:
        if not self.is_list:
            head = self._head
            both = [
                Field("car", head.car, change=_change_of(head, "car")),
                Field("cdr", head.cdr, change=_change_of(head, "cdr")),
            ]
            yield from both[start:]
            return
        at = max(number for number in self._starts if number <= start)
        here: Value = self._pair_at(at)
        seen: dict[int, tuple[int, Pair]] = {}
        while isinstance(here, Pair):
            met = seen.get(id(here))
            if met is not None or (at and here is self._head):
                if at >= start:
                    yield Field("circle", here, f"the list goes on with {met[0] if met else 0}")
                return
            if len(seen) < REMEMBERED:
                seen[id(here)] = (at, here)
            if at % MARKED == 0:
                self._starts[at] = here
            if at >= start:
                if at == start:
                    self._starts[at] = here
                yield Field(str(at), here.car, change=_change_of(here, "car"))
            here, at = here.cdr, at + 1
        if here is not NIL and at >= start:
            yield Field("tail", here)

    def approach(self, start: int, is_time: Callable[[], bool]) -> int | None:
        """Go toward a field until it is time to stop; the number reached, None where it is near.

        The places on the way are remembered, so the next call goes on.
        """
        if not self.is_list:
            return None
        chain = Chain(self._head._p_jar) if self._head._p_jar is not None else None
        at = max(number for number in self._starts if number <= start)
        here: Any = self._starts[at]
        head = self._head if chain is None else chain.place_of(self._head)
        near: set[Any] = set()  # of the first places gone through: one that comes again is a circle
        while start - at > MARKED:
            marked = at + MARKED - at % MARKED
            while at < marked:
                key = here if isinstance(here, bytes) else id(here)
                if here is None or key in near or (at and here == head):
                    return None
                if len(near) < REMEMBERED:
                    near.add(key)
                if isinstance(here, bytes):
                    assert chain is not None
                    steps, here = chain.along(here, marked - at, self._head._p_oid)
                elif isinstance(here, Pair):
                    rest = here.cdr
                    steps, here = 1, rest if chain is None else chain.place_of(rest)
                else:
                    return None
                at += steps
            if not isinstance(here, bytes | Pair):
                return None
            self._starts[at] = here
            if is_time():
                return at
        return None

    def _pair_at(self, number: int) -> Pair:
        """The pair that was met there."""
        found = self._starts[number]
        if isinstance(found, bytes):
            found = self._starts[number] = self._head._p_jar.get(found)
        return found


def _change_of(pair: Pair, attribute: str) -> Callable[[Value], None] | None:
    """None where the pair is of a program's text."""
    return None if pair.literal else _set(pair, attribute)


@views(Vector)
def _vector(vector: Vector) -> View:
    items = vector.items
    is_literal = type(items) is tuple

    def put(index: int, value: Value) -> None:
        vector._p_changed = True
        vector.items[index] = value

    def field(index: int) -> Field:
        return Field(str(index), items[index], change=None if is_literal else partial(put, index))

    return Elements("a vector", items, field)


@views(String)
def _string(string: String) -> View:
    return _text("a string", string.text)


@views(str)
def _plain_text(text: str) -> View:
    return _text("a text", text)


def _text(kind: str, text: str) -> View:
    def field(number: int) -> Field:
        at = number * ROW
        return Field(str(at), text[at : at + ROW], repr(text[at : at + ROW])[1:-1])

    found = Elements(kind, range(-(-len(text) // ROW)), field)
    found.kind = f"{kind} of {len(text):,} characters"
    return found


@views(Bytevector)
def _bytevector(vector: Bytevector) -> View:
    return _bytes(bytes(vector.data))


@views(bytes, bytearray)
def _bytes(data: bytes) -> View:
    def field(number: int) -> Field:
        at = number * BYTES
        return Field(f"{at:#06x}", data[at : at + BYTES], data[at : at + BYTES].hex(" "))

    found = Elements("bytes", range(-(-len(data) // BYTES)), field)
    found.kind = f"{len(data):,} bytes"
    return found


@views(Box)
def _box(box: Box) -> View:
    return Fields("a variable", [Field("value", box.value, change=_set(box, "value"))])


@views(Record)
def _record(record: Record) -> View:
    kind = record.type

    def put(index: int, value: Value) -> None:
        record._p_changed = True
        record.content[index] = value

    return Fields(
        f"a record of type {kind.name.strip('<>')}",
        [
            *(
                Field(name, value, change=partial(put, index))
                for index, (name, value) in enumerate(
                    zip(kind.field_names, record.fields, strict=False), 1
                )
            ),
            Field("(type)", kind),
        ],
    )


@views(RecordType)
def _record_type(kind: RecordType) -> View:
    return Fields("a record type", [Field(name, name) for name in kind.field_names])


@views(HashTable)
def _table(table: HashTable) -> View:
    table._p_activate()
    size = None if table.raw_values is None or table.functions else len(table.raw_values)

    is_custom = table.functions is not None  # only the machine can find a key in it

    def fields() -> Iterator[Field]:
        for key, value in first_entries(table):
            change = None if is_custom else partial(put_entry, table, key)
            yield Field(short_text(key), value, change=change)

    return Stream("a hash table", fields, size)


@views(Promise)
def _promise(promise: Promise) -> View:
    content = promise.content
    label = "value" if content.done else "(to be worked out)"
    return Fields("a promise", [Field(label, content.value)])


@views(Values)
def _values(values: Values) -> View:
    return Fields("several values", [Field(str(n), one) for n, one in enumerate(values.several)])


@views(Condition)
def _condition(condition: Condition) -> View:
    fields = [
        Field("kind", condition.kind),
        Field("who", condition.who),
        Field("message", condition.message),
        *(Field(f"irritant {n}", each) for n, each in enumerate(condition.irritants)),
        Field("position", condition.position),
    ]
    if condition.origin is not None:
        fields.append(Field("(exception of Python)", condition.origin))
    return Fields("an error", fields)


@views(Origin)
def _origin(origin: Origin) -> View:
    return Fields(
        "an exception of Python",
        [
            Field("types", origin.types),
            Field("message", origin.message),
            *(Field(f"argument {n}", each) for n, each in enumerate(origin.arguments)),
            Field("cause", origin.cause, "" if origin.cause is not None else "none"),
            Field("traceback", origin.traceback),
        ],
    )


@views(Closure)
def _closure(closure: Closure) -> View:
    lowered = decoded(closure.code.lowered)
    captured = [lowered.variables[each] for each in lowered.captured]
    fields = [Field("(code)", closure.code)]
    for name, value in zip(captured, closure.values, strict=False):
        kept = value.value if isinstance(value, Box) else value
        change = _set(value, "value") if isinstance(value, Box) else None
        fields.append(Field(name or "(unnamed)", kept, change=change))
    return Fields("a procedure", fields)


@views(Code)
def _code(code: Code) -> View:
    return Fields(
        "code",
        [
            Field("name", code.name),
            Field("source", code.source, "" if code.source is not None else "not known"),
            Field("lowered", code.lowered, f"{len(code.lowered):,} bytes"),
            *(Field(f"constant {n}", each) for n, each in enumerate(code.constants)),
        ],
    )


@views(Source)
def _source(source: Source) -> View:
    lines = source.text.split("\n")

    def field(index: int) -> Field:
        return Field(str(source.line + index), lines[index], lines[index])

    found = Elements("a text", lines, field)
    found.kind = f"the text {source.name}"
    return found


@views(Builtin)
def _builtin(builtin: Builtin) -> View:
    most = "any number" if builtin.maximum is None else str(builtin.maximum)
    return Fields(
        "a builtin procedure",
        [
            Field("name", builtin.name),
            Field("arguments", builtin.minimum, f"{builtin.minimum} to {most}"),
        ],
    )


@views(Parameter)
def _parameter(parameter: Parameter) -> View:
    return Fields("a parameter", [Field("value", parameter.value, change=_set(parameter, "value"))])


@views(Cell)
def _cell(cell: Cell) -> View:
    fields = [Field("name", cell.name), Field("home", cell.home)]
    if cell.is_bound:
        fields.insert(0, Field("value", cell.value, change=_set(cell, "value")))
    return Fields("a global variable" if cell.is_bound else "a global variable, unbound", fields)


@views(Environment)
def _environment(environment: Environment) -> View:
    def fields() -> Iterator[Field]:
        for name, binding in environment.bindings.items():
            if isinstance(binding, Cell) and binding.is_bound:
                yield Field(name, binding.value, change=_set(binding, "value"))
            else:
                yield Field(name, binding)

    return Stream(f"the environment {environment.name}", fields)


@views(Continuation)
def _continuation(continuation: Continuation) -> View:
    continuation._p_activate()
    return Fields("a continuation", [Field("frames", continuation.count)])

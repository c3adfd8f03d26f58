"""The parts of a compound value, as it is shown: an opening, its items, a closing.

Items come one by one, so that of a long list, or a large table, no more is looked at (or loaded)
than is shown. A value that is reached again from within, or several times, has a label where
all of it is small.

Read by: perdure.repl.interaction.pretty.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Bytevector, Pair, Record, Value, Vector
from perdure.vm.objects.hash_tables import HashTable, first_entries
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.printer import short_text, type_name
from perdure.vm.objects.singletons import NIL
from perdure.vm.texts import visible

SMALL: Final = 5_000  #: objects that are looked at for circles
KEY: Final = 40  #: characters of a key of a table that is no atom
FLAT: Final = frozenset((Bytevector, NumericVector))  #: whose items are numbers
COMPOUND: Final = frozenset((Pair, Vector, Record, HashTable, Condition)) | FLAT
PREFIXES: Final = {"quote": "'", "quasiquote": "`", "unquote": ",", "unquote-splicing": ",@"}

Item = tuple[str, Value]  #: what stands before a value, "" or `name: ` or `. `; the value


@dataclass(frozen=True, slots=True)
class Shape:
    opening: str
    items: Iterator[Item]
    closing: str
    is_named: bool = False  #: whether items have names before them


def shape_of(x: Value, labels: dict[int, int]) -> Shape | None:
    """How a value is put together; None for one that is shown by its text alone."""
    kind = type(x)
    if kind is Pair:
        prefix = prefix_of(x, labels)
        if prefix:
            return Shape(prefix, iter([("", x.cdr.car)]), "")
        return Shape("(", _of_list(x, labels), ")")
    if kind is Vector:
        return Shape("#(", (("", item) for item in x.items), ")")
    if kind is Bytevector:
        return Shape("#u8(", (("", item) for item in x.data), ")")
    if kind is NumericVector:
        return Shape(f"#{x.kind}(", (("", item) for item in x), ")")
    if kind is Record:
        names = (f"{visible(name)}: " for name in x.type.field_names)
        fields = zip(names, x.fields, strict=False)
        return Shape(f"#<{visible(type_name(x.type))}", fields, ">", is_named=True)
    if kind is HashTable:
        entries = ((_key_text(key), value) for key, value in first_entries(x))
        return Shape("#<hash-table", entries, ">", is_named=True)
    if kind is Condition:
        who = f"{x.who}: " if x.who else ""
        irritants = (("", each) for each in x.irritants)
        return Shape(f"#<error {visible(who + x.message)}", irritants, ">", is_named=True)
    return None


def prefix_of(x: Pair, labels: dict[int, int]) -> str:
    """`'` for `(quote x)` and its like; "" where the list is written in full."""
    head = x.car
    if type(head) is not Symbol or head.name not in PREFIXES:
        return ""
    rest = x.cdr
    if type(rest) is not Pair or rest.cdr is not NIL or id(rest) in labels:
        return ""
    # `,` before a symbol `@x` would be read as the beginning of `,@`.
    begins_with_at = type(rest.car) is Symbol and rest.car.name[:1] == "@"
    return "" if head.name == "unquote" and begins_with_at else PREFIXES[head.name]


def _of_list(x: Pair, labels: dict[int, int]) -> Iterator[Item]:
    yield "", x.car
    rest = x.cdr
    while type(rest) is Pair and id(rest) not in labels:
        yield "", rest.car
        rest = rest.cdr
    if rest is not NIL:
        yield ". ", rest


def _key_text(key: Value) -> str:
    return f"{short_text(key, KEY)}: "


def labels_of(x: Value) -> dict[int, int]:
    """The numbers of the values that are reached from within themselves, by `id`.

    None where not all of it is small.
    """
    order: list[Value] = []
    is_open: dict[int, bool] = {}  # True while an object's parts are being walked
    circular: set[int] = set()
    waiting: list[tuple[Value, bool]] = [(x, False)]
    while waiting:
        node, is_left = waiting.pop()
        if type(node) not in COMPOUND or type(node) in FLAT:
            continue
        if is_left:
            is_open[id(node)] = False
        elif id(node) in is_open:
            if is_open[id(node)]:
                circular.add(id(node))
        else:
            parts = _parts(node)
            if len(order) + len(waiting) + len(parts) > SMALL:
                return {}
            is_open[id(node)] = True
            order.append(node)
            waiting.append((node, True))
            waiting += [(part, False) for part in reversed(parts)]
    met = [id(node) for node in order if id(node) in circular]
    return {key: number for number, key in enumerate(met)}


def _parts(x: Value) -> list[Value]:
    """The shown text of it, or more than is small."""
    if type(x) is Pair:
        return [x.car, x.cdr]
    shape = shape_of(x, {})
    return [] if shape is None else [value for _, value in islice(shape.items, SMALL)]

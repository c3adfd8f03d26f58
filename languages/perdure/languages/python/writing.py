"""Values as Python writes them, for people.

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

from itertools import islice

from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Bytevector, Pair, Record, String, Value, Vector
from perdure.vm.objects.hash_tables import HashTable, entries_of, first_entries
from perdure.vm.objects.printer import SHORT, write_text
from perdure.vm.objects.singletons import FALSE, NIL, TRUE, UNSPECIFIED

CONSTANTS = ((TRUE, "True"), (FALSE, "False"), (UNSPECIFIED, "None"), (NIL, "[]"))
PICKLED = "%python"  #: the name under which an image keeps what no table has, with a text
DEEPEST = 100
FEW = SHORT // 3  #: items that fill a line


def short_written(value: Value) -> str:
    """The same for a line among others: cut off where it is long, of which no more is made."""
    text = written(value, most=FEW)
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}..."


def written(value: Value, depth: int = 0, most: int | None = None) -> str:
    """A value as its counterpart in Python is written; as the VM does where it has none.

    Of each list, tuple and dict `most` items alone, where that is given.
    """
    kind = type(value)
    if kind in (int, float, complex):
        return repr(value)
    if kind is String:
        return repr(value.text)
    for constant, text in CONSTANTS:
        if value is constant:
            return text
    if depth < DEEPEST:
        if kind is Pair:
            items = items_of(value, most)
            if items is not None:
                return f"[{', '.join([written(each, depth + 1, most) for each in items])}]"
        elif kind is Vector:
            parts = [written(each, depth + 1, most) for each in value.items[:most]]
            return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
        elif kind is HashTable:
            first = entries_of(value) if most is None else islice(first_entries(value), most)
            pairs = [
                f"{written(key, depth + 1, most)}: {written(each, depth + 1, most)}"
                for key, each in first
            ]
            return f"{{{', '.join(pairs)}}}"
    if kind is Bytevector:
        return repr(bytes(value.data))
    return object_text(value) or write_text(value)


def items_of(value: Pair, most: int | None = None) -> list[Value] | None:
    """The elements of a proper list, or the first of one that has `most`; None of another."""
    items: list[Value] = []
    seen: set[int] = set()
    at: Value = value
    while type(at) is Pair and id(at) not in seen:
        if len(items) == most:
            return items
        seen.add(id(at))
        items.append(at.car)
        at = at.cdr
    return items if at is NIL else None


def object_text(value: Value) -> str:
    """The text of an object that is kept as it is; "" of anything else."""
    if type(value) is not Record or len(value.content) != 3:
        return ""
    _, name, data = value.content
    if type(name) is Symbol and name.name == PICKLED and type(data) is Pair:
        text = data.car
        return text.text if type(text) is String else ""
    return ""

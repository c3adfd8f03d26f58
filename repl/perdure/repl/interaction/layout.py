"""Code that is data, as lines that fit: what a macro's use stands for, say.

Read by: perdure.repl.interaction.commands, documentation.
"""

from __future__ import annotations

from typing import Final

from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Pair, Value
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import NIL

WIDTH: Final = 78
#: Forms with a body: how many operands stand on the first line.
BODIES: Final = {
    **dict.fromkeys(("begin", "cond", "case-lambda", "guard"), 0),
    **dict.fromkeys(("lambda", "define", "define-syntax", "let*", "letrec", "letrec*", "when"), 1),
    **dict.fromkeys(("unless", "syntax-rules", "parameterize", "let-values", "case"), 1),
}


def code_lines(datum: Value, indent: int = 0, room: int = WIDTH) -> list[str]:
    """The datum as Scheme code; the first line without the indentation."""
    items = _items(datum)
    text = write_text(datum)
    if items is None or len(text) + indent <= room or text[0] != "(":
        return [text]
    head = write_text(items[0])
    if isinstance(items[0], Symbol) and head in ("let", *BODIES):
        is_named_let = head == "let" and len(items) > 2 and isinstance(items[1], Symbol)
        beside = 2 if is_named_let else BODIES.get(head, 1)
        first = " ".join([head, *map(write_text, items[1 : 1 + beside])])
        return _put_more([f"({first}"], items[1 + beside :], indent + 2, room)
    if isinstance(items[0], Symbol) and len(items) > 1 and len(head) < 16:
        column = indent + len(head) + 2
        lines = code_lines(items[1], column, room)
        started = [f"({head} {lines[0]}", *lines[1:]]
        return _put_more(started, items[2:], column, room)
    lines = code_lines(items[0], indent + 1, room)
    return _put_more([f"({lines[0]}", *lines[1:]], items[1:], indent + 1, room)


def _put_more(lines: list[str], items: list[Value], column: int, room: int) -> list[str]:
    for item in items:
        first, *others = code_lines(item, column, room)
        lines += [" " * column + first, *others]
    lines[-1] += ")"
    return lines


def _items(datum: Value) -> list[Value] | None:
    """The items of a list; None where it is none, or has a dot or a circle."""
    items: list[Value] = []
    while isinstance(datum, Pair) and len(items) < 10_000:
        items.append(datum.car)
        datum = datum.cdr
    return items if items and datum is NIL else None

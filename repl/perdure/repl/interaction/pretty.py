"""Values as lines that fit the terminal.

What fits on a line stands on one. Of a value that does not, each item begins a line, under
the first one; atoms fill lines. A list that begins with a symbol is laid out as code is. Nothing
is walked further than it is shown: lines are made as they are asked for, and whether
something fits is known after a line's width of it.

Reads: perdure.repl.interaction.shapes. Read by: perdure.repl.interaction.paging.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from perdure.repl.cells import width_of
from perdure.repl.interaction.indenting import has_body
from perdure.repl.interaction.shapes import COMPOUND, Item, Shape, labels_of, shape_of
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.data import Bytevector, Pair, String, Value
from perdure.vm.objects.printer import short_text, string_text, write_text

LONGEST: Final = 1_000  #: characters of an atom in a line
LOOK: Final = 50  #: items that are looked at to see whether all are atoms
DEEPEST: Final = 2  #: lines are indented by no more than this part of the width: a half
#: What stands beside the operator of forms with a body, where that is not one operand.
BESIDE: Final = {"begin": 0, "case-lambda": 0, "do": 2}


def pretty_lines(x: Value, width: int, start: int = 0) -> Iterator[str]:
    """The lines of a value, the first without the `start` cells that it has less."""
    return _Printer(width, labels_of(x)).lines(x, start)


class _Group:
    """A value that does not fit on a line, of which some items are shown."""

    __slots__ = ("beside", "closing", "column", "fills", "is_first", "items", "next")

    def __init__(self, shape: Shape, column: int, closing: str) -> None:
        self.items = shape.items
        self.column = column  #: where its lines begin
        self.closing = closing  #: what stands after its last item
        self.is_first = True
        self.fills = False  #: whether items share lines
        self.beside = 0  #: how many items stand on the first line yet
        self.next: Item | None = next(self.items, None)


class _Printer:
    def __init__(self, width: int, labels: dict[int, int]) -> None:
        self._width = max(width, 8)
        self._labels = labels
        self._is_told: set[int] = set()  #: what was shown with its label
        self._line = ""
        self._column = 0  #: cells that the line has

    def lines(self, x: Value, start: int) -> Iterator[str]:
        self._column = start
        groups: list[_Group] = []
        yield from self._put(x, "", groups)
        while groups:
            group = groups[-1]
            if group.next is None:
                groups.pop()
                continue
            (before, value), group.next = group.next, next(group.items, None)
            closing = group.closing if group.next is None else ""
            yield from self._place(group, before, value, closing)
            self._write(before)
            yield from self._put(value, closing, groups)
        yield self._line

    def _place(self, group: _Group, before: str, value: Value, closing: str) -> Iterator[str]:
        """Go to where an item of a group begins."""
        is_first, group.is_first = group.is_first, False
        if is_first and not group.beside:
            if self._column > group.column:  # names stand below the opening
                yield from self._begin_line(group.column)
        elif group.beside:
            group.beside -= 1
            if not is_first:
                self._write(" ")
        else:
            room = self._width - self._column - 1 - len(before) - len(closing)
            if group.fills and self._flat(value, room) is not None:
                self._write(" ")
            else:
                yield from self._begin_line(group.column)

    def _begin_line(self, column: int) -> Iterator[str]:
        yield self._line
        column = min(column, self._width // DEEPEST)
        self._line, self._column = " " * column, column

    def _write(self, text: str) -> None:
        self._line += text
        self._column += width_of(text)

    def _put(self, x: Value, closing: str, groups: list[_Group]) -> Iterator[str]:
        """Show a value where the line is, or begin a group."""
        flat = self._flat(x, self._width - self._column - len(closing))
        if flat is not None:
            text, told = flat
            self._is_told |= told
            self._write(text + closing)
            return
        number = self._labels.get(id(x))
        if number is not None and id(x) in self._is_told:
            self._write(f"#{number}#{closing}")
            return
        shape = shape_of(x, self._labels)
        if shape is None:
            pieces = _pieces(x)
            for piece in pieces[:-1]:
                self._write(piece)
                yield self._line
                self._line, self._column = "", 0
            self._write(pieces[-1] + closing)
            return
        if self._column > self._width * 3 // 4:
            yield from self._begin_line(self._column)
        if number is not None:
            self._is_told.add(id(x))
            self._write(f"#{number}=")
        group = self._group(x, shape, closing)
        if group.next is None:
            self._write(group.closing)
        else:
            groups.append(group)

    def _group(self, x: Value, shape: Shape, closing: str) -> _Group:
        opened = self._column
        self._write(shape.opening)
        closing = shape.closing + closing
        if shape.is_named:
            return _Group(shape, opened + 2, closing)
        first = list(islice(shape.items, LOOK))
        shape = Shape(shape.opening, chain(first, shape.items), shape.closing)
        group = _Group(shape, self._column, closing)
        head = first[0][1] if first else None
        if type(x) is Bytevector or all(type(item) not in COMPOUND for _, item in first):
            group.fills = True
        elif type(x) is Pair and type(head) is Symbol and shape.opening == "(":
            if has_body(head.name):
                group.column = opened + 2
                group.beside = 1 + _beside(head.name, first)
            elif len(head.name) < self._width // 4:
                group.column = opened + len(head.name) + 2
                group.beside = 2
        return group

    def _flat(self, x: Value, room: int) -> tuple[str, set[int]] | None:
        """A value's text where it takes no more cells, and what got its label in it."""
        out: list[str] = []
        told: set[int] = set()
        waiting: list[Any] = [x]  #: values, texts, iterators over items
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                text = node
            elif isinstance(node, _Items):
                item = next(node.items, None)
                if item is None:
                    text = node.closing
                else:
                    text = (node.between if not node.is_first else node.before) + item[0]
                    node.is_first = False
                    waiting += (node, item[1])
            else:
                text = ""
                number = self._labels.get(id(node)) if type(node) in COMPOUND else None
                if number is not None and (id(node) in told or id(node) in self._is_told):
                    text = f"#{number}#"
                elif (shape := shape_of(node, self._labels)) is None:
                    text = short_text(node, max(room + 1, 4))
                else:
                    if number is not None:
                        told.add(id(node))
                        text = f"#{number}="
                    text += shape.opening
                    waiting.append(_Items(shape))
            room -= width_of(text)
            if room < 0:
                return None
            out.append(text)
        return "".join(out), told


class _Items:
    """The items of a value that are still to come, on one line."""

    __slots__ = ("before", "between", "closing", "is_first", "items")

    def __init__(self, shape: Shape) -> None:
        self.items = shape.items
        self.between = " "
        self.before = " " if shape.is_named else ""
        self.closing = shape.closing
        self.is_first = True


def _beside(head: str, first: list[Item]) -> int:
    """How many operands stand beside the operator of a form with a body."""
    is_named = head == "let" and len(first) > 1 and type(first[1][1]) is Symbol
    return 2 if is_named else BESIDE.get(head, 1)


def _pieces(x: Value) -> list[str]:
    """The text of an atom that does not fit on a line: a line if it is short enough."""
    if type(x) is String and len(x.text) > LONGEST:
        text = x.text
        pieces = [string_text(text[at : at + LONGEST])[1:-1] for at in range(0, len(text), LONGEST)]
        pieces[0], pieces[-1] = f'"{pieces[0]}', f'{pieces[-1]}"'
        return pieces
    return [write_text(x) if type(x) is String else short_text(x, LONGEST)]

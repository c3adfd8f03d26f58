"""From values to text: what `write` and `display` print, and error messages quote.

Values may be cyclic, shared, and nested a million deep, so nothing here recurses:
a first walk finds which objects need a datum label (`#0=`), a second one emits the
text from a stack of what is still to come.

Kinds that other packages add (processes, say) register how they print in
`describers`.

Reads: perdure.vm.objects, perdure.vm.objects.numerals. Read by: everything that shows a value.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Final

from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.char_sets import CharSet
from perdure.vm.objects.data import (
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
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.numerals import divides_by_zero, number_text, parse_number
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.random import RandomSource
from perdure.vm.objects.singletons import NIL, Singleton
from perdure.vm.texts import escaped, visible

SHORT = 72  #: characters of a value that an error message quotes at most

CHAR_NAMES: Final = {
    "\a": "alarm",
    "\b": "backspace",
    "\x7f": "delete",
    "\x1b": "escape",
    "\n": "newline",
    "\0": "null",
    "\r": "return",
    " ": "space",
    "\t": "tab",
}

_STRING_ESCAPES: Final = {'"': '\\"', "\\": "\\\\"}
_ABBREVIATIONS: Final = {
    "quote": "'",
    "quasiquote": "`",
    "unquote": ",",
    "unquote-splicing": ",@",
}
_SYMBOL_BREAKERS: Final = frozenset("()\";'`,|\\[]{} «»")


def write_text(x: Value) -> str:
    """As `write` prints it: readable again; labels only where the value is cyclic."""
    if type(x) is int:
        return number_text(x)
    return _text(x, _labels(x, cycles_only=True), is_display=False)


def display_text(x: Value) -> str:
    """As `display` prints it: strings and characters as they are."""
    if type(x) is String:
        return x.text
    if type(x) is Text:
        return x.letters
    if type(x) is int:
        return number_text(x)
    return _text(x, _labels(x, cycles_only=True), is_display=True)


def shared_text(x: Value) -> str:
    """As `write-shared` prints it: a label for everything met more than once."""
    return _text(x, _labels(x, cycles_only=False), is_display=False)


def simple_text(x: Value) -> str:
    """As `write-simple` prints it: no labels; never ends on a cyclic value."""
    return _text(x, {}, is_display=False)


def short_text(x: Value, limit: int = SHORT) -> str:
    """As `write` prints it, cut off after `limit` characters; for messages."""
    if type(x) is Values:
        return f"{len(x.several) or 'no'} values"
    text = _text(x, {}, is_display=False, limit=limit)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def bounded_text(x: Value, limit: int) -> str:
    """As `write` prints it, cut off after `limit` characters; labels where it is small."""
    if not _is_small(x):
        return short_text(x, limit)
    text = write_text(x)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def type_name(type: RecordType) -> str:
    """`point` for a record type that was named `<point>` or `point`."""
    name = type.name
    if len(name) > 2 and name[0] == "<" and name[-1] == ">":
        return name[1:-1]
    return name


def with_article(noun: str) -> str:
    """`a point`, `an edge`."""
    return ("an " if noun[:1] in "aeiou" else "a ") + noun


# Finding shared objects ----------------------------------------------------

#: How kinds with parts print that are registered from outside: type -> what comes before its
#: parts, and these; a `>` comes after them.
outlines: dict[type, Callable[[Any], tuple[str, Sequence[Value]]]] = {}
_COMPOUND: Final[set[type]] = {Pair, Vector, Record, Values}


def register_outline(kind: type, outline: Callable[[Any], tuple[str, Sequence[Value]]]) -> None:
    outlines[kind] = outline
    _COMPOUND.add(kind)


_SMALL: Final = 5_000  #: objects that are looked at for cycles where the text is cut off


def _is_small(x: Value) -> bool:
    """Whether all that is printed of a value is few objects."""
    seen: set[int] = set()
    waiting = [x]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if (kind is String and len(node.text) > _SMALL) or (
            (kind is int and node.bit_length() > _SMALL)
            or (kind is Bytevector and len(node.data) > _SMALL)
            or (kind is Text and len(node.letters) > _SMALL)
            or (kind is NumericVector and len(node) > _SMALL)
        ):
            return False
        if type(node) not in _COMPOUND or id(node) in seen:
            continue
        seen.add(id(node))
        parts = _parts(node)
        if len(seen) + len(parts) > _SMALL:
            return False
        waiting += parts
    return True


def _parts(x: Value) -> Sequence[Value]:
    kind = type(x)
    if kind is Pair:
        return (x.car, x.cdr)
    if kind is Record:
        return tuple(x.fields)
    if kind in outlines:
        return tuple(outlines[kind](x)[1])
    return tuple(x.several if kind is Values else x.items)


def _labels(x: Value, *, cycles_only: bool) -> dict[int, int]:
    """The objects that need a label, by `id`; their numbers are given when printed."""
    if type(x) not in _COMPOUND or (type(x) is Pair and _is_flat(x)):
        return {}
    labels: dict[int, int] = {}
    is_open: dict[int, bool] = {}  # True while an object's parts are being walked
    kept: list[Value] = []  # so that no `id` is used twice
    stack: list[tuple[Value, bool]] = [(x, False)]
    while stack:
        node, leaving = stack.pop()
        key = id(node)
        if leaving:
            is_open[key] = False
            continue
        if key in is_open:
            if is_open[key] or not cycles_only:
                labels[key] = -1
            continue
        is_open[key] = True
        kept.append(node)
        stack.append((node, True))
        parts = reversed(_parts(node))
        stack += [(part, False) for part in parts if type(part) in _COMPOUND]
    return labels


def _is_flat(x: Pair) -> bool:
    """Whether a list holds atoms only, and so needs no walk for labels.

    A long list is called not flat: it may be a cyclic one.
    """
    rest: Value = x
    for _ in range(1000):
        if type(rest) is not Pair:
            return type(rest) not in _COMPOUND
        if type(rest.car) in _COMPOUND:
            return False
        rest = rest.cdr
    return False


# Emitting ------------------------------------------------------------------


class _Rest:
    """On the emitter's stack: what comes after the first elements of a list."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class _Items:
    """On the emitter's stack: the elements from `index` on of a vector or record."""

    __slots__ = ("index", "items", "names")

    def __init__(self, items: Sequence[Value], names: tuple[str, ...] = ()) -> None:
        self.items = items
        self.index = 0
        self.names = names


def _text(x: Value, labels: dict[int, int], *, is_display: bool, limit: int = sys.maxsize) -> str:
    out: list[str] = []
    size = 0  # characters emitted
    given = 0  # labels that have got a number
    stack: list[Any] = [x]  # values, texts (str is no kind of value), _Rest, _Items
    while stack and size <= limit:
        node = stack.pop()
        kind = type(node)
        if kind in _COMPOUND and id(node) in labels:
            number = labels[id(node)]
            if number >= 0:
                node = f"#{number}#"
                kind = str
            else:
                labels[id(node)] = given
                out.append(f"#{given}=")
                given += 1
        text = ""
        if kind is str:
            text = node
        elif kind is _Rest:
            rest = node.value
            if rest is NIL:
                text = ")"
            elif type(rest) is Pair and id(rest) not in labels:
                text = " "
                stack += (_Rest(rest.cdr), rest.car)
            else:
                text = " . "
                stack += (")", rest)
        elif kind is _Items:
            index = node.index
            if index < len(node.items):
                text = " " if index else ""
                if node.names:
                    text += f"{visible(node.names[index])}: "
                node.index += 1
                stack += (node, node.items[index])
        elif kind is Pair:
            prefix = _abbreviation(node, labels)
            if prefix:
                text = prefix
                stack.append(node.cdr.car)
            else:
                text = "("
                stack += (_Rest(node.cdr), node.car)
        elif kind is Vector:
            text = "#("
            stack += (")", _Items(node.items))
        elif kind is Record:
            names = node.type.field_names
            text = f"#<{visible(type_name(node.type))}" + (" " if names else "")
            stack += (">", _Items(node.fields, names))
        elif kind in outlines:
            before, parts = outlines[kind](node)
            text = visible(before)
            stack += (">", _Items(parts), " " if parts else "")
        elif kind is Values:
            stack.append(_Items(node.several))
        else:
            text = _atom_text(node, is_display, limit)
        out.append(text)
        size += len(text)
    return "".join(out)


def _abbreviation(x: Pair, labels: dict[int, int]) -> str:
    """`'` for `(quote x)`, and its like; "" where the list is written in full."""
    head = x.car
    if type(head) is Symbol and head.name in _ABBREVIATIONS:
        rest = x.cdr
        if type(rest) is Pair and rest.cdr is NIL and id(rest) not in labels:
            # `,` before a symbol `@x` would be read as the beginning of `,@`.
            is_ambiguous = head.name == "unquote" and _begins_with_at(rest.car)
            return "" if is_ambiguous else _ABBREVIATIONS[head.name]
    return ""


def _begins_with_at(x: Value) -> bool:
    return type(x) is Symbol and x.name[:1] == "@"


# Atoms ---------------------------------------------------------------------

#: How kinds print that are registered from outside: type -> text of a value.
describers: dict[type, Callable[[Any], str]] = {
    RecordType: lambda x: f"#<record-type {type_name(x)}>",
    Promise: lambda x: "#<promise>",
    RandomSource: lambda x: "#<random-source>",
    CharSet: lambda x: f"#<char-set of {len(x)}>",
}


_NUMBERS = frozenset((int, float, Ratio, complex, ExactComplex))


def _atom_text(x: Value, is_display: bool, limit: int) -> str:
    kind = type(x)
    if kind in _NUMBERS:
        return _number_text(x, limit)
    if kind is Symbol:
        return x.name if is_display else symbol_text(x)
    if kind is String:
        return x.text if is_display else string_text(x.text[: limit + 1])
    if kind is Char:
        return x.letter if is_display else char_text(x)
    if kind is Singleton:
        return x.shown
    if kind is Bytevector:
        return "#u8(" + " ".join(map(str, x.data[: limit + 1])) + ")"
    if kind is Text:
        return x.letters if is_display else text_text(x.letters[: limit + 1])
    if kind is NumericVector:
        return f"#{x.kind}({' '.join(map(number_text, islice(x, limit)))})"
    describe = describers.get(kind)
    if describe is not None:
        return visible(describe(x))
    return f"#<{kind.__name__.lower()}>"


def _number_text(x: Any, limit: int) -> str:
    if type(x) is int and limit < sys.maxsize and x.bit_length() > 4 * limit:
        # Writing out a huge integer costs the square of its length.
        return ("-" if x < 0 else "") + f"#x{abs(x) >> (x.bit_length() - 4 * limit):x}..."
    return number_text(x, 10)


def char_text(x: Char) -> str:
    """`#\\a`, `#\\space`, `#\\x7`: a character as `write` prints it."""
    text = x.letter
    name = CHAR_NAMES.get(text)
    if name is not None:
        return f"#\\{name}"
    return f"#\\{text}" if text.isprintable() else f"#\\x{ord(text):x}"


def string_text(text: str) -> str:
    """A string as `write` prints it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def text_text(letters: str) -> str:
    """A text that never changes, as `write` prints it (SRFI 135)."""
    return f"«{''.join(map(_escaped_in_text, letters))}»"


def _escaped(c: str) -> str:
    if c.isprintable():
        return _STRING_ESCAPES.get(c, c)
    return escaped(c)


def _escaped_in_text(c: str) -> str:
    return f"\\{c}" if c in "\\«»" else c if c == '"' else _escaped(c)


def _is_numeral(name: str) -> bool:
    """Whether the reader would take the name for a number, or refuse it as one."""
    return parse_number(name, 10) is not None or divides_by_zero(name)


def symbol_text(x: Symbol) -> str:
    """A symbol as `write` prints it: between bars where it would read as something else."""
    name = x.name
    if (
        name
        and name != "."
        and name[0] != "#"
        and name.isprintable()
        and _SYMBOL_BREAKERS.isdisjoint(name)
        and not (name[0] in "+-.0123456789" and _is_numeral(name))
    ):
        return name
    return "|" + "".join("\\|" if c == "|" else c if c == '"' else _escaped(c) for c in name) + "|"

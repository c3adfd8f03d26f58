"""Syntax: source text as a tree with positions, between the reader and the expander.

    Syntax ::= Identifier | Alias          -- a name; an alias is one that a macro put in
             | List items [tail]           -- (a b) or (a b . tail); a tail is no List
             | VectorForm items
             | Atom value                  -- a number, string, character, ...
             | Shared content              -- #0=content; the same object stands for #0#

A text that never changes is itself in an Atom, a vector of numbers is a literal.
A string or bytevector in an Atom is a Python `str` or `bytes` (neither is a value
of the language, so nothing is ambiguous); every use makes its own literal object.
Plain Python objects, never stored.

Written by: perdure.languages.scheme.reader. Read by: perdure.languages.scheme.expander.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from perdure.vm.core.descent import Descent
from perdure.vm.objects.atoms import Char, Symbol, symbol
from perdure.vm.objects.data import (
    Bytevector,
    Pair,
    String,
    Value,
    Vector,
    cons,
    literal_cons,
    literal_string,
    new_string,
    new_vector,
)
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.numerals import number_text
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import NIL, Singleton

#: (line, column, name of the source), both numbers from 1; None for what no text wrote.
Place: TypeAlias = "tuple[int, int, str] | None"


class Syntax:
    """Any piece of syntax; `at` is where it starts."""

    __slots__ = ("at",)

    at: Place


class Identifier(Syntax):
    """A name as written."""

    __slots__ = ("name",)

    def __init__(self, name: str, at: Place = None) -> None:
        self.name = name
        self.at = at


class Alias(Identifier):
    """A name that a macro's template put into its expansion.

    It is bound by what binds this very object; else it means what `base` means in
    `home`, the scope of the macro's definition. One is made per name and expansion.
    """

    __slots__ = ("base", "defined", "home")

    def __init__(self, base: Identifier, home: Any, at: Place = None) -> None:
        self.name = base.name
        self.at = at
        self.base = base
        self.home = home  #: a Scope, of which the tree knows nothing
        #: (environment, binding) where this alias was defined at top level
        self.defined: tuple[Any, Any] | None = None


class List(Syntax):
    """`(item ...)` or `(item ... . tail)`."""

    __slots__ = ("datum", "items", "tail")

    def __init__(
        self, items: tuple[Syntax, ...], tail: Syntax | None = None, at: Place = None
    ) -> None:
        self.items = items
        self.tail = tail
        self.at = at
        self.datum: Value = None  #: the very data it was made from, for `eval`; else None


class VectorForm(Syntax):
    """`#(item ...)`."""

    __slots__ = ("datum", "items")

    def __init__(self, items: tuple[Syntax, ...], at: Place = None) -> None:
        self.items = items
        self.at = at
        self.datum: Value = None


class Atom(Syntax):
    """Any other datum; it stands for itself."""

    __slots__ = ("value",)

    def __init__(self, value: Any, at: Place = None) -> None:
        self.value = value
        self.at = at


class Shared(Syntax):
    """`#n=content`; each `#n#` is this same object, so the tree may be cyclic."""

    __slots__ = ("content",)

    content: Syntax | None  #: None until it has been read

    def __init__(self, at: Place = None) -> None:
        self.at = at
        self.content = None


def key_of(identifier: Identifier) -> str | Alias:
    """The key that a binding of the identifier is filed under: equal keys, same binding."""
    return identifier if isinstance(identifier, Alias) else identifier.name


def list_with_tail(items: tuple[Syntax, ...], tail: Syntax | None, at: Place) -> List:
    """`(items ... . tail)`, where the tail may itself be a list."""
    if isinstance(tail, List):
        return List(items + tail.items, tail.tail, at)
    return List(items, tail, at)


# --- syntax to data -------------------------------------------------------------


def to_datum(stx: Syntax, literal: bool = True) -> Value:
    """The value of `(quote stx)`; `literal` makes what is in it immutable."""
    return _Quoting(literal).datum(stx)


class _Quoting:
    def __init__(self, literal: bool) -> None:
        self.literal = literal
        self.cons = literal_cons if literal else cons
        self.shared: dict[Shared, Value] = {}

    def datum(self, stx: Syntax) -> Value:
        """Without recursion: a datum may be nested as deep as memory allows."""
        made: list[Value] = []  # finished data that no compound has taken yet
        todo: list[Syntax | _Finish] = [stx]
        while todo:
            next_ = todo.pop()
            if isinstance(next_, Identifier):
                made.append(symbol(next_.name))
            elif isinstance(next_, Atom):
                made.append(self.atom(next_.value))
            elif isinstance(next_, _Finish):
                self.finish(next_.stx, made)
            elif isinstance(next_, Shared):
                if next_ in self.shared:
                    made.append(self.shared[next_])
                else:
                    assert next_.content is not None
                    self.shared[next_] = _Hole()
                    todo += (_Finish(next_), next_.content)
            else:
                assert isinstance(next_, List | VectorForm)
                if next_.datum is not None:
                    made.append(next_.datum)
                    continue
                todo.append(_Finish(next_))
                if isinstance(next_, List) and next_.tail is not None:
                    todo.append(next_.tail)
                todo.extend(reversed(next_.items))
        return made[0]

    def finish(self, stx: List | VectorForm | Shared, made: list[Value]) -> None:
        """Make a compound of its parts, the last of what has been made."""
        if isinstance(stx, Shared):
            hole, self.shared[stx] = self.shared[stx], made[-1]
            _fill(hole, made[-1])
            return
        result: Value = NIL
        if isinstance(stx, List) and stx.tail is not None:
            result = made.pop()
        first = len(made) - len(stx.items)
        parts = made[first:]
        del made[first:]
        if isinstance(stx, List):
            for part in reversed(parts):
                result = self.cons(part, result)
        else:
            result = new_vector(tuple(parts) if self.literal else parts)
        made.append(result)

    def atom(self, value: Any) -> Value:
        if isinstance(value, str):
            return literal_string(value) if self.literal else new_string(value)
        if isinstance(value, bytes):
            return Bytevector(value if self.literal else bytearray(value))
        if isinstance(value, NumericVector) and not self.literal:
            return NumericVector(value.kind, value.numbers[:])
        return value


class _Finish:
    """To be done once the parts of a compound have been."""

    __slots__ = ("stx",)

    def __init__(self, stx: List | VectorForm | Shared) -> None:
        self.stx = stx


class _Hole:
    """Stands in cyclic data for the datum that is still being made."""


def _fill(hole: _Hole, value: Value) -> None:
    """Put the value wherever the hole is in it."""
    todo, seen = [value], set()
    while todo:
        x = todo.pop()
        if id(x) in seen:
            continue
        seen.add(id(x))
        if isinstance(x, Pair):
            x.car = value if x.car is hole else x.car
            x.cdr = value if x.cdr is hole else x.cdr
            todo += (x.car, x.cdr)
        elif isinstance(x, Vector):
            kind = type(x.items)
            x.items = kind(value if item is hole else item for item in x.items)
            todo += x.items


# --- data to syntax -------------------------------------------------------------


_LEVEL = 5  #: Python frames from one compound to the next within it, at most


class CyclicCode(ValueError):
    """Data given as code contains itself."""


def from_datum(datum: Value, at: Place = None) -> Syntax:
    """Syntax for data that a program made, for `eval`. CyclicCode where it has no end.

    Quoting a part gives back the very object that was there.
    """
    return _Reading(at).syntax(datum)


class _Reading:
    def __init__(self, at: Place) -> None:
        self.at = at
        self.descent = Descent()
        self.done: dict[int, tuple[Value, Syntax]] = {}  # the datum is kept alive by its id's use
        self.open: set[int] = set()

    def syntax(self, datum: Value) -> Syntax:
        if isinstance(datum, Symbol):
            return Identifier(datum.name, self.at)
        if isinstance(datum, Pair):
            return self.compound(datum, self.list)
        if isinstance(datum, Vector):
            return self.compound(datum, self.vector)
        return List((), None, self.at) if datum is NIL else Atom(datum, self.at)

    def compound(self, datum: Value, convert: Any) -> Syntax:
        known = self.done.get(id(datum))
        if known is not None:
            return known[1]
        if id(datum) in self.open:
            raise CyclicCode("this code contains itself, so it has no end")
        descent = self.descent
        if descent.left < _LEVEL:
            return descent.deeper(self.compound, datum, convert)
        descent.left -= _LEVEL
        self.open.add(id(datum))
        made: Syntax = convert(datum)
        self.open.discard(id(datum))
        descent.left += _LEVEL
        self.done[id(datum)] = (datum, made)
        return made

    def list(self, datum: Pair) -> List:
        items: list[Syntax] = []
        spine: set[int] = set()
        rest: Value = datum
        while isinstance(rest, Pair):
            if id(rest) in spine or (rest is not datum and id(rest) in self.open):
                raise CyclicCode("this code contains itself, so it has no end")
            spine.add(id(rest))
            items.append(self.syntax(rest.car))
            rest = rest.cdr
        tail = None if rest is NIL else self.syntax(rest)
        made = List(tuple(items), tail, self.at)
        made.datum = datum
        return made

    def vector(self, datum: Vector) -> VectorForm:
        made = VectorForm(tuple(self.syntax(item) for item in datum.items), self.at)
        made.datum = datum
        return made


# --- syntax to text, for messages -----------------------------------------------


def syntax_text(stx: Syntax, limit: int = 60) -> str:
    """The syntax as text for an error message, cut at about `limit` characters."""
    text = _text(stx, 4, limit)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _text(stx: Syntax, depth: int, limit: int) -> str:
    if isinstance(stx, Identifier):
        return stx.name or "||"
    if isinstance(stx, Atom):
        return _atom_text(stx.value)
    if isinstance(stx, Shared):
        return "#0=..."
    assert isinstance(stx, List | VectorForm)
    if depth == 0 and stx.items:
        return "(...)"
    parts: list[str] = []
    for item in stx.items:
        parts.append(_text(item, depth - 1, limit))
        if sum(map(len, parts)) > limit:
            break
    if isinstance(stx, List) and stx.tail is not None:
        parts += (".", _text(stx.tail, depth - 1, limit))
    if isinstance(stx, List) and len(parts) == 2 and parts[0] == "quote":
        return f"'{parts[1]}"
    return f"{'#' if isinstance(stx, VectorForm) else ''}({' '.join(parts)})"


def text_of(stx: Syntax) -> str | None:
    """The characters of a string, whether it was read or comes from a datum; else None."""
    value = stx.value if isinstance(stx, Atom) else None
    return value.text if isinstance(value, String) else value if isinstance(value, str) else None


def _atom_text(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, int | float | complex | Ratio | ExactComplex):
        return number_text(value)
    if isinstance(value, bytes):
        return f"#u8({' '.join(map(str, value))})"
    if isinstance(value, Char | Singleton):
        return repr(value)
    if isinstance(value, String):
        return _atom_text(value.text)
    if isinstance(value, Text | NumericVector):
        return write_text(value)
    return f"#<{type(value).__name__.lower()}>"

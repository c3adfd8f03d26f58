"""The reader proper: tokens to syntax, without recursion, one form at a time.

A form that is open (a list, a quote, a datum comment, ...) is an `_Open` on a
stack; a finished datum is handed to the innermost, which may thereby be finished
itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.languages.scheme.reader.faults import Incomplete, ReadFault, read_fault
from perdure.languages.scheme.reader.syntax import (
    Atom,
    Identifier,
    List,
    Place,
    Shared,
    Syntax,
    VectorForm,
    list_with_tail,
    to_datum,
)
from perdure.languages.scheme.reader.tokens import TOKEN, block_end, read_char, unescape
from perdure.vm.objects.data import Value
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numerals import divides_by_zero, parse_number
from perdure.vm.objects.numeric_vectors import NumericVector, array_of, described, is_element
from perdure.vm.objects.singletons import DEFAULT, EOF, FALSE, TRUE, UNSPECIFIED

_NUMBER_STARTS = frozenset("0123456789+-.")
_PREFIXES = {"'": "quote", "`": "quasiquote", ",": "unquote", ",@": "unquote-splicing"}
_NAMED = {
    "#t": TRUE,
    "#true": TRUE,
    "#f": FALSE,
    "#false": FALSE,
    "#!eof": EOF,
    "#!default": DEFAULT,
    "#!unspecific": UNSPECIFIED,
    "#!unspecified": UNSPECIFIED,
}


class _Open:
    """A form whose end has not been read."""

    __slots__ = ("at", "items", "kind", "name", "shared", "tail")

    def __init__(self, kind: str, at: Place, name: str = "") -> None:
        self.kind = kind  #: "list", "vector", "bytes", "numbers", "prefix", "comment" or "label"
        self.at = at
        self.name = name  #: of a prefix, "quote" and the like; "f64" of such numbers
        self.items: list[Syntax] = []
        self.tail: Any = None  #: _DOT right after a dot, then the tail
        self.shared: Shared | None = None


_DOT = object()
_WITHOUT_END = {'"': "string", "|": "symbol |", "«": "text"}


class Reader:
    """Reads the forms of a text one after the other; iterate over it, or call `read`.

    `offset` is where the next form is looked for; `fold` whether names are folded
    (after `#!fold-case`); `line` the number of the text's first line.
    """

    def __init__(
        self, text: str, name: str, offset: int = 0, fold: bool = False, line: int = 1
    ) -> None:
        self.text = text
        self.name = name
        self.offset = offset
        self.fold = fold
        self.labels: dict[str, Shared] = {}
        self._line = text.count("\n", 0, offset) + line
        self._line_start = text.rfind("\n", 0, offset) + 1
        self._newline = text.find("\n", offset)
        self._atoms: dict[str, Any] = {}
        if offset == 0 and text[:2] == "#!" and text[2:3] in ("/", " "):
            self.offset = len(text) if self._newline < 0 else self._newline

    def __iter__(self) -> Iterator[Syntax]:
        while (form := self.read()) is not None:
            yield form

    def read(self) -> Syntax | None:
        """The next form, or None at the end of the text."""
        stack: list[_Open] = []
        text = self.text
        match = TOKEN.match
        self.labels = {}
        while True:
            found = match(text, self.offset)
            assert found is not None
            kind = found.lastgroup
            assert kind is not None
            start = found.start(kind)
            self.offset = found.end()
            while 0 <= self._newline < start:
                self._line += 1
                self._line_start = self._newline + 1
                self._newline = text.find("\n", self._line_start)
            at = (self._line, start - self._line_start + 1, self.name)
            value: Syntax | None
            if kind == "atom":
                token = found[kind]
                if token == "." and stack and stack[-1].kind == "list":
                    self._dot(stack[-1], at)
                    continue
                value = self._atom(token, at)
            elif kind == "open":
                stack.append(_Open("list", at))
                continue
            elif kind == "close":
                value = self._closed(stack, at)
            elif kind == "quote":
                stack.append(_Open("prefix", at, _PREFIXES[found[kind]]))
                continue
            elif kind == "string":
                value = Atom(unescape(found[kind][1:-1], at), at)
            elif kind == "end":
                if stack:
                    raise self._unfinished(stack[-1])
                return None
            else:
                value = self._rare(kind, found[kind], at, stack)
                if value is None:
                    continue
            if not stack:
                return value
            result = _deliver(value, stack)
            if result is not None:
                return result

    # --- tokens -----------------------------------------------------------------

    def _atom(self, token: str, at: Place) -> Syntax:
        if token[0] in _NUMBER_STARTS:
            number = parse_number(token)
            if number is not None:
                return Atom(number, at)
            if token == ".":
                raise read_fault("a dot may only stand before the last item of a list", at)
            if divides_by_zero(token):
                raise read_fault(f"{token} divides by zero", at)
        return Identifier(token.casefold() if self.fold else token, at)

    def _rare(self, kind: str, token: str, at: Place, stack: list[_Open]) -> Syntax | None:
        if kind == "char":
            return Atom(read_char(token, self.fold, at), at)
        if kind == "bars":
            return Identifier(unescape(token[1:-1], at), at)
        if kind == "text":
            return Atom(Text(unescape(token[1:-1], at)), at)
        if kind == "numbers":
            stack.append(_Open(kind, at, token[1:-1].lower()))
            return None
        if kind in ("vector", "bytes", "comment"):
            stack.append(_Open(kind, at))
            return None
        if kind == "block":
            end = block_end(self.text, self.offset)
            if end < 0:
                self.offset = len(self.text)
                raise read_fault("the comment #| has no end; |# is missing", at, incomplete=True)
            self.offset = end
            return None
        if kind == "label":
            return self._label(token, at, stack)
        if kind == "hash":
            return self._hash(token, at)
        return self._wrong(token, at)

    def _hash(self, token: str, at: Place) -> Syntax | None:
        lower = token.lower()
        named = _NAMED.get(lower)
        if named is not None:
            return Atom(named, at)
        if lower in ("#!fold-case", "#!no-fold-case"):
            self.fold = lower == "#!fold-case"
            return None
        number = parse_number(token)
        if number is None:
            raise read_fault(f"unknown syntax {token}", at)
        return Atom(number, at)

    def _label(self, token: str, at: Place, stack: list[_Open]) -> Syntax | None:
        name = token[1:-1]
        if token[-1] == "#":
            shared = self.labels.get(name)
            if shared is None:
                raise read_fault(f"{token} stands for nothing; no #{name}= is before it", at)
            return shared
        if name in self.labels:
            raise read_fault(f"the label #{name}= is given twice", at)
        opened = _Open("label", at)
        opened.shared = self.labels[name] = Shared(at)
        stack.append(opened)
        return None

    def _wrong(self, token: str, at: Place) -> Syntax:
        if token in _WITHOUT_END:
            self.offset = len(self.text)
            what = _WITHOUT_END[token]
            raise read_fault(f"this {what} has no end", at, incomplete=True)
        if token == "»":
            raise read_fault("this » ends no text", at)
        raise read_fault(f"{token} is reserved; Scheme uses round parentheses only", at)

    # --- open forms ---------------------------------------------------------------

    def _dot(self, opened: _Open, at: Place) -> None:
        if not opened.items or opened.tail is not None:
            raise read_fault("a dot may only stand before the last item of a list", at)
        opened.tail = _DOT

    def _closed(self, stack: list[_Open], at: Place) -> Syntax:
        if not stack:
            raise read_fault("this ) closes nothing", at)
        opened = stack.pop()
        if opened.kind == "list":
            if opened.tail is _DOT:
                raise read_fault("an item is missing between the dot and )", at)
            return list_with_tail(tuple(opened.items), opened.tail, opened.at)
        if opened.kind == "vector":
            return VectorForm(tuple(opened.items), opened.at)
        if opened.kind == "bytes":
            return Atom(_bytes(opened.items), opened.at)
        if opened.kind == "numbers":
            return Atom(_numbers(opened.name, opened.items), opened.at)
        raise read_fault("a datum is missing before this )", at)

    def _unfinished(self, opened: _Open) -> Incomplete:
        if opened.kind in ("list", "vector", "bytes", "numbers"):
            message = "this form has no end; ) is missing"
        else:
            message = "the text ends where a datum should follow"
        fault = read_fault(message, opened.at, incomplete=True)
        assert isinstance(fault, Incomplete)
        return fault


def _deliver(value: Syntax, stack: list[_Open]) -> Syntax | None:
    """Hand a finished datum to the innermost open form; the outermost, once finished."""
    while stack:
        opened = stack[-1]
        kind = opened.kind
        if kind == "prefix":
            stack.pop()
            value = List((Identifier(opened.name, opened.at), value), None, opened.at)
        elif kind == "comment":
            stack.pop()
            return None
        elif kind == "label":
            stack.pop()
            assert opened.shared is not None
            if _stands_for(value, opened.shared):
                raise read_fault("a label may not stand for itself", opened.at)
            opened.shared.content = value
            value = opened.shared
        else:
            if opened.tail is None:
                opened.items.append(value)
            elif opened.tail is _DOT:
                opened.tail = value
            else:
                raise read_fault("only one item may follow a dot", value.at)
            return None
    return value


def _stands_for(value: Syntax, label: Shared) -> bool:
    """Whether a datum is nothing but a label, or a label of one, and so on to this one."""
    while isinstance(value, Shared) and value is not label and value.content is not None:
        value = value.content
    return value is label


def _bytes(items: list[Syntax]) -> bytes:
    for item in items:
        value = item.value if isinstance(item, Atom) else None
        if type(value) is not int or not 0 <= value <= 255:
            raise read_fault("a bytevector holds exact integers from 0 to 255 only", item.at)
    return bytes(item.value for item in items if isinstance(item, Atom))


def _numbers(kind: str, items: list[Syntax]) -> NumericVector:
    """The vector of numbers of `#f64(1.5 2.0)`, a literal."""
    values = [item.value if isinstance(item, Atom) else None for item in items]
    for item, value in zip(items, values, strict=True):
        if not is_element(kind, value):
            wanted = described(kind)
            raise read_fault(f"an element of #{kind}(...) must be {wanted}", item.at)
    return NumericVector(kind, array_of(kind, values), is_literal=True)


def read(text: str, name: str, line: int = 1) -> Reader:
    """The forms of a text, read as they are asked for; `line` is the number of its first."""
    return Reader(text, name, line=line)


def is_incomplete(text: str) -> bool:
    """Whether the text ends inside a form, so that more may complete it.

    A text that is wrong in itself is not incomplete.
    """
    try:
        for _ in Reader(text, ""):
            pass
    except Incomplete:
        return True
    except ReadFault:
        return False
    return False


def read_datum(text: str, position: int = 0, name: str = "") -> tuple[Value, int] | None:
    """The datum at or after `position` and where it ends; None at the end of the text.

    What `read` gives a program: data that may be changed.
    """
    reader = Reader(text, name, position)
    form = reader.read()
    return None if form is None else (to_datum(form, literal=False), reader.offset)

"""Symbols and characters: immutable and interned, so that `eq?` is Python's `is`."""

from __future__ import annotations


class Symbol:
    """A name as a value. Make one with `symbol(name)`, never with the class."""

    __module__ = "perdure.vm"
    __slots__ = ("name",)

    name: str

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return symbol, (self.name,)

    def __copy__(self) -> Symbol:
        return self

    def __deepcopy__(self, memo: object) -> Symbol:
        return self

    def __repr__(self) -> str:
        return self.name


class Char:
    """A Unicode character. Make one with `char(text)`, never with the class."""

    __module__ = "perdure.vm"
    __slots__ = ("text",)

    text: str  #: a Python string of length 1

    def __init__(self, text: str) -> None:
        self.text = text

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return char, (self.text,)

    def __copy__(self) -> Char:
        return self

    def __deepcopy__(self, memo: object) -> Char:
        return self

    def __repr__(self) -> str:
        return f"#\\{self.text}"


_symbols: dict[str, Symbol] = {}
_chars: dict[str, Char] = {}


def symbol(name: str) -> Symbol:
    """The one symbol of that name."""
    found = _symbols.get(name)
    # setdefault, because two threads may meet here with the same new name.
    return found if found is not None else _symbols.setdefault(name, Symbol(name))


def char(text: str) -> Char:
    """The one character for a Python string of length 1."""
    found = _chars.get(text)
    return found if found is not None else _chars.setdefault(text, Char(text))


symbol.__module__ = "perdure.vm"
char.__module__ = "perdure.vm"

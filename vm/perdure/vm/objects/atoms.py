"""Symbols and characters: immutable and interned, so that `eq?` is Python's `is`."""

from __future__ import annotations

from perdure.vm.objects.fixed import Fixed, stored_function


class Symbol(Fixed):
    """A name as a value. Make one with `symbol(name)`, never with the class."""

    __module__ = "perdure.vm"
    __slots__ = ("name",)

    name: str

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return symbol, (self.name,)

    def __repr__(self) -> str:
        return self.name


class Char(Fixed):
    """A Unicode character. Make one with `char(text)`, never with the class."""

    __module__ = "perdure.vm"
    __slots__ = (
        "code",
        "downcase",
        "is_alphabetic",
        "is_numeric",
        "is_whitespace",
        "letter",
        "upcase",
    )

    letter: str  #: a Python string of length 1
    code: int  #: its number in Unicode
    # What builtins have found out about it, for generated code to read; not there before
    # somebody asked.
    downcase: Char
    upcase: Char
    is_alphabetic: bool
    is_numeric: bool
    is_whitespace: bool

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.code = ord(letter)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return char, (self.letter,)

    def __repr__(self) -> str:
        return f"#\\{self.letter}"


_symbols: dict[str, Symbol] = {}


@stored_function("perdure.vm")
def symbol(name: str) -> Symbol:
    """The one symbol of that name."""
    found = _symbols.get(name)
    # setdefault, because two threads may meet here with the same new name.
    return found if found is not None else _symbols.setdefault(name, Symbol(name))


class _Chars(dict[str, Char]):
    """All characters made so far, by their letter; makes those that are missing."""

    def __missing__(self, letter: str) -> Char:
        if "\ud800" <= letter <= "\udfff":
            raise ValueError("a surrogate is no character")
        return self.setdefault(letter, Char(letter))


chars = _Chars()


@stored_function("perdure.vm")
def char(letter: str) -> Char:
    """The one character for a Python string of length 1."""
    return chars[letter]

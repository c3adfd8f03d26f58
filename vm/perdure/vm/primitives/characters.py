"""Characters.

What is asked of one character is asked again and again of few. So the answers to the
commonest questions are kept in the Char itself, where generated code reads them; it
comes here only where there is none yet.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from typing import Any, Final

from perdure.vm.objects.atoms import Char, char
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.marks import ALPHABETIC_MARKS
from perdure.vm.objects.primitive import Short
from perdure.vm.objects.singletons import FALSE
from perdure.vm.objects.types import ANYTHING, CHAR, NATURAL
from perdure.vm.primitives.checks import char_of
from perdure.vm.primitives.comparing import register_comparisons
from perdure.vm.primitives.registry import predicate, pure


@predicate("char?", may_fail=False, folds=True, short="type(a) is Char")
def is_char(x: Value) -> bool:
    return type(x) is Char


@pure(
    "char->integer",
    takes=(CHAR,),
    gives=NATURAL,
    allocates=False,
    may_fail=False,
    folds=True,
    short="a.code",
)
def char_to_integer(c: Value) -> Value:
    return ord(char_of("char->integer", c))


@pure(
    "integer->char",
    takes=(NATURAL,),
    gives=CHAR,
    allocates=False,
    folds=True,
    short="CHARS[chr(a)]",
)
def integer_to_char(x: Value) -> Value:
    if type(x) is not int or not 0 <= x < 0x110000 or 0xD800 <= x < 0xE000:
        raise wrong_type("integer->char", "a Unicode scalar value", x)
    return char(chr(x))


_OF_CHAR: Final[dict[str, Any]] = {
    "takes": (CHAR,),
    "allocates": False,
    "may_fail": False,
    "folds": True,
}


def _single(text: str, otherwise: str) -> str:
    """The text if it is one character; some change into several, which no char can.

    Python knows the full case mappings only. Where one gives several characters, the
    simple one is found by another: the upper case of ᾳ as its title case, the folded
    ẞ as its lower case.
    """
    return text if len(text) == 1 else otherwise


@pure("char-upcase", **_OF_CHAR, gives=CHAR, short="a.upcase")
def char_upcase(c: Value) -> Value:
    text = char_of("char-upcase", c)
    c.upcase = char(_single(text.upper(), _single(text.title(), text)))
    return c.upcase


@pure("char-downcase", **_OF_CHAR, gives=CHAR, short="a.downcase")
def char_downcase(c: Value) -> Value:
    text = char_of("char-downcase", c)
    c.downcase = char(text.lower()[0])  # that of İ alone is longer: i and a dot
    return c.downcase


def folded(text: str) -> str:
    return _single(text.casefold(), _single(text.lower(), text))


@pure("char-foldcase", **_OF_CHAR)
@cache
def char_foldcase(c: Value) -> Value:
    return char(folded(char_of("char-foldcase", c)))


@predicate("char-alphabetic?", **_OF_CHAR, short="a.is_alphabetic")
def is_alphabetic(c: Value) -> bool:
    text = char_of("char-alphabetic?", c)
    c.is_alphabetic = text.isalpha() or text.isupper() or text.islower() or _is_letterlike(text)
    return c.is_alphabetic


def _is_letterlike(text: str) -> bool:
    """Whether a character is alphabetic that is no letter and has no case."""
    category = unicodedata.category(text)
    return category == "Nl" or (
        category in ("Mn", "Mc") and bool(bisect_right(ALPHABETIC_MARKS, ord(text)) & 1)
    )


@predicate("char-numeric?", **_OF_CHAR, short="a.is_numeric")
def is_numeric(c: Value) -> bool:
    c.is_numeric = unicodedata.category(char_of("char-numeric?", c)) == "Nd"
    return c.is_numeric


@predicate("char-whitespace?", **_OF_CHAR, short="a.is_whitespace")
def is_whitespace(c: Value) -> bool:
    text = char_of("char-whitespace?", c)
    # The separators of files, groups, records and units are whitespace to Python alone.
    c.is_whitespace = text.isspace() and text not in "\x1c\x1d\x1e\x1f"
    return c.is_whitespace


@predicate("char-upper-case?", **_OF_CHAR)
@cache
def is_upper_case(c: Value) -> bool:
    return char_of("char-upper-case?", c).isupper()


@predicate("char-lower-case?", **_OF_CHAR)
@cache
def is_lower_case(c: Value) -> bool:
    return char_of("char-lower-case?", c).islower()


@pure("digit-value", **_OF_CHAR)
@cache
def digit_value(c: Value) -> Value:
    found = unicodedata.decimal(char_of("digit-value", c), -1)
    return FALSE if found < 0 else int(found)


register_comparisons(
    "char",
    char_of,
    folded,
    takes=CHAR,
    short="a.letter {sign} b.letter if type(a) is Char and type(b) is Char else checked(a, b)",
    # There is but one of each character.
    equal=(
        Short("a is b", CHAR, CHAR),
        Short("a is b or type(b) is not Char and checked(a, b)", CHAR, ANYTHING),
        Short("a is b or type(a) is not Char and checked(a, b)", ANYTHING, CHAR),
    ),
)

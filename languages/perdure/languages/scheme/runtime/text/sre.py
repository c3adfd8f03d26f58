"""SREs, the regular expressions of SRFI 115, as patterns of Python's `re`.

`(: bow (+ alpha))` is a list of symbols, strings, characters and character sets. A part
that matches one character is worked out as a set (char_sets.Bounds) and becomes a
bracket; all else becomes a group without a number, so that the numbers of Python's
groups are those of the submatches.

Of several ways to match, Python takes the first: the leftmost alternative, and as many
repetitions as lead to a match. Time can be exponential in the text where repetitions
are nested. A look-behind must have a fixed width.

Read by: regexps.py.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import field, replace
from functools import cache
from itertools import groupby
from typing import Final

from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.char_sets import (
    FULL,
    Bounds,
    CharSet,
    bounds_of_codes,
    bounds_of_text,
    complement,
    difference,
    intersection,
    ranges_of,
    standard_bounds,
    union,
)
from perdure.vm.objects.conditions import Fault, fault
from perdure.vm.objects.data import Pair, String, Value
from perdure.vm.objects.singletons import FALSE, NIL
from perdure.vm.primitives.checks import is_circular

ASCII: Final = (0, 128)
_UNGUARDED: Final = 10_000  #: parts of an SRE that are taken before looking for a circle
_WORD: Final = bounds_of_text("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class _Context:
    """The options that the `w/...` forms around a part have set."""

    folds: bool = False  #: w/nocase
    is_ascii: bool = False
    captures: bool = True

    def within(self, bounds: Bounds) -> Bounds:
        return intersection(bounds, ASCII) if self.is_ascii else bounds


@dataclass
class _Names:
    """The submatches so far."""

    count: int = 0
    numbers: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Pattern:
    """A pattern of `re`, and the numbers of its named submatches."""

    text: str
    names: tuple[tuple[str, int], ...]


def pattern_of(sre: Value) -> Pattern:
    """The pattern of an SRE; a fault where it is none."""
    names = _Names()
    try:
        text = _pattern(sre, _Context(), names)
    except RecursionError:
        raise fault("regexp", "this SRE is nested too deeply") from None
    return Pattern(text, tuple(names.numbers))


def _wrong(sre: Value) -> Fault:
    return fault("regexp", "this is no SRE:", sre)


def _items(form: Value) -> list[Value]:
    """The elements of a list."""
    items: list[Value] = []
    rest = form
    while type(rest) is Pair:
        items.append(rest.car)
        rest = rest.cdr
        if len(items) == _UNGUARDED and is_circular(rest):
            raise fault("regexp", "this SRE is circular")
    if rest is not NIL:
        raise _wrong(form)
    return items


def _head(form: Value) -> tuple[str, list[Value]]:
    """The name of a form, "" where it begins with no symbol, and the rest of it."""
    items = _items(form)
    if not items or type(items[0]) is not Symbol:
        return "", items
    return items[0].name, items[1:]


# Sets of characters --------------------------------------------------------


@cache
def _others() -> Bounds:
    """Unicode's property Other (C): control characters, and what is no character."""
    bounds: list[int] = []
    codes = range(sys.maxunicode + 1)
    for is_other, run in groupby(codes, lambda code: unicodedata.category(chr(code))[0] == "C"):
        members = list(run)
        if is_other:
            bounds += (members[0], members[-1] + 1)
    return intersection(tuple(bounds), FULL)


@cache
def _variants() -> tuple[tuple[str, str], ...]:
    """Each character that has a case, with all that differ from it in case alone."""
    classes: dict[str, str] = {}
    for code in range(0x20000):
        letter = chr(code)
        folded = letter.lower() if len(letter.lower()) == 1 else letter
        folded = folded.upper() if len(folded.upper()) == 1 else folded
        if folded != letter or letter.lower() != letter:
            classes[folded] = classes.get(folded, "") + letter
    return tuple(
        (letter, members)
        for folded, found in classes.items()
        for members in ["".join(sorted({*found, folded}))]
        for letter in members
    )


def _folded(bounds: Bounds, context: _Context) -> Bounds:
    """The set with all case variants of its members, in a context without case."""
    if not context.folds:
        return bounds
    member = CharSet(bounds)
    added = {
        ord(other)
        for letter, members in _variants()
        if letter in member and (not context.is_ascii or letter < "\x80")
        for other in members
        if not context.is_ascii or other < "\x80"
    }
    return union(bounds, bounds_of_codes(added))


_STANDARD: Final = {
    "title-case": "title-case", "title": "title-case",
    "alphabetic": "alphabetic", "alpha": "alphabetic",
    "numeric": "digit", "num": "digit", "digit": "digit",
    "alphanumeric": "alphanumeric", "alphanum": "alphanumeric", "alnum": "alphanumeric",
    "punctuation": "punctuation", "punct": "punctuation",
    "symbol": "symbol",
    "whitespace": "whitespace", "white": "whitespace", "space": "whitespace",
    "hex-digit": "hex-digit", "xdigit": "hex-digit",
    "ascii": "ascii",
}  # fmt: skip
_CASES: Final = {
    "lower-case": "lower-case", "lower": "lower-case",
    "upper-case": "upper-case", "upper": "upper-case",
}  # fmt: skip


def _named_set(name: str, context: _Context) -> Bounds | None:
    if name in ("whitespace", "white", "space") and context.is_ascii:
        return bounds_of_text(" \t\n\f\r")
    if name in _STANDARD:
        return context.within(standard_bounds(_STANDARD[name]))
    if name in _CASES:
        return _folded(context.within(standard_bounds(_CASES[name])), context)
    if name == "any":
        return context.within(FULL)
    if name == "nonl":
        return context.within(difference(FULL, bounds_of_text("\r\n")))
    if name in ("graphic", "graph", "printing", "print"):
        parts = ["alphanumeric", "punctuation", "symbol"]
        parts += ["whitespace"] if name.startswith("print") else []
        bounds: Bounds = ()
        for part in parts:
            bounds = union(bounds, standard_bounds(part))
        return context.within(bounds)
    if name in ("control", "cntrl"):
        return (0, 32) if context.is_ascii else _others()
    return None


def _ranges(sre: Value, specs: list[Value], context: _Context) -> Bounds:
    ends = ""
    for spec in specs:
        if type(spec) is String:
            ends += spec.text
        elif type(spec) is Char:
            ends += spec.letter
        else:
            raise _wrong(sre)
    if len(ends) % 2:
        raise fault("regexp", "a range has two ends:", sre)
    bounds: Bounds = ()
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        if first > last:
            raise fault("regexp", f"the range from {first} to {last} is empty:", sre)
        bounds = union(bounds, (ord(first), ord(last) + 1))
    return _folded(intersection(bounds, FULL), context)


def _find_set(sre: Value, context: _Context) -> Bounds | None:
    """The characters that an SRE of one character matches; None for any other."""
    kind = type(sre)
    if kind is Char:
        return _folded(bounds_of_text(sre.letter), context)
    if kind is String:
        return _folded(bounds_of_text(sre.text), context) if len(sre.text) == 1 else None
    if kind is CharSet:
        return _folded(sre.bounds, context)
    if kind is Symbol:
        return _named_set(sre.name, context)
    if kind is not Pair:
        return None
    return _find_compound_set(sre, context)


def _find_compound_set(sre: Value, context: _Context) -> Bounds | None:
    name, parts = _head(sre)
    if name in ("", "char-set"):
        if len(parts) != 1 or type(parts[0]) is not String:
            raise _wrong(sre)
        return _folded(bounds_of_text(parts[0].text), context)
    if name in ("/", "char-range"):
        return _ranges(sre, parts, context)
    if name in ("or", "|"):
        found = [_find_set(part, context) for part in parts]
        return None if None in found else _joined([part for part in found if part is not None])
    if name in ("&", "and"):
        bounds = context.within(FULL)
        for part in parts:
            bounds = intersection(bounds, _set(part, context))
        return bounds
    if name in ("-", "difference") and parts:
        others = _joined([_set(part, context) for part in parts[1:]])
        return difference(_set(parts[0], context), others)
    if name in ("~", "complement"):
        others = _joined([_set(part, context) for part in parts])
        return context.within(complement(others))
    if name in _SWITCHES and name != "w/nocapture" and len(parts) == 1:
        return _find_set(parts[0], _SWITCHES[name](context))
    return None


def _joined(sets: list[Bounds]) -> Bounds:
    bounds: Bounds = ()
    for each in sets:
        bounds = union(bounds, each)
    return bounds


def _set(sre: Value, context: _Context) -> Bounds:
    found = _find_set(sre, context)
    if found is None:
        raise fault("regexp", "this does not match one character of a set:", sre)
    return found


_SWITCHES: Final[dict[str, Callable[[_Context], _Context]]] = {
    "w/case": lambda context: replace(context, folds=False),
    "w/nocase": lambda context: replace(context, folds=True),
    "w/ascii": lambda context: replace(context, is_ascii=True),
    "w/unicode": lambda context: replace(context, is_ascii=False),
    "w/nocapture": lambda context: replace(context, captures=False),
}


def bracket(bounds: Bounds) -> str:
    """A set as Python writes it."""
    if not bounds:
        return "(?!)"
    if bounds == FULL:
        return r"[\s\S]"
    if len(bounds) == 2 and bounds[1] == bounds[0] + 1:
        return re.escape(chr(bounds[0]))
    inner, sign = bounds, ""
    if bounds[0] == 0 and bounds[-1] > 0x10FFFF:  # the complement is shorter
        inner, sign = complement(bounds), "^"
    parts = [f"\\U{first:08x}-\\U{end - 1:08x}" for first, end in ranges_of(inner)]
    return f"[{sign}{''.join(parts)}]"


# All other patterns --------------------------------------------------------

_REPEATED: Final = {
    "*": "*", "zero-or-more": "*", "+": "+", "one-or-more": "+", "?": "?", "optional": "?",
    "*?": "*?", "non-greedy-zero-or-more": "*?", "??": "??", "non-greedy-optional": "??",
}  # fmt: skip
#: Name -> (how many numbers come first, what follows the repetition).
_COUNTED: Final = {
    "=": (1, ""), "exactly": (1, ""), ">=": (1, ""), "at-least": (1, ""),
    "**": (2, ""), "repeated": (2, ""), "**?": (2, "?"), "non-greedy-repeated": (2, "?"),
}  # fmt: skip
_AROUND: Final = {
    "look-ahead": "?=", "look-behind": "?<=", "neg-look-ahead": "?!", "neg-look-behind": "?<!",
}  # fmt: skip
_LINE_START: Final = r"(?:\A|(?<=\n)|(?<=\r)(?!\n))"
_LINE_END: Final = r"(?:\Z|(?=\r)|(?<!\r)(?=\n))"


def _pattern(sre: Value, context: _Context, names: _Names) -> str:
    if type(sre) is String and len(sre.text) != 1:
        if not context.folds:
            return re.escape(sre.text)
        return "".join(bracket(_folded(bounds_of_text(c), context)) for c in sre.text)
    found = _find_set(sre, context)
    if found is not None:
        return bracket(found)
    if type(sre) is Symbol:
        return _assertion(sre, context)
    if type(sre) is not Pair:
        raise _wrong(sre)
    return _compound(sre, context, names)


def _sequence(parts: list[Value], context: _Context, names: _Names) -> str:
    return "".join([_pattern(part, context, names) for part in parts])


def _compound(sre: Value, context: _Context, names: _Names) -> str:
    name, parts = _head(sre)
    if name in (":", "seq"):
        return f"(?:{_sequence(parts, context, names)})"
    if name in ("or", "|"):
        return f"(?:{'|'.join([_pattern(part, context, names) for part in parts])})"
    if name in _REPEATED:
        return f"(?:(?:{_sequence(parts, context, names)}){_REPEATED[name]})"
    if name in _COUNTED:
        return _repetition(sre, name, parts, context, names)
    if name in ("$", "submatch"):
        return _submatch(parts, context, names)
    if name in ("->", "submatch-named") and parts and type(parts[0]) is Symbol:
        if context.captures:
            names.numbers.append((parts[0].name, names.count + 1))
        return _submatch(parts[1:], context, names)
    if name in _SWITCHES:
        return f"(?:{_sequence(parts, _SWITCHES[name](context), names)})"
    if name in _AROUND:
        return f"({_AROUND[name]}{_sequence(parts, context, names)})"
    if name == "word":
        start, end, _ = _word_edges(context)
        return f"(?:{start}(?:{_sequence(parts, context, names)}){end})"
    if name == "word+":
        return _whole_word(_joined([_set(part, context) for part in parts]), context)
    if name == "backref" and len(parts) == 1:
        return _backref(sre, parts[0], context, names)
    raise _wrong(sre)


def _repetition(sre: Value, name: str, parts: list[Value], context: _Context, names: _Names) -> str:
    size, suffix = _COUNTED[name]
    counts, rest = parts[:size], parts[size:]
    if len(counts) < size or type(counts[0]) is not int or counts[0] < 0:
        raise _wrong(sre)
    least = counts[0]
    most: int | str = least
    if name in (">=", "at-least"):
        most = ""
    elif size == 2:
        if counts[1] is FALSE:
            most = ""
        elif type(counts[1]) is int and counts[1] >= least:
            most = counts[1]
        else:
            raise _wrong(sre)
    return f"(?:(?:{_sequence(rest, context, names)}){{{least},{most}}}{suffix})"


def _submatch(parts: list[Value], context: _Context, names: _Names) -> str:
    if not context.captures:
        return f"(?:{_sequence(parts, context, names)})"
    names.count += 1
    return f"({_sequence(parts, context, names)})"


def _backref(sre: Value, which: Value, context: _Context, names: _Names) -> str:
    if type(which) is Symbol:
        number = dict(reversed(names.numbers)).get(which.name, 0)
    else:
        number = which if type(which) is int else 0
    if not 1 <= number <= names.count:
        raise fault("regexp", "there is no such submatch before", sre)
    return f"(?{'i' if context.folds else ''}:\\{number})"


# Edges ---------------------------------------------------------------------


def _unicode_word_bounds() -> Bounds:
    return union(standard_bounds("alphanumeric"), bounds_of_text("_"))


@cache
def _unicode_word() -> str:
    r"""A bracket of the characters of words. Python's `\w` has other ones: `²`, but no marks."""
    return bracket(_unicode_word_bounds())


def _word_edges(context: _Context) -> tuple[str, str, str]:
    """Patterns of the start of a word, of its end, and of one of its characters."""
    inside = bracket(_WORD) if context.is_ascii else _unicode_word()
    return f"(?<!{inside})(?={inside})", f"(?<={inside})(?!{inside})", inside


def _whole_word(allowed: Bounds, context: _Context) -> str:
    start, end, inside = _word_edges(context)
    if allowed == context.within(FULL):
        return f"(?:{start}{inside}+{end})"
    word = _WORD if context.is_ascii else _unicode_word_bounds()
    return f"(?:{start}{bracket(intersection(word, allowed))}+{end})"


@cache
def _extenders() -> str:
    """A bracket of the characters that belong to the one before them."""
    codes = [c for c in range(0x20000) if unicodedata.category(chr(c)) in ("Mn", "Me", "Mc")]
    codes += [0x200C, 0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE01F0)]
    return bracket(bounds_of_codes(codes))


@cache
def _grapheme() -> str:
    """One grapheme cluster, near to Unicode's annex 29."""
    more = _extenders()
    flag = "[\\U0001f1e6-\\U0001f1ff]"
    hangul = "(?:[\\u1100-\\u115f]*(?:[\\uac00-\\ud7a3]|[\\u1160-\\u11a7]+)[\\u1160-\\u11ff]*)"
    pictures = f"[^\\x00-\\xff]{more}*\\u200d"
    return f"(?:\\r\\n|(?:{flag}{flag}|{hangul}|(?:{pictures})*[\\s\\S]){more}*)"


def _assertion(sre: Symbol, context: _Context) -> str:
    match sre.name:
        case "bos":
            return r"\A"
        case "eos":
            return r"\Z"
        case "bol":
            return _LINE_START
        case "eol":
            return _LINE_END
        case "bow":
            return _word_edges(context)[0]
        case "eow":
            return _word_edges(context)[1]
        case "nwb":
            start, end, _ = _word_edges(context)
            return f"(?!{start}|{end})"
        case "word":
            return _whole_word(context.within(FULL), context)
        case "grapheme":
            return bracket(ASCII) if context.is_ascii else _grapheme()
        case "bog":
            return "" if context.is_ascii else f"(?!\\Z)(?!{_extenders()})(?!(?<=\\r)\\n)"
        case "eog":
            return "" if context.is_ascii else f"(?!\\A)(?!{_extenders()})(?!(?<=\\r)\\n)"
    raise _wrong(sre)

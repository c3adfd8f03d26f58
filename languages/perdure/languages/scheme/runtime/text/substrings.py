"""Strings by SRFIs 13 and 152: parts, comparison of parts, case, replication.

Letters are compared without regard to case as SRFI 13 says, one by one: raised, then
lowered, where that gives one character.

Neighbours: strings.py, scanning.py; what calls procedures is in Scheme, in (perdure strings).
"""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import takewhile

from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.languages.scheme.runtime.text.scanning import limits
from perdure.languages.scheme.runtime.text.strings import grammar_of, part_of
from perdure.vm.objects.atoms import Char
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, Values, new_string
from perdure.vm.objects.hashing import stable_hash
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.checks import (
    bounds_of,
    count_within,
    items_of,
    list_from,
    size_of,
    text_of,
)
from perdure.vm.primitives.strings import changeable, string_copy_into

# Case, letter by letter --------------------------------------------------------


def _one(text: str, otherwise: str) -> str:
    return text if len(text) == 1 else otherwise


@cache
def _upper(letter: str) -> str:
    return _one(letter.upper(), letter)


@cache
def _lower(letter: str) -> str:
    return _one(letter.lower(), letter)


@cache
def _folded(letter: str) -> str:
    return _lower(_upper(letter))


def _fold(text: str) -> str:
    return "".join(map(_folded, text))


def _is_cased(letter: str) -> bool:
    return letter.isupper() or letter.islower() or unicodedata.category(letter) == "Lt"


def _upcase(text: str) -> str:
    return "".join(map(_upper, text))


def _downcase(text: str) -> str:
    return "".join(map(_lower, text))


def _titlecase(text: str) -> str:
    """The first letter of each run of cased ones as a title has it, the others lowered."""
    made = []
    is_within = False
    for letter in text:
        made.append(_lower(letter) if is_within else _one(letter.title(), letter))
        is_within = _is_cased(letter)
    return "".join(made)


def _register_change(name: str, change: Callable[[str], str]) -> None:
    """`%NAME`, which gives a changed copy of a part, and `NAME!`, which changes it in place."""

    def copied(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
        return new_string(change(part_of(name, s, start, end)))

    def in_place(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
        target = changeable(f"{name}!", s)
        text = target.text
        first, last = bounds_of(f"{name}!", len(text), start, end)
        target.text = text[:first] + change(text[first:last]) + text[last:]
        return UNSPECIFIED

    pure(f"%{name}")(copied)
    effectful(f"{name}!")(in_place)


_register_change("string-upcase", _upcase)
_register_change("string-downcase", _downcase)
_register_change("string-titlecase", _titlecase)
_register_change("string-reverse", lambda text: text[::-1])


# Parts -------------------------------------------------------------------------


@pure("string-take")
def string_take(s: Value, k: Value) -> Value:
    text = text_of("string-take", s)
    return new_string(text[: count_within("string-take", text, k)])


@pure("string-drop")
def string_drop(s: Value, k: Value) -> Value:
    text = text_of("string-drop", s)
    return new_string(text[count_within("string-drop", text, k) :])


@pure("string-take-right")
def string_take_right(s: Value, k: Value) -> Value:
    text = text_of("string-take-right", s)
    return new_string(text[len(text) - count_within("string-take-right", text, k) :])


@pure("string-drop-right")
def string_drop_right(s: Value, k: Value) -> Value:
    text = text_of("string-drop-right", s)
    return new_string(text[: len(text) - count_within("string-drop-right", text, k)])


@pure("substring/shared")
def substring_shared(s: Value, start: Value, end: Value = DEFAULT) -> Value:
    return new_string(part_of("substring/shared", s, start, end))


@pure("string-replace")
def string_replace(
    s: Value,
    other: Value,
    start: Value,
    end: Value,
    other_start: Value = DEFAULT,
    other_end: Value = DEFAULT,
) -> Value:
    """A copy of s with a part of it replaced by (a part of) the other string."""
    who = "string-replace"
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, end)
    return new_string(text[:first] + part_of(who, other, other_start, other_end) + text[last:])


@pure("string-segment")
def string_segment(s: Value, k: Value) -> Value:
    """The pieces of length k, one after the other; the last may be shorter."""
    text = text_of("string-segment", s)
    if type(k) is not int or k < 1:
        raise wrong_type("string-segment", "a length (an exact integer from 1)", k)
    return list_from([new_string(text[at : at + k]) for at in range(0, len(text), k)])


@pure("%string-split")
def string_split(
    s: Value,
    delimiter: Value,
    grammar: Value = DEFAULT,
    limit: Value = FALSE,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> Value:
    """SRFI 152's: the words between delimiters, as many splits as `limit` says at most."""
    who = "string-split"
    text = part_of(who, s, start, end)
    parts = split(who, text, text_of(who, delimiter), grammar, limit)
    return list_from([new_string(part) for part in parts])


def split(who: str, text: str, between: str, grammar: Value, limit: Value) -> list[str]:
    """The words of a text between delimiters, as the grammar has it."""
    kind = grammar_of(who, grammar)
    most = -1 if limit is FALSE or limit is DEFAULT else size_of(who, limit)
    if not text:
        if kind == "strict-infix":
            raise fault(who, "the string is empty, which the grammar strict-infix forbids")
        return []
    if between:
        if kind == "prefix" and text.startswith(between):
            text = text[len(between) :]
        parts = text.split(between, most)
    else:
        whole = len(text) if most < 0 else min(most, len(text))
        parts = [*text[:whole], *([text[whole:]] if whole < len(text) else [])]
    if kind == "suffix" and parts[-1] == "":
        parts.pop()
    return parts


# Joining -----------------------------------------------------------------------


def texts(who: str, items: Value, is_plain: bool = False) -> str:
    """The text of a list of characters, or of characters and strings."""
    made = []
    for item in items_of(who, items):
        if type(item) is Char:
            made.append(item.letter)
        elif type(item) is String and not is_plain:
            made.append(item.text)
        else:
            expected = "a character" if is_plain else "a character or a string"
            raise wrong_type(who, expected, item)
    return "".join(made)


@pure("%texts->string")
def texts_to_string(who: Value, items: Value) -> Value:
    """The string of a list of characters and strings."""
    return new_string(texts(who.name, items))


@pure("string-concatenate", "string-concatenate/shared")
def string_concatenate(strings: Value) -> Value:
    who = "string-concatenate"
    return new_string("".join([text_of(who, s) for s in items_of(who, strings)]))


@pure("string-concatenate-reverse", "string-concatenate-reverse/shared")
def string_concatenate_reverse(
    strings: Value, final: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    who = "string-concatenate-reverse"
    parts = [text_of(who, s) for s in items_of(who, strings)]
    tail = "" if final is DEFAULT else part_of(who, final, 0, end)
    return new_string("".join(reversed(parts)) + tail)


# Comparing ---------------------------------------------------------------------


def _two(who: str, s: Value, other: Value, bounds: tuple[Value, ...]) -> tuple[str, str, int]:
    """The parts of two strings, and where the first begins."""
    if len(bounds) > 4:
        raise fault(who, f"{len(bounds) - 4} arguments too many", kind="arity")
    given = list(bounds) + [DEFAULT] * (4 - len(bounds))
    start, end, other_start, other_end = given
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, end)
    return text[first:last], part_of(who, other, other_start, other_end), first


def _common(a: str, b: str) -> int:
    """How many characters are the same from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


_SIGNS: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _register_comparison(name: str, is_so: Callable[[str, str], bool], is_folding: bool) -> None:
    def compare(s: Value, other: Value, *bounds: Value) -> bool:
        a, b, _ = _two(name, s, other, bounds)
        return is_so(_fold(a), _fold(b)) if is_folding else is_so(a, b)

    predicate(name)(compare)


for _sign, _is_so in _SIGNS.items():
    _register_comparison(f"string{_sign}", _is_so, False)
    _register_comparison(f"string-ci{_sign}", _is_so, True)


@pure("%string-compare")
def string_compare(who: Value, s: Value, other: Value, is_folding: Value, bounds: Value) -> Value:
    """-1, 0 or 1, and the index in s of the first difference."""
    a, b, first = _two(who.name, s, other, tuple(items_of(who.name, bounds)))
    if is_folding is not FALSE:
        a, b = _fold(a), _fold(b)
    return Values(((a > b) - (a < b), first + _common(a, b)))


def _register_lengths(suffix: str, fold: Callable[[str], str]) -> None:
    """`string-prefix-length` and `string-suffix-length`."""
    prefix_name = f"string-prefix-length{suffix}"
    suffix_name = f"string-suffix-length{suffix}"

    def prefix_length(s: Value, other: Value, *bounds: Value) -> Value:
        a, b, _ = _two(prefix_name, s, other, bounds)
        return _common(fold(a), fold(b))

    def suffix_length(s: Value, other: Value, *bounds: Value) -> Value:
        a, b, _ = _two(suffix_name, s, other, bounds)
        return _common(fold(a)[::-1], fold(b)[::-1])

    pure(prefix_name)(prefix_length)
    pure(suffix_name)(suffix_length)


_register_lengths("", str)
_register_lengths("-ci", _fold)


@predicate("string-prefix-ci?")
def is_prefix_ci(s: Value, other: Value, *bounds: Value) -> bool:
    a, b, _ = _two("string-prefix-ci?", s, other, bounds)
    return _fold(b).startswith(_fold(a))


@predicate("string-suffix-ci?")
def is_suffix_ci(s: Value, other: Value, *bounds: Value) -> bool:
    a, b, _ = _two("string-suffix-ci?", s, other, bounds)
    return _fold(b).endswith(_fold(a))


@pure("string-contains-ci")
def string_contains_ci(s: Value, pattern: Value, *bounds: Value) -> Value:
    a, b, first = _two("string-contains-ci", s, pattern, bounds)
    found = _fold(a).find(_fold(b))
    return FALSE if found < 0 else first + found


@pure("string-contains-right")
def string_contains_right(s: Value, pattern: Value, *bounds: Value) -> Value:
    a, b, first = _two("string-contains-right", s, pattern, bounds)
    found = a.rfind(b)
    return FALSE if found < 0 else first + found


def _hash(who: str, text: str, bound: Value) -> Value:
    limit = 0 if bound is DEFAULT else size_of(who, bound)
    return stable_hash(text) % limit if limit else stable_hash(text)


@pure("%string-hash")
def string_hash(
    s: Value, bound: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """SRFI 13's: of a part, and a bound of 0 is none."""
    return _hash("string-hash", part_of("string-hash", s, start, end), bound)


@pure("string-hash-ci")
def string_hash_ci(
    s: Value, bound: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    return _hash("string-hash-ci", _fold(part_of("string-hash-ci", s, start, end)), bound)


# Replication -------------------------------------------------------------------


def replicated(who: str, text: str, first: Value, last: Value) -> str:
    """The part from `first` to `last` of the text repeated without end both ways."""
    for place in (first, last):
        if type(place) is not int:
            raise wrong_type(who, "an exact integer", place)
    size = size_of(who, max(0, last - first))
    if last < first:
        raise fault(who, f"expected an end from {first} on, got {last}", kind="range")
    if size == 0:
        return ""
    if not text:
        raise fault(who, "an empty string cannot be repeated")
    at = first % len(text)
    return (text * ((at + size) // len(text) + 1))[at : at + size]


@pure("xsubstring")
def xsubstring(
    s: Value, first: Value, last: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    text = part_of("xsubstring", s, start, end)
    if last is DEFAULT and type(first) is int:
        last = first + len(text)
    return new_string(replicated("xsubstring", text, first, last))


@pure("string-replicate")
def string_replicate(
    s: Value, first: Value, last: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    text = part_of("string-replicate", s, start, end)
    return new_string(replicated("string-replicate", text, first, last))


@effectful("string-xcopy!")
def string_xcopy(
    to: Value,
    at: Value,
    s: Value,
    first: Value,
    last: Value = DEFAULT,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> Value:
    text = part_of("string-xcopy!", s, start, end)
    if last is DEFAULT and type(first) is int:
        last = first + len(text)
    return string_copy_into(to, at, new_string(replicated("string-xcopy!", text, first, last)))


# Optional arguments ------------------------------------------------------------


@pure("%string-parse-bounds")
def parse_bounds(who: Value, s: Value, arguments: Value, is_final: Value) -> Value:
    """The rest of the arguments after a start and an end, these two; or only these two."""
    given = items_of(who.name, arguments)
    if is_final is not FALSE:
        _, first, last = limits(who.name, s, arguments)
        return Values((first, last))
    _, first, last = limits(who.name, s, list_from(given[:2]))
    return Values((list_from(given[2:]), first, last))


@predicate("substring-spec-ok?")
def is_substring(s: Value, start: Value, end: Value) -> bool:
    return (
        type(s) is String
        and type(start) is int
        and type(end) is int
        and 0 <= start <= end <= len(s.text)
    )

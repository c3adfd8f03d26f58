"""Texts that never change (SRFI 135): what of them calls no procedures.

A *textual* is a text or a string. A text gives its `str` to a string, and a string to a
text, without copying a character: so what calls procedures hands strings to those of
(perdure strings).

Neighbours: perdure.vm.primitives.strings, strings.py, substrings.py; the rest is in Scheme,
in (srfi 135).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.languages.scheme.runtime.text.strings import joined
from perdure.languages.scheme.runtime.text.strings import part_of as part_of_string
from perdure.languages.scheme.runtime.text.substrings import replicated, split
from perdure.vm.objects.atoms import Char, char
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Bytevector, String, Value, Vector, new_string, new_vector
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.singletons import DEFAULT, FALSE, boolean
from perdure.vm.primitives.bytevectors import data_of
from perdure.vm.primitives.checks import (
    bounds_of,
    char_of,
    count_within,
    index_fault,
    items_of,
    letters_of,
    list_from,
    size_of,
)
from perdure.vm.primitives.comparing import register_comparisons


def letters_of_text(who: str, x: Value) -> str:
    """The characters of a text."""
    if type(x) is not Text:
        raise wrong_type(who, "a text", x)
    letters: str = x.letters
    return letters


def letters_of_textual(who: str, x: Value) -> str:
    """The characters of a text or a string."""
    if type(x) is Text:
        return x.letters
    if type(x) is String:
        return x.text
    raise wrong_type(who, "a text or a string", x)


def part_of(who: str, x: Value, start: Value, end: Value) -> str:
    """The characters of a part of a text or a string."""
    letters = letters_of_textual(who, x)
    first, last = bounds_of(who, len(letters), start, end)
    return letters[first:last]


# Kinds, and the one made into the other ----------------------------------------


@predicate("text?", may_fail=False, folds=True)
def is_text(x: Value) -> bool:
    return type(x) is Text


@predicate("textual?")
def is_textual(x: Value) -> bool:
    return type(x) is Text or type(x) is String


@predicate("textual-null?")
def is_null(x: Value) -> bool:
    return not letters_of_textual("textual-null?", x)


@pure("%textual->string")
def string_of(who: Value, x: Value) -> Value:
    """A string of the same characters, for a procedure of that name."""
    return new_string(letters_of_textual(who.name, x))


@pure("%string->text")
def text_from(s: Value) -> Value:
    """The text of a string that a procedure over strings has made."""
    return Text(s.text)


@pure("%pieces->text")
def text_of_pieces(who: Value, pieces: Value) -> Value:
    """The text of a list of characters, strings and texts."""
    made = []
    for piece in items_of(who.name, pieces):
        if type(piece) is Char:
            made.append(piece.letter)
        elif type(piece) is Text or type(piece) is String:
            made.append(letters_of_textual(who.name, piece))
        else:
            raise wrong_type(who.name, "a character, a string or a text", piece)
    return Text("".join(made))


@pure("textual->text")
def textual_to_text(x: Value) -> Value:
    return x if type(x) is Text else Text(letters_of_textual("textual->text", x))


@pure("textual->string")
def textual_to_string(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return new_string(part_of("textual->string", x, start, end))


@pure("textual->list")
def textual_to_list(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return list_from([char(letter) for letter in part_of("textual->list", x, start, end)])


@pure("textual->vector")
def textual_to_vector(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return new_vector([char(letter) for letter in part_of("textual->vector", x, start, end)])


@pure("string->text")
def string_to_text(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return Text(part_of_string("string->text", s, start, end))


@pure("vector->text")
def vector_to_text(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    who = "vector->text"
    if type(v) is not Vector:
        raise wrong_type(who, "a vector", v)
    first, last = bounds_of(who, len(v.items), start, end)
    return Text("".join([char_of(who, c) for c in v.items[first:last]]))


@pure("list->text")
def list_to_text(items: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    letters = letters_of("list->text", items)
    first, last = bounds_of("list->text", len(letters), start, end)
    return Text("".join(letters[first:last]))


@pure("reverse-list->text")
def reverse_list_to_text(items: Value) -> Value:
    return Text("".join(reversed(letters_of("reverse-list->text", items))))


# Bytes -------------------------------------------------------------------------

#: Ending of the names -> Python's codec. The one with a mark writes the big end first.
_CODECS = {"utf8": "utf-8", "utf16be": "utf-16-be", "utf16le": "utf-16-le"}
_BIG, _LITTLE = b"\xfe\xff", b"\xff\xfe"  #: the byte-order marks of UTF-16


def _decoded(who: str, data: bytes, first: int, codec: str) -> Text:
    try:
        return Text(data.decode(codec))
    except UnicodeDecodeError as error:
        name = "UTF-8" if codec == "utf-8" else "UTF-16"
        raise fault(
            who, f"byte {first + error.start} is not valid {name}: {error.reason}", kind="range"
        ) from None


def _register_codec(name: str, codec: str) -> None:
    to_bytes, from_bytes = f"textual->{name}", f"{name}->text"

    def encoded(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
        return Bytevector(bytearray(part_of(to_bytes, x, start, end).encode(codec)))

    def decoded(b: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
        data = data_of(from_bytes, b)
        first, last = bounds_of(from_bytes, len(data), start, end)
        return _decoded(from_bytes, bytes(data[first:last]), first, codec)

    pure(to_bytes)(encoded)
    pure(from_bytes)(decoded)


for _name, _codec in _CODECS.items():
    _register_codec(_name, _codec)


@pure("textual->utf16")
def textual_to_utf16(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    letters = part_of("textual->utf16", x, start, end)
    return Bytevector(bytearray(_BIG + letters.encode("utf-16-be")))


@pure("utf16->text")
def utf16_to_text(b: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    who = "utf16->text"
    data = data_of(who, b)
    first, last = bounds_of(who, len(data), start, end)
    part = bytes(data[first:last])
    codec = "utf-16-le" if part.startswith(_LITTLE) else "utf-16-be"
    if part.startswith((_BIG, _LITTLE)):
        part, first = part[2:], first + 2
    return _decoded(who, part, first, codec)


# Making texts, and parts of them -----------------------------------------------


@pure("make-text")
def make_text(size: Value, c: Value) -> Value:
    return Text(char_of("make-text", c) * size_of("make-text", size))


@pure("text")
def text_of_chars(*chars: Value) -> Value:
    return Text("".join([char_of("text", c) for c in chars]))


@pure("text-length")
def text_length(x: Value) -> Value:
    return len(letters_of_text("text-length", x))


@pure("textual-length")
def textual_length(x: Value) -> Value:
    return len(letters_of_textual("textual-length", x))


def _at(who: str, letters: str, k: Value) -> Value:
    if type(k) is int and 0 <= k < len(letters):
        return char(letters[k])
    raise index_fault(who, k, len(letters), "text")


@pure("text-ref")
def text_ref(x: Value, k: Value) -> Value:
    return _at("text-ref", letters_of_text("text-ref", x), k)


@pure("textual-ref")
def textual_ref(x: Value, k: Value) -> Value:
    return _at("textual-ref", letters_of_textual("textual-ref", x), k)


def _subtext(who: str, x: Value, letters: str, start: Value, end: Value) -> Value:
    first, last = bounds_of(who, len(letters), start, end)
    if type(x) is Text and last - first == len(letters):
        return x
    return Text(letters[first:last])


@pure("subtext")
def subtext(x: Value, start: Value, end: Value) -> Value:
    return _subtext("subtext", x, letters_of_text("subtext", x), start, end)


@pure("subtextual")
def subtextual(x: Value, start: Value, end: Value) -> Value:
    return _subtext("subtextual", x, letters_of_textual("subtextual", x), start, end)


@pure("textual-copy")
def textual_copy(x: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return Text(part_of("textual-copy", x, start, end))


@pure("textual-take")
def textual_take(x: Value, k: Value) -> Value:
    letters = letters_of_textual("textual-take", x)
    return Text(letters[: count_within("textual-take", letters, k)])


@pure("textual-drop")
def textual_drop(x: Value, k: Value) -> Value:
    letters = letters_of_textual("textual-drop", x)
    return Text(letters[count_within("textual-drop", letters, k) :])


@pure("textual-take-right")
def textual_take_right(x: Value, k: Value) -> Value:
    letters = letters_of_textual("textual-take-right", x)
    return Text(letters[len(letters) - count_within("textual-take-right", letters, k) :])


@pure("textual-drop-right")
def textual_drop_right(x: Value, k: Value) -> Value:
    letters = letters_of_textual("textual-drop-right", x)
    return Text(letters[: len(letters) - count_within("textual-drop-right", letters, k)])


def _unit(who: str, c: Value) -> str:
    return " " if c is DEFAULT else char_of(who, c)


@pure("textual-pad")
def textual_pad(
    x: Value, k: Value, c: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """The last k characters, padded on the left."""
    who = "textual-pad"
    letters = part_of(who, x, start, end)
    size = size_of(who, k)
    return Text(letters.rjust(size, _unit(who, c))[max(0, len(letters) - size) :])


@pure("textual-pad-right")
def textual_pad_right(
    x: Value, k: Value, c: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """The first k characters, padded on the right."""
    who = "textual-pad-right"
    letters = part_of(who, x, start, end)
    size = size_of(who, k)
    return Text(letters.ljust(size, _unit(who, c))[:size])


@pure("textual-replace")
def textual_replace(
    x: Value,
    other: Value,
    start: Value,
    end: Value,
    other_start: Value = DEFAULT,
    other_end: Value = DEFAULT,
) -> Value:
    """A copy of x with a part of it replaced by (a part of) the other."""
    who = "textual-replace"
    letters = letters_of_textual(who, x)
    first, last = bounds_of(who, len(letters), start, end)
    between = part_of(who, other, other_start, other_end)
    return Text(letters[:first] + between + letters[last:])


# Comparing and searching -------------------------------------------------------

register_comparisons("textual", letters_of_textual, str.casefold, fewest=2, predicate=predicate)

Parts = tuple[str, str, int]  #: the part of one, that of another, where the first begins


def _two(who: str, x: Value, other: Value, bounds: tuple[Value, ...]) -> Parts:
    start, end, other_start, other_end = bounds
    letters = letters_of_textual(who, x)
    first, last = bounds_of(who, len(letters), start, end)
    return letters[first:last], part_of(who, other, other_start, other_end), first


def _prefix_length(a: str, b: str, first: int) -> Value:
    pairs = zip(a, b, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _suffix_length(a: str, b: str, first: int) -> Value:
    return _prefix_length(a[::-1], b[::-1], first)


def _contains(a: str, b: str, first: int) -> Value:
    found = a.find(b)
    return FALSE if found < 0 else first + found


def _contains_right(a: str, b: str, first: int) -> Value:
    found = a.rfind(b)
    return FALSE if found < 0 else first + found


def _register_of_two(name: str, answer: Callable[[str, str, int], Value]) -> None:
    """A procedure of two textuals, each with an optional start and end."""

    def of_two(
        x: Value,
        other: Value,
        start: Value = DEFAULT,
        end: Value = DEFAULT,
        other_start: Value = DEFAULT,
        other_end: Value = DEFAULT,
    ) -> Value:
        return answer(*_two(name, x, other, (start, end, other_start, other_end)))

    pure(name)(of_two)


_register_of_two("textual-prefix-length", _prefix_length)
_register_of_two("textual-suffix-length", _suffix_length)
_register_of_two("textual-prefix?", lambda a, b, first: boolean(b.startswith(a)))
_register_of_two("textual-suffix?", lambda a, b, first: boolean(b.endswith(a)))
_register_of_two("textual-contains", _contains)
_register_of_two("textual-contains-right", _contains_right)


# Case --------------------------------------------------------------------------

#: A letter and what goes on a word, with the apostrophes within.
_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f]|['\u2019](?=[^\W\d_]))*")


def _titlecase(letters: str) -> str:
    return _WORD.sub(lambda word: word[0][0].title() + word[0][1:].lower(), letters)


def _register_case(name: str, change: Callable[[str], str]) -> None:
    def changed(x: Value) -> Value:
        return Text(change(letters_of_textual(name, x)))

    pure(name)(changed)


_register_case("textual-upcase", str.upper)
_register_case("textual-downcase", str.lower)
_register_case("textual-foldcase", str.casefold)
_register_case("textual-titlecase", _titlecase)


# Joining, repeating, splitting -------------------------------------------------


@pure("textual-append")
def textual_append(*textuals: Value) -> Value:
    return Text("".join([letters_of_textual("textual-append", x) for x in textuals]))


def _letters_of_all(who: str, textuals: Value) -> list[str]:
    return [letters_of_textual(who, x) for x in items_of(who, textuals)]


@pure("textual-concatenate")
def textual_concatenate(textuals: Value) -> Value:
    return Text("".join(_letters_of_all("textual-concatenate", textuals)))


@pure("textual-concatenate-reverse")
def textual_concatenate_reverse(
    textuals: Value, final: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    who = "textual-concatenate-reverse"
    parts = _letters_of_all(who, textuals)
    tail = "" if final is DEFAULT else part_of(who, final, DEFAULT, end)
    return Text("".join(reversed(parts)) + tail)


@pure("textual-join")
def textual_join(textuals: Value, delimiter: Value = DEFAULT, grammar: Value = DEFAULT) -> Value:
    """The textuals of a list with the delimiter (a space) between them."""
    who = "textual-join"
    between = " " if delimiter is DEFAULT else letters_of_textual(who, delimiter)
    return Text(joined(who, _letters_of_all(who, textuals), between, grammar))


@pure("textual-replicate")
def textual_replicate(
    x: Value, first: Value, last: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    who = "textual-replicate"
    return Text(replicated(who, part_of(who, x, start, end), first, last))


@pure("textual-split")
def textual_split(
    x: Value,
    delimiter: Value,
    grammar: Value = DEFAULT,
    limit: Value = FALSE,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> Value:
    """The words between delimiters, as many splits as `limit` says at most."""
    who = "textual-split"
    between = letters_of_textual(who, delimiter)
    words = split(who, part_of(who, x, start, end), between, grammar, limit)
    return list_from([Text(word) for word in words])

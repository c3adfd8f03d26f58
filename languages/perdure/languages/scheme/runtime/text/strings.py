"""Searching, joining, splitting and padding strings.

The names are those of SRFIs 13 and 152 where those have one.

Neighbours: substrings.py; perdure.vm.primitives.strings (making them, taking them apart).
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, new_string
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.primitives.checks import (
    bounds_of,
    char_of,
    items_of,
    list_from,
    size_of,
    symbol_name,
    text_of,
)


@predicate("string-null?")
def is_string_null(s: Value) -> bool:
    return text_of("string-null?", s) == ""


_GRAMMARS = ("infix", "strict-infix", "suffix", "prefix")


def grammar_of(who: str, x: Value) -> str:
    """How a delimiter stands between, after or before the parts."""
    name = "infix" if x is DEFAULT else symbol_name(who, x)
    if name not in _GRAMMARS:
        raise wrong_type(who, f"one of the symbols {', '.join(_GRAMMARS)}", x)
    return name


@pure("string-join")
def string_join(strings: Value, delimiter: Value = DEFAULT, grammar: Value = DEFAULT) -> Value:
    """The strings of a list with the delimiter (a space) between them."""
    who = "string-join"
    between = " " if delimiter is DEFAULT else text_of(who, delimiter)
    parts = [text_of(who, s) for s in items_of(who, strings)]
    return new_string(joined(who, parts, between, grammar))


def joined(who: str, parts: list[str], between: str, grammar: Value) -> str:
    """The parts with the delimiter where the grammar has it."""
    kind = grammar_of(who, grammar)
    if kind == "suffix":
        return "".join([part + between for part in parts])
    if kind == "prefix":
        return "".join([between + part for part in parts])
    if kind == "strict-infix" and not parts:
        raise fault(who, "the list is empty, which the grammar strict-infix forbids")
    return between.join(parts)


@pure("string-split")
def string_split(s: Value, delimiter: Value = DEFAULT) -> Value:
    """The parts of a string between delimiters: a string or char, by default white space."""
    text = text_of("string-split", s)
    if delimiter is DEFAULT:
        parts = text.split()
    else:
        between = (
            delimiter.text if type(delimiter) is String else char_of("string-split", delimiter)
        )
        if not between:
            raise fault("string-split", "the delimiter is an empty string")
        parts = text.split(between)
    return list_from([new_string(part) for part in parts])


@pure("string-search-forward")
def string_search_forward(pattern: Value, s: Value, start: Value = DEFAULT) -> Value:
    """The index at which the pattern is first found, from `start` on, or #f."""
    text = text_of("string-search-forward", s)
    first, last = bounds_of("string-search-forward", len(text), start, DEFAULT)
    found = text.find(text_of("string-search-forward", pattern), first, last)
    return FALSE if found < 0 else found


@pure("string-search-backward")
def string_search_backward(pattern: Value, s: Value, end: Value = DEFAULT) -> Value:
    """The index after the last match that ends at or before `end`, or #f."""
    text = text_of("string-search-backward", s)
    _, last = bounds_of("string-search-backward", len(text), DEFAULT, end)
    wanted = text_of("string-search-backward", pattern)
    found = text.rfind(wanted, 0, last)
    return FALSE if found < 0 else found + len(wanted)


@pure("string-search-all")
def string_search_all(pattern: Value, s: Value) -> Value:
    text = text_of("string-search-all", s)
    wanted = text_of("string-search-all", pattern)
    found: list[Value] = []
    at = text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return list_from(found)


@pure("string-contains")
def string_contains(
    s: Value,
    pattern: Value,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
    pattern_start: Value = DEFAULT,
    pattern_end: Value = DEFAULT,
) -> Value:
    """The index at which the pattern is first found, or #f."""
    who = "string-contains"
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, end)
    found = text.find(part_of(who, pattern, pattern_start, pattern_end), first, last)
    return FALSE if found < 0 else found


def part_of(who: str, s: Value, start: Value, end: Value) -> str:
    """The Python text of a part of a string."""
    text = text_of(who, s)
    if start is DEFAULT and end is DEFAULT:
        return text
    first, last = bounds_of(who, len(text), start, end)
    return text[first:last]


@predicate("string-prefix?")
def is_prefix(
    prefix: Value,
    s: Value,
    prefix_start: Value = DEFAULT,
    prefix_end: Value = DEFAULT,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> bool:
    who = "string-prefix?"
    text = part_of(who, s, start, end)
    return text.startswith(part_of(who, prefix, prefix_start, prefix_end))


@predicate("string-suffix?")
def is_suffix(
    suffix: Value,
    s: Value,
    suffix_start: Value = DEFAULT,
    suffix_end: Value = DEFAULT,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> bool:
    who = "string-suffix?"
    text = part_of(who, s, start, end)
    return text.endswith(part_of(who, suffix, suffix_start, suffix_end))


def _unit(who: str, c: Value) -> str:
    return " " if c is DEFAULT else char_of(who, c)


@pure("string-pad-left", "string-pad")
def string_pad_left(
    s: Value,
    k: Value,
    c: Value = DEFAULT,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> Value:
    """The last k characters, padded on the left: right-justified."""
    who = "string-pad-left"
    text = part_of(who, s, start, end)
    size = size_of(who, k)
    return new_string(text.rjust(size, _unit(who, c))[max(0, len(text) - size) :])


@pure("string-pad-right")
def string_pad_right(
    s: Value,
    k: Value,
    c: Value = DEFAULT,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
) -> Value:
    """The first k characters, padded on the right: left-justified."""
    who = "string-pad-right"
    text = part_of(who, s, start, end)
    size = size_of(who, k)
    return new_string(text.ljust(size, _unit(who, c))[:size])


@pure("string-trim", "string-trim-both")
def string_trim(s: Value) -> Value:
    return new_string(text_of("string-trim", s).strip())


@pure("string-trim-left")
def string_trim_left(s: Value) -> Value:
    return new_string(text_of("string-trim-left", s).lstrip())


@pure("string-trim-right")
def string_trim_right(s: Value) -> Value:
    return new_string(text_of("string-trim-right", s).rstrip())


@pure("string-reverse")
def string_reverse(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return new_string(part_of("string-reverse", s, start, end)[::-1])


@pure("string-replace-all")
def string_replace_all(s: Value, pattern: Value, replacement: Value) -> Value:
    """A copy with every occurrence of the pattern replaced."""
    wanted = text_of("string-replace-all", pattern)
    if not wanted:
        raise fault("string-replace-all", "the pattern is an empty string")
    text = text_of("string-replace-all", s)
    return new_string(text.replace(wanted, text_of("string-replace-all", replacement)))

"""Searching, joining, splitting and padding strings.

The names are SRFI 13's and SRFI 130's where those have one. Procedures that take
a predicate are in Scheme, in (perdure lists).

Neighbours: strings.py.
"""

from __future__ import annotations

from perdure.vm.builtins.checks import bounds_of, char_of, items_of, list_from, size_of, text_of
from perdure.vm.builtins.registry import predicate, pure
from perdure.vm.values.conditions import fault
from perdure.vm.values.data import String, Value, new_string
from perdure.vm.values.singletons import DEFAULT, FALSE


@predicate("string-null?")
def is_string_null(s: Value) -> bool:
    return text_of("string-null?", s) == ""


@pure("string-join")
def string_join(strings: Value, delimiter: Value = DEFAULT) -> Value:
    """The strings of a list with the delimiter (a space) between them."""
    between = " " if delimiter is DEFAULT else text_of("string-join", delimiter)
    parts = items_of("string-join", strings)
    return new_string(between.join([text_of("string-join", s) for s in parts]))


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


@pure("%string-index")
def string_index(s: Value, c: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    text = text_of("string-index", s)
    first, last = bounds_of("string-index", len(text), start, end)
    found = text.find(char_of("string-index", c), first, last)
    return FALSE if found < 0 else found


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
def string_contains(s: Value, pattern: Value) -> Value:
    return string_search_forward(pattern, s)


@predicate("string-prefix?")
def is_prefix(prefix: Value, s: Value) -> bool:
    return text_of("string-prefix?", s).startswith(text_of("string-prefix?", prefix))


@predicate("string-suffix?")
def is_suffix(suffix: Value, s: Value) -> bool:
    return text_of("string-suffix?", s).endswith(text_of("string-suffix?", suffix))


def _unit(who: str, c: Value) -> str:
    return " " if c is DEFAULT else char_of(who, c)


@pure("string-pad-left")
def string_pad_left(s: Value, k: Value, c: Value = DEFAULT) -> Value:
    """The last k characters, padded on the left: right-justified."""
    text = text_of("string-pad-left", s)
    size = size_of("string-pad-left", k)
    return new_string(text.rjust(size, _unit("string-pad-left", c))[max(0, len(text) - size) :])


@pure("string-pad-right")
def string_pad_right(s: Value, k: Value, c: Value = DEFAULT) -> Value:
    """The first k characters, padded on the right: left-justified."""
    text = text_of("string-pad-right", s)
    size = size_of("string-pad-right", k)
    return new_string(text.ljust(size, _unit("string-pad-right", c))[:size])


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
def string_reverse(s: Value) -> Value:
    return new_string(text_of("string-reverse", s)[::-1])


@pure("string-replace-all")
def string_replace_all(s: Value, pattern: Value, replacement: Value) -> Value:
    """A copy with every occurrence of the pattern replaced."""
    wanted = text_of("string-replace-all", pattern)
    if not wanted:
        raise fault("string-replace-all", "the pattern is an empty string")
    text = text_of("string-replace-all", s)
    return new_string(text.replace(wanted, text_of("string-replace-all", replacement)))

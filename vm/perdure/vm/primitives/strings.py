"""Strings: making them, taking them apart, changing them, comparing them.

Searching, joining and padding are a language's own (languages).
"""

from __future__ import annotations

from perdure.vm.objects.atoms import char
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, Vector, new_string, new_vector
from perdure.vm.objects.primitive import Short
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.objects.types import CHAR, LIST, NATURAL, STRING
from perdure.vm.primitives.checks import (
    bounds_of,
    char_of,
    index_fault,
    letters_of,
    list_from,
    size_of,
    text_of,
)
from perdure.vm.primitives.comparing import register_comparisons
from perdure.vm.primitives.registry import effectful, predicate, pure


@predicate("string?", may_fail=False, folds=True, short="type(a) is String")
def is_string(x: Value) -> bool:
    return type(x) is String


@pure("make-string", takes=(NATURAL, CHAR), gives=STRING)
def make_string(k: Value, fill: Value = DEFAULT) -> Value:
    unit = " " if fill is DEFAULT else char_of("make-string", fill)
    return new_string(unit * size_of("make-string", k))


@pure("string", takes=(CHAR,), gives=STRING, may_fail=False)
def string(*parts: Value) -> Value:
    """A string of the characters given."""
    return new_string("".join([char_of("string", c) for c in parts]))


@pure(
    "string-length",
    takes=(STRING,),
    gives=NATURAL,
    allocates=False,
    may_fail=False,
    short="len(a.raw_text)",
)
def string_length(s: Value) -> Value:
    if type(s) is not String:
        raise wrong_type("string-length", "a string", s)
    return len(s.text)


@pure(
    "string-ref",
    takes=(STRING, NATURAL),
    gives=CHAR,
    allocates=False,
    short="CHARS[a.raw_text[natural(b)]]",
)
def string_ref(s: Value, k: Value) -> Value:
    if type(s) is not String:
        raise wrong_type("string-ref", "a string", s)
    if type(k) is int and 0 <= k < len(s.text):
        return char(s.text[k])
    raise index_fault("string-ref", k, len(s.text), "string")


def changeable(who: str, s: Value) -> String:
    """A string that may be changed: not a literal."""
    if type(s) is not String:
        raise wrong_type(who, "a string", s)
    if s.literal:
        raise fault(who, "a literal cannot be changed; change a string-copy of it:", s)
    s._p_changed = True  # before the change; see perdure.vm.objects.data.UncheckedSlots
    return s


@effectful("string-set!")
def string_set(s: Value, k: Value, c: Value) -> Value:
    target = changeable("string-set!", s)
    text = target.text
    if type(k) is not int or not 0 <= k < len(text):
        raise index_fault("string-set!", k, len(text), "string")
    target.text = text[:k] + char_of("string-set!", c) + text[k + 1 :]
    return UNSPECIFIED


def _part(who: str, s: Value, start: Value, end: Value) -> Value:
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, end)
    return new_string(text[first:last])


@pure("substring")
def substring(s: Value, start: Value, end: Value) -> Value:
    return _part("substring", s, start, end)


@pure("string-copy")
def string_copy(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return _part("string-copy", s, start, end)


@pure("string-head")
def string_head(s: Value, end: Value) -> Value:
    return _part("string-head", s, 0, end)


@pure("string-tail")
def string_tail(s: Value, start: Value) -> Value:
    return _part("string-tail", s, start, DEFAULT)


@pure(
    "string-append",
    takes=(STRING,),
    gives=STRING,
    may_fail=False,
    short=Short("String(raw_text=joined(*operands))", of_texts=True),
)
def string_append(*strings: Value) -> Value:
    return new_string("".join([text_of("string-append", s) for s in strings]))


@pure("string->list", takes=(STRING, NATURAL, NATURAL), gives=LIST)
def string_to_list(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    text = text_of("string->list", s)
    first, last = bounds_of("string->list", len(text), start, end)
    return list_from([char(c) for c in text[first:last]])


@pure("list->string", takes=(LIST,), gives=STRING, fused={"reverse": "reverse-list->string"})
def list_to_string(items: Value) -> Value:
    return new_string("".join(letters_of("list->string", items)))


@pure("reverse-list->string")
def reverse_list_to_string(items: Value) -> Value:
    letters = letters_of("reverse-list->string", items)
    letters.reverse()
    made = String()  # as by new_string
    made.raw_text = "".join(letters)
    return made


@pure("string->vector")
def string_to_vector(s: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    text = text_of("string->vector", s)
    first, last = bounds_of("string->vector", len(text), start, end)
    return new_vector([char(c) for c in text[first:last]])


@pure("vector->string")
def vector_to_string(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    if type(v) is not Vector:
        raise wrong_type("vector->string", "a vector", v)
    first, last = bounds_of("vector->string", len(v.items), start, end)
    return new_string("".join([char_of("vector->string", c) for c in v.items[first:last]]))


@effectful("string-copy!")
def string_copy_into(
    to: Value, at: Value, source: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    target = changeable("string-copy!", to)
    text = text_of("string-copy!", source)
    first, last = bounds_of("string-copy!", len(text), start, end)
    size = len(target.text)
    if type(at) is not int or not 0 <= at <= size:
        raise index_fault("string-copy!", at, size + 1, "string")
    if at + last - first > size:
        raise fault(
            "string-copy!",
            f"{last - first} characters do not fit at index {at} of a string of {size}",
            kind="range",
        )
    target.text = target.text[:at] + text[first:last] + target.text[at + last - first :]
    return UNSPECIFIED


@effectful("string-fill!")
def string_fill(s: Value, fill: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    target = changeable("string-fill!", s)
    unit = char_of("string-fill!", fill)
    first, last = bounds_of("string-fill!", len(target.text), start, end)
    target.text = target.text[:first] + unit * (last - first) + target.text[last:]
    return UNSPECIFIED


@pure("string-upcase")
def string_upcase(s: Value) -> Value:
    return new_string(text_of("string-upcase", s).upper())


@pure("string-downcase")
def string_downcase(s: Value) -> Value:
    return new_string(text_of("string-downcase", s).lower())


@pure("string-foldcase")
def string_foldcase(s: Value) -> Value:
    return new_string(text_of("string-foldcase", s).casefold())


register_comparisons(
    "string",
    text_of,
    str.casefold,
    takes=STRING,
    short=(
        "a.raw_text {sign} b.raw_text if type(a) is String and type(b) is String else checked(a, b)"
    ),
)

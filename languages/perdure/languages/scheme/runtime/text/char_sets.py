"""Sets of characters (SRFI 14): what of them calls no procedures.

`%char-set-of` and `%suiting` are for libraries whose procedures take a character, a
set or a predicate (SRFI 13's, say).

Neighbours: perdure.vm.objects.char_sets; the rest is in Scheme, in (srfi 14).
"""

from __future__ import annotations

from functools import reduce
from itertools import islice, pairwise

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.atoms import Char, char
from perdure.vm.objects.char_sets import (
    FULL,
    SURROGATES,
    Bounds,
    CharSet,
    bounds_of_codes,
    bounds_of_text,
    complement,
    difference,
    exclusive_or,
    intersection,
    ranges_of,
    standard_bounds,
    union,
)
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, Values, new_string
from perdure.vm.objects.hashing import stable_hash
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.primitives.checks import char_of, items_of, list_from, symbol_name, text_of


def char_set_of(who: str, x: Value) -> CharSet:
    """A value that has to be a set."""
    if type(x) is not CharSet:
        raise wrong_type(who, "a char-set", x)
    return x


def _bounds(who: str, x: Value) -> Bounds:
    found: Bounds = char_set_of(who, x).bounds
    return found


def _base(who: str, base: Value) -> Bounds:
    return () if base is DEFAULT else _bounds(who, base)


def _of_chars(who: str, chars: tuple[Value, ...] | list[Value]) -> Bounds:
    return bounds_of_codes([ord(char_of(who, c)) for c in chars])


@predicate("char-set?", may_fail=False, folds=True)
def is_char_set(x: Value) -> bool:
    return type(x) is CharSet


@predicate("char-set=")
def is_same(*sets: Value) -> bool:
    every = [_bounds("char-set=", x) for x in sets]
    return all(a == b for a, b in pairwise(every))


@predicate("char-set<=")
def is_subset(*sets: Value) -> bool:
    every = [_bounds("char-set<=", x) for x in sets]
    return all(difference(a, b) == () for a, b in pairwise(every))


@pure("char-set-hash")
def char_set_hash(x: Value, bound: Value = DEFAULT) -> Value:
    found = stable_hash(_bounds("char-set-hash", x))
    if bound is DEFAULT or (type(bound) is int and bound == 0):
        return found
    if type(bound) is not int or bound < 0:
        raise wrong_type("char-set-hash", "a bound (an exact integer from 0)", bound)
    return found % bound


# Cursors: the code point of a character, or #f at the end -------------------------


def _next_code(bounds: Bounds, code: int) -> Value:
    """The least member from `code` on, or #f."""
    for first, last in ranges_of(bounds):
        if code < last:
            return max(first, code)
    return FALSE


def _cursor(who: str, x: Value) -> int:
    if type(x) is not int or not 0 <= x < FULL[-1]:
        raise wrong_type(who, "a cursor that is not at the end", x)
    return x


@pure("char-set-cursor")
def char_set_cursor(x: Value) -> Value:
    return _next_code(_bounds("char-set-cursor", x), 0)


@pure("char-set-ref")
def char_set_ref(x: Value, cursor: Value) -> Value:
    code = _cursor("char-set-ref", cursor)
    if chr(code) not in char_set_of("char-set-ref", x):
        raise wrong_type("char-set-ref", "a cursor of this char-set", cursor)
    return char(chr(code))


@pure("char-set-cursor-next")
def char_set_cursor_next(x: Value, cursor: Value) -> Value:
    code = _cursor("char-set-cursor-next", cursor)
    return _next_code(_bounds("char-set-cursor-next", x), code + 1)


@predicate("end-of-char-set?")
def is_end(cursor: Value) -> bool:
    return cursor is FALSE


# Making sets -------------------------------------------------------------------


@pure("char-set-copy")
def char_set_copy(x: Value) -> Value:
    return CharSet(_bounds("char-set-copy", x))


@pure("char-set")
def char_set(*chars: Value) -> Value:
    return CharSet(_of_chars("char-set", chars))


@pure("list->char-set", "list->char-set!")
def list_to_char_set(chars: Value, base: Value = DEFAULT) -> Value:
    who = "list->char-set"
    return CharSet(union(_of_chars(who, items_of(who, chars)), _base(who, base)))


@pure("string->char-set", "string->char-set!")
def string_to_char_set(s: Value, base: Value = DEFAULT) -> Value:
    who = "string->char-set"
    return CharSet(union(bounds_of_text(text_of(who, s)), _base(who, base)))


@pure("ucs-range->char-set", "ucs-range->char-set!")
def range_to_char_set(
    first: Value, last: Value, must_be: Value = FALSE, base: Value = DEFAULT
) -> Value:
    """The characters from code point `first` up to, not with, `last`."""
    who = "ucs-range->char-set"
    for code in (first, last):
        if type(code) is not int or code < 0:
            raise wrong_type(who, "a code point (an exact integer from 0)", code)
    if last < first:
        raise fault(who, f"expected a range that ends from {first} on, got {last}", kind="range")
    wanted = (first, last) if first < last else ()
    found = intersection(wanted, FULL)
    if must_be is not FALSE and found != wanted:
        raise fault(
            who,
            f"the range from {first} to {last} has codes that are no characters: those "
            f"from {SURROGATES[0]} to {SURROGATES[1] - 1} and from {FULL[-1]} on",
            kind="range",
        )
    return CharSet(union(found, _base(who, base)))


@pure("->char-set")
def to_char_set(x: Value) -> Value:
    if type(x) is CharSet:
        return x
    if type(x) is String:
        return CharSet(bounds_of_text(x.text))
    if type(x) is Char:
        return CharSet(bounds_of_text(x.letter))
    raise wrong_type("->char-set", "a char-set, a string or a character", x)


@pure("%standard-char-set")
def standard_char_set(name: Value) -> Value:
    """The value of `char-set:NAME`."""
    return CharSet(standard_bounds(symbol_name("%standard-char-set", name)))


# Asking ------------------------------------------------------------------------


@pure("char-set-size")
def char_set_size(x: Value) -> Value:
    return len(char_set_of("char-set-size", x))


@pure("char-set->list")
def char_set_to_list(x: Value) -> Value:
    return list_from([char(letter) for letter in char_set_of("char-set->list", x)])


@pure("char-set->string")
def char_set_to_string(x: Value) -> Value:
    return new_string("".join(char_set_of("char-set->string", x)))


@predicate("char-set-contains?")
def contains(x: Value, c: Value) -> bool:
    return char_of("char-set-contains?", c) in char_set_of("char-set-contains?", x)


@pure("%char-set-some")
def some_of(x: Value, code: Value, count: Value) -> Value:
    """Up to `count` members from code point `code` on: a list, and where to go on, or #f.

    What walks a large set takes it in such pieces.
    """
    bounds = intersection(_bounds("char-set-fold", x), (code, FULL[-1]))
    letters = list(islice(CharSet(bounds), count))
    end = ord(letters[-1]) + 1 if letters else FULL[-1]
    return Values((list_from([char(letter) for letter in letters]), _next_code(bounds, end)))


# Algebra -----------------------------------------------------------------------


@pure("char-set-adjoin", "char-set-adjoin!")
def adjoin(x: Value, *chars: Value) -> Value:
    who = "char-set-adjoin"
    return CharSet(union(_bounds(who, x), _of_chars(who, chars)))


@pure("char-set-delete", "char-set-delete!")
def delete(x: Value, *chars: Value) -> Value:
    who = "char-set-delete"
    return CharSet(difference(_bounds(who, x), _of_chars(who, chars)))


@pure("char-set-complement", "char-set-complement!")
def complement_of(x: Value) -> Value:
    return CharSet(complement(_bounds("char-set-complement", x)))


@pure("char-set-union", "char-set-union!")
def union_of(*sets: Value) -> Value:
    return CharSet(reduce(union, [_bounds("char-set-union", x) for x in sets], ()))


@pure("char-set-intersection", "char-set-intersection!")
def intersection_of(*sets: Value) -> Value:
    every = [_bounds("char-set-intersection", x) for x in sets]
    return CharSet(reduce(intersection, every, FULL))


@pure("char-set-difference", "char-set-difference!")
def difference_of(x: Value, *others: Value) -> Value:
    first, *rest = [_bounds("char-set-difference", each) for each in (x, *others)]
    return CharSet(reduce(difference, rest, first))


@pure("char-set-xor", "char-set-xor!")
def exclusive_or_of(*sets: Value) -> Value:
    return CharSet(reduce(exclusive_or, [_bounds("char-set-xor", x) for x in sets], ()))


@pure("char-set-diff+intersection", "char-set-diff+intersection!")
def partition(x: Value, *others: Value) -> Value:
    first, *rest = [_bounds("char-set-diff+intersection", each) for each in (x, *others)]
    taken: Bounds = reduce(union, rest, ())
    return Values((CharSet(difference(first, taken)), CharSet(intersection(first, taken))))

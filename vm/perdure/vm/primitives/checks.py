"""Checks that builtins make of their arguments, and the messages for wrong ones.

A builtin tries its fast path first and comes here when that failed, or where
Python would not fail by itself (a negative index, say). Every function takes the
name of the procedure, `who`, which begins the message.

Read by: every family of builtins.
"""

from __future__ import annotations

from itertools import repeat
from typing import Final

from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Pair, String, Value, loaded_now
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, TRUE

#: Pairs of a list that are visited before one asks, once, whether it is circular; then
#: ENDLESS more.
UNGUARDED: Final = 0x100000
ENDLESS: Final = 1 << 62

#: Elements that may be asked for at once. Python makes them in one go, during which
#: a process can be neither pre-empted nor cancelled.
LARGEST_SIZE: Final = 1 << 28


def index_fault(who: str, k: Value, size: int, noun: str) -> Fault:
    """The error for an index that does not name one of `size` elements."""
    if type(k) is not int:
        return wrong_type(who, "an index (an exact integer from 0)", k)
    if size == 0:
        return fault(who, f"the {noun} is empty, it has no index {k}", kind="range")
    return fault(who, f"expected an index from 0 to {size - 1}, got {k}", kind="range")


def size_of(who: str, k: Value) -> int:
    """An exact integer from 0, for a length."""
    if type(k) is not int or k < 0:
        raise wrong_type(who, "a size (an exact integer from 0)", k)
    if k > LARGEST_SIZE:
        raise fault(who, f"expected a size up to {LARGEST_SIZE}, got", k, kind="range")
    return k


def count_within(who: str, text: str, k: Value) -> int:
    """A count of characters that the text has so many of; a fault otherwise."""
    count = size_of(who, k)
    if count > len(text):
        raise fault(who, f"expected a count up to {len(text)}, got {k}", kind="range")
    return count


def bounds_of(who: str, size: int, start: Value, end: Value) -> tuple[int, int]:
    """Optional `start` and `end` as Python indices with 0 <= start <= end <= size."""
    last = size if end is DEFAULT else end
    if type(last) is not int:
        raise wrong_type(who, "an end index (an exact integer)", last)
    if not 0 <= last <= size:
        raise fault(who, f"expected an end index from 0 to {size}, got {last}", kind="range")
    first = 0 if start is DEFAULT else start
    if type(first) is not int:
        raise wrong_type(who, "a start index (an exact integer)", first)
    if not 0 <= first <= last:
        raise fault(who, f"expected a start index from 0 to {last}, got {first}", kind="range")
    return first, last


def text_of(who: str, s: Value) -> str:
    """The Python text of a string."""
    if type(s) is not String:
        raise wrong_type(who, "a string", s)
    try:
        text: str = s.raw_text
    except AttributeError:  # not in memory yet
        text = s.text
    return text


def char_of(who: str, c: Value) -> str:
    """The Python text, one character long, of a character."""
    if type(c) is not Char:
        raise wrong_type(who, "a character", c)
    return c.letter


def symbol_name(who: str, x: Value) -> str:
    if type(x) is not Symbol:
        raise wrong_type(who, "a symbol", x)
    return x.name


def byte_of(who: str, x: Value) -> int:
    if type(x) is not int or not 0 <= x <= 255:
        raise wrong_type(who, "a byte (an exact integer from 0 to 255)", x)
    return x


def boolean_of(who: str, x: Value) -> bool:
    if x is not TRUE and x is not FALSE:
        raise wrong_type(who, "a boolean", x)
    return x is TRUE


def items_of(who: str, x: Value) -> list[Value]:
    """The elements of a proper list."""
    items: list[Value] = []
    rest = x
    most = UNGUARDED
    while True:
        try:
            for _ in range(most):
                if rest is NIL:
                    return items
                items.append(rest.raw_car)
                rest = rest.raw_cdr
            if is_circular(rest):
                break
            most = ENDLESS
        except AttributeError as error:
            if not loaded_now(error):
                break
    raise wrong_type(who, "a list", x)


def letters_of(who: str, items: Value) -> list[str]:
    """The letters of a proper list of characters."""
    letters: list[str] = []
    rest = items
    most = UNGUARDED
    while True:
        try:
            for _ in repeat(None, most):
                if rest is NIL:
                    return letters
                letters.append(rest.raw_car.letter)
                rest = rest.raw_cdr
            if is_circular(rest):
                break
            most = ENDLESS
        except AttributeError as error:
            if not loaded_now(error):
                break
    return [char_of(who, c) for c in items_of(who, items)]


def is_circular(x: Value) -> bool:
    """Whether following the cdrs never ends (Brent's algorithm)."""
    mark, steps, limit = x, 0, 2
    rest = x
    while type(rest) is Pair:
        rest = rest.cdr
        if rest is mark:
            return True
        steps += 1
        if steps == limit:
            mark, steps, limit = rest, 0, limit * 2
    return False


def list_from(items: list[Value] | tuple[Value, ...], tail: Value = NIL) -> Value:
    """A fresh list of the elements, ending in `tail`."""
    made = tail
    for item in reversed(items):
        pair = Pair()  # as by cons
        pair.raw_car = item
        pair.raw_cdr = made
        made = pair
    return made

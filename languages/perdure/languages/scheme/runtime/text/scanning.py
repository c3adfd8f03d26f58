"""Looking through strings for characters that suit a criterion (SRFIs 13 and 152).

A criterion is a character, a set of characters or a predicate. Where a predicate is
no leaf (see perdure.vm.machine.leaf_loops), these builtins give the default object and
(perdure strings) does the work itself.

Neighbours: perdure.languages.scheme.runtime.text.strings, substrings.py, char_sets.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from perdure.languages.scheme.runtime.decorators import pure
from perdure.vm.machine.leaf_loops import find_test
from perdure.vm.objects.atoms import Char, char
from perdure.vm.objects.char_sets import CharSet, standard_bounds
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Values, new_string
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.primitives.checks import bounds_of, items_of, list_from, text_of
from perdure.vm.python.fused_loops import MOST


def limits(who: str, s: Value, bounds: Value) -> tuple[str, int, int]:
    """The text of a string, and the start and end in a list of optional arguments."""
    text = text_of(who, s)
    given = items_of(who, bounds)
    if len(given) > 2:
        raise fault(who, f"{len(given) - 2} arguments too many", kind="arity")
    start, end = [*given, DEFAULT, DEFAULT][:2]
    return text, *bounds_of(who, len(text), start, end)


def _test_of(who: str, criterion: Value, size: int) -> Callable[[str], bool] | None:
    """Whether a character suits; None where only the machine can call the predicate."""
    if type(criterion) is Char:
        return criterion.letter.__eq__
    if type(criterion) is CharSet:
        return criterion.__contains__
    suits = find_test(criterion) if size <= MOST else None
    if suits is None:
        return None
    found = suits
    return lambda letter: found(char(letter))


@pure("%string-limits")
def string_limits(who: Value, s: Value, bounds: Value) -> Value:
    """The start and the end that a list of optional arguments says."""
    _, first, last = limits(who.name, s, bounds)
    return Values((first, last))


@pure("%string-characters")
def characters(who: Value, s: Value, bounds: Value) -> Value:
    text, first, last = limits(who.name, s, bounds)
    return list_from([char(letter) for letter in text[first:last]])


@pure("%string-scan")
def scan(
    who: Value, s: Value, criterion: Value, bounds: Value, is_wanted: Value, is_backward: Value
) -> Value:
    """The index of the first, or last, character that suits (or does not), or #f."""
    text, first, last = limits(who.name, s, bounds)
    suits = _test_of(who.name, criterion, last - first)
    if suits is None:
        return DEFAULT
    wanted = is_wanted is not FALSE
    places = range(last - 1, first - 1, -1) if is_backward is not FALSE else range(first, last)
    if type(criterion) is Char and wanted:
        find = text.rfind if is_backward is not FALSE else text.find
        found = find(criterion.letter, first, last)
        return FALSE if found < 0 else found
    try:
        for k in places:
            if suits(text[k]) is wanted:
                return k
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        return DEFAULT
    return FALSE


@pure("%string-select")
def select(who: Value, s: Value, criterion: Value, bounds: Value, is_wanted: Value) -> Value:
    """A string of the characters that suit (or do not)."""
    text, first, last = limits(who.name, s, bounds)
    suits = _test_of(who.name, criterion, last - first)
    if suits is None:
        return DEFAULT
    wanted = is_wanted is not FALSE
    try:
        return new_string("".join([c for c in text[first:last] if suits(c) is wanted]))
    except Exception:  # noqa: BLE001
        return DEFAULT


@pure("%string-trim")
def trim(
    who: Value, s: Value, criterion: Value, bounds: Value, is_left: Value, is_right: Value
) -> Value:
    """The part without the characters that suit at its left end, or right, or both."""
    text, first, last = limits(who.name, s, bounds)
    suits = _test_of(who.name, criterion, last - first)
    if suits is None:
        return DEFAULT
    try:
        while is_left is not FALSE and first < last and suits(text[first]):
            first += 1
        while is_right is not FALSE and first < last and suits(text[last - 1]):
            last -= 1
    except Exception:  # noqa: BLE001
        return DEFAULT
    return new_string(text[first:last])


@pure("string-tokenize")
def tokenize(
    s: Value, letters: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """The longest runs of characters of a set."""
    who = "string-tokenize"
    text = text_of(who, s)
    first, last = bounds_of(who, len(text), start, end)
    chosen = CharSet(standard_bounds("graphic")) if letters is DEFAULT else letters
    if type(chosen) is not CharSet:
        raise wrong_type(who, "a char-set", letters)
    runs = groupby(text[first:last], chosen.__contains__)
    return list_from([new_string("".join(run)) for is_token, run in runs if is_token])

"""Parts of lists, kinds of lists, and association lists (SRFI 1).

What may alter its argument by the SRFI (`take!`) makes a fresh list here, as the
SRFI allows: a new pair is cheaper than an old one that has to be written again.

Neighbours: perdure.vm.primitives.pairs; what calls procedures is in Scheme, in (srfi 1).
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Pair, Value, Values, cons
from perdure.vm.objects.singletons import FALSE, NIL
from perdure.vm.primitives.checks import UNGUARDED, is_circular, items_of, list_from, size_of
from perdure.vm.primitives.pairs import append, append_reverse, is_list

# Kinds of lists ----------------------------------------------------------------


@predicate("proper-list?")
def is_proper(x: Value) -> bool:
    return is_list(x)


@predicate("circular-list?")
def is_circular_list(x: Value) -> bool:
    return is_circular(x)


@predicate("dotted-list?")
def is_dotted(x: Value) -> bool:
    if is_circular(x):
        return False
    while type(x) is Pair:
        x = x.cdr
    return x is not NIL


@predicate("not-pair?")
def is_no_pair(x: Value) -> bool:
    return type(x) is not Pair


@predicate("null-list?")
def is_null_list(x: Value) -> bool:
    if type(x) is not Pair and x is not NIL:
        raise wrong_type("null-list?", "a list", x)
    return x is NIL


@pure("length+")
def finite_length(x: Value) -> Value:
    """The length of a list, #f for a circular one."""
    if is_circular(x):
        return FALSE
    return len(items_of("length+", x))


# Making ------------------------------------------------------------------------


@pure("xcons")
def xcons(cdr: Value, car: Value) -> Value:
    return cons(car, cdr)


@pure("circular-list")
def circular_list(first: Value, *others: Value) -> Value:
    last = cons(others[-1] if others else first, NIL)
    made = list_from((first, *others[:-1]), last) if others else last
    last.cdr = made
    return made


# Parts -------------------------------------------------------------------------


def _register_position(name: str, index: int) -> None:
    def item(x: Value) -> Value:
        rest = x
        for _ in range(index):
            rest = rest.cdr if type(rest) is Pair else NIL
        if type(rest) is not Pair:
            least = f"{index + 1} elements" if index else "1 element"
            raise wrong_type(name, f"a list of at least {least}", x)
        return rest.car

    pure(name)(item)


_POSITIONS = "first second third fourth fifth sixth seventh eighth ninth tenth"

for _index, _name in enumerate(_POSITIONS.split()):
    _register_position(_name, _index)


@pure("car+cdr")
def car_and_cdr(x: Value) -> Value:
    if type(x) is not Pair:
        raise wrong_type("car+cdr", "a pair", x)
    return Values((x.car, x.cdr))


def _split(who: str, x: Value, k: Value) -> tuple[list[Value], Value]:
    """The first k elements, and the rest."""
    items: list[Value] = []
    rest = x
    for _ in range(size_of(who, k)):
        if type(rest) is not Pair:
            raise wrong_type(who, f"a list of at least {k} elements", x)
        items.append(rest.car)
        rest = rest.cdr
    return items, rest


@pure("take", "take!")
def take(x: Value, k: Value) -> Value:
    return list_from(_split("take", x, k)[0])


@pure("drop")
def drop(x: Value, k: Value) -> Value:
    return _split("drop", x, k)[1]


@pure("split-at", "split-at!")
def split_at(x: Value, k: Value) -> Value:
    items, rest = _split("split-at", x, k)
    return Values((list_from(items), rest))


def _split_right(who: str, x: Value, k: Value) -> tuple[list[Value], Value]:
    """All but the last k elements, and the rest; the list may be dotted."""
    size = size_of(who, k)
    pairs: list[Pair] = []
    rest = x
    while type(rest) is Pair:
        pairs.append(rest)
        rest = rest.cdr
        if len(pairs) == UNGUARDED and is_circular(rest):
            raise wrong_type(who, "a list that ends", x)
    if len(pairs) < size:
        raise wrong_type(who, f"a list of at least {k} elements", x)
    at = len(pairs) - size
    return [pair.car for pair in pairs[:at]], pairs[at] if size else rest


@pure("take-right")
def take_right(x: Value, k: Value) -> Value:
    return _split_right("take-right", x, k)[1]


@pure("drop-right", "drop-right!")
def drop_right(x: Value, k: Value) -> Value:
    return list_from(_split_right("drop-right", x, k)[0])


# Joining and taking apart ------------------------------------------------------


@pure("concatenate", "concatenate!")
def concatenate(lists: Value) -> Value:
    return append(*items_of("concatenate", lists))


@pure("append-reverse!")
def append_reverse_into(x: Value, tail: Value) -> Value:
    return append_reverse(x, tail)


@pure("zip")
def zip_(x: Value, *others: Value) -> Value:
    """A list of lists of the first elements, the second ones, ...; as many as the shortest has."""
    rests = [x, *others]
    rows: list[Value] = []
    if all(is_circular(each) for each in rests):
        raise fault("zip", "one of the lists must end, all are circular")
    while all(type(rest) is Pair for rest in rests):
        rows.append(list_from([rest.car for rest in rests]))
        rests = [rest.cdr for rest in rests]
    for rest, whole in zip(rests, (x, *others), strict=True):
        if type(rest) is not Pair and rest is not NIL:
            raise wrong_type("zip", "a list", whole)
    return list_from(rows)


def _register_unzip(name: str, count: int) -> None:
    def unzip(lists: Value) -> Value:
        rows = [_split(name, row, count)[0] for row in items_of(name, lists)]
        columns = [list_from([row[k] for row in rows]) for k in range(count)]
        return columns[0] if count == 1 else Values(tuple(columns))

    pure(name)(unzip)


for _count in range(1, 6):
    _register_unzip(f"unzip{_count}", _count)


# Association lists -------------------------------------------------------------


@pure("alist-cons")
def alist_cons(key: Value, value: Value, alist: Value) -> Value:
    return cons(cons(key, value), alist)


@pure("alist-copy")
def alist_copy(alist: Value) -> Value:
    entries = items_of("alist-copy", alist)
    if not all(type(entry) is Pair for entry in entries):
        raise wrong_type("alist-copy", "a list of pairs", alist)
    return list_from([cons(entry.car, entry.cdr) for entry in entries])

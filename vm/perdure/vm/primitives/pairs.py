"""Pairs and lists.

Procedures that call procedures (`map`, `assoc` with a predicate of one's own) are
in Scheme: only the machine may call back.

Searching lists is a language's own (languages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Pair, Value, cons, loaded_now
from perdure.vm.objects.primitive import PLAIN, Nested, Short
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.objects.types import ANYTHING, LIST, NATURAL, NUMBER, PAIR
from perdure.vm.primitives.checks import (
    ENDLESS,
    UNGUARDED,
    index_fault,
    is_circular,
    items_of,
    list_from,
    size_of,
)
from perdure.vm.primitives.numbers import check_number
from perdure.vm.primitives.registry import effectful, predicate, pure


@predicate("pair?", may_fail=False, folds=True, short="type(a) is Pair")
def is_pair(x: Value) -> bool:
    return type(x) is Pair


@predicate("null?", may_fail=False, folds=True, short="a is NIL")
def is_null(x: Value) -> bool:
    return x is NIL


@predicate("list?", may_fail=False)
def is_list(x: Value) -> bool:
    count = 0
    rest = x
    while type(rest) is Pair:
        rest = rest.cdr
        count += 1
        if count == 0xFFFF and is_circular(rest):
            return False
    return rest is NIL


pure("cons", gives=PAIR, may_fail=False, short="Pair(raw_car=a, raw_cdr=b)")(cons)


@pure("car", takes=(PAIR,), allocates=False, may_fail=False, short="a.raw_car")
def car(x: Value) -> Value:
    try:
        return x.car
    except AttributeError:
        raise wrong_type("car", "a pair", x) from None


@pure("cdr", takes=(PAIR,), allocates=False, may_fail=False, short="a.raw_cdr")
def cdr(x: Value) -> Value:
    try:
        return x.cdr
    except AttributeError:
        raise wrong_type("cdr", "a pair", x) from None


def _setting(field: str) -> Short:
    """The short form of a change of a pair; a literal's is refused.

    Of a ghost nothing is there, so not its being a literal: reading loads it first.
    """
    statements = f"""
a.raw_car
if not hasattr(a, "raw_literal"):
    a._p_changed = True
    a.{field} = b
else:
    checked(a, b)
"""
    return Short(statements, PLAIN, PLAIN)


def _changeable(who: str, x: Value) -> Pair:
    """A pair that may be changed: not one of a literal."""
    if type(x) is not Pair:
        raise wrong_type(who, "a pair", x)
    if x.literal:
        raise fault(who, "a literal cannot be changed; change a list-copy of it:", x)
    return x


@effectful("set-car!", takes=(PAIR, ANYTHING), effect=_setting("raw_car"))
def set_car(pair: Value, value: Value) -> Value:
    _changeable("set-car!", pair).car = value
    return UNSPECIFIED


@effectful("set-cdr!", takes=(PAIR, ANYTHING), effect=_setting("raw_cdr"))
def set_cdr(pair: Value, value: Value) -> Value:
    _changeable("set-cdr!", pair).cdr = value
    return UNSPECIFIED


def _path_fault(name: str, steps: str, x: Value) -> Fault:
    """`caddr: expected a pair whose cdr is a pair, got (1)`."""
    taken = ""
    part = x
    for step in steps:
        if type(part) is not Pair:
            break
        part = part.car if step == "a" else part.cdr
        taken = step + taken
    return wrong_type(name, f"a pair whose c{taken}r is a pair" if taken else "a pair", x)


def _accessor(name: str, steps: str) -> Callable[[Value], Value]:
    """`cadr` and its like; `steps` is "da" for it: first cdr, then car."""
    attributes = ["car" if step == "a" else "cdr" for step in steps]
    if len(attributes) == 2:
        first, second = attributes

        def two(x: Value) -> Value:
            try:
                return getattr(getattr(x, first), second)
            except AttributeError:
                raise _path_fault(name, steps, x) from None

        return two

    def many(x: Value) -> Value:
        part = x
        try:
            for attribute in attributes:
                part = getattr(part, attribute)
        except AttributeError:
            raise _path_fault(name, steps, x) from None
        return part

    return many


for _size in (2, 3, 4):
    for _letters in product("ad", repeat=_size):
        _name = f"c{''.join(_letters)}r"
        _path = "".join(f".raw_c{letter}r" for letter in reversed(_letters))
        pure(_name, takes=(PAIR,), allocates=False, short=f"a{_path}")(
            _accessor(_name, "".join(reversed(_letters)))
        )


@pure("list", gives=LIST, may_fail=False, nested=Nested("cons", "NIL", most=4))
def list_(*items: Value) -> Value:
    return list_from(items)


@pure("cons*", "list*", may_fail=False)
def cons_star(first: Value, *others: Value) -> Value:
    if not others:
        return first
    return list_from((first, *others[:-1]), others[-1])


@pure("make-list", takes=(NATURAL, ANYTHING), gives=LIST)
def make_list(k: Value, fill: Value = UNSPECIFIED) -> Value:
    made: Value = NIL
    for _ in range(size_of("make-list", k)):
        made = cons(fill, made)
    return made


@pure("iota", takes=(NATURAL, NUMBER, NUMBER), gives=LIST)
def iota(count: Value, start: Value = 0, step: Value = 1) -> Value:
    """`count` numbers from `start` on, each `step` more than the one before."""
    made: Value = NIL
    size = size_of("iota", count)
    check_number("iota", start)
    check_number("iota", step)
    if type(start) is int and type(step) is int and step:
        values: Iterable[Value] = range(start + (size - 1) * step, start - step, -step)
    else:
        values = (start + k * step if k else start for k in range(size - 1, -1, -1))
    for value in values:
        pair = Pair()  # as by cons
        pair.raw_car = value
        pair.raw_cdr = made
        made = pair
    return made


@pure("length", takes=(LIST,), gives=NATURAL, allocates=False)
def length(x: Value) -> Value:
    count, most = 0, UNGUARDED
    rest = x
    while True:
        try:
            for count in range(count, count + most):  # noqa: B020  (on from where it stood)
                if rest is NIL:
                    return count
                rest = rest.raw_cdr
            if is_circular(rest):
                break
            count, most = count + 1, ENDLESS
        except AttributeError as error:
            if not loaded_now(error):
                break
    raise wrong_type("length", "a list", x)


@predicate("%longer?")
def is_longer(x: Value, k: int) -> bool:
    """Whether a list has more than k pairs; looks at no more than that."""
    while k >= 0 and type(x) is Pair:
        x = x.cdr
        k -= 1
    return k < 0


@pure("append")
def append(*lists: Value) -> Value:
    if not lists:
        return NIL
    made = lists[-1]
    for part in reversed(lists[:-1]):
        made = list_from(items_of("append", part), made)
    return made


@effectful("append!")
def append_into(*lists: Value) -> Value:
    made: Value = NIL
    for part in reversed(lists):
        if made is NIL:
            made = part
        elif part is not NIL:
            last = _last_pair("append!", part)
            if last.literal:
                made = list_from(items_of("append!", part), made)
            else:
                last.cdr = made
                made = part
    return made


@pure("reverse", takes=(LIST,), gives=LIST)
def reverse(x: Value) -> Value:
    made: Value = NIL
    rest = x
    most = UNGUARDED
    while True:
        try:
            for _ in range(most):
                if rest is NIL:
                    return made
                pair = Pair()  # as by cons
                pair.raw_car = rest.raw_car
                pair.raw_cdr = made
                made = pair
                rest = rest.raw_cdr
            if is_circular(rest):
                break
            most = ENDLESS
        except AttributeError as error:
            if not loaded_now(error):
                break
    raise wrong_type("reverse", "a list", x)


@effectful("reverse!")
def reverse_in_place(x: Value) -> Value:
    if not is_list(x):
        raise wrong_type("reverse!", "a list", x)
    if _has_literal(x):
        return reverse(x)
    made: Value = NIL
    while x is not NIL:
        x.cdr, made, x = made, x, x.cdr
    return made


def _has_literal(items: Value) -> bool:
    while items is not NIL:
        if items.literal:
            return True
        items = items.cdr
    return False


@pure("append-reverse")
def append_reverse(x: Value, tail: Value) -> Value:
    return list_from(items_of("append-reverse", x)[::-1], tail)


@pure("list-tail", takes=(ANYTHING, NATURAL), allocates=False)
def list_tail(x: Value, k: Value) -> Value:
    return _tail("list-tail", x, k)


def _tail(who: str, x: Value, k: Value) -> Value:
    if type(k) is not int or k < 0:
        ends = 1 if who == "list-tail" else 0  # behind the last element, too
        raise index_fault(who, k, _pairs_in(x) + ends, "list")
    rest = x
    for _ in range(k):
        if type(rest) is not Pair:
            raise wrong_type(who, f"a list of at least {k} elements", x)
        rest = rest.cdr
    return rest


def _pairs_in(x: Value) -> int:
    count = 0
    while type(x) is Pair and count < 1_000_000:
        x = x.cdr
        count += 1
    return count


@pure("list-ref", takes=(PAIR, NATURAL), allocates=False)
def list_ref(x: Value, k: Value) -> Value:
    if type(k) is int and k >= 0:
        rest = x
        try:
            for _ in range(k):
                rest = rest.cdr
            return rest.car
        except AttributeError:
            raise wrong_type("list-ref", f"a list of at least {k + 1} elements", x) from None
    raise index_fault("list-ref", k, _pairs_in(x), "list")


@effectful("list-set!")
def list_set(x: Value, k: Value, value: Value) -> Value:
    found = _tail("list-set!", x, k)
    if type(found) is not Pair:
        raise wrong_type("list-set!", f"a list of at least {k + 1} elements", x)
    _changeable("list-set!", found).car = value
    return UNSPECIFIED


@pure("list-head")
def list_head(x: Value, k: Value) -> Value:
    """The first k elements, in a fresh list."""
    items: list[Value] = []
    rest = x
    for _ in range(size_of("list-head", k)):
        if type(rest) is not Pair:
            raise wrong_type("list-head", f"a list of at least {k} elements", x)
        items.append(rest.car)
        rest = rest.cdr
    return list_from(items)


@pure("list-copy")
def list_copy(x: Value) -> Value:
    items: list[Value] = []
    rest = x
    while type(rest) is Pair:
        items.append(rest.car)
        rest = rest.cdr
        if len(items) == UNGUARDED and is_circular(rest):
            raise wrong_type("list-copy", "a list that ends", x)
    return list_from(items, rest)


def _last_pair(who: str, x: Value) -> Value:
    if type(x) is not Pair or is_circular(x):
        raise wrong_type(who, "a list that is not empty", x)
    while type(x.cdr) is Pair:
        x = x.cdr
    return x


@pure("last-pair", takes=(PAIR,), gives=PAIR, allocates=False)
def last_pair(x: Value) -> Value:
    return _last_pair("last-pair", x)


@pure("last", takes=(PAIR,), allocates=False)
def last(x: Value) -> Value:
    return _last_pair("last", x).car

"""`char<?`, `string-ci=?` and their like: comparisons of text, of any number of operands.

Read by: characters.py, strings.py, and languages with texts of their own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from perdure.vm.objects.data import Value
from perdure.vm.objects.primitive import Short
from perdure.vm.objects.types import ANYTHING, ValueType
from perdure.vm.primitives.registry import predicate

_SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def register_comparisons(
    kind: str,
    text_of: Callable[[str, Value], str],
    folded: Callable[[str], str],
    fewest: int = 1,
    *,
    takes: ValueType = ANYTHING,
    short: str = "",
    equal: tuple[Short, ...] = (),
    predicate: Callable[..., Any] = predicate,
) -> None:
    """`KIND=?` to `KIND>=?` and `KIND-ci=?` to `KIND-ci>=?`, of one operand or two at least.

    `text_of(who, value)` gives the Python text of a value, or raises the fault of a
    wrong kind. `short` is the short form of those without `-ci`, with {sign} in it; `equal`
    more of them for KIND=?, which are tried first. `predicate` is the decorator of the language.
    """
    for sign, is_so in _SIGNS.items():
        declared: dict[str, Any] = {"takes": (takes,), "may_fail": takes is ANYTHING}
        if short:
            python_sign = "==" if sign == "=" else sign
            plain = Short(short.format(sign=python_sign))
            declared["short"] = (*equal, plain) if sign == "=" else (plain,)
            declared["reversed"] = {"<": f"{kind}>?", ">": f"{kind}<?"}.get(sign, "")
        _register(f"{kind}{sign}?", is_so, text_of, str, fewest, predicate, **declared)
        name = f"{kind}-ci{sign}?"
        _register(name, is_so, text_of, folded, fewest, predicate, takes=(takes,))


def _register(
    name: str,
    is_so: Callable[[Any, Any], bool],
    text_of: Callable[[str, Value], str],
    change: Callable[[str], str],
    fewest: int,
    predicate: Callable[..., Any],
    **declared: Any,
) -> None:
    def compare(first: Value, *others: Value) -> bool:
        texts = [change(text_of(name, each)) for each in (first, *others)]
        return all(is_so(a, b) for a, b in pairwise(texts))

    def compare_two(first: Value, second: Value, *others: Value) -> bool:
        return compare(first, second, *others)

    predicate(name, **declared)(compare if fewest == 1 else compare_two)

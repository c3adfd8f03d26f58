"""`char<?`, `string-ci=?` and their like: comparisons of text, of any number of operands.

Read by: characters.py, strings.py, textuals.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from perdure.vm.builtins.registry import predicate
from perdure.vm.values.data import Value

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
) -> None:
    """`KIND=?` to `KIND>=?` and `KIND-ci=?` to `KIND-ci>=?`, of one operand or two at least.

    `text_of(who, value)` gives the Python text of a value, or raises the fault of a
    wrong kind.
    """
    for sign, is_so in _SIGNS.items():
        _register(f"{kind}{sign}?", is_so, text_of, str, fewest)
        _register(f"{kind}-ci{sign}?", is_so, text_of, folded, fewest)


def _register(
    name: str,
    is_so: Callable[[Any, Any], bool],
    text_of: Callable[[str, Value], str],
    change: Callable[[str], str],
    fewest: int,
) -> None:
    def compare(first: Value, *others: Value) -> bool:
        texts = [change(text_of(name, each)) for each in (first, *others)]
        return all(is_so(a, b) for a, b in pairwise(texts))

    def compare_two(first: Value, second: Value, *others: Value) -> bool:
        return compare(first, second, *others)

    predicate(name)(compare if fewest == 1 else compare_two)

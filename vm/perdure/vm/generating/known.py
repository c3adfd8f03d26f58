"""What is known of a procedure's variables, whatever it is given.

A variable is of a kind when all that it is ever set to is: `i` of `(do ((i 0 (+ i 1))) ...)`
is a natural number. So an index needs no look at its sign, and `=` may be Python's `==`.
This is data-flow analysis without regard to order: it begins by taking every variable
for anything that its definitions allow, and ends when no definition disagrees any more.

What is known holds in every resumption too: a frame's variables were set by the same code.

Read by: perdure.vm.generating.expressions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from perdure.vm.lowering.lowered import SELF, Body, Ex, Lowered

NATURAL: Final = "natural"  #: an exact integer from 0
NUMBER: Final = "number"
CHAR: Final = "char"
ANYTHING: Final = ""

_COUNTS = frozenset(("vector-length", "string-length", "length", "char->integer"))
#: Natural where all operands are; else numbers.
_KEEP_NATURAL = frozenset(
    [
        "+",
        "*",
        "max",
        "min",
        "quotient",
        "truncate-quotient",
        "remainder",
        "truncate-remainder",
        "modulo",
        "floor-remainder",
    ]
)
_GIVE_CHAR = frozenset(("string-ref", "integer->char", "char-upcase", "char-downcase"))

Kinds = Mapping[int, "str | None"]


def kind_of(expr: Ex, kinds: Kinds) -> str | None:
    """The kind of an expression's value, whenever it has one; None: not known yet."""
    match expr:
        case ["v", variable]:
            return kinds.get(variable, ANYTHING)
        case ["k", number]:
            return NATURAL if type(number) is int and number >= 0 else NUMBER
        case ["p", name, _, operands]:
            if name in _COUNTS:
                return NATURAL
            if name in _KEEP_NATURAL:
                return _natural_where_all_are(operands, kinds)
            if name in _GIVE_CHAR:
                return CHAR
            return NUMBER if name == "-" else ANYTHING
        case ["?", _, then, otherwise]:
            return _either(kind_of(then, kinds), kind_of(otherwise, kinds))
    return ANYTHING


def _natural_where_all_are(operands: list[Ex], kinds: Kinds) -> str | None:
    found = [kind_of(operand, kinds) for operand in operands]
    if all(kind in (NATURAL, None) for kind in found):
        return NATURAL if found and None not in found else None if found else NUMBER
    return NUMBER


def _either(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return one if other is None else other
    if one == other:
        return one
    return NUMBER if {one, other} == {NATURAL, NUMBER} else ANYTHING


def known_kinds(lowered: Lowered) -> Kinds:
    """The kind of each variable."""
    given = {SELF, lowered.rest, *lowered.parameters, *lowered.captured}
    defined = list(_definitions(lowered.body))
    kinds: dict[int, str | None] = dict.fromkeys(variable for variable, _ in defined)
    kinds |= dict.fromkeys(given, ANYTHING)
    changes = True
    while changes:
        changes = False
        for variable, expr in defined:
            before = kinds[variable]
            after = _either(before, ANYTHING if expr is None else kind_of(expr, kinds))
            if after != before:
                kinds[variable] = after
                changes = True
    return {variable: kind or ANYTHING for variable, kind in kinds.items()}


def _definitions(body: Body) -> Iterator[tuple[int, Ex | None]]:
    """(variable, what it is set to, or None where that may be anything)."""
    for statement in body:
        match statement:
            case ["=", _, dest, expr]:
                yield dest, expr
            case ["continue", _, _, dests, exprs] | ["again", _, _, _, _, dests, exprs]:
                yield from zip(dests, exprs, strict=True)
            case ["box", _, dest, _] | ["do" | "call", _, _, dest, *_]:
                yield dest, None
            case ["fix", _, closures]:
                for dest, _, _ in closures:
                    yield dest, None
            case ["if", _, _, then, otherwise]:
                yield from _definitions(then)
                yield from _definitions(otherwise)
            case ["loop", _, _, inside]:
                yield from _definitions(inside)


def marked(node: ast.expr, kind: str | None) -> ast.expr:
    """The Python expression, with the kind of its value noted on it."""
    if kind:
        node.kind_known = kind  # type: ignore[attr-defined]
    return node


def is_natural(node: ast.expr) -> bool:
    return getattr(node, "kind_known", None) == NATURAL


def is_number(node: ast.expr) -> bool:
    return getattr(node, "kind_known", None) in (NATURAL, NUMBER)


def is_char(node: ast.expr) -> bool:
    return getattr(node, "kind_known", None) == CHAR

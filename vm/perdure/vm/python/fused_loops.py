"""Whole loops over a leaf procedure: `(map (lambda (x) (* x x)) items)` as one function.

A *leaf* can only compute: its lowered code is nothing but bindings of pure
expressions, choices between them, and returns. So its body can stand inside the
loop of `map` or `filter` itself, where an element costs no call at all.

Each loop is a template in Python, parsed once. In it BODY stands for the leaf's
statements, CAPTURED for the names of what it captured, X and Y for its parameters;
what becomes of the value that the leaf returns is the second template, in which
VALUE stands for it, or TEST for its truth.

Where an object is not in memory, a fused loop loads it and does the same element again
(docs/decisions/044). So the loop changes its variables only where the leaf has
returned, after whatever may fail.

Read by: perdure.vm.machine.linker. Called by: perdure.vm.machine.leaf_loops.
"""

from __future__ import annotations

import ast
import copy
import types
from collections.abc import Sequence
from dataclasses import replace
from textwrap import dedent

from perdure.vm.code.instructions import (
    Body,
    BoxValue,
    Branch,
    CellValue,
    Choose,
    Compute,
    Constant,
    Expression,
    Get,
    Named,
    Number,
    ReturnValue,
    Set,
    variables_in,
)
from perdure.vm.code.lowered import SELF, Lowered
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Builtin
from perdure.vm.python.facts import Facts
from perdure.vm.python.functions import Function, code_of_function
from perdure.vm.python.nodes import assign, attribute, name, target
from perdure.vm.python.templates import primitive_of


@dataclass(frozen=True, slots=True)
class FusedLoop:
    """One loop: its templates, and how many arguments its leaf takes."""

    arity: int
    loop: str
    returned: str


#: A list is gone through up to so many elements without a look at the clock; one that
#: is longer, or circular, is left to Scheme.
MOST = 50_000

#: (leaf, list) -> the list of its values, or None.
_MAP = FusedLoop(
    1,
    """
    def map_loop(v0, items):
        CAPTURED
        head = tail = Pair()
        steps = repeat(None, MOST)
        while True:
            try:
                for _ in steps:
                    if items is NIL:
                        tail.raw_cdr = NIL
                        return head.raw_cdr
                    X = items.raw_car
                    BODY
                return None
            except AttributeError as error:
                load(error)
                steps = once_more(steps)
    """,
    """
    pair = Pair()
    pair.raw_car = VALUE
    tail.raw_cdr = pair
    tail = pair
    items = items.raw_cdr
    continue
    """,
)

#: (leaf, list) -> those elements of which it holds.
_FILTER = """
    def filter_loop(v0, items):
        CAPTURED
        head = tail = Pair()
        steps = repeat(None, MOST)
        while True:
            try:
                for _ in steps:
                    if items is NIL:
                        tail.raw_cdr = NIL
                        return head.raw_cdr
                    X = element = items.raw_car
                    BODY
                return None
            except AttributeError as error:
                load(error)
                steps = once_more(steps)
    """
_KEEP = """
    if TEST:
        pair = Pair()
        pair.raw_car = element
        tail.raw_cdr = pair
        tail = pair
    items = items.raw_cdr
    continue
    """

#: (leaf, start, list) -> what is left of the list.
_FOLD = """
    def fold_loop(v0, made, items):
        CAPTURED
        steps = repeat(None, MOST)
        while True:
            try:
                for _ in steps:
                    if items is NIL:
                        return made
                    {element} = items.raw_car
                    {made} = made
                    BODY
                return None
            except AttributeError as error:
                load(error)
                steps = once_more(steps)
    """
_FOLDED = """
    made = VALUE
    items = items.raw_cdr
    continue
    """

#: (leaf, Python list) -> a Python list.
_VECTOR_MAP = """
    def vector_map_loop(v0, items):
        CAPTURED
        made = []
        elements = iter(items)
        while True:
            try:
                for X in elements:
                    BODY
                return made
            except AttributeError as error:
                load(error)
                elements.__setstate__(len(made))
    """

#: (leaf) -> what Python's sort asks: below 0 where the first has to come first.
_ORDER = """
    def order_loop(v0):
        CAPTURED
        def compare(X, Y):
            while True:
                try:
                    BODY
                except AttributeError as error:
                    load(error)
        return compare
    """

#: (leaf, argument) -> its value.
_VALUE = """
    def value_loop(v0, X):
        CAPTURED
        while True:
            try:
                BODY
            except AttributeError as error:
                load(error)
    """

#: (leaf) -> a Python function of one value that gives what a sort goes by; the leaf is
#: the half of an order that `halved` found.
_KEY = """
    def key_loop(v0):
        CAPTURED
        def key(X):
            while True:
                try:
                    BODY
                except AttributeError as error:
                    load(error)
        return key
    """

#: (leaf) -> a Python function of one value, which says whether it holds.
_TEST = """
    def test_loop(v0):
        CAPTURED
        def holds(X):
            while True:
                try:
                    BODY
                except AttributeError as error:
                    load(error)
        return holds
    """

FUSED_LOOPS: dict[str, FusedLoop] = {
    "test": FusedLoop(1, _TEST, "return TEST"),
    "value": FusedLoop(1, _VALUE, "return VALUE"),
    "map": _MAP,
    "filter": FusedLoop(1, _FILTER, _KEEP),
    "remove": FusedLoop(1, _FILTER, _KEEP.replace("TEST", "not TEST")),
    "fold": FusedLoop(2, _FOLD.format(element="X", made="Y"), _FOLDED),
    "fold-left": FusedLoop(2, _FOLD.format(element="Y", made="X"), _FOLDED),
    "vector-map": FusedLoop(1, _VECTOR_MAP, "made.append(VALUE)\ncontinue"),
    "order": FusedLoop(2, _ORDER, "return -1 if TEST else 0"),
    "key": FusedLoop(1, _KEY, "return VALUE"),
}


def is_leaf(lowered: Lowered) -> bool:
    """Whether a procedure takes a fixed number of arguments and can only compute."""
    return lowered.rest < 0 and _only_computes(lowered.body)


def _only_computes(body: Body) -> bool:
    return all(
        isinstance(each, (Set, Branch, ReturnValue)) and all(map(_only_computes, each.bodies()))
        for each in body
    )


def halved(order: Lowered) -> tuple[str, Lowered] | None:
    """An order that compares the same thing of both its arguments, `(< (f a) (f b))`.

    Gives the order of the keys, `<`, and a leaf that makes the key of one argument; None
    where it is no such order.
    """
    match order.body:
        case [
            ReturnValue(site=site, value=Compute(primitive=compares, operands=[left, right]))
        ] if len(order.parameters) == 2 and primitive_of(compares).reversed:
            first, second = order.parameters
            if first not in variables_in((left,)):
                compares, first, second = primitive_of(compares).reversed, second, first
            if second not in variables_in((left,)) and _is_same_of(left, first, right, second):
                return compares, replace(order, parameters=[first], body=[ReturnValue(site, left)])
    return None


def _is_same_of(left: Expression, first: int, right: Expression, second: int) -> bool:
    """Whether two expressions differ in nothing but the one variable, and their places."""
    match left, right:
        case (Get(variable=a), Get(variable=b)) | (BoxValue(variable=a), BoxValue(variable=b)):
            return b == (second if a == first else a)
        case Number(number=one), Number(number=other):
            return type(one) is type(other) and one == other
        case Named(), Named():
            return left == right
        case (Constant(constant=a), Constant(constant=b)) | (
            CellValue(constant=a),
            CellValue(constant=b),
        ):
            return a == b
        case Compute(primitive=name), Compute(primitive=other_name):
            fits = name == other_name
        case Choose(), Choose():
            fits = True
        case _:
            return False
    parts, others = left.children(), right.children()
    return (
        fits
        and len(parts) == len(others)
        and all(
            _is_same_of(part, first, other, second)
            for part, other in zip(parts, others, strict=True)
        )
    )


def lowered_builtin(builtin: Builtin, arity: int) -> Lowered:
    """A procedure that does nothing but call a pure builtin."""
    parameters = list(range(1, arity + 1))
    called = Compute(builtin.primitive.name, -1, [Get(i) for i in parameters])
    names = ["", *("" for _ in parameters)]
    body: Body = [ReturnValue(0, called)]
    return Lowered(builtin.name, parameters, -1, [], names, body, {}, [])


def fused_function(fused: FusedLoop, leaf: Lowered, kinds: Sequence[str]) -> types.CodeType:
    """The Python code of a fused loop for one leaf; ValueError where the arity is another."""
    if len(leaf.parameters) != fused.arity:
        raise ValueError(f"{leaf.name} takes {len(leaf.parameters)} arguments")
    return code_of_function(_parsed(fused.loop, _InLoop(fused, leaf, kinds))[0], leaf.name)


class _InLoop(Function):
    """A leaf's statements, within the loop of a fused loop."""

    def __init__(self, fused: FusedLoop, leaf: Lowered, kinds: Sequence[str]) -> None:
        super().__init__(Facts(leaf, kinds), frozenset())
        self.fused = fused
        self.parameters = dict(zip("XY", leaf.parameters, strict=False))

    def leaf_body(self) -> list[ast.stmt]:
        return self.body(self.lowered.body)

    def captured(self) -> list[ast.stmt]:
        if not self.lowered.captured:
            return []
        names = ast.Tuple([target(f"v{i}") for i in self.lowered.captured], ast.Store())
        return [assign(names, attribute(name(f"v{SELF}"), "raw_values"))]

    def returned(self, expr: Expression) -> list[ast.stmt]:
        return _parsed(self.fused.returned, self, expr)


def _parsed(template: str, leaf: _InLoop, returned: Expression | None = None) -> list[ast.stmt]:
    module = ast.parse(dedent(template))
    filled = _Filled(leaf, returned).visit(module)
    assert isinstance(filled, ast.Module)
    return filled.body


class _Filled(ast.NodeTransformer):
    """A template with its blanks filled in."""

    def __init__(self, leaf: _InLoop, returned: Expression | None) -> None:
        self.leaf = leaf
        self.expr = returned

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        match node.value:
            case ast.Name("BODY"):
                return self.leaf.leaf_body()
            case ast.Name("CAPTURED"):
                return self.leaf.captured()
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        found = self.leaf.parameters.get(node.arg)
        return node if found is None else ast.arg(f"v{found}")

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if self.expr is not None and node.id == "VALUE":
            return self.leaf.ex.value(self.expr)
        if self.expr is not None and node.id == "TEST":
            return self.leaf.ex.test(self.expr)
        found = self.leaf.parameters.get(node.id)
        return node if found is None else ast.Name(f"v{found}", copy.copy(node.ctx))

"""Nodes of the core language know what they consist of."""

from __future__ import annotations

from dataclasses import fields

import pytest

from perdure.vm import core
from perdure.vm.core import Call, Const, Expr, Lambda, Local, Variable
from perdure.vm.core.control import Control
from perdure.vm.objects.procedures import Cell

X, Y = Variable("x"), Variable("y")
PROCEDURE = Lambda((X,), None, Local(X), "f")
CELL = Cell("c", "")

#: What a field of a node may hold, by its name.
FIELDS: dict[str, object] = {
    "value": Const(1),
    "variable": X,
    "cell": CELL,
    "at": (3, 4),
    "test": Const(2),
    "then": Const(3),
    "otherwise": Const(4),
    "parameters": (X,),
    "rest": Y,
    "body": Const(5),
    "name": "f",
    "variables": (X, Y),
    "values": (Const(6), Const(7)),
    "lambdas": (PROCEDURE, PROCEDURE),
    "kind": Control.GUARD,
    "roles": (),
    "operator": Const(8),
    "operands": (Const(9), Const(10)),
}

KINDS = [kind for kind in vars(core).values() if isinstance(kind, type) and issubclass(kind, Expr)]


def a_node(kind: type[Expr]) -> Expr:
    given = {each.name: FIELDS[each.name] for each in fields(kind)}
    if kind is core.Region:
        given["variables"] = (Local(X), Local(Y))
    elif kind is core.Begin:
        given["body"] = (Const(11), Const(12))
    elif kind is Const:
        given["value"] = 13
    return kind(**given)


def expressions_in(value: object) -> list[Expr]:
    """The expressions that a field holds."""
    held = value if isinstance(value, tuple) else (value,)
    return [part for part in held if isinstance(part, Expr)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_children_are_all_expressions_in_the_fields_of_a_node(kind: type[Expr]) -> None:
    node = a_node(kind)
    held = [expressions_in(getattr(node, each.name)) for each in fields(node)]
    assert list(node.children()) == [part for parts in held for part in parts]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_rebuilt_node_has_its_children_changed_and_all_else_as_it_was(kind: type[Expr]) -> None:
    node = a_node(kind)
    seen: list[Expr] = []

    def change(child: Expr) -> Expr:
        seen.append(child)
        return Lambda((), None, child, "changed") if isinstance(child, Lambda) else Call(child, ())

    made = node.rebuilt(change)
    assert seen == list(node.children())
    assert type(made) is type(node)
    assert [part.children()[0] for part in made.children()] == seen
    for each in fields(node):
        if not expressions_in(getattr(node, each.name)):
            assert getattr(made, each.name) == getattr(node, each.name)

"""Instructions are stored by one table, and come back as they were."""

from __future__ import annotations

import inspect
import json
from typing import get_args

import pytest

from perdure.vm.code.encoding import TABLE, decoded, encoded
from perdure.vm.code.instructions import (
    Again,
    Body,
    BoxValue,
    Branch,
    Break,
    Callee,
    CellProcedure,
    CellValue,
    Check,
    Choose,
    Compute,
    Constant,
    Continue,
    ControlPrimitive,
    Do,
    EnteredLoop,
    Expression,
    Get,
    Given,
    GoTo,
    KnownClosure,
    KnownCode,
    Loop,
    Named,
    NewBox,
    NewClosure,
    NewClosures,
    Node,
    Number,
    ProcedureCall,
    ReturnValue,
    Set,
    SetBox,
    SetCell,
    Statement,
    TailCall,
)
from perdure.vm.code.lowered import Lowered

KINDS = {*get_args(Expression), *get_args(Callee), *get_args(Statement)}
NEVER_STORED = {Given, EnteredLoop, GoTo}
WITHOUT_NUMBER = {Get}  #: stored as the number of the variable

EVERY_EXPRESSION: list[Expression] = [
    Get(3),
    Number(-7),
    Number(0.5),
    Named("NIL"),
    Constant(0),
    CellValue(1, 2),
    BoxValue(4, -1, True),
    Compute("+", 5, [Get(1), Choose(Get(2), Number(1), Compute("car", -1, [Get(3)]))]),
    NewClosure(-1, [Get(0), Get(6)]),
]
BODY: Body = [
    Check(1),
    Set(2, 7, Compute("vector", 0, EVERY_EXPRESSION)),
    NewBox(3, 8, Get(7)),
    SetBox(4, 8, Number(1)),
    SetCell(5, 1, 2, Get(7), defines=True),
    NewClosures(6, [9, 10], [NewClosure(3, [Get(10)]), NewClosure(4, [Get(9)])]),
    Do(7, -1, -1, "set-car!", [Get(1), Get(2)]),
    ProcedureCall(8, 2, 11, Get(9), [Get(1)], spread=True),
    ProcedureCall(9, 2, -1, ControlPrimitive("call/cc"), [Get(9)], spread=False),
    Loop(
        10,
        "L1",
        [
            Branch(11, Get(1), [Continue(12, "L1", [1], [Number(2)])], []),
            Branch(13, Get(2), [Break(14, "L1")], [Again(15, 3, 1, "L2", [1], [Get(2)])]),
            TailCall(16, 3, KnownClosure(3, Get(9)), [], spread=False),
        ],
    ),
    Branch(17, Get(1), [TailCall(18, 3, KnownCode(-1), [Get(1)], spread=False)], []),
    Branch(19, Get(1), [TailCall(20, 3, CellProcedure(1), [Get(1)], spread=True)], []),
    ReturnValue(21, Get(11)),
]


def lowered(body: Body) -> Lowered:
    return Lowered("f", [1, 2], -1, [3], [""] * 12, body, {8: [1, 2]}, [(1, 1)])


def test_the_table_says_of_every_kind_that_is_stored_how_it_is() -> None:
    assert {made for made, _ in TABLE.values()} == KINDS - NEVER_STORED - WITHOUT_NUMBER


@pytest.mark.parametrize(("made", "fields"), TABLE.values())
def test_the_table_has_the_fields_as_the_class_takes_them(made: type[Node], fields: str) -> None:
    assert [name.rstrip(".") for name in fields.split()] == [*inspect.signature(made).parameters]


def test_every_instruction_comes_back_as_it_was() -> None:
    assert decoded(encoded(lowered(BODY))) == lowered(BODY)


def test_what_belongs_to_resumptions_is_not_stored() -> None:
    for statement in (GoTo(1), EnteredLoop(1, "L1", [], []), ReturnValue(1, Given())):
        with pytest.raises(KeyError):
            encoded(lowered([statement]))


def test_code_of_another_version_is_refused() -> None:
    version, *rest = json.loads(encoded(lowered(BODY)))
    with pytest.raises(ValueError, match=rf"of version {version + 1}; .* upgrade it"):
        decoded(json.dumps([version + 1, *rest]).encode())


def test_an_unknown_instruction_is_refused() -> None:
    stored = encoded(lowered([Check(1), ReturnValue(2, Get(1))])).replace(b"[54,1]", b"[99,1]")
    with pytest.raises(ValueError, match="unknown instruction 99"):
        decoded(stored)


def test_an_instruction_tells_what_it_is() -> None:
    assert repr(Set(2, 7, Get(3))) == "Set(site=2, dest=7, value=Get(variable=3))"
    assert Set(2, 7, Get(3)) != Set(2, 7, Get(4))
    assert Set(2, 7, Get(3)) != NewBox(2, 7, Get(3))

"""Definitions that are stored once: whatever changes of them is stored with the next dump."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import pytest

from perdure.languages.python.heap import dump, load
from tests.python.stub_program import StubProgram

TEXT = """
import json
from math import sqrt

count = 0

def first(number: int, by: int = 2) -> int:
    return number * by

def second():
    return first(3)
"""


def program_dumped(times: int) -> StubProgram:
    program = StubProgram({"flow": TEXT}).run()
    for _ in range(times):
        dump(program, [])
    return program


def loaded_again(program: StubProgram) -> dict[str, Any]:
    again = program.again()
    load(again, *dump(program, []))
    return again.namespace("flow")


def set_default(space: dict[str, Any]) -> None:
    space["first"].__defaults__ = (5,)


def set_attribute(space: dict[str, Any]) -> None:
    space["first"].calls = [1]


def set_annotation(space: dict[str, Any]) -> None:
    space["first"].__annotations__["by"] = str


def set_doc(space: dict[str, Any]) -> None:
    space["second"].__doc__ = "another"


def take_another(space: dict[str, Any]) -> None:
    space["first"] = space["second"]


def delete(space: dict[str, Any]) -> None:
    del space["json"]


def count_up(space: dict[str, Any]) -> None:
    space["count"] += 1


def rename(space: dict[str, Any]) -> None:
    space["__name__"] = "other"


def fill(space: dict[str, Any]) -> None:
    space["rows"] = [space["first"]]


def told(space: dict[str, Any]) -> list[Any]:
    first, second = space["first"], space["second"]
    return [
        [name for name in space if name != "__builtins__"],
        space["__name__"],
        space["count"],
        first.__name__,
        first.__defaults__,
        vars(first),
        first.__annotations__,
        second.__doc__,
        second.__module__,
        [row is first for row in space.get("rows", ())],
        space["sqrt"](9),
    ]


CHANGES = [
    set_default, set_attribute, set_annotation, set_doc, take_another, delete, count_up, rename,
    fill,
]  # fmt: skip


@pytest.mark.parametrize("times", [1, 2, 3, 4])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_stored(change: Callable[[dict[str, Any]], None], times: int) -> None:
    program = program_dumped(times)
    assert told(loaded_again(program)) == told(program.namespace("flow"))
    change(program.namespace("flow"))
    assert told(loaded_again(program)) == told(program.namespace("flow"))


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_what_the_frames_hold_of_definitions_is_one_object_with_them(times: int) -> None:
    program = program_dumped(times)
    space = program.namespace("flow")
    again = program.again()
    (found,) = load(again, *dump(program, [[space["first"], space, space["json"]]]))
    there = again.namespace("flow")
    assert found[0] is there["first"]
    assert found[1] is there
    assert found[2] is there["json"]


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_function_that_the_program_lets_go_of_ends_at_once(times: int) -> None:
    program = program_dumped(times)
    function = weakref.ref(program.namespace("flow")["first"])
    program.namespace("flow")["first"] = None
    assert function() is None


def test_a_dump_is_the_same_each_time() -> None:
    program = program_dumped(0)
    assert len({dump(program, ["a"])[0] for _ in range(5)}) == 1


def test_builtins_are_not_compared_for_each_function() -> None:
    program = program_dumped(2)
    functions = program.definitions.functions
    compared = [*functions.empty, *(each for each, _ in functions.contents)]
    assert compared
    assert all(each is not program.builtins for each in compared)

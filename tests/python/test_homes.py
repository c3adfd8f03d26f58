"""The home of a callee is where its function is defined, whatever class it was reached by."""

from __future__ import annotations

import sqlite3
import types
from typing import Any

import pytest

from perdure.languages.python.runtime.builtins import new_builtins
from perdure.languages.python.runtime.coroutines import AsyncFunction
from perdure.languages.python.runtime.outside import home_of, is_effect, is_of_program


class Failed(Exception):
    def own(self) -> object:
        return super().__init__


class Items(list[int]):
    def append(self, item: int) -> None:
        super().append(item)

    def above(self) -> object:
        return super().append


class Names(dict[str, int]):
    pass


class Base(sqlite3.Connection):
    pass


for _made in (Failed, Items, Names, Base):
    _made.__module__ = "shop.kinds"  # as in a module of a program


@pytest.mark.parametrize(
    "callee",
    [
        Failed(1).own(),
        Failed(1).add_note,
        Failed(1).with_traceback,
        Items([1]).extend,
        Items([1]).above(),
        Items([1]).__len__,
        Names().get,
        Names.fromkeys,
        "text".join,
        len,
    ],
)
def test_what_a_class_of_a_program_has_from_a_builtin_is_no_effect(callee: Any) -> None:
    assert home_of(callee) == "builtins"
    assert not is_effect(callee)


def test_what_a_class_of_a_program_has_from_a_client_is_an_effect() -> None:
    base = Base(":memory:")
    assert is_effect(base.execute)
    assert is_effect(base.cursor().execute)
    base.close()


def test_an_async_method_of_a_program_is_the_programs() -> None:
    builtins = new_builtins()
    space: dict[str, Any] = {"__builtins__": builtins, "__name__": "shop.kinds"}
    exec("def lowered(self): ...\nasync def native(self): ...", space)
    function = AsyncFunction(space["native"], space["lowered"])
    assert is_of_program(function, builtins)
    assert is_of_program(types.MethodType(function, Items()), builtins)
    assert not is_of_program(function, new_builtins())

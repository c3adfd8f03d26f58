"""Procedures in Python's hands, and objects of registered classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    CannotConvert,
    Converter,
    Image,
    Procedure,
    ProcessFailed,
    builtin,
    effect,
)
from tests.programs import program

DECIMAL = Converter(Decimal, encode=str, decode=Decimal)
DATE = Converter(date, encode=date.isoformat, decode=date.fromisoformat)
TIME = Converter(datetime, encode=datetime.timestamp)


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str


MONEY = Converter(
    Money,
    encode=lambda money: [money.amount, money.currency],
    decode=lambda parts: Money(*parts),
    name="money",
)


@builtin
def doubled(money: Money) -> Money:
    return Money(money.amount * 2, money.currency)


@builtin
def size(table: dict[Decimal, int]) -> int:
    return len(table)


@effect
def size_later(table: dict[Decimal, int]) -> int:
    return len(table)


SEEN: list[Any] = []


@effect
def pay(moneys: list[Money]) -> Decimal:
    SEEN.append(moneys)
    return sum((money.amount for money in moneys), Decimal(0))


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(
        ":memory:", provides=[doubled, pay, size, size_later], converters=[DECIMAL, DATE, MONEY]
    ) as image:
        image.eval("(import (perdure foreign) (perdure process) (python test_conversion))")
        yield image


def test_a_procedure_is_a_handle_that_calls_it_as_a_process(image: Image) -> None:
    add = image.eval("(define (add-to n) (lambda (m) (sleep 0) (+ n m))) (add-to 5)")
    assert isinstance(add, Procedure)
    assert add.call(2) == 7
    assert image.call(add, 3) == 8
    assert image.result(add.spawn(4)) == 9
    assert repr(image.eval("car")) == "<procedure car of ':memory:'>"


def test_procedures_are_found_within_data_and_can_be_given_back(image: Image) -> None:
    first, procedures = image.eval("(list 1 (vector car (lambda (f x) (f x))))")
    assert first == 1
    assert procedures[1].call(procedures[0], ["a", "b"]) == "a"


def test_a_procedure_of_another_image_is_refused(image: Image) -> None:
    with Image.open(":memory:") as other:
        theirs = other.eval("car")
    with pytest.raises(CannotConvert, match="belongs to another image"):
        image.call("list", theirs)
    with pytest.raises(CannotConvert, match="belongs to another image"):
        image.call(theirs, [1])


def test_a_procedure_is_no_argument_of_a_python_function(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="pay: cannot pass an argument: #<procedure car>"):
        image.eval("(pay car)")


def test_an_object_without_converter_is_refused_with_what_to_do(image: Image) -> None:
    with pytest.raises(CannotConvert, match="register a converter for the class"):
        image.call("list", {1, 2})


def test_objects_with_converters_come_and_go_as_they_are(image: Image) -> None:
    day = date(2026, 11, 22)
    assert image.call("list", day, [Decimal("1.50")]) == [day, [Decimal("1.50")]]
    assert image.call("foreign-data", day) == "2026-11-22"
    assert image.call("foreign-name", day) == "date"
    assert image.eval('(make-foreign \'Decimal "2.50")') == Decimal("2.50")


def test_converters_are_used_for_the_parts_of_others(image: Image) -> None:
    euros = Money(Decimal("9.99"), "EUR")
    assert image.call("list", euros) == [euros]
    assert image.call("doubled", euros) == Money(Decimal("19.98"), "EUR")


def test_effects_get_and_give_objects(image: Image) -> None:
    euros = Money(Decimal("9.99"), "EUR")
    assert image.call("pay", [euros, euros]) == Decimal("19.98")
    assert SEEN.pop() == [euros, euros]


def test_a_converter_without_decode_is_one_way(image: Image) -> None:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    image.register_converter(TIME)
    assert image.call("list", moment) == [moment.timestamp()]


def test_what_cannot_be_decoded_is_told(image: Image) -> None:
    with pytest.raises(CannotConvert, match="the converter 'Decimal' cannot decode 'much'"):
        image.eval('(make-foreign \'Decimal "much")')
    with pytest.raises(CannotConvert, match="no converter named 'other'"):
        image.eval("(make-foreign 'other 1)")
    with pytest.raises(CannotConvert, match="two converters are named 'money'"):
        image.register_converter(Converter(int, encode=str, decode=int, name="money"))


def test_an_object_waits_in_the_image_and_may_need_its_converter_later(image_path: Path) -> None:
    converters: list[Converter[Any]] = [DECIMAL, MONEY]
    with Image.open(image_path, provides=[pay]) as image:
        image.eval("(import (python test_conversion))")
    with Image.open(image_path, converters=converters) as image:
        pid = image.spawn(
            "(lambda (m) (guard (e (#t (error-object-message e))) (pay m)))",
            [Money(Decimal(5), "EUR")],
        )
        lost = image.spawn("(lambda (m) (pay m))", [Money(Decimal(7), "EUR")])
        image.run_until_idle()
        assert not image.process(pid).is_provided
    with Image.open(image_path, provides=[pay], converters=converters[:1]) as image:
        assert "no converter named 'money'" in image.result(pid)
        with pytest.raises(ProcessFailed, match="no converter named 'money'"):
            image.result(lost)
    with Image.open(image_path, provides=[pay], converters=converters) as image:
        assert image.call("pay", [Money(Decimal(7), "EUR")]) == Decimal(7)


@pytest.mark.parametrize("procedure", ["size", "size-later"])
def test_keys_that_are_one_when_they_are_decoded_are_refused(image: Image, procedure: str) -> None:
    image.eval(program(__file__, "asked-for-keys", procedure=procedure))
    assert image.call("asked", Decimal("1"), Decimal("2")) == 2
    with pytest.raises(ProcessFailed, match="two keys of a dict, are one when they are decoded"):
        image.call("asked", Decimal("1"), Decimal("1.0"))


def test_the_program_hears_of_keys_that_python_takes_for_one(image: Image) -> None:
    merged = program(__file__, "merged-keys")
    with pytest.raises(ProcessFailed, match='size: cannot pass an argument: a and "a", two keys'):
        image.eval(merged)

"""Versions of provided functions: a call is run by one that takes it, and waits for it else."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from perdure.image import CannotProvide, Image, ProcessFailed, builtin, effect
from perdure.image.effects.signatures import Signature


def shop(*functions: Any) -> ModuleType:
    """The module `shop` as one version of an application has it."""
    made = ModuleType("shop")
    for function in functions:
        setattr(made, function.__name__, function)
    return made


@effect(name="price")
def price_then(item: int) -> str:
    return f"{item}"


@effect(name="price")
def price_now(item: int, currency: str) -> str:
    return f"{item} {currency}"


@effect(name="price", version=2)
def price_2(item: int, currency: str) -> str:
    return f"{item} {currency}, version 2"


@effect(name="price", version=3)
def price_3(item: int, currency: str = "EUR") -> str:
    return f"{item} {currency}, version 3"


@builtin(name="price")
def price_builtin(item: int) -> str:
    return f"{item}, at once"


IMPORT = "(import (python shop))"
NEW_CALL = '(price 1 "EUR")'


def waits_for(image: Image, pid: int) -> str:
    return image.process(pid).waits_for


@pytest.mark.parametrize("old", [price_then, price_builtin])
def test_a_call_waits_for_the_version_that_takes_it(image_path: Path, old: Any) -> None:
    with Image.open(image_path, [shop(price_2)]) as image:
        image.eval(IMPORT)
    with Image.open(image_path, [shop(old)]) as image:
        pid = image.spawn(NEW_CALL)
        image.run_until_idle()
        told = "effect price (python shop), version 2; what is there is one that takes 1 argument"
        assert waits_for(image, pid) == told
        assert not image.process(pid).is_provided
        assert "1" in image.eval("(price 1)"), "made by old programs, and taken by the old alone"
    with Image.open(image_path, read_only=True) as image:
        assert waits_for(image, pid) == "effect price (python shop), version 2"
    with Image.open(image_path, [shop(price_2)]) as image:
        assert image.result(pid) == "1 EUR, version 2"


def test_an_older_version_does_not_run_what_a_newer_takes(image_path: Path) -> None:
    with Image.open(image_path, [shop(price_3)]) as image:
        image.eval(IMPORT)
    with Image.open(image_path, [shop(price_2)]) as image:
        pid = image.spawn(NEW_CALL)
        image.run_until_idle()
        told = "effect price (python shop), version 3; what is there is version 2"
        assert waits_for(image, pid) == told
    with Image.open(image_path, [shop(price_3)]) as image:
        assert image.result(pid) == "1 EUR, version 3"


def test_a_call_that_was_made_before_waits_where_nothing_takes_it_any_more(
    image_path: Path,
) -> None:
    with Image.open(image_path, [shop(price_then)]) as image:
        image.eval(IMPORT)
    with Image.open(image_path) as image:
        pid = image.spawn("(price 1)")
        image.run_until_idle()
        assert waits_for(image, pid) == "effect price (python shop), not provided"
    with Image.open(image_path, [shop(price_now)]) as image:
        image.run_until_idle()
        told = "effect price (python shop), called with 1 argument; it takes 2 arguments"
        assert waits_for(image, pid) == told
    with Image.open(image_path, [shop(price_3)]) as image:
        assert image.result(pid) == "1 EUR, version 3"


def test_a_wrong_number_of_arguments_is_an_error_where_nothing_ever_took_it(
    image_path: Path,
) -> None:
    with Image.open(image_path, [shop(price_2)]) as image:
        image.eval(IMPORT)
        with pytest.raises(ProcessFailed, match="price: expected 2 arguments, got 3"):
            image.eval("(price 1 2 3)")


def test_the_last_that_was_given_counts_where_no_versions_are_said(image_path: Path) -> None:
    for given in (price_then, price_now, price_then):
        with Image.open(image_path, [shop(given)]) as image:
            image.eval(IMPORT)
    with Image.open(image_path, [shop(price_then)]) as image:
        assert image.eval("(price 1)") == "1"
        with pytest.raises(ProcessFailed, match="price: expected 1 argument, got 2"):
            image.eval(NEW_CALL)


@pytest.mark.parametrize("version", [0, -1, 1.5, "2", True])
def test_a_version_is_a_whole_number(version: Any) -> None:
    for decorator in (effect, builtin):
        with pytest.raises(CannotProvide, match=r"version=.* is not a whole number above 0"):
            decorator(version=version)(lambda: None)


def test_a_signature_says_what_it_takes() -> None:
    assert [Signature(0, *counts).counts() for counts in ((0, 0), (1, 1), (1, 2), (1, -1))] == [
        "0 arguments",
        "1 argument",
        "1 to 2 arguments",
        "at least 1 argument",
    ]

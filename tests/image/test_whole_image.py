"""(perdure image): hooks of the start and the end, the board, one object becomes another."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from perdure.image import AsyncImage, Image, ImageError
from perdure.image.maintenance.operations import check

IMPORTS = "(import (scheme base) (perdure process) (perdure image))"


def texts(image: Image) -> list[str]:
    return [each.text for each in image.said()]


def test_hooks_are_called_when_an_image_is_driven_and_when_it_is_closed(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval(IMPORTS)
        image.eval('(on-start-up! "greet" (lambda () (say! "up")))')
        image.eval('(on-shut-down! "part" (lambda () (say! "down")))')
        assert texts(image) == []
    with Image.open(image_path) as image:
        assert texts(image) == ["down"], "it was driven, and so the end was told"
        assert image.eval("5") == 5
        image.run_until_idle()
        assert texts(image) == ["down", "up"]
    with Image.open(image_path, read_only=True) as image:
        assert texts(image) == ["down", "up", "down"]
    with Image.open(image_path, resumes=False) as image:
        image.eval("6")
    with Image.open(image_path) as image:
        assert texts(image) == ["down", "up", "down"], "where nothing is resumed, nothing is called"
        image.eval('(begin (on-start-up! "greet" #f) (on-shut-down! "part" #f))')
    with Image.open(image_path) as image:
        image.eval("7")
        assert texts(image).count("up") == 2


def test_a_hook_that_fails_or_is_late_is_told_in_the_log_and_keeps_nobody(
    image_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Image.open(image_path, grace=0.2) as image:
        image.eval(IMPORTS)
        image.eval('(on-start-up! "bad" (lambda () (car 5)))')
        image.eval('(on-shut-down! "late" (lambda () (sleep 900) (say! "at last")))')
    with (
        caplog.at_level(logging.WARNING, "perdure.processes"),
        Image.open(image_path, grace=0.2) as image,
    ):
        assert image.eval("(+ 1 2)") == 3
        image.run_slice()
    told = caplog.text
    assert "<start-up bad>, failed: car: expected a pair, got 5" in told
    assert "<shut-down late>, has not ended in time" in told
    with Image.open(image_path, resumes=False) as image:
        assert image.sample(order="due").rows[0].process.name == "<shut-down late>"


def test_the_board_is_bounded_and_followed_by_numbers(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval(IMPORTS)
        image.eval('(say! "from " (list 1 "two"))')
        image.say("from outside", "me")
        first, second = image.said()
        assert first.text == "from (1 two)"
        assert first.author.endswith("<eval>")
        assert (second.author, second.text) == ("me", "from outside")
        assert image.said(after=first.number) == [second]
        assert image.said(limit=1) == [second]
        assert image.eval("(cadr (cadr (said)))") == "from outside"
        for number in range(1_100):
            image.say(str(number))
        found = texts(image)
        assert len(image.said(limit=5_000)) < 1_064
        assert found[-1] == "1099"
    assert check(image_path).problems == []


def test_asyncio_says_and_hears() -> None:
    asyncio.run(_says_and_hears(Image.open_async(":memory:")))


async def _says_and_hears(opened: AsyncImage) -> None:
    async with opened as image:
        await image.say("hello", "me")
        assert [each.text for each in await image.said()] == ["hello"]
        assert (await image.counts()).alive == 0
        assert (await image.sample(limit=3)).rows == []
        assert await image.timers() == []
        assert await image.members() == []


def test_a_program_has_one_object_become_another(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval(IMPORTS)
        image.eval("(define-record-type account (make owner) account? (owner owner))")
        image.eval('(define old (make "old"))')
        image.eval('(define new (make "new"))')
        image.eval("(define all (list old old))")
        said = "(let ((mine old)) (become! old new) (list (eq? mine new) (eq? (car all) new)))"
        assert image.eval(said) == [True, True]
        assert image.eval("(length (instances-of account))") == 2
        assert image.eval("(pair? (referrers-of new))") is True
        assert image.eval("(pair? (path-to new))") is True
        with pytest.raises(ImageError, match="become!: 5 cannot become another"):
            image.eval("(become! 5 new)")
        image.eval('(define third (make "third"))')
        waiting = image.spawn_eval("(let ((mine new)) (become! mine third) (list (owner mine)))")
        image.run_slice()
    with Image.open(image_path) as image:
        image.run_until_idle()
        assert image.result(waiting) == ["third"], "a wish survives the end of its driver"

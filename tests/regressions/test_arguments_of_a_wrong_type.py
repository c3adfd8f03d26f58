"""An argument of a wrong type came back as an AttributeError or a TypeError from its
insides; a question to a process that is none, `query(0, "x")`, broke all questions after it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Any

import pytest

from perdure.image import Image, ImageError, NoHandler, NoSuchProcess, ProcessFailed, SimulatedClock

NAN = math.nan

CALLS: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda image: image.spawn("1", labels=3),
        "spawn: labels is Mapping[str, str | int] | None, not 3",
    ),
    (lambda image: image.spawn_program("1", 3), "spawn_program: name is str, not 3"),
    (lambda image: image.call("car", [1], timeout="x"), "call: timeout is float | None, not 'x'"),
    (lambda image: image.load(3), "load: file is str | PathLike[str], not 3"),
    (lambda image: image.processes(limit="x"), "processes: limit is int | None, not 'x'"),
    (lambda image: image.processes(since="x"), "processes: since is float | None, not 'x'"),
    (lambda image: image.whereis(3), "whereis: name is str, not 3"),
    (lambda image: image.is_completed([]), "is_completed: name is str, not []"),
    (lambda image: image.pause_schedule([]), "pause_schedule: name is str, not []"),
    (lambda image: image.set_breakpoint(3), "set_breakpoint: where is str, not 3"),
    (lambda image: image.timers(-1), "timers: limit is a number from 0, not -1"),
    (lambda image: image.result(1, timeout=NAN), "a timeout is a number of seconds, not nan"),
    (lambda image: image.advance(seconds="x"), "advance: seconds is float, not 'x'"),
    (
        lambda image: image.clock.advance(NAN),
        "advance: what passes is a number of seconds from 0, not nan",
    ),
    (lambda image: image.close(grace=NAN), "close: grace is a number of seconds from 0, not nan"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_who_gave_it_is_told_of_the_argument(call: Callable[[Any], Any], message: str) -> None:
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        image.spawn("(receive)")
        with pytest.raises(ImageError) as caught:
            call(image)
        assert str(caught.value).startswith(message)
        assert image.eval("(+ 1 2)") == 3


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"converters": [3]}, "open: converters is Iterable[Converter[Any]], not [3]"),
        ({"queues": 3}, "open: queues is Iterable[str] | None, not 3"),
        ({"grace": "x"}, "grace is a number of seconds from 0, not 'x'"),
        ({"python": 3}, "open: python is Iterable[str | PathLike[str]], not 3"),
    ],
)
def test_an_option_of_opening_too(option: dict[str, Any], message: str) -> None:
    async def open_it() -> None:
        async with Image.open_async(":memory:", **option):
            pass

    with pytest.raises(ImageError) as caught:
        Image.open(":memory:", **option)
    assert str(caught.value) == message
    with pytest.raises(ImageError) as caught:
        asyncio.run(open_it())
    assert str(caught.value) == message


def test_an_application_of_asyncio_is_told_too() -> None:
    async def ask() -> None:
        async with Image.open_async(":memory:") as image:
            await image.processes(limit="x")  # type: ignore[arg-type]

    with pytest.raises(ImageError, match=r"^processes: limit is int \| None, not 'x'$"):
        asyncio.run(ask())


def test_what_a_program_raises_stays_what_it_is() -> None:
    with Image.open(":memory:") as image:
        with pytest.raises(ProcessFailed):
            image.eval("(car 1)")
        with pytest.raises(TypeError, match="unexpected keyword"):
            image.spawn("1", nothing=3)  # type: ignore[call-arg]


@pytest.mark.parametrize("pid", [0, None, "", "x", 7])
def test_a_question_to_no_process_breaks_no_other(pid: Any) -> None:
    with Image.open(":memory:") as image:
        asked = image.spawn("(receive)")
        for _ in range(2):
            with pytest.raises(NoSuchProcess):
                image.query(pid, "name")
            with pytest.raises(NoHandler):
                image.query(asked, "name")


@pytest.mark.parametrize("where", [":memory:", "kept.image"])
def test_references_are_found_in_an_image_in_memory_too(
    where: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`referrers` and `instances` raised AttributeError there."""
    monkeypatch.chdir(tmp_path)
    with Image.open(where) as image:
        image.eval("(define one (list 1 2 3))")
        image.eval("(define two (vector one))")
        assert "#((1 2 3))" in [found.text for found in image.referrers("one")]
        image.eval("(define-record-type <point> (point x) point? (x x))")
        image.eval("(define three (point 5))")
        assert len(image.instances("<point>")) == 1
        assert "(1 2 3)" in [found.text for found in image.instances("pair", limit=100_000)]

"""Asynchronous generators of the application, which programs take from as from channels."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import CannotProvide, Image, ProcessFailed, Retry, SimulatedClock, check, effect
from tests.programs import program

BEGUN: list[Any] = []
GIVEN: list[Any] = []
CLOSED: list[str] = []
IMPORTS = program(__file__, "streams")


@pytest.fixture(autouse=True)
def nothing_yet() -> None:
    for each in (BEGUN, GIVEN, CLOSED):
        each.clear()


@effect
async def numbers(
    first: int, count: int, *, key: str, after: int, last: int | None
) -> AsyncGenerator[int, None]:
    BEGUN.append((key, after, last))
    try:
        for number in range(first + after, first + count):
            await asyncio.sleep(0)
            GIVEN.append(number)
            yield number
    finally:
        CLOSED.append("numbers")


@effect(ahead=2)
async def endless(name: str) -> AsyncGenerator[dict[str, int], None]:
    try:
        async with asyncio.timeout(100):  # which must be left by the task that entered it
            number = 0
            while True:
                GIVEN.append(number)
                yield {"number": number}
                number += 1
    finally:
        CLOSED.append(name)


@effect
async def breaks() -> AsyncGenerator[str, None]:
    yield "good"
    raise ValueError("bad")


@effect(retry=Retry(delay=5, jitter=0.0))
async def recovers(after: int) -> AsyncGenerator[int, None]:
    BEGUN.append(after)
    for number in range(after, 4):
        if number == 2 and len(BEGUN) < 3:
            raise ConnectionError("lost")
        yield number


@effect
async def awkward() -> AsyncGenerator[Any, None]:
    yield object()


@effect
async def idles(name: str) -> AsyncGenerator[int, None]:
    BEGUN.append(name)
    try:
        yield 1
        await asyncio.Event().wait()
    finally:
        CLOSED.append(name)


@effect(retry=Retry(delay=1000))
async def pauses(name: str) -> AsyncGenerator[int, None]:
    BEGUN.append(name)
    if name:
        raise ConnectionError("away")
    yield 1


PROVIDED = [numbers, endless, breaks, recovers, awkward, idles, pauses]


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", PROVIDED, clock=SimulatedClock(0.0), grace=0) as opened:
        opened.eval(IMPORTS)
        yield opened


def drive_until(image: Image, is_there: Callable[[], bool]) -> None:
    for _ in range(2_000):  # what is waited for is done by the loop's thread
        image.run_until_idle()
        if is_there():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


def test_the_values_come_through_a_channel_that_ends_with_them(image: Image) -> None:
    pid = image.spawn("(take-all! (numbers 5 4))")
    assert image.result(pid) == [5, 6, 7, 8]
    assert [(f"{image.id}-{pid}-1", 0, None)] == BEGUN
    drive_until(image, lambda: "numbers" in CLOSED)


def test_no_more_is_drawn_than_there_is_room_for(image: Image) -> None:
    image.eval('(set! kept (endless "first"))')
    image.run_until_idle()
    assert GIVEN == [0, 1, 2]  # two in the channel, and one that waits for room
    assert image.eval("(channel-length kept)") == 2
    assert image.eval("(list (channel-take! kept) (channel-take! kept))") == [
        {"number": 0},
        {"number": 1},
    ]
    image.run_until_idle()
    assert GIVEN == [0, 1, 2, 3, 4]


def test_one_who_wants_no_more_closes_the_channel_and_the_generator_is_closed(
    image: Image,
) -> None:
    image.eval('(set! kept (endless "second"))')
    image.run_until_idle()
    image.eval("(channel-close! kept)")
    drive_until(image, lambda: "second" in CLOSED)
    assert image.driver.is_idle()


@pytest.mark.parametrize("stream", ["idles", "pauses"])
def test_one_that_has_nothing_to_give_is_closed_at_once(image: Image, stream: str) -> None:
    image.eval(f'(set! kept ({stream} "third"))')
    for _ in range(500):
        if "third" in BEGUN:
            break
        image.run_slice()
        threading.Event().wait(0.01)
    (feed,) = [each.pid for each in image.processes() if each.name == f"stream {stream}"]
    assert image.process(feed).waits_for.startswith("value ")
    image.eval("(channel-close! kept)")
    image.result(feed)
    if stream == "idles":
        drive_until(image, lambda: "third" in CLOSED)
    assert image.driver.is_idle()


def test_an_error_of_the_generator_is_raised_where_the_program_takes(image: Image) -> None:
    image.eval("(set! kept (breaks))")
    assert image.eval("(channel-take! kept)") == "good"
    for _ in range(2):
        with pytest.raises(ProcessFailed, match="breaks: ValueError: bad"):
            image.eval("(channel-take! kept)")
    with pytest.raises(ProcessFailed, match="cannot take the result"):
        image.eval("(channel-take! (awkward))")


def test_a_generator_that_fails_is_begun_again_behind_what_was_taken(image: Image) -> None:
    assert image.eval("(take-all! (recovers))") == [0, 1, 2, 3]
    assert BEGUN == [0, 2, 2]
    assert image.clock.now() == 5 + 10


def test_after_a_restart_it_goes_on_behind_what_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "image"
    with Image.open(path, PROVIDED, grace=0) as image:
        image.eval(IMPORTS)
        image.eval("(set! kept (numbers 0 40))")
        first = image.eval("(list (channel-take! kept) (channel-take! kept))")
        image.run_until_idle()
    assert first == [0, 1]
    assert check(path).is_sound
    with Image.open(path, PROVIDED, grace=0) as image:
        assert image.eval("(take-all! kept)") == list(range(2, 40))
    (key, *begun), (same, after, last) = BEGUN
    assert key == same
    assert begun == [0, None]
    assert last == after - 1 >= 2
    assert list(range(19)) + list(range(after, 40)) == GIVEN


def test_a_stream_can_be_chosen_from(image: Image) -> None:
    text = "(select ((on-take (numbers 1 2)) => list) ((on-time 60) 'late))"
    assert image.eval(text) == [1]
    text = "(select ((on-call numbers 1 2) => channel-take!) ((on-time 60) 'late))"
    assert image.eval(text) == 1


def test_what_makes_no_sense_is_refused() -> None:
    async def stream() -> AsyncGenerator[int, None]:
        yield 1

    async def coroutine() -> None: ...

    with pytest.raises(CannotProvide, match="may be begun anew"):
        effect(at_most_once=True)(stream)
    with pytest.raises(CannotProvide, match="for asynchronous generators"):
        effect(ahead=5)(coroutine)

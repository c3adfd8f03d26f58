"""Channels that have names, used by applications, blocking and asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import (
    ChannelClosed,
    ChannelInfo,
    Image,
    ImageError,
    NotDone,
    ProcessFailed,
    SimulatedClock,
    check,
)

IMPORTS = "(import (perdure process) (perdure channels))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS)
        yield opened


def test_what_an_application_puts_a_program_takes_and_the_other_way_round(image: Image) -> None:
    orders = image.channel("orders")
    pid = image.spawn_eval("(channel-take! (channel-named 'orders))")
    image.run_slice()
    assert orders.info() == ChannelInfo("orders", None, 0, 1, 0, False)
    orders.put({"item": 3, "of": ["ann", None]})
    assert image.result(pid) == {"item": 3, "of": ["ann", None]}
    image.spawn_eval("(begin (sleep 5) (channel-put! (channel-named 'orders) 'late))")
    assert orders.get(type=str) == "late"
    assert image.clock.now() == 5


def test_a_program_gives_names_and_takes_them(image: Image) -> None:
    image.eval("(define here (make-channel 2)) (name-channel! 'here here)")
    assert [each.name for each in image.channels()] == ["here"]
    image.eval("(begin (name-channel! 'here here) (channel-put! here 1))")
    assert image.channel("here", capacity=9).info().capacity == 2
    assert image.channel("here").get() == 1
    assert image.eval('(list (eq? here (channel-named "here")) (channel-names))') == [
        True,
        ["here"],
    ]
    with pytest.raises(ProcessFailed, match="another channel is called 'here'"):
        image.eval("(name-channel! 'here (make-channel))")
    image.eval("(unname-channel! 'here)")
    assert image.channels() == []
    assert image.eval("(channel-named 'here)") is False
    image.channel("there")
    image.remove_channel("there")
    assert image.channels() == []


def test_the_end_of_a_channel_is_the_end_of_a_loop(image: Image) -> None:
    numbers = image.channel("numbers")
    for number in range(3):
        numbers.put(number)
    numbers.close()
    assert numbers.info().is_closed
    with pytest.raises(ChannelClosed, match="channel 'numbers' is closed"):
        numbers.put(3)
    assert list(numbers) == [0, 1, 2]
    with pytest.raises(ChannelClosed):
        numbers.get()


def test_waiting_has_an_end_in_the_image_s_time(image: Image) -> None:
    narrow = image.channel("narrow", capacity=1)
    with pytest.raises(NotDone, match="nobody put a value in time"):
        narrow.get(timeout=3)
    narrow.put(1)
    with pytest.raises(NotDone, match="nobody took a value in time"):
        narrow.put(2, timeout=3)
    assert image.clock.now() == 6
    assert narrow.info() == ChannelInfo("narrow", 1, 1, 0, 0, False)


def test_an_error_with_which_it_was_closed_is_raised(image: Image) -> None:
    image.channel("broken")
    image.eval("(channel-close! (channel-named 'broken) 'lost)")
    with pytest.raises(ProcessFailed, match="lost"):
        image.channel("broken").get()


def test_what_makes_no_sense_is_refused(image: Image) -> None:
    with pytest.raises(ImageError, match="a number from 0, not -1"):
        image.channel("x", capacity=-1)
    with pytest.raises(ImageError, match="not empty"):
        image.channel("")
    gone = image.channel("gone")
    image.remove_channel("gone")
    with pytest.raises(ProcessFailed, match="no channel is called"):
        gone.get()
    with pytest.raises(ImageError, match="no channel is called 'gone'"):
        gone.info()


def test_a_name_that_a_slice_has_just_given_is_known_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perdure.image.engine.apart.ALWAYS", True)
    with Image.open(":memory:") as image:
        image.eval(IMPORTS)
        text = "(let ((c (make-channel))) (name-channel! 'new c) (eq? c (channel-named 'new)))"
        assert image.eval(text) is True
        assert [each.name for each in image.channels()] == ["new"]


def test_names_and_values_survive(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.channel("kept").put("value")
    assert check(image_path).is_sound
    with Image.open(image_path, read_only=True) as image:
        assert image.channels() == [ChannelInfo("kept", None, 1, 0, 0, False)]
    with Image.open(image_path) as image:
        assert image.channel("kept").get() == "value"


async def used_by_tasks() -> None:
    async with Image.open_async(":memory:") as image:
        numbers = await image.channel("numbers", capacity=1)

        async def put_all() -> None:
            for number in range(20):
                await numbers.put(number)
            await numbers.close()

        putting = asyncio.create_task(put_all())
        assert [number async for number in numbers] == list(range(20))
        await putting
        with pytest.raises(ChannelClosed):
            await numbers.get()
        waiting = await image.channel("waiting")
        with pytest.raises(NotDone):
            await waiting.get(timeout=0.01)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await waiting.get()
        async for _ in image.changes(pause=0.001):
            if not (await waiting.info()).takers:
                break
        await waiting.put(1)
        assert await waiting.get(type=int) == 1
        assert [each.name for each in await image.channels()] == ["numbers", "waiting"]
        await image.remove_channel("waiting")


def test_tasks_use_them() -> None:
    asyncio.run(used_by_tasks())

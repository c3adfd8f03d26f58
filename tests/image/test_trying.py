"""Tests of applications: effects replaced, an image that crashes and is opened again."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest

from perdure.image import (
    CannotProvide,
    Image,
    ImageClosed,
    ImageError,
    NotDone,
    ProcessFailed,
    SimulatedClock,
    builtin,
    check,
    effect,
)


@effect
def ask_world(question: str, *, key: str) -> str:
    return f"the world on {question}"


@effect(at_most_once=True)
def tell_world(text: str) -> str:
    return "told"


@builtin
def rate_of(name: str) -> int:
    return 1


@effect
async def listen(count: int) -> AsyncIterator[int]:
    for n in range(count):
        yield n


PROVIDES = [ask_world, tell_world, rate_of, listen]
IMPORT = "(import (python test_trying) (perdure process))"


def opened(path: str | Path = ":memory:") -> Image:
    library = __name__.rpartition(".")[2]
    image = Image.open(path, PROVIDES, clock=SimulatedClock(0.0))
    image.eval(IMPORT.replace("test_trying", library))
    return image


def test_a_function_is_called_in_place_of_an_effect_for_a_while() -> None:
    with opened() as image:
        with image.replace(ask_world=lambda question: question.upper()):
            assert image.call("ask-world", "rain") == "RAIN"
            with image.replace(ask_world=Mock(side_effect=[3]), rate_of=lambda name: 7):
                assert image.call("ask-world", "rain") == 3
                assert image.call("rate-of", "x") == 7
            assert image.call("ask-world", "rain") == "RAIN"
        assert image.call("ask-world", "rain") == "the world on rain"


def test_a_replacement_may_be_a_coroutine_and_take_the_key() -> None:
    keys = []

    async def ask_world(question: str, *, key: str) -> str:
        await asyncio.sleep(0)
        keys.append(key)
        return "later"

    with opened() as image:
        with image.replace(ask_world=ask_world):
            assert image.call("ask-world", "rain") == "later"
        mock = AsyncMock(return_value="mocked")
        with image.replace(ask_world=mock):
            assert image.call("ask-world", "rain") == "mocked"
        assert mock.await_count == 1
        assert len(keys) == 1
        assert keys[0].startswith(image.id)


def test_what_a_replacement_raises_is_the_programs_error() -> None:
    with opened() as image, image.replace(ask_world=Mock(side_effect=TimeoutError("away"))):
        with pytest.raises(ProcessFailed, match="away"):
            image.call("ask-world", "rain")
        with pytest.raises(ProcessFailed, match="expected 1 argument"):
            image.call("ask-world")


def test_a_function_that_was_not_given_is_brought_for_a_library() -> None:
    with Image.open(":memory:") as image:
        with pytest.raises(CannotProvide, match=r"name its library .*replace\('shop', charge="):
            image.replace(charge=print).__enter__()
        with image.replace("shop", charge=lambda cents: cents + 1):
            assert image.eval("(import (python shop)) (charge 4)") == 5
        pid = image.spawn("charge", 4)
        image.run_until_idle()
        assert not image.process(pid).is_provided


def test_a_stream_is_replaced_by_a_stream() -> None:
    async def listen(count: int) -> AsyncIterator[int]:
        yield 10 * count

    with opened() as image, image.replace(listen=listen):
        image.eval("(import (perdure channels))")
        assert image.eval("(channel-take! (listen 4))") == 40
        with pytest.raises(CannotProvide, match="asynchronous generator is replaced by one"):
            image.replace(listen=Mock()).__enter__()


@pytest.mark.parametrize(
    ("functions", "message"),
    [({"rate_of": AsyncMock()}, "cannot be `async def`"), ({"rate_of": 3}, "is no function")],
)
def test_what_cannot_be_put_in_is_refused(functions: dict[str, object], message: str) -> None:
    with opened() as image, pytest.raises(CannotProvide, match=message):
        image.replace(**functions).__enter__()  # type: ignore[arg-type]


def test_what_is_committed_outlives_a_crash_and_nothing_else(tmp_path: Path) -> None:
    image = opened(tmp_path / "i")
    image.eval("(define n 1)")
    began, goes_on, calls = threading.Event(), threading.Event(), []

    def ask_world(question: str, *, key: str) -> str:
        calls.append(key)
        began.set()
        if len(calls) == 1:
            goes_on.wait(10)
        return f"answer {len(calls)}"

    with image.replace(ask_world=ask_world):
        pid = image.spawn_eval('(begin (set! n 2) (let ((a (ask-world "rain"))) (set! n 3) a))')
        image.start()
        assert began.wait(10)
        image.crash()
        with pytest.raises(ImageClosed):
            image.eval("n")
        again = image.reopen()
        assert again.eval("n") == 2
        goes_on.set()
        assert again.result(pid) == "answer 2"
        assert len(set(calls)) == 1
        assert again.eval("n") == 3
    assert again.call("ask-world", "rain") == "the world on rain"
    again.close()
    image.close()
    assert check(tmp_path / "i").is_sound


def test_an_at_most_once_effect_is_interrupted_by_a_crash(tmp_path: Path) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def tell_world(text: str) -> str:
        began.set()
        goes_on.wait(10)
        return "told"

    image = opened(tmp_path / "i")
    with image.replace(tell_world=tell_world):
        pid = image.spawn_eval('(guard (e (#t (condition-kind e))) (tell-world "a"))')
        image.start()
        assert began.wait(10)
        image.crash()
        goes_on.set()
        with image.reopen() as again:
            assert again.result(pid) == "effect-interrupted"


def test_who_waits_is_told_of_a_crash(tmp_path: Path) -> None:
    image = opened(tmp_path / "i")
    pid = image.spawn_eval("(receive)")
    image.start()
    caught: list[BaseException] = []

    def wait() -> None:
        try:
            image.result(pid)
        except ImageError as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while not list(image.watchers.awaited()):
        pass
    image.crash()
    thread.join(10)
    assert type(caught[0]) is ImageClosed
    image.crash()  # nothing
    with image.reopen() as again:
        assert again.process(pid).state == "waiting"
        assert again.last_reopened() is image.last_reopened() is again


def test_an_image_in_memory_is_not_opened_again() -> None:
    image = opened()
    image.crash()
    with pytest.raises(ImageError, match="give it a directory"):
        image.reopen()


def test_a_clock_that_stands_is_turned_alone() -> None:
    clock = SimulatedClock(5.0, stands=True)
    with Image.open(":memory:", clock=clock) as image:
        image.eval("(import (perdure process)) (define (nap) (sleep 10) (sleep 10) 'awake)")
        pid = image.spawn("nap")
        image.run_until_idle()
        with pytest.raises(NotDone, match="waiting for a timer"):
            image.result(pid)
        assert clock.now() == 5
        image.advance(seconds=15)
        assert (clock.now(), image.process(pid).until) == (20, 25)
        image.start()
        image.advance(seconds=4)
        assert image.process(pid).state == "waiting"
        image.advance(seconds=1)
        assert image.result(pid) == "awake"
        assert clock.now() == 25
        assert image.call("+", 1, 2) == 3


def test_asyncio_turns_replaces_and_crashes(tmp_path: Path) -> None:
    async def main() -> None:
        library = __name__.rpartition(".")[2]
        clock = SimulatedClock(stands=True)
        options = {"provides": PROVIDES, "clock": clock}
        image = await Image.open_async(tmp_path / "i", **options)  # type: ignore[arg-type]
        await image.eval(f"(import (python {library}) (perdure process))")
        with image.replace(ask_world=lambda question: 5):
            assert await image.call("ask-world", "x") == 5
        pid = await image.spawn_many("(lambda (n) (sleep n) n)", [[100], [200]])
        await image.advance(seconds=150)
        assert await image.result(pid[0]) == 100
        await image.crash()
        async with Image.open_async(tmp_path / "i", **options) as again:  # type: ignore[arg-type]
            await again.advance(seconds=50)
            assert await again.result(pid[1]) == 200

    asyncio.run(main())


def test_pytest_finds_the_fixture_by_an_entry_point() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (name,) = tomllib.loads(text)["project"]["entry-points"]["pytest11"].values()
    assert callable(import_module(name).pytest_configure)

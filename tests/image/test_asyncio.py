"""An image in an asyncio application: effects on its loop, cancelling, closing."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    Image,
    ImageClosed,
    ImageError,
    NoSuchProcess,
    ProcessCancelled,
    ProcessFailed,
    effect,
)
from perdure.image.api.aio import AsyncImage, AsyncProcedure

SETUP = "(import (perdure process) (python test_asyncio))"
SEEN: list[Any] = []
HOLDS: dict[str, asyncio.Event] = {}


@effect
async def thread_name() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


@effect
async def hold(name: str, *, key: str) -> str:
    """Runs until it is let go."""
    SEEN.append(("began", name, key))
    try:
        await HOLDS.setdefault(name, asyncio.Event()).wait()
    except asyncio.CancelledError:
        SEEN.append(("cancelled", name, key))
        raise
    return name


PROVIDES = [thread_name, hold]


def asynchronous(
    test: Callable[..., Coroutine[Any, Any, None]],
) -> Callable[..., None]:
    """A test that is a coroutine; a warning is an error, and so is a task left over."""

    @wraps(test)
    def run(*arguments: Any, **options: Any) -> None:
        SEEN.clear()
        HOLDS.clear()

        async def checked() -> None:
            async with asyncio.timeout(60):
                await test(*arguments, **options)
            assert asyncio.all_tasks() == {asyncio.current_task()}

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            asyncio.run(checked(), debug=True)

    return run


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  (it is the driver's thread that makes it true)
        await asyncio.sleep(0.002)


def opened(path: Any = ":memory:", **options: Any) -> AsyncImage:
    return Image.open_async(path, provides=PROVIDES, **options)


@asynchronous
async def test_calls_are_awaited_many_at_once() -> None:
    async with opened() as image:
        await image.eval(SETUP)
        squares = [image.call("(lambda (n) (sleep 0.01) (* n n))", n) for n in range(50)]
        assert await asyncio.gather(*squares) == [n * n for n in range(50)]


@asynchronous
async def test_coroutines_run_on_the_loop_of_the_application() -> None:
    async with opened() as image:
        here = threading.current_thread().name
        assert await image.call(f"{SETUP} (thread-name)") == here


@asynchronous
async def test_cancelling_the_task_that_waits_for_a_call_cancels_the_process() -> None:
    async with opened() as image:
        task = asyncio.create_task(image.call(f'{SETUP} (hold "a")'))
        await until(lambda: bool(SEEN))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [each.state for each in await image.processes()] == ["cancelled"]
        await until(lambda: len(SEEN) == 2)
        assert [each[0] for each in SEEN] == ["began", "cancelled"]


@asynchronous
async def test_a_timeout_of_a_call_cancels_the_process_wherever_it_is() -> None:
    async with opened() as image:
        await image.eval(SETUP)
        for pause in (0.0, 0.0001, 0.001, 0.01):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(pause):
                    await image.call("(sleep 100)")
        assert "waiting" not in {each.state for each in await image.processes()}


@asynchronous
async def test_cancelling_the_task_that_waits_for_a_result_leaves_the_process() -> None:
    async with opened() as image:
        pid = await image.spawn(f"{SETUP} (receive)")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await image.result(pid)
        await image.send(pid, "still there")
        assert await image.result(pid) == "still there"


@asynchronous
async def test_a_cancelled_process_raises_where_it_is_waited_for() -> None:
    async with opened() as image:
        pid = await image.spawn(f'{SETUP} (hold "b")')
        waiting = asyncio.create_task(image.result(pid))
        await until(lambda: bool(SEEN))
        await image.cancel(pid)
        with pytest.raises(ProcessCancelled):
            await waiting
        await until(lambda: len(SEEN) == 2)


@asynchronous
async def test_errors_come_where_they_are_awaited() -> None:
    async with opened() as image:
        with pytest.raises(ProcessFailed, match="car: expected a pair"):
            await image.call("car", 5)
        with pytest.raises(NoSuchProcess):
            await image.result(999)


@asynchronous
async def test_procedures_are_handles_that_are_awaited() -> None:
    async with opened() as image:
        double = await image.eval("(lambda (x) (* 2 x))")
        assert isinstance(double, AsyncProcedure)
        assert await double.call(21) == 42
        assert await image.call(double, 4) == 8
        assert await image.result(await double.spawn(5)) == 10


@asynchronous
async def test_closing_leaves_all_asleep_and_cut_off_effects_run_again(tmp_path: Path) -> None:
    path = tmp_path / "a.image"
    async with opened(path, grace=0) as image:
        pid = await image.spawn(f'{SETUP} (list (hold "c") (sleep 0.01))')
        waiting = asyncio.create_task(image.result(pid))
        await until(lambda: bool(SEEN))
    with pytest.raises(ImageClosed):
        await waiting
    with pytest.raises(ImageClosed):
        await image.eval("1")
    assert [each[0] for each in SEEN] == ["began", "cancelled"]
    HOLDS["c"].set()
    async with opened(path) as image:
        assert await image.result(pid) == ["c", None]
    assert len({each[2] for each in SEEN}) == 1  # the key


@asynchronous
async def test_other_threads_use_the_same_image_by_its_blocking_methods() -> None:
    async with opened() as image:
        assert await asyncio.to_thread(image.blocking.call, "(+ 1 2)") == 3


@asynchronous
async def test_changes_and_output_are_told_on_the_loop() -> None:
    async with opened() as image:
        said: list[tuple[int, str]] = []
        image.on_output = lambda pid, text: said.append((pid, text))
        states: list[list[str]] = []

        async def watch() -> None:
            async for _ in image.changes(pause=0.001):
                processes = await image.processes()
                states.append([each.state for each in processes])

        watching = asyncio.create_task(watch())
        await until(lambda: states == [[]])
        pid = await image.spawn(f'{SETUP} (display "hello") (receive)')
        await until(lambda: states[-1] == ["waiting"])
        await image.send(pid, 1)
        await image.result(pid)
        await until(lambda: states[-1] == ["done"])
        assert said == [(pid, "hello")]
    await watching  # ends with the image


@asynchronous
async def test_an_image_that_was_not_entered_says_how(tmp_path: Path) -> None:
    with pytest.raises(ImageClosed, match="not open yet: `async with"):
        await opened(tmp_path / "a.image").eval("1")


@asynchronous
async def test_being_cancelled_while_opening_leaves_the_image_free(tmp_path: Path) -> None:
    path = tmp_path / "a.image"
    task = asyncio.create_task(opened(path).__aenter__())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with opened(path) as image:
        assert await image.eval("1") == 1


@asynchronous
async def test_a_driver_that_fails_is_told_to_all_who_wait_and_ask() -> None:
    async with opened() as image:
        waiting = asyncio.create_task(image.call(f"{SETUP} (receive)"))
        await asyncio.sleep(0.05)

        def fail() -> None:
            raise OSError("the disk is full")

        image.blocking.driver.step = fail  # type: ignore[assignment]
        image.blocking.call_soon(lambda: None)
        for asking in (waiting, image.eval("1")):
            with pytest.raises(ImageError, match="driven no longer: OSError: the disk is full"):
                await asking

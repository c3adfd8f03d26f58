"""Calls into an asyncio loop from other threads: all are made, in order, and few wake it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest

from perdure.image import Image
from perdure.image.api.loop_calls import LoopCalls
from tests.image.test_asyncio import asynchronous


class Counting:
    """A loop that counts how often another thread has woken it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loop, name)

    def call_soon_threadsafe(self, *arguments: Any) -> Any:
        self.count += 1
        return self.loop.call_soon_threadsafe(*arguments)


def in_another_thread(*works: Callable[[], object]) -> None:
    thread = threading.Thread(target=lambda: [work() for work in works])
    thread.start()
    thread.join()


@asynchronous
async def test_many_that_are_told_together_wake_the_loop_once() -> None:
    loop: Any = Counting(asyncio.get_running_loop())
    calls = LoopCalls(loop)
    given: list[Future[int]] = [Future() for _ in range(16)]
    made = [calls.awaited(each) for each in given]
    in_another_thread(*(partial(each.set_result, i) for i, each in enumerate(given)))

    assert await asyncio.gather(*made) == list(range(16))
    assert loop.count == 1


@asynchronous
async def test_none_is_lost_while_the_loop_looks() -> None:
    calls = LoopCalls(asyncio.get_running_loop())
    done = asyncio.Event()
    heard: list[tuple[int, int]] = []

    def hear(thread: int, number: int) -> None:
        heard.append((thread, number))
        if len(heard) == 4 * 2_000:
            done.set()

    def tell(thread: int) -> None:
        for number in range(2_000):
            calls.call(hear, thread, number)

    threads = [threading.Thread(target=tell, args=(n,)) for n in range(4)]
    for each in threads:
        each.start()
    await asyncio.wait_for(done.wait(), 120)
    for n in range(4):
        assert [number for thread, number in heard if thread == n] == list(range(2_000))


@asynchronous
async def test_what_is_told_before_a_result_comes_before_it() -> None:
    calls = LoopCalls(asyncio.get_running_loop())
    heard: list[str] = []
    given: Future[None] = Future()
    made = calls.awaited(given)

    def tell() -> None:
        calls.call(heard.append, "first")
        given.set_result(None)
        calls.call(heard.append, "later")

    in_another_thread(tell)
    await made
    assert heard == ["first", "later"][: len(heard)]
    assert heard


@asynchronous
async def test_what_a_callback_raises_keeps_nobody_waiting() -> None:
    loop = asyncio.get_running_loop()
    told: list[Any] = []
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    calls = LoopCalls(loop)
    given: Future[int] = Future()
    made = calls.awaited(given)

    def fail() -> None:
        raise ValueError("the application's")

    in_another_thread(lambda: calls.call(fail), lambda: given.set_result(1))
    assert await asyncio.wait_for(made, 60) == 1
    await asyncio.sleep(0)
    assert [str(error) for error in told] == ["the application's"]


@asynchronous
async def test_errors_and_cancelling_go_from_one_to_the_other() -> None:
    calls = LoopCalls(asyncio.get_running_loop())
    failed: Future[int] = Future()
    made = calls.awaited(failed)
    in_another_thread(lambda: failed.set_exception(KeyError("x")))
    with pytest.raises(KeyError):
        await made

    unwanted: Future[int] = Future()
    made = calls.awaited(unwanted)
    made.cancel()
    await asyncio.sleep(0)
    assert unwanted.cancelled()

    withdrawn: Future[int] = Future()
    made = calls.awaited(withdrawn)
    in_another_thread(withdrawn.cancel)
    with pytest.raises(asyncio.CancelledError):
        await made


def test_a_loop_that_is_closed_is_told_nothing() -> None:
    loop = asyncio.new_event_loop()
    calls = LoopCalls(loop)
    given: Future[int] = Future()

    async def wait() -> None:
        calls.awaited(given)

    loop.run_until_complete(wait())
    loop.close()
    given.set_result(1)
    with pytest.raises(RuntimeError):
        calls.call(print)
    with pytest.raises(RuntimeError):  # and so is the next
        calls.call(print)


@asynchronous
async def test_an_application_hears_the_output_of_a_process_before_its_result() -> None:
    async with Image.open_async(":memory:") as image:
        heard: list[str] = []
        image.on_output = lambda pid, text: heard.append(text)
        await image.eval("(import (scheme write))")

        async def say(n: int) -> None:
            await image.eval(f'(begin (display "<{n}>") {n})')
            assert f"<{n}>" in "".join(heard)

        await asyncio.gather(*(say(n) for n in range(20)))

"""An application on a shared image: threads and asyncio, with processes that workers run."""

from __future__ import annotations

import asyncio
import time

import pytest

from perdure.image import AlreadyCompleted, Image
from tests.sharing.crowd import Crowd, wait_until


def test_a_thread_waits_for_a_process_that_a_worker_runs(here: Crowd) -> None:
    here.start_worker()
    with here.open() as application:
        pid = application.spawn("(let loop ((n 0)) (sleep 1/20) (if (< n 20) (loop (+ n 1)) n))")
        wait_until(lambda: application.process(pid).steps > 1)  # a worker has it
        application.start()
        began = time.perf_counter()
        assert application.result(pid, timeout=60) == 20
        assert time.perf_counter() - began < 10
        assert application.call("(+ 1 2)", timeout=60) == 3


def test_what_one_member_awaits_another_completes(here: Crowd) -> None:
    here.start_worker()
    with here.open() as application, here.open() as another:
        pid = application.spawn("(import (perdure process)) (await-external 'paid)")
        wait_until(lambda: application.process(pid).state == "waiting")
        another.complete("paid", {"cents": 5})
        with pytest.raises(AlreadyCompleted):
            application.complete("paid", 6)
        assert application.is_completed("paid")
        assert application.result(pid, timeout=60) == {"cents": 5}


def test_asyncio_shares_an_image_with_workers(here: Crowd) -> None:
    here.start_worker()

    async def use() -> None:
        async with Image.open_async(here.uri) as image:
            squares = [image.call("(lambda (n) (sleep 1/100) (* n n))", n) for n in range(30)]
            assert await asyncio.gather(*squares) == [n * n for n in range(30)]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await image.call("(sleep 100)")
            assert "waiting" not in {each.state for each in await image.processes()}

    with here.open() as application:
        application.eval("(import (perdure process))")
    asyncio.run(use())


def test_output_of_what_workers_run_is_told_on_the_loop(zeo: Crowd) -> None:
    zeo.start_worker()
    with zeo.open() as application:
        pid = application.spawn(
            "(import (perdure process))"
            "(let loop ((n 0)) (sleep 1/20) (display n) (newline) (if (< n 30) (loop (+ n 1))))"
        )
        wait_until(lambda: application.process(pid).steps > 2)

    async def use() -> list[str]:
        heard: list[str] = []
        async with Image.open_async(zeo.uri) as image:
            image.on_output = lambda _, text: heard.append(text)
            await image.follow(pid)
            await image.result(pid)
            await image.unfollow(pid)
            await asyncio.sleep(0)
        return "".join(heard).splitlines()

    lines = asyncio.run(use())
    assert len(lines) > 1
    assert lines == [str(n) for n in range(int(lines[0]), 31)]


def test_what_is_lent_and_taken_is_nothing_to_warn_of(
    zeo: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    zeo.start_worker()
    with zeo.open() as application:
        for _ in range(2):
            pid = application.spawn("(sleep 1/2)")
            wait_until(lambda: application.process(pid).state == "done")  # noqa: B023
            assert application.eval("(+ 1 2)") == 3
            time.sleep(0.5)
    assert caplog.messages == []

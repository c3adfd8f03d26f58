"""Debuggers, inspectors and browsers of an image that is open for asyncio."""

from __future__ import annotations

import asyncio
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perdure.image import (
    AsyncBrowser,
    AsyncDebugger,
    AsyncInspector,
    Browser,
    Debugger,
    Image,
    Inspector,
)
from perdure.image.api import inspector as inspector_module

IMPORTS = "(import (scheme base) (perdure conditions) (perdure process))"


@pytest.mark.parametrize(
    ("blocking", "asynchronous"),
    [(Debugger, AsyncDebugger), (Inspector, AsyncInspector), (Browser, AsyncBrowser)],
)
def test_each_has_what_the_blocking_one_has(blocking: type, asynchronous: type) -> None:
    #: a program's own value belongs to the thread that drives
    names = {name for name in dir(blocking) if not name.startswith("_")} - {"value"}
    assert names <= {name for name in dir(asynchronous) if not name.startswith("_")} | {"pid"}
    for name in names:
        method = getattr(blocking, name)
        if inspect.isfunction(method) and name != "settle":
            assert inspect.signature(getattr(asynchronous, name)) == inspect.signature(method)


STOCK = """\
def price_of(thing):
    try:
        return {"ink": 4}[thing]
    except KeyError:
        return 0
"""


def test_a_program_of_python_stops_at_an_exception_for_tasks(tmp_path: Path) -> None:
    (tmp_path / "stock.py").write_text(STOCK)

    async def work() -> None:
        async with Image.open_async(":memory:", python=[tmp_path]) as image:
            browser = await image.browse()
            assert await browser.why_not_raised("KeyError") is None
            told = await browser.why_not_raised("KeyErorr")
            assert told == "no exception is called KeyErorr so far; did you mean KeyError?"
            await image.break_on("KeyError", "lambda e: thing == 'pen'")
            pid = await image.spawn("stock:price_of", "nib")
            assert await image.result(pid) == 0
            pid = await image.spawn("stock:price_of", "pen")
            debugger = await image.debug(pid)
            await debugger.settle(timeout=120)
            assert (await debugger.problem).startswith("breakpoint 1 on KeyError: 'pen' (")
            assert await debugger.variables() == {"thing": "'pen'"}
            await debugger.go_on()
            assert await debugger.settle(timeout=120) == "done"
            assert await image.result(pid) == 0

    asyncio.run(work())


def test_a_process_is_stepped_and_mended_by_tasks() -> None:
    async def work() -> None:
        async with Image.open_async(":memory:") as image:
            await image.eval(IMPORTS)
            text = "(let ((v (vector 1))) (breakpoint) (vector-set! v 0 2) (vector-ref v 0))"
            pid = await image.spawn(text)
            debugger = await image.debug(pid)
            await debugger.settle(timeout=120)
            assert await debugger.is_stopped
            assert (await debugger.problem).startswith("a breakpoint (")
            for _ in range(2):
                await debugger.step("over")
                await debugger.settle(timeout=120)
            assert (await debugger.undo_step()).name == "over"
            await debugger.evaluate("(vector-set! v 0 9)")
            await debugger.return_from(0, "(vector-ref v 0)")
            assert await debugger.settle(timeout=120) == "done"
            assert await image.result(pid) == 9

    asyncio.run(work())


def test_the_loop_goes_on_while_an_image_is_looked_into() -> None:
    async def work() -> None:
        async with Image.open_async(":memory:") as image:
            await image.eval(IMPORTS + "(define (spin) (spin)) (define order (list 1 2))")
            await image.spawn("(spin)")
            inspector = await image.inspect("order")
            inspector.is_raw = True
            lines = await asyncio.gather(*(inspector.page() for _ in range(4)))
            assert [line.text for line in lines[0].lines] == ["1", "2"]
            assert inspector.way == ["order"]
            assert (await inspector.stored) is not None

    asyncio.run(work())


def test_what_a_cancelled_task_evaluates_ends() -> None:
    async def give_up() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        async with Image.open_async(":memory:") as image:
            await image.eval(IMPORTS + "(define order (list 1 2))")
            inspector = await image.inspect("order")
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.2):
                        await inspector.evaluate("(let loop () (loop))")
            async with asyncio.timeout(20):
                assert (await inspector.evaluate("(length it)")).text == "2"
            await image.run_until_idle()
            assert await image.processes(state="ready") == []

    asyncio.run(give_up())


def test_a_far_page_that_nobody_waits_for_any_more_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspector_module, "SHORT", 0.0)
    path = tmp_path / "far.image"

    async def look() -> None:
        async with Image.open_async(path) as image:
            inspector = await image.inspect("far")
            reached: list[int] = []
            is_on_its_way = asyncio.Event()
            loop = asyncio.get_running_loop()
            left = threading.Event()

            def told(number: int) -> None:
                reached.append(number)
                loop.call_soon_threadsafe(is_on_its_way.set)
                left.wait(60)

            task = asyncio.create_task(inspector.page(9490, told=told))
            await is_on_its_way.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            left.set()
            page = await inspector.page(9490)
            assert [line.text for line in page.lines] == [str(n) for n in range(9490, 9500)]
            assert reached == [1000]

    with Image.open(path) as image:
        image.eval("(define far (iota 9500))")
    asyncio.run(look())


def test_none_goes_on_where_the_task_is_cancelled_that_gives_them_a_value() -> None:
    async def give_up() -> None:
        async with Image.open_async(":memory:") as image:
            await image.eval(IMPORTS)
            pid = await image.spawn("(* 2 (raise-continuable 'no-rate))")
            await image.run_until_idle()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await image.retry_all(text="(begin (sleep 2) 4)")
            await image.run_until_idle()
            await asyncio.sleep(2.5)
            assert (await image.process(pid)).state == "failed"
            assert await image.processes(state="ready") == []
            assert await image.retry_all(text="4") == [pid]
            assert await image.result(pid) == 8

    asyncio.run(give_up())

"""Blocking and asyncio, feature by feature: asked the same, they give the same."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perdure.image import AsyncImage, Image, ProcessFailed, SimulatedClock
from tests.image import dialogues
from tests.image.dialogues import DIALOGUES, NAP, PROGRAM, PROVIDES, Asked, Dialogue
from tests.image.test_types import public

#: The calls of a dialogue, each with the value or the error that came back.
Log = list[tuple[str, str]]
Begin = Callable[..., Dialogue]

#: What is another each time.
ADDRESS = re.compile(r" (at|oid) 0x\w+|(?<=Said\(number=)\d+|(?<=Related\(oid=)\d+")

#: Entered by `with`, which is a statement: see test_replacing.
STATEMENTS = {"replace"}


def options_in(folder: Path) -> dict[str, Any]:
    (folder / "nap.py").write_text(NAP, encoding="utf-8")
    return {"provides": PROVIDES, "clock": SimulatedClock(0.0, stands=True), "python": [folder]}


def begun(begin: Begin, folder: Path) -> Dialogue:
    return begin(folder) if inspect.signature(begin).parameters else begin()


def told(found: Any) -> str:
    """A value or an error as text that does not say which kind of image it came from."""
    if isinstance(found, Exception):
        payload = found.payload if isinstance(found, ProcessFailed) else None
        return ADDRESS.sub("", f"{type(found).__name__}: {found}; a {type(payload).__name__}")
    return ADDRESS.sub("", repr(found).replace("Async", ""))


def held(image: Image, begin: Begin, folder: Path) -> Log:
    """The calls of a dialogue with an image, and what came back."""
    log: Log = []
    dialogue = begun(begin, folder)
    answer: Any = None
    while True:
        try:
            asked = dialogue.send(answer)
        except StopIteration:
            return log
        try:
            method = getattr(image if asked.of is None else asked.of, asked.method)
            answer = method(*asked.arguments, **asked.options)
        except Exception as error:  # noqa: BLE001  (whatever it is)
            answer = error
        log.append((shown(asked), told(answer)))


async def held_async(image: AsyncImage, begin: Begin, folder: Path) -> Log:
    log: Log = []
    dialogue = begun(begin, folder)
    answer: Any = None
    while True:
        try:
            asked = dialogue.send(answer)
        except StopIteration:
            return log
        try:
            method = getattr(image if asked.of is None else asked.of, asked.method)
            async with asyncio.timeout(30):
                answer = await method(*asked.arguments, **asked.options)
        except Exception as error:  # noqa: BLE001  (whatever it is)
            answer = error
        log.append((shown(asked), told(answer)))


def shown(asked: Asked) -> str:
    return ADDRESS.sub("", f"{asked.method} {asked.arguments} {asked.options}")


@pytest.mark.parametrize("begin", DIALOGUES, ids=lambda each: str(each.__name__))
def test_the_same_comes_back_both_ways(begin: Begin, tmp_path: Path) -> None:
    async def hold() -> Log:
        async with Image.open_async(":memory:", **options_in(tmp_path)) as image:
            await image.load(PROGRAM)
            return await held_async(image, begin, tmp_path)

    with Image.open(":memory:", **options_in(tmp_path)) as image:
        image.load(PROGRAM)
        expected = held(image, begin, tmp_path)
    assert asyncio.run(hold()) == expected


def test_each_method_is_in_a_dialogue() -> None:
    text = Path(dialogues.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'\bask\(\s*"(\w+)"', text))
    both = public(Image) & public(AsyncImage)
    assert {name for name in both if callable(getattr(Image, name))} - STATEMENTS <= asked


# Time limits: those of methods where they block, and asyncio.timeout

ENDLESS = "(on-query 'endless (lambda () (let loop () (loop)))) (sleep 1000)"
#: Each waits for what does not come, of a process that has `ENDLESS`.
WAITING: dict[str, Callable[[Any, int], Any]] = {
    "result": lambda image, pid: image.result(pid),
    "monitor": lambda image, pid: image.monitor(pid),
    "call": lambda image, pid: image.call("(lambda (n) (wait n))", pid),
    "request": lambda image, pid: image.request(pid, 1),
    "query": lambda image, pid: image.query(pid, "endless"),
    "drain": lambda image, pid: image.drain(),
}


@pytest.mark.parametrize("method", WAITING)
def test_tasks_that_are_cancelled_leave_no_thread_that_waits(method: str) -> None:
    async def give_up() -> None:
        clock = SimulatedClock(0.0, stands=True)
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(2))
        async with Image.open_async(":memory:", provides=PROVIDES, clock=clock) as image:
            await image.load(PROGRAM, version="1")
            pid = await image.spawn(ENDLESS)
            await image.load(PROGRAM, again=True, version="2")
            await image.run_until_idle()
            for _ in range(2):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await WAITING[method](image, pid)
            async with asyncio.timeout(5):
                await asyncio.to_thread(image.blocking.process, pid)
                assert (await image.process(pid)).state == "waiting"
                assert await image.eval("(square 5)") == 25

    asyncio.run(give_up())


def test_functions_are_replaced_for_a_while() -> None:
    async def replace() -> None:
        async with Image.open_async(":memory:", provides=PROVIDES) as image:
            await image.load(PROGRAM)
            with image.replace(look_up=lambda item: f"no {item}"):
                assert await image.eval('(look-up "tea")') == "no tea"
            assert await image.eval('(look-up "tea")') == "tea is there"

    asyncio.run(replace())

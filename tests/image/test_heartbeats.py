"""Heartbeats of provided functions, their details, and progress."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    CannotConvert,
    Image,
    ImageError,
    ProcessFailed,
    Retry,
    SimulatedClock,
    check,
    effect,
    heartbeat,
    last_heartbeat,
    progress,
)
from perdure.image.effects import runner

GATE = threading.Event()
SEEN: list[Any] = []
FAILING = [True]
AGAIN = Retry(attempts=3, delay=1, jitter=0.0)


@pytest.fixture(autouse=True)
def closed_gate() -> Iterator[None]:
    GATE.clear()
    SEEN.clear()
    FAILING[:] = [True]
    yield
    GATE.set()


@effect(heartbeat=0.05, retry=Retry(attempts=2, delay=0, jitter=0.0))
def falls_silent() -> str:
    SEEN.append(last_heartbeat())
    heartbeat(len(SEEN))
    GATE.wait(20)
    return "late"


@effect(heartbeat=0.05)
async def falls_silent_on_loop() -> None:
    try:
        await asyncio.sleep(20)
    except asyncio.CancelledError:
        SEEN.append("cancelled")
        raise


@effect(retry=AGAIN)
def copy_pages(pages: int) -> int:
    told = last_heartbeat()
    SEEN.append(told)
    begin = 0 if told is None else told["page"]
    for page in range(begin + 1, pages + 1):
        heartbeat({"page": page})
        assert last_heartbeat() == {"page": page}
        if page % 2 == 0:
            raise ConnectionError(f"lost after {page}")
    return begin


@effect(retry=AGAIN)
async def copy_on_loop() -> Any:
    told = last_heartbeat()
    SEEN.append(told)
    if told is None:
        heartbeat(("so", "far"))
        raise ConnectionError("lost")
    return told


@effect
def long_copy() -> Any:
    if last_heartbeat() is not None:
        return last_heartbeat()
    heartbeat("first")
    heartbeat("second")
    progress(3, 10, "page 3")
    SEEN.append("told")
    GATE.wait(20)
    return "uninterrupted"


@effect
def tell_badly() -> None:
    try:
        heartbeat(object())
    except CannotConvert:
        SEEN.append("refused")
    with pytest.raises(TypeError):
        progress("half")  # type: ignore[arg-type]


@effect
def fail_after_telling() -> Any:
    SEEN.append(last_heartbeat())
    heartbeat("here")
    if FAILING:
        raise ValueError("broken")
    return last_heartbeat()


PROVIDED = [
    falls_silent,
    falls_silent_on_loop,
    copy_pages,
    copy_on_loop,
    long_copy,
    tell_badly,
    fail_after_telling,
]
IMPORT = "(import (python test_heartbeats))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", PROVIDED, clock=SimulatedClock(0.0), grace=0) as opened:
        opened.eval(IMPORT)
        yield opened


def drive_until(image: Image, is_there: Callable[[], bool]) -> None:
    image.driver.run(is_there, stays=True, deadline=image.clock.now() + 30)
    assert is_there()


def test_a_function_that_falls_silent_is_given_up(image: Image) -> None:
    with pytest.raises(ProcessFailed, match=r"no heartbeat within 0\.05 seconds"):
        image.eval("(falls-silent)")
    assert SEEN == [None, 1]
    with pytest.raises(ProcessFailed, match="no heartbeat"):
        image.eval("(falls-silent-on-loop)")
    for _ in range(2_000):  # the loop's thread does that
        if SEEN[2:] == ["cancelled"]:
            return
        GATE.wait(0.01)
    pytest.fail("it was not cancelled")


def test_the_next_attempt_gets_the_details_of_the_last_heartbeat(image: Image) -> None:
    assert image.eval("(copy-pages 5)") == 4
    assert SEEN == [None, {"page": 2}, {"page": 4}]


def test_a_coroutine_tells_and_asks_likewise(image: Image) -> None:
    assert image.eval("(copy-on-loop)") == ("so", "far")


def test_the_attempt_of_another_worker_gets_them_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "EVERY", 0.01)
    path = tmp_path / "image"
    with Image.open(path, PROVIDED, grace=0) as image:
        image.eval(IMPORT)
        pid = image.spawn("(long-copy)")
        drive_until(image, lambda: image.process(pid).waits_for.endswith(": 3 of 10, page 3"))
    assert check(path).is_sound
    with Image.open(path, PROVIDED, grace=0) as image:
        text = "effect long-copy (python test_heartbeats): 3 of 10, page 3"
        assert image.process(pid).waits_for == text
        assert image.result(pid, timeout=120) == "second"


def test_much_that_is_told_is_kept_once_in_a_while(image: Image) -> None:
    pid = image.spawn("(long-copy)")
    before = image.scheduler.commits
    drive_until(image, lambda: SEEN == ["told"])
    assert image.scheduler.commits - before <= 2
    GATE.set()
    assert image.result(pid) == "uninterrupted"


def test_what_is_no_plain_data_cannot_be_told(image: Image) -> None:
    image.eval("(tell-badly)")
    assert SEEN == ["refused"]


def test_a_process_that_is_retried_has_them_as_well(image: Image) -> None:
    pid = image.spawn("(fail-after-telling)")
    drive_until(image, lambda: image.process(pid).state == "failed")
    FAILING.clear()
    image.retry(pid)
    assert image.result(pid) == "here"


def test_nothing_is_told_where_no_effect_runs() -> None:
    for tell in (heartbeat, last_heartbeat):
        with pytest.raises(ImageError, match=f"{tell.__name__}: no effect runs here"):
            tell()
    with pytest.raises(ImageError, match="progress: no effect runs here"):
        progress(1)

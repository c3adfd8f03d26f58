"""Closing an image: effects that run may end, and what came of them is not lost."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from perdure.image import Image, ProcessFailed, effect

PATIENCE = 20  #: seconds
GATE = threading.Event()
BEGUN: list[tuple[str, str]] = []
ASKED: list[Image] = []


@pytest.fixture(autouse=True)
def closed_gate() -> Iterator[None]:
    BEGUN.clear()
    GATE.clear()
    yield
    GATE.set()


@effect
def work(name: str, key: str) -> str:
    BEGUN.append((name, key))
    GATE.wait(PATIENCE)
    return name


@effect(at_most_once=True, limit=1)
def work_once(name: str, key: str) -> str:
    BEGUN.append((name, key))
    GATE.wait(PATIENCE)
    return name


@effect
async def work_on_loop(name: str, key: str) -> str:
    BEGUN.append((name, key))
    while not GATE.is_set():  # noqa: ASYNC110  (a gate between threads)
        await asyncio.sleep(0.001)
    return name


@effect
def ask(key: str) -> int:
    """Asks the image for something while that is being closed."""
    BEGUN.append(("ask", key))
    GATE.wait(PATIENCE)
    return ASKED[0].spawn("1")


HERE = [work, work_once, work_on_loop, ask]


def opened(path: Path, **options: Any) -> Image:
    image = Image.open(path, HERE, **options)
    image.eval("(import (perdure process) (python test_leaving))")
    return image


def drive_until_begun(image: Image, count: int = 1) -> None:
    while len(BEGUN) < count:
        image.run_slice()
        GATE.wait(0.001)


def open_gate_soon() -> None:
    threading.Timer(0.1, GATE.set).start()


@pytest.mark.parametrize("name", ["work", "work-once", "work-on-loop"])
def test_an_effect_that_runs_ends_before_the_image_is_closed(name: str, tmp_path: Path) -> None:
    image = opened(tmp_path / "a.image")
    pid = image.spawn(f'(list ({name} "a") ({name} "b"))')
    drive_until_begun(image)
    open_gate_soon()
    image.close(grace=PATIENCE)
    assert [called for called, _ in BEGUN] == ["a"]  # the next does not begin

    with opened(tmp_path / "a.image") as image:
        assert image.result(pid, timeout=PATIENCE) == ["a", "b"]
    assert [called for called, _ in BEGUN] == ["a", "b"]  # each once


def test_an_outcome_that_has_come_is_kept_also_without_grace(tmp_path: Path) -> None:
    image = opened(tmp_path / "a.image")
    pid = image.spawn('(work "a")')
    drive_until_begun(image)
    GATE.set()
    while image.driver.inbox.empty():
        threading.Event().wait(0.001)
    image.close(grace=0)
    with opened(tmp_path / "a.image") as image:
        assert image.result(pid, timeout=PATIENCE) == "a"
    assert len(BEGUN) == 1


def test_an_effect_that_waits_in_its_lane_was_not_cut_off(tmp_path: Path) -> None:
    image = opened(tmp_path / "a.image", grace=0)
    pids = [image.spawn("work-once", name) for name in "ab"]
    drive_until_begun(image)
    image.close()

    ((first, _),) = BEGUN
    GATE.set()
    with opened(tmp_path / "a.image") as image:
        for pid, name in zip(pids, "ab", strict=True):
            if name == first:
                with pytest.raises(ProcessFailed, match="the effect was cut off"):
                    image.result(pid, timeout=PATIENCE)
            else:
                assert image.result(pid, timeout=PATIENCE) == name
    assert len(BEGUN) == 2


def test_what_is_cut_off_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "perdure.leaving")
    with opened(tmp_path / "a.image", grace=0.05) as image:
        for name in ("work", "work-on-loop"):
            image.spawn(name, "a")
        drive_until_begun(image, 2)
    effects = "2 effects (work, work-on-loop)"
    assert caplog.messages == [
        f"waiting at most 0.05 seconds for {effects} to end",
        f"{effects} did not end in 0.05 seconds, and are cut off",
    ]


def test_an_interrupt_does_not_wait_for_effects(tmp_path: Path) -> None:
    image = opened(tmp_path / "a.image")
    image.spawn("work", "a")
    drive_until_begun(image)
    began = monotonic()
    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        image.close(grace=PATIENCE)
    assert monotonic() - began < PATIENCE / 2
    GATE.set()
    with opened(tmp_path / "a.image") as image:  # it was released
        image.run_until_idle()
    assert len(BEGUN) == 2
    assert len(set(BEGUN)) == 1  # the same key


def test_an_effect_may_ask_something_of_an_image_that_is_being_closed(tmp_path: Path) -> None:
    image = opened(tmp_path / "a.image")
    ASKED[:] = [image]
    pid = image.spawn("(ask)")
    drive_until_begun(image)
    open_gate_soon()
    image.close(grace=PATIENCE)
    with opened(tmp_path / "a.image") as image:
        started = image.result(pid, timeout=PATIENCE)
        assert image.result(started, timeout=PATIENCE) == 1


def test_the_coroutines_of_an_application_end_before_its_image_is_closed(tmp_path: Path) -> None:
    async def main() -> int:
        async with Image.open_async(tmp_path / "a.image", HERE, grace=PATIENCE) as image:
            await image.eval("(import (python test_leaving))")
            pid = await image.spawn("work-on-loop", "a")
            while not BEGUN:  # noqa: ASYNC110  (filled by another thread)
                await asyncio.sleep(0.001)
            open_gate_soon()
        return pid

    pid = asyncio.run(main())
    with opened(tmp_path / "a.image") as image:
        assert image.result(pid, timeout=PATIENCE) == "a"
    assert len(BEGUN) == 1

"""Tasks of programs in an image: their waits are the process's, and their calls go together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, SimulatedClock

PROGRAMS = Path(__file__).with_name("tasks")


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PROGRAMS / "libraries"))


def opened(path: Path | str, clock: SimulatedClock | None = None) -> Image:
    return Image.open(path, clock=clock or SimulatedClock(stands=True))


def spawn(image: Image, name: str, **more: Any) -> int:
    text = (PROGRAMS / f"{name}.py").read_text()
    return image.spawn_program(text, f"{name}.py", **more)


def under_python(name: str) -> str:
    """The output of a program under Python itself."""
    run = subprocess.run(
        [sys.executable, f"{name}.py"],
        cwd=PROGRAMS,
        env={**os.environ, "PYTHONPATH": "libraries"},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_tasks_sleep_in_the_image_and_go_on_in_another_opening(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        pid = spawn(image, "sleepers")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
        assert image.transcript(pid) == "begun\n"
    for day, printed in enumerate(("begun\n", "1 after a day\n", "2 after a day\n"), 1):
        with opened(tmp_path / "image", clock) as image:
            assert image.transcript(pid).endswith(printed)
            image.advance(days=1)
            image.run_until_idle()
            assert (image.process(pid).state == "done") == (day == 3)
    with opened(tmp_path / "image", clock) as image:
        assert image.transcript(pid) == (
            "begun\n1 after a day\n2 after a day\n3 after a day\n[1, 2, 3] True\n"
        )


def test_calls_of_several_tasks_run_at_the_same_time(tmp_path: Path) -> None:
    """Each of ten waits until all ten are there: on a loop, in threads, and of a library's own."""
    with opened(tmp_path / "image") as image:
        pid = spawn(image, "together")
        image.result(pid, timeout=30)
        assert image.transcript(pid) == "awaited 45\nin threads 45\nheld 45\n"


def test_what_a_library_gives_is_awaited_where_it_was_made(tmp_path: Path) -> None:
    with Image.open(tmp_path / "image") as image:
        pid = spawn(image, "clients")
        image.result(pid, timeout=30)
        assert image.transcript(pid) == under_python("clients")


def test_a_cancelled_program_cancels_its_tasks(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        pid = spawn(image, "sleepers")
        image.run_until_idle()
    with opened(tmp_path / "image", clock) as image:
        image.cancel(pid)
        image.run_until_idle()
        assert image.process(pid).state == "cancelled"
        assert image.transcript(pid) == "begun\n1 let go\n2 let go\n3 let go\n"


def test_a_thousand_tasks_are_gathered() -> None:
    with opened(":memory:") as image:
        pid = spawn(image, "thousand")
        image.run_until_idle()
        image.advance(seconds=60)
        image.result(pid, timeout=60)
        assert image.transcript(pid) == "499500\n"

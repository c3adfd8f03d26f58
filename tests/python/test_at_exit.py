"""Functions registered with `atexit`: called when the program of a process ends, wherever it runs.

What they print, and in which order, is compared with CPython's in programs/at_exit.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ProcessCancelled, SimulatedClock

PROGRAMS = Path(__file__).with_name("at_exit")


def opened(path: Path | str, clock: SimulatedClock | None = None) -> Image:
    return Image.open(path, clock=clock or SimulatedClock(stands=True), python=[PROGRAMS])


def spawned(image: Image, name: str) -> int:
    return image.spawn_program((PROGRAMS / name).read_text(), name)


def test_it_goes_on_in_another_opening_where_it_waited(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        pid = spawned(image, "slow.py")
        image.run_until_idle()
    printed = "body\n"
    for line in ("first 1\n", "first 2\n", "second 1\n", "second 2\n"):
        with opened(tmp_path / "image", clock) as image:
            assert image.transcript(pid) == printed
            image.advance(days=1)
            printed += line
            assert image.transcript(pid) == printed
    with opened(tmp_path / "image", clock) as image:
        image.advance(days=1)
        assert image.process(pid).state == "done"


def test_one_that_fails_is_told_of_and_keeps_no_other_from_being_called() -> None:
    with opened(":memory:") as image:
        pid = spawned(image, "failing.py")
        image.run_until_idle()
        printed = image.transcript(pid).splitlines()
    assert printed[0] == "Exception ignored in atexit callback: <built-in function exit>"
    assert printed[1] == "SystemExit: 7"
    assert printed[2].startswith("Exception ignored in atexit callback: <function fails at 0x")
    assert printed[3] == "Traceback (most recent call last):"
    assert printed[4] == '  File "failing.py", line 9, in fails'
    assert printed[-2:] == ["ValueError: in vain", "called all the same"]


def test_a_program_that_fails_has_not_ended() -> None:
    with opened(":memory:") as image:
        pid = spawned(image, "repaired.py")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert image.transcript(pid) == ""
        image.retry(pid, value=2)
        image.run_until_idle()
        assert image.transcript(pid) == "2\nat the end\n"


def test_each_call_of_a_function_calls_what_its_program_has_registered() -> None:
    with opened(":memory:") as image:
        assert image.call("calls:double", 2) == 4
        assert image.call("calls:double", 3) == 6
        printed = [image.transcript(each.pid) for each in image.processes()]
    assert [text for text in printed if text] == ["after the call\n"] * 2


def test_a_process_that_was_spawned_does_not_call_what_its_parent_has_registered() -> None:
    with opened(":memory:") as image:
        spawned(image, "spawning.py")
        image.run_until_idle()
        printed = [image.transcript(each.pid) for each in image.processes()]
    assert sorted(printed) == ["child\n", "parent\nparent's\n"]


def test_one_that_was_cancelled_calls_nothing() -> None:
    with opened(":memory:") as image:
        pid = spawned(image, "slow.py")
        image.run_until_idle()
        image.advance(days=1)
        image.cancel(pid)
        image.run_until_idle()
        assert image.transcript(pid) == "body\nfirst 1\n"
        with pytest.raises(ProcessCancelled):
            image.result(pid)

"""Waits under functions of C's and libraries': what was got there is not asked for again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock
from perdure.languages.python.machine import effects, volatile

UNDER = Path(__file__).with_name("under")


def natively(program: Path) -> str:
    ran = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=True, cwd=UNDER
    )
    return ran.stdout


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(UNDER))
    monkeypatch.delitem(sys.modules, "outside", raising=False)


class Forgetful(WeakValueDictionary[str, Any]):
    """The calls under way, but for those of sections that stand: as another worker knows them."""

    def get(self, token: str, default: Any = None) -> Any:
        found = super().get(token, default)
        return None if found is not None and found.section is not None else found


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose what is in memory of a section at each of its commits."""
    monkeypatch.setattr(effects, "_pending", Forgetful())
    monkeypatch.setattr(volatile, "PATIENCE", 0.01)


def ran(image: Image, program: str) -> str:
    text = (UNDER / program).read_text()
    pid = image.spawn_program(text, program)
    image.result(pid)
    return image.transcript(pid)


def test_what_waits_under_c_gives_what_it_does_under_python(library: None) -> None:
    with Image.open(":memory:") as image:
        assert ran(image, "callbacks.py") == natively(UNDER / "callbacks.py")


def test_each_call_under_c_is_made_once_though_the_memory_is_lost_at_each(
    library: None, forgetful: None
) -> None:
    with Image.open(":memory:") as image:
        assert ran(image, "callbacks.py") == natively(UNDER / "callbacks.py")


LONG = """
import re, time
import outside

def callback(found):
    print("asked", found.group())
    got = outside.count(int(found.group()))
    time.sleep(86400)
    return f"{got} {input('name? ')}"

try:
    print(re.sub("[0-9]", callback, "1 2"), outside.called())
finally:
    print("cleaned up")
"""


def opened(path: Path, clock: SimulatedClock) -> Image:
    return Image.open(path, clock=clock)


def test_a_callback_of_a_function_of_c_waits_for_days_and_for_people(
    tmp_path: Path, library: None
) -> None:
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        pid = image.spawn_program(LONG, "flow.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    for name in ("Ann", "Bob"):
        with opened(tmp_path / "image", clock) as image:
            image.advance(days=1)
            image.run_until_idle()
            assert image.process(pid).waits_for == "input"
        with opened(tmp_path / "image", clock) as image:
            image.supply_input(pid, f"{name}\n")
            image.run_until_idle()
    with opened(tmp_path / "image", clock) as image:
        assert image.process(pid).state == "done"
        assert image.transcript(pid).splitlines() == [
            "asked 1",
            "name? asked 2",
            "name? 10 Ann 20 Bob [1, 2]",
            "cleaned up",
        ]


def test_what_waits_under_a_function_of_c_is_cancelled_there(tmp_path: Path, library: None) -> None:
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        pid = image.spawn_program(LONG, "flow.py")
        image.run_until_idle()
        image.cancel(pid)
        image.run_until_idle()
        assert image.transcript(pid) == "asked 1\ncleaned up\n"


CHANGING = """
import re, time
import outside

times = []

def callback(found):
    outside.append(times, 1)
    return str(outside.count(len(times)))

print(re.sub("[0-9]", callback, "1 2"), outside.called(), times)
"""


def test_a_call_under_c_that_changes_the_programs_objects_is_of_one_piece_with_the_rest(
    library: None,
) -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn_program(CHANGING, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == "10 20 [1, 2] [1, 1]\n"


MISMATCH = """
import json, re
import outside

def callback(found):
    json.times = getattr(json, "times", 0) + 1
    return str(outside.count(json.times))

print(re.sub("[0-9]", callback, "1 2"))
"""


def test_a_callback_that_asks_for_something_else_when_it_is_run_again_is_told_of(
    library: None, forgetful: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call hangs on the state of a library, which is the interpreter's."""
    monkeypatch.setattr(json, "times", 0, raising=False)
    with Image.open(":memory:") as image:
        pid = image.spawn_program(MISMATCH, "flow.py")
        with pytest.raises(ProcessFailed, match=r"count\(\d\) came where outside.count\(\d\) had"):
            image.result(pid)


CACHED = """
import functools, re
import outside

@functools.lru_cache
def counted(number):
    return outside.count(number)

print(re.sub("[0-9]", lambda found: str(counted(int(found.group()))), "1 2 1"), outside.called())
"""


def test_a_cache_under_a_function_of_c_ends_no_journal(
    library: None, forgetful: None, caplog: pytest.LogCaptureFixture
) -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn_program(CACHED, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == "10 20 10 [1, 2]\n"
    assert "cannot be kept" not in caplog.text

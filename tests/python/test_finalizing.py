"""Waits in what Python runs while it lets objects go: the long ones are refused, none is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock

IN_DEL = """
import time

class Held:
    def __del__(self):
        print("let go")
        time.sleep(3600)
        print("slept")

def hold():
    try:
        held = Held()
        held = None
        print("gone on")
    finally:
        print("cleaned up")

hold()
time.sleep(3600)
print("ended")
"""

IN_GENERATOR = """
import time

def items():
    try:
        yield 1
    finally:
        print("closing")
        time.sleep(3600)
        print("closed")

def hold():
    try:
        held = items()
        next(held)
        held = None
        print("gone on")
    finally:
        print("cleaned up")

hold()
time.sleep(3600)
print("ended")
"""

IN_CALLBACK = """
import time, weakref

class Held:
    pass

def gone(reference):
    print("let go")
    time.sleep(3600)
    print("slept")

def hold():
    try:
        held = Held()
        reference = weakref.ref(held, gone)
        held = None
        print("gone on")
    finally:
        print("cleaned up")

hold()
time.sleep(3600)
print("ended")
"""


@pytest.mark.parametrize(
    ("program", "begun", "place"),
    [
        (IN_DEL, "let go", "flow.py:7: cannot wait for so long in __del__()"),
        (IN_GENERATOR, "closing", "flow.py:9: cannot wait for so long in items()"),
        (IN_CALLBACK, "let go", "flow.py:9: cannot wait for so long in gone()"),
    ],
)
def test_a_wait_while_an_object_is_let_go_is_refused(
    program: str, begun: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)  # pytest has its own
    clock = SimulatedClock(stands=True)
    with Image.open(":memory:", clock=clock) as image:
        pid = image.spawn_program(program, "flow.py")
        image.run_until_idle()
        image.advance(hours=1)
        image.result(pid)
        said = image.transcript(pid)
    assert [line for line in said.splitlines() if line in SAID] == [
        begun,
        "gone on",
        "cleaned up",
        "ended",
    ]
    assert place in said


SAID = ("let go", "slept", "closing", "closed", "gone on", "cleaned up", "ended")


IN_ALL = """
import weakref
import far

class Held:
    def __del__(self):
        try:
            print(far.ask("del"))
        finally:
            print("end of del")

def items(name):
    try:
        yield 1
        yield 2
    finally:
        print(far.ask(name))

def first():
    for item in items("returned"):
        return item

def gone(reference):
    print(far.ask("gone"))

try:
    held = Held()
    reference = weakref.ref(held, gone)
    held = None
    for item in items("left"):
        break
    print(first())
finally:
    print("ended")
"""

FAR = """
asked = []

def ask(what):
    asked.append(what)
    return what
"""


def test_a_call_outside_is_made_once_while_an_object_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far.py").write_text(FAR)
    (tmp_path / "flow.py").write_text(IN_ALL)
    run = [sys.executable, "flow.py"]
    native = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    with Image.open(":memory:") as image:
        pid = image.spawn_program(IN_ALL, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == native.stdout
    assert sys.modules.pop("far").asked == ["del", "gone", "left", "returned"]

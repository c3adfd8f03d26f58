"""Waits in what Python runs while it lets objects go: they are refused; nothing else is lost."""

from __future__ import annotations

import sys

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
        (IN_DEL, "let go", "flow.py:7: cannot wait in __del__()"),
        (IN_GENERATOR, "closing", "flow.py:9: cannot wait in items()"),
        (IN_CALLBACK, "let go", "flow.py:9: cannot wait in gone()"),
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

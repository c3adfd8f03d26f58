"""Functions that `exec` or `eval` has made are stored, and found again by another worker.

They had no stored form: a program that had one was volatile, and could not wait for long.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock

PROGRAM = '''
import time

names = {}
exec("""
from __future__ import annotations
count = 0

def step(by=1) -> no_such_name:
    global count
    count += by
    return count

class Box:
    def __init__(self, value):
        self.value = value

    def doubled(self):
        return 2 * self.value

def counter():
    here = 0
    def more():
        nonlocal here
        here += 1
        return here
    return more
""", names)
apart = {}
exec("def power(x): return x ** 2", {}, apart)
guarded = {"__builtins__": {"len": len}}
exec("def size(x): return len(x)", guarded)
add = eval(" lambda x, y: x + y")
box, more = names["Box"](4), names["counter"]()
same = names["step"]
names["step"](), more()

time.sleep(3600)
print(names["step"](by=5), names["count"], same is names["step"], more())
print(box.doubled(), type(box) is names["Box"], apart["power"](3), add(1, 2))
print(guarded["size"]("abc"), names["step"].__annotations__)
try:
    exec("def broken(:")
except SyntaxError as error:
    print(error.filename, error.lineno)
'''


def test_they_are_what_they_were_after_a_load(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(PROGRAM, "made.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        image.result(pid)
        assert image.transcript(pid) == (
            "6 6 True 2\n8 True 9 3\n3 {'return': 'no_such_name'}\n<string> 1\n"
        )


WAITING = '''
names = {}
exec("""
import os, time

def made(path):
    time.sleep(3600)
    os.mkdir(path)
    return os.path.basename(path)
""", names)
print(names["made"](PATH))
'''


def test_what_they_wait_for_is_durable(tmp_path: Path) -> None:
    """A sleep there kept the worker waiting, and a call outside was an error."""
    clock = SimulatedClock(stands=True)
    text = WAITING.replace("PATH", repr(str(tmp_path / "folder")))
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(text, "waiting.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        image.result(pid)
        assert image.transcript(pid) == "folder\n"
    assert (tmp_path / "folder").is_dir()


COROUTINE = '''
import asyncio

names = {}
exec("""
import asyncio

async def main():
    await asyncio.sleep(0)
    return 4
""", names)
print(asyncio.run(names["main"]()))
'''


def test_a_coroutine_of_a_text_runs() -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn_program(COROUTINE, "coroutine.py")
        image.result(pid)
        assert image.transcript(pid) == "4\n"

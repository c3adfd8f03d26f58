"""`importlib.reload` runs the body of a program's module again: as it was, or as it is by now.

It said that there is no such module.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock

PROGRAM = """
import importlib, time
import settings

before = settings.rate
settings.limit = 7
settings.seen.append(1)
same = importlib.reload(settings)
print(same is settings, settings.limit, settings.seen, before is settings.rate)
kept = settings.Kind
time.sleep(3600)
importlib.reload(settings)
print(settings.limit, settings.rate(2), settings.extra, settings.Kind is kept)
more = settings.ticks()
print(next(more))
time.sleep(3600)
print(settings.rate(3), next(more), settings.Kind().told(), kept().told())
try:
    importlib.reload(3)
except TypeError as error:
    print(error)
"""
SETTINGS = """
import time
time.sleep(1800)
limit = 5
seen = []

def rate(number):
    return number

class Kind:
    def told(self):
        return "first"
"""
CHANGED = """
import time
limit = 6
extra = "more"

def rate(number):
    time.sleep(60)
    return 10 * number

def ticks():
    for number in range(3):
        time.sleep(60)
        yield number

class Kind:
    def told(self):
        return "second"
"""


def test_they_are_run_again(tmp_path: Path) -> None:
    settings = tmp_path / "settings.py"
    settings.write_text(SETTINGS)
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(PROGRAM, "main.py", search_path=[tmp_path])
    for _ in range(20):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.run_until_idle()
            if image.transcript(pid):
                settings.write_text(CHANGED)
            if image.process(pid).waits_for != "a timer":
                break
            image.advance(minutes=30)
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.result(pid)
        assert image.transcript(pid) == (
            "True 5 [] False\n"
            "6 20 more False\n"
            "0\n"
            "30 1 second first\n"
            "reload() argument must be a module\n"
        )

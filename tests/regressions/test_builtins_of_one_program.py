"""A program that sets names in `builtins` has them alone: no other program, nor the worker."""

from __future__ import annotations

import builtins
from pathlib import Path

from perdure.image import Image, SimulatedClock

SETTING = """
import builtins, time

builtins.number = 7
builtins.print = lambda *given, show=print: show("changed", *given)
time.sleep(3600)
print(number)
"""
LOOKING = """
import builtins

print(hasattr(builtins, "number"))
"""


def test_a_program_changes_its_own_builtins_alone(tmp_path: Path) -> None:
    clock, usual = SimulatedClock(stands=True), print
    with Image.open(tmp_path / "image", clock=clock) as image:
        setting = image.spawn_program(SETTING, "setting.py")
        image.run_until_idle()
        looking = image.spawn_program(LOOKING, "looking.py")
        image.result(looking)
        assert image.transcript(looking) == "False\n"
        assert not hasattr(builtins, "number")
        assert builtins.print is usual
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        image.result(setting)
        assert image.transcript(setting) == "changed 7\n"
        assert not hasattr(builtins, "number")


OTHER_WAYS = """
import builtins, importlib, time

builtins.number = 7
names = {}
exec("import builtins as b; from builtins import number\\ndef f(): return b, number", names)
text = "from builtins import *\\nprint(number)\\ndef g(): return number + 1"
exec(compile(text, "x", "exec"), names)
time.sleep(3600)
print(names["f"]()[0] is builtins, names["f"]()[1], names["g"]())
print(importlib.import_module("builtins").number, __import__("builtins") is builtins)
"""


def test_texts_and_imports_by_name_see_them(tmp_path: Path) -> None:
    """`from builtins import`, and these, gave a program the worker's: its names were not there."""
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(OTHER_WAYS, "ways.py")
        image.run_until_idle()
        stands = image.backtrace(pid)
        assert image.process(pid).state == "waiting", (image.process(pid), stands)
        assert stands[0].position == "ways.py:9:1", (image.process(pid), stands)
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        image.result(pid)
        assert image.transcript(pid) == "7\nTrue 7 8\n7 True\n"

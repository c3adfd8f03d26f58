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

"""Frames that waited, and that an exception of what they had called has left, have their variables.

A frame gives its values away when it is gone on with; the exception was raised in it then. So a
debugger could evaluate in none of them, and a value that was given instead met a frame without.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock

TEXT = """
import time

prices = {"ink": 4}


def price(thing):
    time.sleep(1)
    return prices[thing]


def total(things, rate):
    found = 1
    for thing in things:
        found += price(thing)
    return found * rate


print(total(["ink", "pen"], 3))
"""


def test_a_frame_that_waited_has_its_variables_after_an_error_in_what_it_called(
    tmp_path: Path,
) -> None:
    with Image.open(tmp_path / "test.image", clock=SimulatedClock()) as image:
        pid = image.spawn_program(TEXT, "shop.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.evaluate("found, rate", 1).text == "(5, 3)"
        debugger.set("rate", "10", 1)
    with Image.open(tmp_path / "test.image", clock=SimulatedClock()) as image:
        image.restart(pid, "use-value", 2)
        image.run_until_idle()
        assert image.transcript(pid) == "70\n"

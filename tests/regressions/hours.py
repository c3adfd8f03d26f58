"""A program that waits hour after hour, in an image that is opened anew for each.

Read by: tests of tests.regressions about programs that wait within something.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock


def printed_after(hours: int, text: str, folder: Path, search_path: tuple[Path, ...] = ()) -> str:
    """The output of a program that sleeps for an hour so many times, and nothing else."""
    clock = SimulatedClock(stands=True)
    with Image.open(folder / "image", clock=clock) as image:
        pid = image.spawn_program(text, "main.py", search_path=list(search_path))
    for _ in range(hours):
        with Image.open(folder / "image", clock=clock) as image:
            image.run_until_idle()
            assert image.process(pid).waits_for == "a timer"
            image.advance(hours=1)
    with Image.open(folder / "image", clock=clock) as image:
        image.result(pid)
        return image.transcript(pid)

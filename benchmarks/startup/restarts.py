"""Images that were killed after many steps, and how soon they take the next.

Read by: benchmarks.startup.__main__.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import Child
from benchmarks.startup.steps import DESCRIPTOR, LAST

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Restart:
    """Seconds from the start of a fresh `perdure work`."""

    again: float  #: to the step that the kill cut off, done again
    new: float  #: to the first step that no process had begun


def prepare(image: Path, count: int) -> None:
    """Make an image whose process was killed in the midst of step number `count`."""
    with started(["-m", "benchmarks.startup.prepare", str(image)], last=count) as child:
        child.wait_for_step()


def restart(image: Path) -> Restart:
    """Start a worker, kill it after its first new step, say how long it took."""
    arguments = ["-m", "perdure.repl", "--image", str(image), "work"]
    with started([*arguments, "--provide", str(FOLDER / "steps.py")]) as child:
        again, number = child.wait_for_step()
        new, next_number = child.wait_for_step()
    if next_number != number + 1:
        raise AssertionError(f"step {number} was followed by step {next_number}")
    return Restart(again, new)


def started(arguments: list[str], last: int = 0) -> Child:
    """A process of this interpreter."""
    return Child([sys.executable, *arguments], DESCRIPTOR, {LAST: str(last)})

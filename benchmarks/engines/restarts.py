"""How soon a killed workflow goes on: from the start of a new process to its next step.

Read by: benchmarks.engines.__main__.
"""

from __future__ import annotations

from benchmarks.children import Child
from benchmarks.engines.programs.common import DESCRIPTOR


def seconds_to_next_step(python: str, engine: str, place: str, count: int) -> float:
    """Let it take so many steps, kill it in the next, and go on."""
    with started(python, engine, "prepare_restart", place, count) as child:
        before = child.wait_for_step()[1]
    with started(python, engine, "restart", place, count) as child:
        while True:
            seconds, number = child.wait_for_step()
            if number > before:  # else that which was cut off, once more
                return seconds


def started(python: str, engine: str, measure: str, place: str, count: int) -> Child:
    command = [python, "-m", "benchmarks.engines.run", engine, measure, place, str(count)]
    return Child(command, DESCRIPTOR)

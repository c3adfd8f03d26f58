"""How soon a killed workflow goes on: from the start of a new process to its next step.

Read by: benchmarks.engines.__main__.
"""

from __future__ import annotations

import os
import subprocess
from time import perf_counter

from benchmarks.engines.programs.common import DESCRIPTOR

PATIENCE = 600  #: seconds for the process to end


def seconds_to_next_step(python: str, engine: str, place: str, count: int) -> float:
    """Let it take so many steps, kill it in the next, and go on."""
    with Child(python, engine, "prepare_restart", place, count) as child:
        before = child.wait_for_step()[1]
    with Child(python, engine, "restart", place, count) as child:
        while True:
            seconds, number = child.wait_for_step()
            if number > before:  # else that which was cut off, once more
                return seconds


class Child:
    """A process that tells its steps; leaving kills it with SIGKILL."""

    def __init__(self, python: str, engine: str, measure: str, place: str, count: int) -> None:
        reading, writing = os.pipe()
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self._began = perf_counter()
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.engines.run", engine, measure, place, str(count)],
            pass_fds=[writing],
            env=environment | {DESCRIPTOR: str(writing)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        self._steps = os.fdopen(reading, "rb")

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        self._steps.close()

    def wait_for_step(self) -> tuple[float, int]:
        """(seconds since the process was started, the step's number)."""
        line = self._steps.readline()
        seconds = perf_counter() - self._began
        if not line:
            raise AssertionError(f"it ended with exit code {self._process.wait(PATIENCE)}")
        return seconds, int(line)

"""Images that were killed after many steps, and how soon they take the next.

Read by: benchmarks.startup.__main__.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.startup.steps import DESCRIPTOR, LAST

FOLDER = Path(__file__).parent
PATIENCE = 600  #: seconds for the steps of a preparation


@dataclass(frozen=True, slots=True)
class Restart:
    """Seconds from the start of a fresh `perdure work`."""

    again: float  #: to the step that the kill cut off, done again
    new: float  #: to the first step that no process had begun


def prepare(image: Path, count: int) -> None:
    """Make an image whose process was killed in the midst of step number `count`."""
    with Child(["-m", "benchmarks.startup.prepare", str(image)], last=count) as child:
        child.wait_for_step()


def restart(image: Path) -> Restart:
    """Start a worker, kill it after its first new step, say how long it took."""
    arguments = ["-m", "perdure.repl", "--image", str(image), "work"]
    with Child([*arguments, "--provide", str(FOLDER / "steps.py")]) as child:
        again, number = child.wait_for_step()
        new, next_number = child.wait_for_step()
    if next_number != number + 1:
        raise AssertionError(f"step {number} was followed by step {next_number}")
    return Restart(again, new)


def child_environment() -> dict[str, str]:
    """This process's environment, in which Python may keep the bytecode that it compiles."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class Child:
    """A Python process that reports its steps; leaving kills it with SIGKILL."""

    def __init__(self, arguments: list[str], last: int = 0) -> None:
        reading, writing = os.pipe()
        environment = {**child_environment(), DESCRIPTOR: str(writing), LAST: str(last)}
        self._began = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            pass_fds=[writing],
            env=environment,
            stdout=subprocess.DEVNULL,
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
            code = self._process.wait(PATIENCE)
            raise AssertionError(f"the process took no step and ended with exit code {code}")
        return seconds, int(line)

"""Processes that tell, by a pipe, each step that they take, and are killed.

Read by: benchmarks.startup.restarts, benchmarks.engines.restarts.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from time import perf_counter

PATIENCE = 600  #: seconds for one to end


def child_environment() -> dict[str, str]:
    """This process's environment, in which Python may keep the bytecode that it compiles."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class Child:
    """A process that tells its steps; leaving kills it with SIGKILL.

    `descriptor` names the variable of its environment that has the number of the pipe; `others`
    are variables beside it.
    """

    def __init__(
        self, command: list[str], descriptor: str, others: Mapping[str, str] | None = None
    ) -> None:
        reading, writing = os.pipe()
        environment = child_environment() | {descriptor: str(writing)} | dict(others or {})
        self._began = perf_counter()
        self._process = subprocess.Popen(
            command, pass_fds=[writing], env=environment, stdout=subprocess.DEVNULL
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

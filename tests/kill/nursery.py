"""Workers that start at once: forked off a process that has everything imported.

For kills at exact points, where there is a worker for each point. The nursery itself
opens no image, so a worker finds nothing in memory that a new process would not.

    with open_nursery() as nursery:
        nursery.run(task)  # True where it ended by itself, False where it was killed
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tests.kill.worker import Task, work


class Nursery:
    """Asks the process below to run tasks, one at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, task: Task) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(task.to_json() + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if answer == str(-signal.SIGKILL):
            return False
        assert answer == "0", f"the worker ended with {answer or 'nothing'}; it wrote why"
        return True


@contextmanager
def open_nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kill.nursery"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)


#: What an image imports when it is first needed.
LATE = ("perdure.languages.scheme", "perdure.image.loop")


def serve() -> None:
    """For each line of stdin: fork, work, and say how it ended."""
    for module in LATE:
        importlib.import_module(module)
    gc.freeze()  # else a worker's first collection copies all that it shares with this
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(Task(**json.loads(line)))
                os._exit(0)
            finally:
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()

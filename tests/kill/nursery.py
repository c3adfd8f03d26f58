"""Workers that start at once: forked off a process that has everything imported.

The nursery itself opens no image, so a worker finds nothing in memory that a new process
would not. It answers twice for each, `PID` once it is forked and `PID CODE` once it has ended;
an end that nobody waited for is passed over by the one that starts the next.

    with open_nursery() as nursery:
        nursery.run(task)  # True where it ended by itself, False where it was killed
        worker = nursery.start(task)  # is then told and waited for like a subprocess
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.kill.worker import Task, work


class Hatched:
    """A worker of a nursery, which starts no other before this one has ended."""

    def __init__(self, pid: int, nursery: subprocess.Popen[bytes]) -> None:
        self.pid = pid
        self._nursery = nursery
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._awaited(0)

    def wait(self, timeout: float) -> int:
        code = self._awaited(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("a worker", timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended since, and the nursery says so soon
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _awaited(self, timeout: float) -> int | None:
        if self._code is None:
            answers = self._nursery.stdout
            assert answers is not None
            if select.select([answers], [], [], timeout)[0]:
                pid, code = answers.readline().split()
                assert int(pid) == self.pid, f"worker {int(pid)} ended, not {self.pid}"
                self._code = int(code)
        return self._code


class Nursery:
    """Asks the process below to run tasks, one at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._last: Hatched | None = None

    def start(self, task: Task) -> Hatched:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._last is not None:
            self._last.kill()
        self._process.stdin.write(task.to_json().encode() + b"\n")
        while len(answer := self._process.stdout.readline().split()) > 1:
            pass  # the end of one that nobody waited for
        self._last = Hatched(int(answer[0]), self._process)
        return self._last

    def run(self, task: Task) -> bool:
        code = self.start(task).wait(PATIENCE)
        assert code in (0, -signal.SIGKILL), f"the worker ended with {code}; it wrote why"
        return code == 0


@contextmanager
def open_nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kill.nursery"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,  # so that `select` sees whatever has not been read
    ) as process:
        yield Nursery(process)


PATIENCE = 300.0  #: seconds that a worker may take

#: What an image imports when it is first needed.
LATE = ("perdure.languages.scheme", "perdure.image.effects.loop")


def serve() -> None:
    """For each line of stdin: fork, say the worker's pid, and how it ended."""
    for module in LATE:
        importlib.import_module(module)
    gc.freeze()  # else a worker's first collection copies all that it shares with this
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(Task(**json.loads(line)))
                os._exit(0)
            except SystemExit as error:
                os._exit(error.code if isinstance(error.code, int) else 1)
            finally:
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(pid, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()

"""Several workers on one shared image: each a process of its own, kept going.

Python runs on one core in each process, so a machine with several wants several
workers. One that dies is started again, after a moment; the others take over what
it had meanwhile.

Read by: perdure.repl.commands.work.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from perdure.repl.signals import exit_code, handling

AGAIN = 1.0  #: seconds after which a worker that died is started again
ORPHANED = 1.0  #: seconds between two looks of a worker whether its crew is still there
CREW = "PERDURE_CREW"  #: tells a worker the process id of who started it
LOOK = 0.2  #: seconds between two looks at them
END_LOOK = 0.02  #: the same once they are to end
BEGIN = 5.0  #: seconds in which a worker that ends has not really begun


def stop_with_crew(stop: Callable[[], None]) -> None:
    """In a worker: stop when the process that started it has died."""
    crew = os.environ.get(CREW)
    if crew is None:
        return

    def watch() -> None:
        while str(os.getppid()) == crew:
            time.sleep(ORPHANED)
        stop()

    threading.Thread(target=watch, name="perdure-crew", daemon=True).start()


class Crew:
    """Workers, by the arguments that each is started with, and the image's name.

    The name goes to them in the environment, which other users cannot see: it may have a
    password in it.
    """

    def __init__(self, count: int, arguments: list[str], image: str) -> None:
        self._line = [sys.executable, "-m", "perdure.repl", *arguments]
        self._environment = os.environ | {"PERDURE_IMAGE": image}
        self._count = count
        self._workers: list[subprocess.Popen[bytes]] = []
        self._signals: list[int] = []  #: that have come

    def run(self) -> int:
        """Until a signal, or until all have ended by themselves; gives an exit code."""

        def stop(number: int, frame: FrameType | None) -> None:
            self._signals.append(number)

        with handling(stop):
            try:
                self._workers = [self._start() for _ in range(self._count)]
                return self._keep()
            finally:
                self._end()

    @property
    def signal(self) -> int | None:
        """That which stopped it."""
        return self._signals[0] if self._signals else None

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own, so that Ctrl-C comes to us alone, and once.
        environment = self._environment | {CREW: str(os.getpid())}
        return subprocess.Popen(
            self._line, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def _keep(self) -> int:
        began = time.monotonic()
        while not self._signals:
            time.sleep(LOOK)
            ended = [worker for worker in self._workers if worker.poll() is not None]
            refused = [worker for worker in ended if worker.returncode >= 0]
            if refused and time.monotonic() - began < BEGIN:
                return refused[0].returncode  # it has said why
            if refused and len(refused) == len(self._workers):
                return refused[0].returncode
            for worker in ended:
                if worker.returncode < 0:
                    print(
                        f"perdure: a worker was killed by signal {-worker.returncode}; "
                        "another is started",
                        file=sys.stderr,
                    )
                    time.sleep(AGAIN)
                    self._workers[self._workers.index(worker)] = self._start()
        return exit_code(self._signals[0])

    def _end(self) -> None:
        """Let the workers end; each further signal goes on to them, and they do not wait then."""
        told = 0
        while living := [worker for worker in self._workers if worker.poll() is None]:
            if told < max(1, len(self._signals)):
                told += 1
                for worker in living:
                    worker.send_signal(signal.SIGTERM)
            time.sleep(END_LOOK)

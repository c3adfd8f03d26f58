"""A crew of workers that is told to end: it passes on each signal, and waits for them."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from perdure.repl.crew import Crew

#: A worker whose effects go on for ever: it leaves at the second signal.
WORKER = """
import os, pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
signals = []

def stop(number, frame):
    signals.append(number)
    if len(signals) == 2:
        sys.exit(0)
    (folder / f"told-{os.getpid()}").touch()

signal.signal(signal.SIGTERM, stop)
(folder / f"ready-{os.getpid()}").touch()
while True:
    time.sleep(0.01)
"""


def test_a_second_signal_goes_on_to_workers_that_wait_for_effects(tmp_path: Path) -> None:
    crew = Crew(2, [], "image")
    crew._line = [sys.executable, "-c", WORKER, str(tmp_path)]

    def send() -> None:
        for stage in ("ready", "told"):
            while len(list(tmp_path.glob(f"{stage}-*"))) < 2:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGHUP if stage == "ready" else signal.SIGTERM)

    threading.Thread(target=send, daemon=True).start()
    assert crew.run() == 129  # the first counts
    assert crew.signal == signal.SIGHUP
    assert [worker.returncode for worker in crew._workers] == [0, 0]

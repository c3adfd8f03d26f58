"""Starting workers and killing them, by a plan that a seed decides.

Read by: the tests beside it.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace

from tests.environment import python_environment
from tests.kill.nursery import Hatched, Nursery
from tests.kill.phases import DRIVING, IDLE, OPENING, STARTING, Phases
from tests.kill.worker import LEFT, Task

#: What a tester waits for before it kills: the driver's phase, whether an effect must be
#: running, how long to go on waiting, and how often this is chosen.
MOMENTS = (
    (STARTING, False, 0.3, 1),
    (OPENING, False, 0.1, 1),
    (DRIVING, False, 0.15, 8),
    (DRIVING, True, 0.01, 3),
    (IDLE, False, 0.01, 3),
)

#: Who kills some ten times a second may meet one step of a process more than a few times.
PATIENT = {"PERDURE_DEATHS": "1000", "PERDURE_ATTEMPTS": "1000"}
FORKING = 0.25  #: how many of the workers fork children now and then
#: How many are new programs, which take a second to start; the others come from a nursery.
IS_THOROUGH = "PERDURE_KILLS" in os.environ
FRESH = 0.1 if IS_THOROUGH else 0.03
LEAVING = 0.06  #: how many are told to leave (SIGTERM) instead of being killed

PATIENCE = 300.0  #: seconds that a worker may take to start, or to come to its end


class Killer:
    """Runs a task in one process after another, and counts where it killed them."""

    def __init__(self, seed: str, nursery: Nursery) -> None:
        self.random = random.Random(seed)
        self._nursery = nursery
        self.struck: Counter[str] = Counter()  #: what workers were doing when killed
        self.driving = 0  #: of these, the kills of a worker that drove its image
        self.in_effects = 0  #: and of these, the kills while an effect was running
        self.left = 0  #: workers that left when they were told to
        self.ended = 0  #: workers that were not killed

    def kill_one(self, task: Task) -> bool:
        """Run a worker and kill it at some moment. True where it ended before."""
        weights = [moment[-1] for moment in MOMENTS]
        phase, is_in_effect, longest, _ = self.random.choices(MOMENTS, weights)[0]
        task = replace(task, forks=self.random.random() < FORKING)
        delay = self.random.uniform(0, longest)
        number = signal.SIGTERM if self.random.random() < LEAVING else signal.SIGKILL
        return self.run(task, phase, is_in_effect, delay, number)

    def run_to_end(self, task: Task) -> None:
        assert self.run(task, None)

    def run(
        self,
        task: Task,
        phase: int | None,
        is_in_effect: bool = False,
        delay: float = 0.0,
        number: signal.Signals = signal.SIGKILL,
    ) -> bool:
        """Run a worker; kill it so long after it has reached a phase. True where it ended."""
        phases = Phases(task.phases)
        phases.reset()
        worker: subprocess.Popen[bytes] | Hatched
        if (phase == STARTING and IS_THOROUGH) or self.random.random() < FRESH:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.kill.worker", task.to_json()],
                env=python_environment() | PATIENT,
            )
        else:
            worker = self._nursery.start(task)
        try:
            if phase is not None:
                wait_phase(phases, phase, is_in_effect, worker)
                time.sleep(delay)
                worker.send_signal(number)  # nothing where it has ended
            code = worker.wait(PATIENCE)
        finally:
            worker.kill()
        if code == -signal.SIGKILL:
            self.struck[phases.name()] += 1
            self.driving += phases.driver >= DRIVING
            self.in_effects += phases.effects > 0
        elif code in (LEFT, -signal.SIGTERM):
            assert code < 0 or not phases.effects, "it left before its effects had ended"
            self.left += 1
        else:
            assert code == 0, f"the worker ended with {code}; it wrote why"
            self.ended += 1
        phases.close()
        return code == 0

    def report(self) -> str:
        places = ", ".join(f"{count} {place}" for place, count in self.struck.most_common())
        return (
            f"{self.driving} kills of a worker that drove, {self.in_effects} while effects ran; "
            f"with those of others: {places}; {self.left} left, {self.ended} came to their end"
        )


def wait_phase(
    phases: Phases, phase: int, is_in_effect: bool, worker: subprocess.Popen[bytes] | Hatched
) -> None:
    """Return once the worker is that far, or has ended."""
    deadline = time.monotonic() + PATIENCE
    while phases.driver < phase or (is_in_effect and not phases.effects):
        if worker.poll() is not None:
            return
        assert time.monotonic() < deadline, "the worker does not start"
        time.sleep(0.001)

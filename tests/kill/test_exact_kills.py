"""Workers are killed at each commit and each effect there is: before, in it, after.

For n = 1, 2, 3 and so on, a first worker is killed at the n-th event of a kind, the
next at its 2n-th, and so on until one comes to its end; then the outcome is looked
at. The last n is that at which the first worker was not killed.

    PERDURE_KILLS=2000 pytest -n auto tests/kill      all programs, not only the brief one,
                                                      and that at every event of every kind

Otherwise, and of other programs, some are left out where events are many.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kill.nursery import Nursery
from tests.kill.outcomes import Outcome, expected_result, image_id, outcomes
from tests.kill.traps import KINDS
from tests.kill.worker import PROGRAMS, Task

EACH = ("committed", "before effect", "after effect")
NAMES = sorted(file.name for file in PROGRAMS.glob("*.scm"))
BRIEF = "brief.scm"  #: the program that is killed at every event of these kinds
CLOSELY = KINDS if "PERDURE_KILLS" in os.environ else EACH
#: Of other events the more are left out, the smaller this is.
SPARSELY = 4 if "PERDURE_KILLS" in os.environ else 1
FILES = "files.scm"  #: the one that writes files
REQUESTS = "requests.scm"  #: the one whose process takes signals and updates
CHANNELS = "channels.scm"  #: the one whose processes share channels and locks
SCHEDULES = "schedules.scm"  #: the one that is started again and again
QUEUES = "queues.scm"  #: the one whose processes are jobs that have turns
CHOSEN = NAMES if "PERDURE_KILLS" in os.environ else [BRIEF]
CASES = [
    (kind, program)
    for kind in KINDS
    for program in sorted({*CHOSEN, FILES, CHANNELS, REQUESTS, SCHEDULES, QUEUES})
    if program in CHOSEN or kind in ("committed", "written")
    if program == FILES or kind != "written"
]


@pytest.mark.parametrize(("kind", "program"), CASES)
def test_a_kill_at_any_event_of_a_kind_does_not_show(
    kind: str, program: str, nursery: Nursery, tmp_path: Path
) -> None:
    undisturbed = undisturbed_outcome(nursery, program, tmp_path)
    n, tries, kills = 0, 0, 0
    ids = set()
    was_killed = True
    while was_killed:
        n += 1 if program == BRIEF and kind in CLOSELY else 1 + n // SPARSELY
        tries += 1
        folder = tmp_path / str(n)
        folder.mkdir()
        task = Task(str(folder), program, trap=kind, n=n)
        while not nursery.run(task):
            kills += 1
            task = replace(task, n=2 * task.n)
        was_killed = task.n > n
        (found,) = outcomes(task)
        assert found == undisturbed, f"killed at {kind} number {n} and so on"
        ids.add(image_id(task))
        shutil.rmtree(folder)
    print(f"{program}: up to {n} events, {kills} kills")
    assert kills > 0
    assert len(ids) == tries, "two images have the same id"


def undisturbed_outcome(nursery: Nursery, program: str, folder: Path) -> Outcome:
    task = Task(str(folder), program)
    assert nursery.run(task)
    (outcome,) = outcomes(task)
    assert outcome.ends[program,] == expected_result(program)
    return outcome

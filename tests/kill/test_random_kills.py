"""Workers are killed at random moments, and nothing shows it.

Each program runs in an image of its own, in several copies at once; its worker is
killed again and again, and followed by another, until all has ended. Where that
was too soon for the program's share of kills, more copies are added to the image.

    PERDURE_KILLS=2000 pytest -n auto tests/kill      more kills, by hand
    PERDURE_KILL_SEED=2 pytest -n auto tests/kill     other moments

The moments come from a seed, but what happens at them depends on the machine: a
failure may need several runs to come back. tests.kill.traps is exact.
"""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kill.incarnations import Killer
from tests.kill.nursery import Nursery
from tests.kill.outcomes import Outcome, expected_result, outcomes
from tests.kill.worker import PROGRAMS, Task

KILLS = int(os.environ.get("PERDURE_KILLS", "208"))  #: of workers that drive an image
SEED = os.environ.get("PERDURE_KILL_SEED", "1")

NAMES = sorted(file.name for file in PROGRAMS.glob("*.scm"))
SHARE = math.ceil(KILLS / len(NAMES))
COPIES = 3  #: of a program, in progress at once

assert "PERDURE_KILLS" in os.environ or SHARE * len(NAMES) >= 200


@pytest.mark.parametrize("program", NAMES)
def test_a_program_does_not_notice_that_its_workers_are_killed(
    program: str, nursery: Nursery, tmp_path: Path
) -> None:
    undisturbed = undisturbed_outcome(program, nursery, tmp_path / "undisturbed")
    killer = Killer(f"{SEED} {program}", nursery)
    print(f"seed {SEED}, {SHARE} kills")
    folder = tmp_path / "killed"
    folder.mkdir()
    task = Task(str(folder), program, COPIES)
    while killer.driving < SHARE:
        if killer.kill_one(task):
            task = replace(task, copies=task.copies + COPIES)
    killer.run_to_end(task)
    print(killer.report())

    found = outcomes(task)
    assert len(found) == task.copies
    for copy in found:
        assert copy.ends == undisturbed.ends
        assert copy.transcripts == undisturbed.transcripts
        assert copy.effects == undisturbed.effects
    assert killer.driving >= SHARE


def undisturbed_outcome(program: str, nursery: Nursery, folder: Path) -> Outcome:
    folder.mkdir()
    task = Task(str(folder), program)
    assert nursery.run(task)
    (outcome,) = outcomes(task)
    assert outcome.ends[program,] == expected_result(program)
    return outcome

"""Programs of a toy language, and of a machine that is not ours, are killed at each site.

The toy's process waits before each statement, and each slice is a commit: so each site is
one from which another worker goes on. A tape's sites are its waits. As for Scheme
(tests.kill.test_exact_kills), the n-th event of a kind kills the first worker, the 2n-th the
next, and so on; what comes of it must be what comes of it without a kill. `make soak` does so
at each, `make test` at all of the first and at some of the later ones.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.environment import python_environment
from tests.kill.incarnations import PATIENT
from tests.kill.nursery import Nursery, open_nursery
from tests.kill.outcomes import expected_result, outcomes
from tests.kill.traps import KINDS
from tests.kill.worker import Task

#: Whether at each event, and not at ever fewer the more there are.
IS_THOROUGH = "PERDURE_KILLS" in os.environ
#: All kinds of events but those of programs that write files, or only some.
EACH = tuple(kind for kind in KINDS if kind not in ("written", "output"))
CHOSEN = EACH if IS_THOROUGH else ("committed", "before effect", "after effect")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery(python_environment() | PATIENT) as nursery:
        yield nursery


@pytest.mark.parametrize("program", ["house.paused", "house.tape", "house.waits.paused"])
@pytest.mark.parametrize("kind", CHOSEN)
def test_a_kill_at_any_site_does_not_show(
    kind: str, program: str, nursery: Nursery, tmp_path: Path
) -> None:
    task = Task(str(tmp_path), program, singly=True)
    assert nursery.run(task)
    (undisturbed,) = outcomes(task)
    assert undisturbed.ends[program,] == expected_result(program)
    n = kills = 0
    was_killed = True
    while was_killed:
        n += 1 if IS_THOROUGH else 1 + n // 2
        folder = tmp_path / str(n)
        folder.mkdir()
        task = Task(str(folder), program, trap=kind, n=n, singly=True)
        while not nursery.run(task):
            kills += 1
            task = replace(task, n=2 * task.n)
        was_killed = task.n > n
        (found,) = outcomes(task)
        assert found == undisturbed, f"killed at {kind} number {n} and so on"
        shutil.rmtree(folder)
    print(f"{program}: up to {n} {kind}, {kills} kills")
    assert kills > 0

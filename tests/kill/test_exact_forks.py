"""Children are forked at each commit and each effect there is, and nothing shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kill.nursery import Nursery
from tests.kill.outcomes import Outcome, expected_result, outcomes
from tests.kill.traps import FORKED
from tests.kill.worker import Task

BRIEF, FILES = "brief.scm", "files.scm"


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """By program: what it comes to where nobody forks."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return {
        program: outcome_of(Task(str(folder / program), program), nursery)
        for program in (BRIEF, FILES)
    }


@pytest.mark.parametrize("kind", FORKED)
def test_children_forked_at_every_event_of_a_kind_do_not_show(
    kind: str, nursery: Nursery, undisturbed: dict[str, Outcome], tmp_path: Path
) -> None:
    program = FILES if kind == "written" else BRIEF
    forked = Task(str(tmp_path / "forked"), program, trap=kind, n=1, forks=True)
    assert outcome_of(forked, nursery) == undisturbed[program]


def outcome_of(task: Task, nursery: Nursery) -> Outcome:
    Path(task.folder).mkdir()
    assert nursery.run(task)
    (outcome,) = outcomes(task)
    assert outcome.ends[task.program,] == expected_result(task.program)
    return outcome

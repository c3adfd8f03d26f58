"""A waiting computation holds nothing that it has done with (safe for space).

What is measured is what its record leads to: values of the program and frames, not the
program's code, its libraries and its globals. Programs that pause often go on by way of the
database, each time in another connection.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import UNSPECIFIED, Execution, Return, Waiting
from tests.programs import sections
from tests.vm.reached import reached
from tests.vm.session import Session

#: What has been done with -> definitions.
CASES = sections(__file__, "space")

FEW, MANY = 3, 60


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


def at_last_pause(database: Session, definitions: str, n: int) -> int:
    """The number of objects that can be reached where `(f n)` waits for the last time."""
    here = Session(database.database)
    here.start(definitions)
    here.manager.commit()
    outcome = here.start(f"(list (f {n}))")
    execution: Execution | None = None
    found = 0
    while isinstance(outcome, Waiting):
        execution = outcome.execution
        found = reached(execution.to_state())
        before = here
        here, execution, _ = here.elsewhere(execution, UNSPECIFIED)
        before.close()
        outcome = here.machine.run(execution, Return(UNSPECIFIED))
    assert execution is not None, outcome
    here.close()
    return found


@pytest.mark.parametrize("case", CASES)
def test_what_is_done_with_is_not_held(case: str, database: Session) -> None:
    few = at_last_pause(database, CASES[case], FEW)
    many = at_last_pause(database, CASES[case], MANY)

    assert many == few


def test_what_is_needed_is_held(database: Session) -> None:
    definitions = "(define (f n) (let ((items (iota n))) (test-pause) (length items)))"

    few = at_last_pause(database, definitions, FEW)
    many = at_last_pause(database, definitions, MANY)

    assert many - few >= MANY - FEW

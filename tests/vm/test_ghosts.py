"""Objects that are not in memory are loaded when code comes to need them."""

from __future__ import annotations

import pytest

from perdure.vm import Return, Waiting
from tests.programs import Case, cases, program
from tests.vm.session import Session, shown_outcome


@pytest.mark.parametrize("case", cases(__file__, "ghosts"), ids=str)
def test_everything_is_found_on_disk(case: Case) -> None:
    session = Session.fresh()
    session.eval(case.definitions)
    assert session.eval(case.expression) == case.value or "set!" in case.expression
    session.eval(case.definitions)
    session.manager.commit()
    session.connection.cacheMinimize()
    assert session.eval(case.expression) == case.value
    there = Session(session.database)
    assert there.eval(case.expression) == case.value


def test_ghosts_in_the_middle_of_a_computation() -> None:
    session = Session.fresh()
    outcome = session.start(program(__file__, "walked-tree"))
    while isinstance(outcome, Waiting):
        session.root["kept"] = outcome.execution.to_state()
        session.manager.commit()
        session.connection.cacheMinimize()
        outcome = session.machine.run(outcome.execution, Return(0))
    assert shown_outcome(outcome) == "36"

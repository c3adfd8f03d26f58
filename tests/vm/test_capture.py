"""Every site of many procedures is captured, stored, reloaded and resumed.

Each program is run unbroken first. Then it is interrupted at its first check
point, its second, and so on, each time going on in another connection; and once
more being interrupted at every check point there is. Calls of `(test-pause x)`
capture at the sites where they stand. All must agree.
"""

from __future__ import annotations

import pytest

from perdure.vm import Preempted
from tests.vm.captured import PROGRAMS
from tests.vm.session import Session, finish


@pytest.fixture(scope="module")
def database() -> Session:
    return Session.fresh()


def unbroken(session: Session, text: str) -> str:
    here = Session(session.database)
    return finish(here, here.start(text), moving=False, checks=None)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_goes_on_from_each_of_its_check_points(database: Session, name: str) -> None:
    text, expected = PROGRAMS[name]
    assert unbroken(database, text) == expected
    checks = 0
    while True:
        here = Session(database.database)
        here.machine.checks = checks
        outcome = here.start(text)
        reached = isinstance(outcome, Preempted)
        assert finish(here, outcome, moving=True, checks=None) == expected, f"at check {checks}"
        if not reached:
            break
        checks += 1 if checks < 60 else 17


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_may_be_stopped_at_every_check_point(database: Session, name: str) -> None:
    text, expected = PROGRAMS[name]
    here = Session(database.database)
    here.machine.checks = 0
    outcome = here.start(text)
    assert finish(here, outcome, moving=True, checks=1) == expected

"""A waiting computation holds nothing that it has done with (safe for space).

What is measured is what its record leads to: values of the program and frames, not the
program's code, its libraries and its globals. Programs that pause often go on by way of the
database, each time in another connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from persistent import Persistent

from perdure.vm import (
    UNSPECIFIED,
    Cell,
    Code,
    Environment,
    Escape,
    Execution,
    Return,
    Values,
    Waiting,
)
from tests.vm.session import Session

HERE = Path(__file__).parent
TEXT = (HERE / "space.scm").read_text(encoding="utf-8")
#: What has been done with -> definitions.
CASES = dict(re.findall(r"^; (.*):\n((?:[^;\n].*\n)+)", TEXT, re.MULTILINE))

FEW, MANY = 3, 60


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


def reached(thing: Any) -> int:
    """How many objects a stored state leads to, and how many items it has itself."""
    seen: set[int] = set()
    count = 0
    waiting = [thing]
    while waiting:
        x = waiting.pop()
        if isinstance(x, (tuple, list)):
            count += len(x)
            waiting += x
        elif isinstance(x, (Values, Escape)):
            waiting.append(x.__reduce__()[1])
        elif isinstance(x, Persistent) and not isinstance(x, (Code, Cell, Environment)):
            if id(x) not in seen:
                seen.add(id(x))
                x._p_activate()
                waiting.append(x.__getstate__())
    return count + len(seen)


def at_last_pause(database: Session, definitions: str, n: int) -> int:
    """What can be reached where `(f n)` waits for the last time."""
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


def test_every_case_was_found() -> None:
    assert len(CASES) == TEXT.count("\n; ") - 3

"""A loop that consists of throws to continuations alone can be interrupted, and goes on elsewhere.

No call in it enters a procedure and no loop of a procedure goes round, so it came to no check
point: nothing could stop it, and no other process of its worker got a turn.
"""

from __future__ import annotations

from typing import Any

import pytest

from perdure.vm import Preempted, Return
from perdure.vm.context import machine
from perdure.vm.objects.procedures import builtins
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.primitives.registry import effectful
from tests.programs import sections
from tests.vm.session import Session, shown_outcome

MOST = 100  #: times round without a stop

rounds = [0]


@effectful("test-interrupt")
def interrupt() -> Any:
    """Somebody interrupts the machine; fails where the last time has not stopped it."""
    rounds[0] += 1
    assert rounds[0] < MOST
    machine().interrupt()
    return UNSPECIFIED


LOOPS = sections(__file__, "loops-of-throws")


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_of_throws_can_be_interrupted(name: str) -> None:
    session = Session.fresh()
    session.user.bind("test-interrupt", builtins["test-interrupt"])
    rounds[0] = 0
    outcome = session.start(f"{LOOPS[name]} (f #f 5)")
    stops = 0
    while isinstance(outcome, Preempted):
        stops += 1
        rounds[0] = 0
        before = session
        session, execution, _ = session.elsewhere(outcome.execution, UNSPECIFIED)
        before.close()
        outcome = session.machine.run(execution, Return(UNSPECIFIED))
    assert shown_outcome(outcome) == "done"
    assert stops >= 5
    session.close()

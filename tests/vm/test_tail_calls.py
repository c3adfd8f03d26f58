"""Every call that R7RS 3.5 says is a tail call takes no space.

Each loop goes round a hundred thousand times and then waits; what it has left on
the stack by then must not depend on how often it went round.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import Waiting
from tests.programs import sections
from tests.vm.session import Session

#: Name of the kind of call -> definitions.
POSITIONS = sections(__file__, "tail-calls")

#: Loops that are slow by themselves: they go round less often.
SLOW = {"call/cc": 20_000, "guard, clause": 4_000, "guard, =>": 4_000, "guard, else": 4_000,
        "guard, test alone": 4_000, "guard, from another procedure": 4_000, "eval": 300,
        "quasiquoted code under eval": 300, "a continuation": 20_000,
        "call/cc as an argument": 20_000, "call/cc's continuation, in tail position": 20_000,
        "call/cc, its continuation kept": 4_000, "a handler that escapes": 4_000,
        "a continuation of another procedure": 20_000, "string ports around nothing": 20_000,
        "an abort's handler": 4_000, "a composable continuation": 4_000,
        "call-with-composable-continuation": 4_000, "call-in-continuation": 4_000,
        "call-with-non-composable-continuation": 4_000, "control in a prompt": 4_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


def frames_after(session: Session, rounds: int) -> int:
    """How many frames wait for the loop's end."""
    outcome = session.start(f"(list (f {rounds}))")
    assert isinstance(outcome, Waiting), outcome
    count = len(outcome.execution.frames)
    segment = outcome.execution.below
    while segment is not None:
        count += len(segment.frames)
        segment = segment.below
    return count


@pytest.mark.parametrize("position", POSITIONS)
def test_a_tail_call_takes_no_space(position: str, session: Session) -> None:
    session.start(POSITIONS[position])

    few = frames_after(session, 3)
    many = frames_after(session, SLOW.get(position, 100_000))

    assert many == few


def test_what_is_no_tail_call_takes_space(session: Session) -> None:
    session.start("(define (f n) (if (= n 0) (test-pause) (+ 1 (f (- n 1)))))")

    assert frames_after(session, 1000) >= 1000

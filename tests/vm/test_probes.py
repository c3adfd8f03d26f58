"""Probes: a program that is stopped before any statements goes on as if it had not been.

At some stops what changes nothing is done besides: variables are given the values that they
have, probes are put elsewhere, the computation is moved to another connection.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perdure.vm import UNSPECIFIED, Capture, Code, Execution, Invoke, Return, Waiting
from perdure.vm.code.lowered import Lowered, statements_in
from perdure.vm.machine.depth import Depths
from perdure.vm.machine.unwinding import variables_at, with_value
from perdure.vm.objects.data import Box
from perdure.vm.objects.procedures import LIBRARY_PREFIX
from tests.vm.session import Session, finish, shown_outcome
from tests.vm.test_generated import EXAMPLES, programs


@pytest.fixture(scope="module")
def house() -> Session:
    return Session.fresh()


class Stops:
    """Stops a machine's computation before statements that chance chooses."""

    def __init__(self, session: Session, chance: random.Random, often: float) -> None:
        self.session = session
        self.chance = chance
        self.often = often
        self.put()

    def put(self) -> None:
        """Have some of the statements be probed, from now on."""
        share = self.chance.choice([0.3, 1.0])
        self.session.machine.probe(lambda code, lowered: self.sites(code, lowered, share), self.hit)

    def sites(self, code: Code, lowered: Lowered, share: float) -> frozenset[int]:
        if code.source is not None and code.source.name.startswith(LIBRARY_PREFIX):
            return frozenset()  # as the machine knows what frames of its own procedures mean
        found = [statement.site for statement in statements_in(lowered.body)]
        return frozenset(site for site in found if self.chance.random() < share)

    def hit(self, code: Code, site: int) -> None:
        if self.chance.random() < self.often:
            raise Capture("stop", code, site, self.session.machine.level())


def changed_in_vain(session: Session, execution: Execution) -> Execution:
    """The same computation, whose innermost variables have been given what they have."""
    linker = session.machine.linker
    frame = next(execution.all_frames())
    for _, name, held in list(variables_at(frame, linker)):
        named = [each for each in variables_at(frame, linker) if each[1] == name]
        if name and len(named) == 1:
            value = held.value if isinstance(held, Box) else held
            found = with_value(execution, 0, name, value, linker)
            assert found is not None
            execution = found
    return execution


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(program=programs(), seed=st.integers(0, 10**6), often=st.sampled_from([0.05, 0.3]))
def test_a_program_that_is_stopped_anywhere_goes_on(
    house: Session, program: str, seed: int, often: float
) -> None:
    whole = Session(house.database)
    text = f"(define (pause x) x)\n{program}"
    expected = finish(whole, whole.start(text), moving=False, checks=None)

    chance = random.Random(seed)
    session = Session(house.database)
    stops = Stops(session, chance, often)
    outcome = session.start(text)
    moves = 5
    while isinstance(outcome, Waiting):
        code, site, level = outcome.arguments
        execution = outcome.execution
        innermost = next(execution.all_frames())
        assert (innermost[0], innermost[1]) == (code, 2 * site + 1), "it stands before it"
        assert level == Depths().of(execution)
        if chance.random() < 0.3:
            execution = changed_in_vain(session, execution)
        if chance.random() < 0.1:
            stops.put()
        if moves and chance.random() < 0.1:
            moves -= 1
            before = session
            session, execution, _ = session.elsewhere(execution, UNSPECIFIED)
            before.close()
            stops = Stops(session, chance, often)
        outcome = session.machine.run(execution, Return(UNSPECIFIED))
    session.machine.probe(None)
    assert f"{session.host.text}=> {shown_outcome(outcome)}" == expected
    session.close()


def test_no_probe_is_left_where_nobody_looks(house: Session) -> None:
    session = Session(house.database)
    session.eval("(define (f x) (car x))")
    cell = session.user.cell("f")
    linker = session.machine.linker
    entry = linker.entry(cell.value.code)
    before = entry.__code__
    met: list[int] = []
    session.machine.probe(
        lambda code, lowered: frozenset(each.site for each in statements_in(lowered.body)),
        lambda code, site: met.append(site),
    )
    assert entry.__code__ is not before
    session.machine.run(Execution.start(), Invoke(cell.value, (session.user,)))
    assert met
    session.machine.probe(None)
    assert entry.__code__ is before
    session.close()

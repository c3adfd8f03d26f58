"""Supervisors start again what they are to, in the order that they are to, and give up in time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from perdure.image import Image, ProcessFailed, SimulatedClock, check
from perdure.image.engine import apart
from tests.image.supervisor_model import WITHIN, Place, Supervisor
from tests.programs import program

PROGRAM = program(__file__, "supervisors")

QUICK = settings(
    max_examples=int(os.environ.get("PERDURE_SUPERVISORS", "3")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
STRATEGIES = ("one-for-one", "all-for-one", "rest-for-one")
RESTARTS = ("permanent", "transient", "temporary")
KIDS = st.tuples(st.sampled_from(RESTARTS), st.sampled_from([0, 3]))


class Supervisors(RuleBasedStateMachine):
    """Children end, are started, are stopped; what becomes of all is what does in the model."""

    always_apart = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "supervised.image"
        self.was_apart, apart.ALWAYS = apart.ALWAYS, self.always_apart
        self.clock = SimulatedClock(0.0)
        self.image = Image.open(self.path, clock=self.clock)
        self.model = Supervisor("", None, 0, 0)
        self.pid = 0
        self.count = 0

    @initialize(
        strategy=st.sampled_from(STRATEGIES),
        kids=st.lists(KIDS, min_size=1, max_size=4),
        intensity=st.sampled_from([None, 1, 3]),
        delay=st.sampled_from([0, 0, 1, 2]),
        longest=st.sampled_from([3, 60]),
    )
    def begin(
        self,
        strategy: str,
        kids: list[tuple[str, int]],
        intensity: int | None,
        delay: int,
        longest: int,
    ) -> None:
        self.model = Supervisor(strategy, intensity, delay, longest)
        self.image.eval(PROGRAM)
        made = " ".join([self.kid(restart, grace) for restart, grace in kids])
        limit = "#f" if intensity is None else intensity
        self.pid = self.image.eval(
            f"(supervise '{strategy} (list {made}) 'intensity {limit} 'within {WITHIN}"
            f" 'delay {delay} 'longest {longest})"
        )
        self.settle()

    def kid(self, restart: str, grace: int) -> str:
        """The text of a new child, which the model has started."""
        self.count += 1
        self.model.add(Place(f"kid-{self.count}", restart, grace))
        return f"(kid 'kid-{self.count} '{restart} {grace})"

    def teardown(self) -> None:
        self.image.close()
        apart.ALWAYS = self.was_apart
        found = check(self.path)
        self.folder.cleanup()
        assert found.is_sound, found.problems

    def settle(self) -> None:
        """Let all happen that happens now."""
        self.image.advance(seconds=0)

    def lives(self) -> bool:
        return self.pid != 0 and not self.model.has_given_up

    def children(self) -> dict[str, Any]:
        return {each[0]: each for each in self.image.eval(f"(which-children {self.pid})")}

    @precondition(lives)
    @rule(which=st.integers(0, 5), how=st.sampled_from(["done", "fail", "fail", "kill"]))
    def end_one(self, which: int, how: str) -> None:
        running = [each for each in self.model.places if each.is_running]
        if not running:
            return
        place = running[which % len(running)]
        pid = self.children()[place.id][1]
        if how == "kill":
            self.image.kill(pid)
        else:
            self.image.eval(f"(send! {pid} '{how})")
        self.settle()
        self.model.end(place, is_well=how == "done")

    @precondition(lives)
    @rule(seconds=st.sampled_from([1, 2, 4, 10]))
    def let_time_pass(self, seconds: int) -> None:
        self.image.advance(seconds=seconds)
        self.model.advance(seconds)

    @precondition(lives)
    @rule(kid=KIDS)
    def start_one_more(self, kid: tuple[str, int]) -> None:
        if len(self.model.places) < 6:
            self.image.eval(f"(start-child! {self.pid} {self.kid(*kid)})")
            self.settle()

    @precondition(lives)
    @rule(which=st.integers(0, 6))
    def stop_one(self, which: int) -> None:
        id = f"kid-{which}"
        place = self.model.find(id)
        assert self.image.eval(f"(stop-child! {self.pid} '{id})") is (place is not None)
        if place is not None:
            self.model.stop([place])
            if place in self.model.places:
                self.model.places.remove(place)

    @rule()
    def open_anew(self) -> None:
        self.image.close()
        self.image = Image.open(self.path, clock=self.clock)

    @invariant()
    def is_as_in_the_model(self) -> None:
        if self.pid == 0:
            return
        assert self.image.eval("(reverse log)") == self.model.log
        state = self.image.process(self.pid).state
        assert state == ("failed" if self.model.has_given_up else "waiting")
        if not self.model.has_given_up:
            states = {id: each[2] for id, each in self.children().items()}
            assert states == {
                each.id: "running"
                if each.is_running
                else "ended"
                if each.due is None
                else "waiting"
                for each in self.model.places
            }


class SupervisorsApart(Supervisors):
    """The same in slices apart."""

    always_apart = True


TestSupervisors = Supervisors.TestCase
TestSupervisors.settings = QUICK
if "PERDURE_SUPERVISORS" in os.environ:  # in `make soak`
    TestSupervisorsApart = SupervisorsApart.TestCase
    TestSupervisorsApart.settings = QUICK


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(PROGRAM)
        yield opened


TWO = "(list (kid 'a 'permanent 5) (kid 'b 'permanent 5))"
NESTED = "(supervise-nested)"


def began(image: Image, text: str) -> int:
    pid: int = image.eval(text)
    image.advance(seconds=0)
    return pid


def log_of(image: Image) -> list[list[str]]:
    found: list[list[str]] = image.eval("(reverse log)")
    return found


def living(image: Image) -> set[str]:
    """The names of children that live."""
    found = [each for each in image.processes() if each.state in ("ready", "waiting")]
    return {each.name for each in found} - {"<eval>"}


def test_a_supervisor_that_is_cancelled_stops_its_children_the_last_first(image: Image) -> None:
    pid = began(image, f"(supervise 'one-for-one {TWO})")
    image.cancel(pid)
    image.advance(seconds=0)
    assert image.process(pid).state == "cancelled"
    assert log_of(image)[2:] == [["stop", "b"], ["stop", "a"]]
    assert living(image) == set()


def test_a_supervisor_that_is_killed_takes_its_children_with_it(image: Image) -> None:
    pid = began(image, NESTED)
    assert living(image) == {"supervisor", "inner", "a", "b", "c"}
    image.kill(pid)
    image.advance(seconds=0)
    assert living(image) == set()
    assert sorted(log_of(image)[3:]) == [["stop", "a"], ["stop", "b"], ["stop", "c"]]


def test_a_supervisor_under_another_is_started_again_when_it_gives_up(image: Image) -> None:
    outer = began(image, NESTED)
    for _ in range(2):
        inner = dict(each[:2] for each in image.eval(f"(which-children {outer})"))["inner"]
        a = dict(each[:2] for each in image.eval(f"(which-children {inner})"))["a"]
        image.kill(a)
        image.advance(seconds=0)
    assert living(image) == {"supervisor", "inner", "a", "b", "c"}
    assert image.process(inner).state == "failed"
    image.eval(f"(stop-supervisor! {outer})")
    assert image.result(outer) == "stopped"
    assert living(image) == set()


def test_one_that_gives_up_fails_and_says_of_which_child(image: Image) -> None:
    pid = began(image, f"(supervise 'one-for-one {TWO} 'intensity 0)")
    image.kill(image.eval(f"(cadr (cadr (which-children {pid})))"))
    image.advance(seconds=0)
    with pytest.raises(ProcessFailed, match="too many restarts, the last for b"):
        image.result(pid)
    assert living(image) == set()


def test_a_child_that_does_not_clean_up_in_its_time_is_killed(image: Image) -> None:
    slow = "(child 'slow (lambda () (guard (e (#t (sleep 60))) (receive))) 'grace 3)"
    pid = began(image, f"(supervise 'one-for-one (list {slow}))")
    image.eval(f"(stop-supervisor! {pid})")
    assert image.clock.now() == 3
    assert living(image) == set()


def test_pauses_grow_while_a_child_fails_at_once(image: Image) -> None:
    failing = "(child 'bad (lambda () (note! 'start 'bad) (car '())))"
    options = "'intensity #f 'delay 1 'factor 3 'longest 20"
    pid = began(image, f"(supervise 'one-for-one (list {failing}) {options})")
    times = []
    for _ in range(70):
        times.append(len(log_of(image)))
        image.advance(seconds=1)
    began_at = [n for n in range(70) if n == 0 or times[n] > times[n - 1]]
    assert began_at == [0, 1, 4, 13, 33, 53]
    image.kill(pid)


def test_what_makes_no_sense_is_refused(image: Image) -> None:
    for text in (
        "(supervise 'some (list))",
        "(supervise 'one-for-one (list 5))",
        f"(supervise 'one-for-one (append {TWO} {TWO}))",
        "(supervise 'one-for-one (list) 'intensity -1)",
        "(supervise 'one-for-one (list) 'intensty 1)",
        "(supervise 'one-for-one (list) 'delay)",
        "(child 5 car)",
        "(child 'a 5)",
        "(child 'a car 'restart 'often)",
        "(start-child! 1 5)",
    ):
        assert image.eval(f"(guard (e ((error-object? e) 'refused)) {text})") == "refused", text
    pid = began(image, f"(supervise 'one-for-one {TWO})")
    tried = f"(guard (e ((error-object? e) 'refused)) (start-child! {pid} (kid 'a 'permanent 1)))"
    assert image.eval(tried) == "refused"
    image.eval(f"(begin (send! {pid} 'nonsense) (send! {pid} #(ended)))")
    assert len(image.eval(f"(which-children {pid})")) == 2

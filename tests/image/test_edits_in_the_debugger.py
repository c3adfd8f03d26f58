"""Edits that change nothing, in the debugger of a generated program: it ends as if left alone.

The program stops where chance says. There its procedures are edited so that they mean the same, a
frame that has just begun is started again, variables are given the values that they have, steps
are made and undone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdure.image import Debugger, Image
from tests.programs import program
from tests.vm.test_generated import EXAMPLES, expressions

SETUP = program(__file__, "edited-programs")
MOST_STOPS = 12  #: at which something is done; then it is let go

#: Bodies that mean the same as the one that they are made of.
EDITS = (
    "{}",
    "; seen\n  {}",
    "(begin {})",
    "(let () {})",
    "(if #t {} 'never)",
    "((lambda () {}))",
    "(let ((unused 1)) {})",
)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with Image.open(":memory:", keeps_variables=True) as opened:
        opened.eval(SETUP)
        yield opened


@st.composite
def bodies(draw: Callable[..., object]) -> dict[str, str]:
    """The bodies of three procedures of x; each calls those before it."""

    def some(depth: int = 2) -> object:
        return draw(expressions(("x",), (), depth))

    return {
        "low": f"(+ x {some(3)})",
        "middle": f"(let ((y (low {some()}))) (+ y (low x) {some()}))",
        "high": f"(list (middle {some()}) (note (low {some()})) {some()})",
    }


def definition(name: str, body: str) -> str:
    return f"(define ({name} x)\n  {body})"


def outcome(image: Image, pid: int) -> str:
    return f"{image.result(pid)} {image.eval('log')}"


class Meddler:
    """Does at each stop what changes nothing."""

    def __init__(self, image: Image, made: dict[str, str], chance: random.Random) -> None:
        self.image, self.made, self.chance = image, made, chance

    def edited(self, debugger: Debugger) -> None:
        name = self.chance.choice(list(self.made))
        debugger.define(definition(name, self.chance.choice(EDITS).format(self.made[name])))

    def begun_again(self, debugger: Debugger) -> None:
        """The innermost frame, which has done nothing yet, is started again."""
        if debugger.problem.startswith("breakpoint"):
            debugger.restart_frame(0)
            debugger.settle()

    def set_in_vain(self, debugger: Debugger) -> None:
        for name in debugger.variables(0):
            if name == "x":
                debugger.set(name, name)

    def stepped(self, debugger: Debugger) -> None:
        debugger.step(self.chance.choice(["into", "over", "out"]))
        debugger.settle()

    def stepped_and_undone(self, debugger: Debugger) -> None:
        count = 0
        for _ in range(self.chance.randint(1, 3)):
            if debugger.is_stopped:
                self.stepped(debugger)
                count += 1
        before = debugger.frame(0).position if debugger.is_stopped else ""
        for _ in range(count):
            debugger.undo_step()
        if before and count:
            assert debugger.is_stopped

    def meddle(self, debugger: Debugger) -> None:
        done = self.chance.choice(
            [self.edited, self.begun_again, self.set_in_vain, self.stepped, self.stepped_and_undone]
        )
        done(debugger)


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    phases=(Phase.generate,),  # to shrink takes minutes
)
@given(made=bodies(), seed=st.integers(0, 10**6))
def test_what_changes_nothing_changes_nothing(
    image: Image, made: dict[str, str], seed: int
) -> None:
    chance = random.Random(seed)
    for name, body in made.items():
        image.eval(definition(name, body))
    image.eval("(set! log '())")
    whole = image.spawn_eval("(high 3)")
    image.run_until_idle()
    expected = outcome(image, whole)

    image.eval("(set! log '())")
    names = chance.sample(list(made), chance.randint(1, 3))
    numbers = [image.set_breakpoint(name) for name in names]
    pid = image.spawn_eval("(high 3)")
    image.run_until_idle()
    debugger, meddler = image.debug(pid), Meddler(image, made, chance)
    for _ in range(MOST_STOPS):
        for _ in range(chance.randint(1, 3)):
            if debugger.is_stopped:
                meddler.meddle(debugger)
        if not debugger.is_stopped:
            break
        debugger.go_on()
        debugger.settle()
    for number in numbers:
        image.delete_breakpoint(number)
    if debugger.is_stopped:
        debugger.go_on()
        debugger.settle()
    assert image.process(pid).state == "done", debugger.problem
    assert outcome(image, pid) == expected

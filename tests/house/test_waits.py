"""A kind of wait of this test's own does all that Perdure's kinds do; see tests.house.turnstile.

And a wait that is made of several: the first that ends withdraws the rest.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import (
    Image,
    ProcessCancelled,
    ProcessFailed,
    SimulatedClock,
    check,
    effect,
    salvage,
)
from perdure.image.engine import apart
from perdure.image.processes.waits import Select, kinds, wait_of
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.procedures import builtin_named
from tests.house import select as select  # registers what the toy calls
from tests.house.toy import TOY
from tests.house.turnstile import Passage, set_turnstile, turnstile

PASSING = 'pass("gate")\nreturn "through"'


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(":memory:", languages=[TOY], clock=clock) as image:
        yield image


def start(image: Image, text: str) -> int:
    """The pid of a process that runs the text, and waits."""
    pid = image.spawn_program(text, "a.toy")
    image.run_slice()
    return pid


def turn(image: Image, name: str = "gate") -> None:
    image.result(image.spawn_program(f'turn("{name}")', "turning.toy"))


# One kind


def test_it_is_entered_and_listed_as_what_it_says_of_itself(image: Image) -> None:
    pid = start(image, 'pass_within("gate", 60)')

    found = image.process(pid)

    assert (found.state, found.waits_for) == ("waiting", "the turnstile gate")
    assert found.until == image.clock.now() + 60
    assert wait_of(image.root.process(pid)) == Passage("gate", found.until)
    assert image.root.process(pid).waits == ("turnstile", "gate", found.until)
    assert turnstile(image.root, "gate") == (0, (pid,))


def test_those_who_wait_are_woken_in_the_order_in_which_they_came(image: Image) -> None:
    first, second = start(image, PASSING), start(image, PASSING)

    turn(image)

    assert image.result(first) == "through"
    assert image.process(second).state == "waiting"
    turn(image)
    assert image.result(second) == "through"
    assert turnstile(image.root, "gate") == (0, ())


def test_there_is_nothing_to_wait_for_where_it_is_there_already(image: Image) -> None:
    turn(image)

    assert image.result(image.spawn_program(PASSING, "a.toy")) == "through"
    assert turnstile(image.root, "gate") == (0, ())


def test_it_ends_by_itself_when_it_is_due_and_is_withdrawn(image: Image) -> None:
    pid = start(image, 'pass_within("gate", 60)')

    with pytest.raises(ProcessFailed, match="nobody turned it in time"):
        image.result(pid)

    assert turnstile(image.root, "gate") == (0, ())
    assert not list(image.root.timers.keys())


def test_one_that_failed_of_it_waits_again_without_the_time_it_gave(image: Image) -> None:
    pid = start(image, 'pass_within("gate", 60)\nreturn 5')
    with pytest.raises(ProcessFailed):
        image.result(pid)

    image.retry(pid)

    assert image.process(pid).waits_for == "the turnstile gate"
    assert image.process(pid).until is None
    turn(image)
    assert image.result(pid) == 5


def test_a_cancelled_process_is_withdrawn(image: Image) -> None:
    gone, other = start(image, PASSING), start(image, PASSING)

    image.cancel(gone)
    turn(image)

    with pytest.raises(ProcessCancelled):
        image.result(gone)
    assert image.result(other) == "through"


def test_a_parked_process_takes_what_comes_when_it_is_resumed(image: Image) -> None:
    pid = start(image, PASSING)
    image.park(pid)
    turn(image)
    image.run_until_idle()
    assert image.process(pid).state == "parked"

    image.resume(pid)

    assert image.result(pid) == "through"


def test_an_error_of_a_wait_within_atomic_names_what_the_program_called(image: Image) -> None:
    library = image.root.interaction
    image.eval("(import (perdure process))")
    image.driver.change(
        lambda: setattr(library.cell("pass"), "value", builtin_named("turnstile:pass"))
    )

    with pytest.raises(ProcessFailed, match=r"pass would end the transaction of \(atomic \.\.\.\)"):
        image.eval('(atomic (lambda () (pass "gate")))')


def test_a_slice_apart_turns_and_passes_when_it_is_merged(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = start(image, PASSING)
    monkeypatch.setattr(apart, "ALWAYS", True)

    text = 'turn("gate")\nturn("gate")\nreturn 1'
    assert image.result(image.spawn_program(text, "a.toy")) == 1

    assert image.result(pid) == "through"
    assert image.result(image.spawn_program(PASSING, "b.toy")) == "through"
    assert turnstile(image.root, "gate") == (0, ())


def test_another_worker_goes_on_with_it(image_path: Path, clock: SimulatedClock) -> None:
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        pid = start(image, PASSING)
    assert check(image_path).problems == []
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        turn(image)
        assert image.result(pid) == "through"


def test_the_checker_tells_where_process_and_index_disagree(image_path: Path) -> None:
    with Image.open(image_path, languages=[TOY]) as image:
        pid, other = start(image, PASSING), start(image, "receive()")
        image.driver.change(lambda: set_turnstile(image.root, "gate", 0, (other,)))

    assert [str(problem) for problem in check(image_path).problems] == [
        f"process {pid}: waits for the turnstile gate, which would not let it through",
        f"process {other}: is noted to wait for the turnstile gate, and does not",
    ]


def test_salvage_enters_it_as_the_processes_say(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path, languages=[TOY]) as image:
        pid, other = start(image, PASSING), start(image, "receive()")
        image.driver.change(lambda: set_turnstile(image.root, "gate", 0, (other,)))

    salvage(image_path, tmp_path / "mended.image")

    with Image.open(tmp_path / "mended.image", languages=[TOY]) as image:
        assert turnstile(image.root, "gate") == (0, (pid,))
        turn(image)
        assert image.result(pid) == "through"


def test_where_nobody_knows_the_kind_it_stays_as_it_is(
    image_path: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        pid = start(image, 'pass_within("gate", 60)\nreturn 7')
    with monkeypatch.context() as patch:
        patch.delitem(kinds, "turnstile")
        with Image.open(image_path, languages=[TOY], clock=clock) as image:
            assert image.process(pid).waits_for == "turnstile"
            assert image.result(image.spawn_program("sleep(100)\nreturn 8", "b.toy")) == 8
            image.run_until_idle()
            assert image.process(pid).state == "waiting"
        assert check(image_path).problems == []
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        image.run_until_idle()
        assert image.process(pid).state == "failed"


# Several at once


class Answers:
    """When Python answers to `ask`."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.is_over = threading.Event()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    made = Answers()
    monkeypatch.setattr(sys.modules[__name__], "ANSWERS", made)
    yield made
    made.may_answer.set()


ANSWERS = Answers()


@effect
def ask(name: str) -> str:
    answers = ANSWERS
    answers.may_answer.wait(20)
    answers.is_over.set()
    return f"answer of {name}"


@pytest.fixture
def selecting(answers: Answers) -> Iterator[tuple[Image, int, int]]:
    """An image, the pid of a process that waits for five things, and of one that it waits for."""
    with Image.open(":memory:", [ask], languages=[TOY]) as image:
        other = start(image, "return receive()")
        text = f'return select({other}, "gate", 3600)'
        pid = start(image, text)
        yield image, pid, other


def assert_withdrawn(image: Image, pid: int) -> None:
    """Nothing is left of what the process waited for."""
    root = image.root
    assert turnstile(root, "gate") == (0, ())
    assert not list(root.waiters.keys())
    assert not list(root.timers.keys())
    assert pid not in root.active
    assert not image.effects.in_flight


def picked(image: Image, pid: int) -> tuple[int, str]:
    """Which of the waits has ended, and what it gave, as it is printed."""
    value = image.finished(pid)
    return value.car, write_text(value.cdr)


def test_a_wait_of_several_is_in_the_indices_of_all(selecting: tuple[Image, int, int]) -> None:
    image, pid, other = selecting
    image.run_slice()

    found = image.process(pid)

    assert found.waits_for == (
        f"process {other} or a message or the turnstile gate or effect ask (python test_waits) "
        "or a timer"
    )
    assert turnstile(image.root, "gate") == (0, (pid,))
    assert list(image.root.waiters.keys()) == [(other, pid)]
    assert [each for _, each in image.root.timers.keys()] == [pid]  # noqa: SIM118
    assert pid in image.root.active
    assert list(image.effects.in_flight) == [(pid, 1)]


@pytest.mark.parametrize("which", [0, 1, 2, 3])
def test_the_first_that_ends_withdraws_the_rest(
    which: int, selecting: tuple[Image, int, int], answers: Answers
) -> None:
    image, pid, other = selecting
    if which == 0:
        image.send(other, 7)
    elif which == 1:
        image.send(pid, 7)
    elif which == 2:
        turn(image)
    else:
        answers.may_answer.set()

    assert picked(image, pid) == (which, ["7", "7", "#<unspecified>", '"answer of gate"'][which])
    assert_withdrawn(image, pid)


def test_a_moment_may_be_the_first(image: Image) -> None:
    other = start(image, "return receive()")
    pid = start(image, f'return select({other}, "gate", 60)')
    assert image.process(pid).until == image.clock.now() + 60

    assert picked(image, pid) == (4, "#<unspecified>")
    assert_withdrawn(image, pid)


def test_what_is_there_already_is_not_waited_for(image: Image) -> None:
    other = start(image, "return receive()")
    turn(image)

    pid = image.spawn_program(f'return select({other}, "gate", 60)', "a.toy")

    assert picked(image, pid) == (2, "#<unspecified>")
    assert_withdrawn(image, pid)


def test_a_cancelled_process_withdraws_them_all(selecting: tuple[Image, int, int]) -> None:
    image, pid, _ = selecting

    image.cancel(pid)

    assert_withdrawn(image, pid)


def test_one_that_failed_of_one_of_them_waits_for_all_again(image: Image) -> None:
    other = start(image, 'receive()\nreturn fail("oh")')
    pid = start(image, f'return select({other}, "gate", 60)')
    image.send(other, 1)
    with pytest.raises(ProcessFailed, match="oh"):
        image.result(pid)
    assert turnstile(image.root, "gate") == (0, ())

    image.retry(other, value=3)
    image.run_slice()

    assert picked(image, pid) == (0, "3")


def test_another_worker_goes_on_with_several(image_path: Path, clock: SimulatedClock) -> None:
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        other = start(image, "return receive()")
        pid = start(image, f'return select({other}, "gate", 3600)')
        assert type(wait_of(image.root.process(pid))) is Select
    assert check(image_path).problems == []
    with Image.open(image_path, languages=[TOY], clock=clock) as image:
        turn(image)
        assert picked(image, pid) == (2, "#<unspecified>")
        assert_withdrawn(image, pid)

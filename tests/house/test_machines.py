"""A protocol with two implementations: what holds for each machine behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, check
from perdure.vm import Done, Environment, Execution, Invoke, Preempted, Return
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Nothing
from tests.house.tape import TAPE, TapeMachine
from tests.house.toy import PAUSED, TOY

LANGUAGES = (TOY, PAUSED, TAPE)

#: The same in each: the sum of the numbers below a limit, in a procedure two deep.
SUMS = {
    "toy": """
def sum(limit)
  n = 0
  total = 0
  while n < limit
    total = total + n
    n = n + 1
  end
  return total
end
def twice(limit)
  return sum(limit) + sum(limit)
end
return twice({limit})
""",
    "tape": """
push {limit}
call twice
return
twice:
get 0
call sum
get 0
call sum
add
return
sum:
push 0
push 0
next:
get 1
get 0
less
unless over
get 2
get 1
add
set 2
get 1
push 1
add
set 1
jump next
over:
get 2
return
""",
}


EACH = pytest.mark.parametrize("language", SUMS)

#: A text that fails in its second line, and goes on there.
FAILING = {
    "toy": 'print "begun"\nx = 1 + "two"\nreturn x + 1\n',
    "tape": 'push 1\npush "two\nadd\npush 1\nadd\n',
}
WAITING = {"toy": "return receive() + 1", "tape": "receive\npush 1\nadd"}


def sums(language: str, limit: int) -> str:
    return SUMS[language].format(limit=limit)


@EACH
def test_a_slice_that_takes_long_is_run_apart_and_keeps_nobody_waiting(language: str) -> None:
    limit = {"toy": 1_500_000, "tape": 60_000}[language]
    with Image.open(":memory:", languages=LANGUAGES) as image:
        long = image.spawn_program(sums(language, limit), "long", language=language)
        image.run_slice()
        short = image.spawn_program(sums(language, 3), "short", language=language)
        assert image.result(short, timeout=60) == 6
        assert image.process(long).state != "done"
        assert image.result(long, timeout=60) == limit * (limit - 1)


@EACH
def test_one_that_waits_is_gone_on_with_by_another_worker(language: str, image_path: Path) -> None:
    with Image.open(image_path, languages=LANGUAGES) as image:
        pid = image.spawn_program(WAITING[language], "waiting", language=language)
        image.run_until_idle()
        assert image.process(pid).waits_for == "a message"
        assert image.backtrace(pid)[0].position.startswith("waiting:1:")
    found = check(image_path)
    assert found.is_sound, found.problems
    with Image.open(image_path, languages=LANGUAGES) as image:
        image.send(pid, 41)
        assert image.result(pid) == 42


@EACH
def test_one_that_has_failed_is_given_a_value_to_go_on_with(language: str) -> None:
    with Image.open(":memory:", languages=LANGUAGES) as image:
        pid = image.spawn_program(FAILING[language], "failing", language=language)
        with pytest.raises(ProcessFailed):
            image.result(pid)
        image.retry(pid, value=41)
        assert image.result(pid) == 42


@EACH
def test_one_that_fails_again_does_so_at_the_same_place(language: str) -> None:
    with Image.open(":memory:", languages=LANGUAGES) as image:
        pid = image.spawn_program(FAILING[language], "failing", language=language)
        with pytest.raises(ProcessFailed) as first:
            image.result(pid)
        image.retry(pid)
        with pytest.raises(ProcessFailed) as second:
            image.result(pid)
        assert str(first.value) == str(second.value)
        line = {"toy": 2, "tape": 3}[language]
        assert f"failing:{line}:" in str(first.value)


def test_two_machines_never_share_a_stack() -> None:
    with Image.open(":memory:", languages=LANGUAGES) as image:
        image.eval("(import (perdure process))")
        code = TAPE.compile("push 1", "a.tape", image.root.interaction)
        image.driver.change(lambda: setattr(image.root.interaction.cell("tape"), "value", code))
        with pytest.raises(ProcessFailed, match="procedure"):
            image.eval("(tape)")
        assert image.eval("(wait (spawn tape))") == 1


class StoppingTape(TapeMachine):
    """Is interrupted before each instruction but the first of a run."""

    looks = 0

    @property
    def is_interrupted(self) -> bool:
        self.looks += 1
        return self.looks > 1

    @is_interrupted.setter
    def is_interrupted(self, value: bool) -> None:
        self.looks = 0


def test_a_tape_is_stopped_and_stored_before_each_instruction() -> None:
    code = TAPE.compile(sums("tape", 4), "sums.tape", Environment("sums"))
    machine = StoppingTape(Nothing(), ())
    stops = 0
    end = machine.run(Execution.start(), Invoke(code))
    while isinstance(end, Preempted):
        stops += 1
        machine.clear_interrupt()
        stored = Execution.from_state(end.execution.to_state())
        end = machine.run(stored, Return(UNSPECIFIED))
    assert end == Done(12)
    assert stops > 100

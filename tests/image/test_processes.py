"""Processes: waits, timers, messages, ends; with puppets for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from perdure.image import (
    NoSuchProcess,
    NotDone,
    ProcessCancelled,
    ProcessFailed,
    SimulatedClock,
)
from perdure.image.engine.builtins import (
    cancel,
    host,
    process_state,
    processes,
    receive,
    self_,
    send,
    sleep,
    spawn,
    wait,
    yield_,
)
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import new_string
from perdure.vm.objects.singletons import UNSPECIFIED
from tests.image.conftest import OpenImage
from tests.image.puppets import got, puppet

Keep = Callable[[Any], None]


@pytest.fixture(autouse=True)
def symbols_are_procedures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "perdure.image.engine.builtins.is_procedure", lambda x: isinstance(x, Symbol)
    )


@puppet
def sleeper(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep(1)
        return sleep(10)
    return 42


@puppet
def failing(stage: Any, keep: Keep, value: Any) -> Any:
    raise fault("failing", "it went wrong", kind="error", position="x.scm:1:2")


@puppet
def parent(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        child = spawn(symbol("sleeper"), symbol("a-child"))
        keep(1)
        return wait(child)
    return got(value) + 1


@puppet
def parent_of_failing(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep(1)
        return wait(spawn(symbol("failing")))
    return got(value)


@puppet
def reader(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep(1)
        return receive()
    return got(value)


@puppet
def patient_reader(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep(1)
        return receive(5, symbol("nothing"))
    return got(value)


@puppet
def strict_reader(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep(1)
        return receive(5)
    return got(value)


@puppet
def reads_twice(stage: Any, keep: Keep, value: Any) -> Any:
    if stage == 0:
        keep((1, None))
        return sleep(1)
    if stage[0] == 1:
        first = receive()
        return (first, receive())
    raise AssertionError(stage)


def test_a_process_sleeps_until_it_is_due(puppet_image: OpenImage, clock: SimulatedClock) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    image.run_slice()
    asleep = image.process(pid)
    assert (asleep.state, asleep.waits_for, asleep.until) == (
        "waiting",
        "a timer",
        clock.now() + 10,
    )
    assert not image.run_slice()
    assert image.result(pid) == 42
    assert clock.now() == asleep.until


def test_a_sleeper_wakes_in_another_worker(puppet_image: OpenImage, clock: SimulatedClock) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    image.run_slice()
    image.close()
    clock.advance(3600)  # it was due long ago
    image = puppet_image()
    assert image.result(pid) == 42
    assert image.process(pid).steps == 2


def test_a_ready_process_runs_in_another_worker(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    image.close()
    image = puppet_image()
    assert image.process(pid).state == "ready"
    assert image.result(pid) == 42


def test_waiting_gives_the_result_of_another_process(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("parent"))
    image.run_slice()
    child = pid + 1
    assert image.process(pid).waits_for == f"process {child}"
    assert image.process(child).name == "a-child"
    assert image.process(child).parent == pid
    image.close()
    image = puppet_image()
    assert image.result(pid) == 43
    assert len(image.root.waiters) == len(image.root.timers) == len(image.root.active) == 0


def test_waiting_raises_the_error_of_another_process_again(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("parent_of_failing"))
    with pytest.raises(ProcessFailed, match="failing: it went wrong") as caught:
        image.result(pid)
    assert caught.value.position == "x.scm:1:2"
    assert image.process(pid + 1).state == "failed"


def test_a_failed_process_keeps_its_stack(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("failing"))
    image.run_until_idle()
    assert image.process(pid).state == "failed"
    assert image.root.process(pid).execution is not None


def test_a_message_wakes_who_waits_for_it(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("reader"))
    image.run_slice()
    assert image.process(pid).waits_for == "a message"
    image.driver.change(lambda: image.ledger.send(image.root.process(pid), new_string("hello")))
    assert image.result(pid) == "hello"


def test_messages_wait_in_order_for_who_is_busy(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("reads_twice"))
    image.run_slice()

    def send_three() -> None:
        for message in (1, 2, 3):
            image.ledger.send(image.root.process(pid), message)

    image.driver.change(send_three)
    image.close()
    image = puppet_image()
    image.run_until_done(pid)
    assert image.result_value(pid) == (1, 2)


def test_receive_gives_the_default_when_time_is_up(
    puppet_image: OpenImage, clock: SimulatedClock
) -> None:
    image = puppet_image()
    began = clock.now()
    assert image.result(image.spawn(symbol("patient_reader"))) == "nothing"
    assert clock.now() == began + 5


def test_receive_without_a_default_is_an_error_when_time_is_up(puppet_image: OpenImage) -> None:
    image = puppet_image()
    with pytest.raises(ProcessFailed, match="receive: no message came in time"):
        image.result(image.spawn(symbol("strict_reader")))


def test_a_message_in_time_withdraws_the_timer(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("patient_reader"))
    image.run_slice()
    assert len(image.root.timers) == 1
    image.driver.change(lambda: image.ledger.send(image.root.process(pid), 7))
    assert len(image.root.timers) == 0
    assert image.result(pid) == 7


def test_a_cancelled_process_ends_and_its_wait_is_withdrawn(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    image.run_slice()
    image.cancel(pid)
    assert image.process(pid).state == "cancelled"
    assert len(image.root.timers) == len(image.root.active) == 0
    image.run_until_idle()
    with pytest.raises(ProcessCancelled, match=f"process {pid} was cancelled"):
        image.result(pid)


def test_a_process_cancelled_before_it_ran_never_runs(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("failing"))
    image.cancel(pid)
    image.run_until_idle()
    assert image.process(pid).state == "cancelled"
    assert image.process(pid).steps == 0


def test_waiting_for_a_cancelled_process_is_an_error(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("parent"))
    image.run_slice()
    image.cancel(pid + 1)
    with pytest.raises(ProcessFailed, match="was cancelled") as caught:
        image.result(pid)
    assert caught.value.payload.kind == "cancelled"


def test_cancelling_what_has_ended_changes_nothing(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    assert image.result(pid) == 42
    image.cancel(pid)
    assert image.result(pid) == 42


@puppet
def cancels_itself(stage: Any, keep: Keep, value: Any) -> Any:
    return cancel(self_())


def test_a_process_may_cancel_itself(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("cancels_itself"))
    image.run_until_idle()
    assert image.process(pid).state == "cancelled"


@puppet
def waits_for_itself(stage: Any, keep: Keep, value: Any) -> Any:
    return wait(self_())


def test_waiting_for_oneself_is_an_error(puppet_image: OpenImage) -> None:
    image = puppet_image()
    with pytest.raises(ProcessFailed, match="cannot wait for its own end"):
        image.result(image.spawn(symbol("waits_for_itself")))


TURNS: list[int] = []


@puppet
def takes_turns(stage: Any, keep: Keep, value: Any) -> Any:
    TURNS.append(self_())
    if stage == 2:
        return None
    keep(stage + 1)
    return yield_()


def test_yield_lets_the_others_run_first(puppet_image: OpenImage) -> None:
    TURNS.clear()
    image = puppet_image()
    a = image.spawn(symbol("takes_turns"))
    b = image.spawn(symbol("takes_turns"))
    image.run_until_idle()
    assert [a, b, a, b, a, b] == TURNS


@puppet
def looks_around(stage: Any, keep: Keep, value: Any) -> Any:
    return (processes(), process_state(self_()))


def test_a_process_may_look_around(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("looks_around"))
    image.run_until_idle()
    pids, state = image.result_value(pid)
    assert pids.car == pid
    assert state is symbol("ready")


@puppet
def prints(stage: Any, keep: Keep, value: Any) -> Any:
    host().write_output(f"line {stage}\n")
    if stage == 300:
        return None
    keep(stage + 1)
    return sleep(1)


def test_output_is_delivered_and_kept_in_order(puppet_image: OpenImage) -> None:
    image = puppet_image()
    seen: list[str] = []
    image.on_output = lambda pid, text: seen.append(text)
    pid = image.spawn(symbol("prints"))
    image.run_until_idle()
    expected = [f"line {i}\n" for i in range(301)]
    assert seen == expected
    assert image.transcript(pid) == "".join(expected)
    image.close()
    assert puppet_image().transcript(pid) == "".join(expected)


@puppet
def sends_to_ended(stage: Any, keep: Keep, value: Any) -> Any:
    return send(1, 2)


def test_a_message_to_a_process_that_has_ended_is_lost(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sends_to_ended"))
    image.run_until_idle()
    again = image.spawn(symbol("sends_to_ended"))
    assert pid == 1
    image.run_until_idle()
    assert image.result_value(again) is UNSPECIFIED


def test_what_cannot_end_is_said_to_wait(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("reader"))
    with pytest.raises(NotDone, match="it is waiting for a message"):
        image.result(pid)


def test_a_result_may_be_asked_for_with_a_time_limit(
    puppet_image: OpenImage, clock: SimulatedClock
) -> None:
    image = puppet_image()
    pid = image.spawn(symbol("sleeper"))
    with pytest.raises(NotDone, match="waiting for a timer"):
        image.result(pid, timeout=3)
    assert image.result(pid, timeout=8) == 42


def test_pids_go_on_where_they_were_in_another_worker(puppet_image: OpenImage) -> None:
    image = puppet_image()
    assert [image.spawn(symbol("sleeper")) for _ in range(3)] == [1, 2, 3]
    image.close()
    image = puppet_image()
    assert image.spawn(symbol("sleeper")) == 4


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (-1, "from 0"),
        (float("nan"), "from 0"),
        (symbol("x"), "expected a number of seconds, got x"),
        (1j, "expected a number of seconds"),
    ],
)
def test_a_sleep_of_no_time_is_an_error(
    puppet_image: OpenImage, seconds: Any, message: str
) -> None:
    @puppet
    def oversleeps(stage: Any, keep: Keep, value: Any) -> Any:
        return sleep(seconds)

    image = puppet_image()
    with pytest.raises(ProcessFailed, match=message):
        image.result(image.spawn(oversleeps))


def test_cancelling_an_unknown_pid_is_an_error(puppet_image: OpenImage) -> None:
    with pytest.raises(NoSuchProcess):
        puppet_image().cancel(99)

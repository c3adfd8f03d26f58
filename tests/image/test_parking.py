"""Parking: a process that stands where it is, over restarts, until it is resumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ProcessCancelled, SimulatedClock, check, effect


@effect
def charge(cents: int) -> int:
    return cents


LOOP = "(let loop () (if done 'out (loop)))"


def test_a_running_process_stands_still_until_it_is_resumed(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(define done #f)")
        pid = image.spawn(LOOP)
        image.run_slice()
        image.park(pid)
        image.run_until_idle()
        assert image.process(pid).state == "parked"
        image.eval("(set! done #t)")

    with Image.open(image_path) as image:
        image.run_until_idle()
        assert image.process(pid).state == "parked"
        assert image.eval(f"(process-state {pid})") == "parked"
        image.resume(pid)
        image.resume(pid)
        assert image.result(pid, timeout=60) == "out"


def test_a_timer_may_ring_while_a_process_is_parked(
    image_path: Path, clock: SimulatedClock
) -> None:
    with Image.open(image_path, clock=clock) as image:
        pid = image.spawn("(begin (sleep 10) 'woken)")
        image.run_slice()
        image.park(pid)
        image.run_until_idle()
        assert image.process(pid).state == "parked"
        assert image.process(pid).waits_for == ""

        image.resume(pid)

        assert image.result(pid) == "woken"


def test_what_is_resumed_early_waits_on(image_path: Path, clock: SimulatedClock) -> None:
    with Image.open(image_path, clock=clock) as image:
        pid = image.spawn("(begin (sleep 10) 'woken)")
        image.run_slice()
        image.park(pid)
        image.resume(pid)
        assert image.process(pid).waits_for == "a timer"
        assert image.result(pid) == "woken"


def test_a_parked_process_is_asked_for_input_once_it_is_resumed(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = image.spawn("(read-line)")
        image.run_until_idle()
        image.park(pid)
        assert image.asking() == []

    with Image.open(image_path) as image:
        assert image.asking() == []
        image.resume(pid)
        assert image.asking() == [pid]
        image.supply_input(pid, "typed\n")
        assert image.result(pid) == "typed"


def test_a_message_is_kept_for_a_parked_process(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = image.spawn("(receive)")
        image.run_until_idle()
        image.park(pid)
        image.send_eval(pid, "'hello")
        image.run_until_idle()
        assert image.process(pid).state == "parked"
        image.resume(pid)
        assert image.result(pid) == "hello"


def test_a_parked_process_can_be_cancelled_and_one_that_has_ended_not_parked(
    image_path: Path,
) -> None:
    with Image.open(image_path) as image:
        pid = image.spawn("(sleep 100)")
        image.run_slice()
        image.park(pid)
        image.cancel(pid)
        image.park(pid)
        image.resume(pid)
        assert image.process(pid).state == "cancelled"


CLEANS_UP = "(dynamic-wind (lambda () #f) (lambda () {}) (lambda () (display 'cleaned-up)))"


@pytest.mark.parametrize(
    ("waits", "comes"),
    [
        ("(receive)", "(send! {pid} 'this)"),
        ("(receive-case ((? symbol? found) found))", "(send! {pid} 'this)"),
        ("(channel-take! things)", "(channel-put! things 'this)"),
        ("(await-external 'it)", "(complete-external! 'it 'this)"),
        ("(wait other)", "(begin (send! other 'this) (wait other))"),
        (
            "(select ((on-take things) => (lambda (thing) thing)))",
            "(channel-put! things 'this)",
        ),
    ],
)
def test_what_has_come_to_a_parked_process_is_there_when_it_is_cancelled(
    image_path: Path, waits: str, comes: str
) -> None:
    """It was handed over, so nobody else has it."""
    with Image.open(image_path, clock=SimulatedClock()) as image:
        image.eval("(import (perdure process) (perdure mailbox) (perdure channels))")
        image.eval("(define things (make-channel)) (define other (spawn receive)) (define has #f)")
        pid = image.spawn_eval(CLEANS_UP.format(f"(set! has {waits}) (sleep 5)"))
        while image.process(pid).state == "ready":
            image.run_slice()
        image.park(pid)
        image.eval(comes.format(pid=pid))
        image.cancel(pid)
        with pytest.raises(ProcessCancelled):
            image.result(pid)
        assert image.eval("has") == "this"
        assert image.transcript(pid) == "cleaned-up"
    assert check(image_path).is_sound


def test_what_an_effect_gave_to_a_parked_process_is_there_when_it_is_cancelled() -> None:
    with Image.open(":memory:", clock=SimulatedClock(), provides=[charge]) as image:
        image.eval("(import (python test_parking) (perdure process)) (define has #f)")
        pid = image.spawn_eval(CLEANS_UP.format("(set! has (charge 5)) (sleep 5)"))
        while image.process(pid).state == "ready":
            image.run_slice()
        image.park(pid)
        while image.process(pid).waits_for:
            image.run_slice()
        image.cancel(pid)
        with pytest.raises(ProcessCancelled):
            image.result(pid)
        assert image.eval("has") == 5

"""Parking: a process that stands where it is, over restarts, until it is resumed."""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock

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

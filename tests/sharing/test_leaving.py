"""A worker that is stopped lets its effects end, while others go on with its other processes."""

from __future__ import annotations

import signal

from tests.sharing.crowd import Crowd, wait_until
from tests.sharing.world import lines_of

WORLD = "tests.sharing.world"
SETUP = "(import (perdure process) (python world))"


def test_others_go_on_while_a_worker_waits_for_its_effects(here: Crowd) -> None:
    signs = here.folder / "signs"
    with here.open(WORLD) as image:
        image.eval(SETUP)
        image.eval('(define (tick n) (if (> n 0) (begin (sleep 1/20) (tick (- n 1))) "ticked"))')
        # Of a member that does not drive; so the worker gets both.
        effect = image.spawn(f'(until-file "{here.journal}" 1 "{signs}")')
        ticking = image.spawn("(begin (sleep 1) (tick 10))")
    leaving = here.start_worker(WORLD)
    wait_until(lambda: bool(lines_of(here.journal)))
    other = here.start_worker(WORLD)

    leaving.send_signal(signal.SIGTERM)

    with here.open() as image:
        wait_until(lambda: image.process(ticking).state == "done")
        assert leaving.poll() is None, "it ended before its effect"
        assert image.process(effect).state == "waiting"
        signs.touch()
        wait_until(lambda: image.process(effect).state == "done")
        assert image.value(effect) == leaving.pid
    assert leaving.wait(10) == 0
    assert other.poll() is None
    assert len(lines_of(here.journal)) == 1

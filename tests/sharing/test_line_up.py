"""A process that takes its worker down is found by the member that takes over, and parked."""

from __future__ import annotations

import subprocess
import sys

import pytest

import perdure.image.engine.trials
from tests.kill.victim import PROGRAM, perish
from tests.sharing.crowd import Crowd, wait_until

COUNT, DEADLY = 150, 120  #: processes, and which of them ends its worker
DEADLY_CODE = 9


def test_one_that_kills_its_worker_is_parked_after_two_by_whoever_takes_over(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perdure.image.engine.trials, "RUNS", 2)
    with here.open(perish) as image:
        image.eval(PROGRAM.format(count=COUNT, deadly=DEADLY))
        pids = image.spawn_many("start", [(k,) for k in range(COUNT)])
    program = f"from tests.kill.victim import work; work({here.uri!r})"
    environment = here.environment | {"PERDURE_DEATHS": "2"}
    for code in (DEADLY_CODE, DEADLY_CODE, 0):
        ended = subprocess.run([sys.executable, "-c", program], env=environment, timeout=60)
        assert ended.returncode == code
    with here.open(perish, resumes=False) as image:
        states = [image.process(pid).state for pid in pids]
        assert states == ["done"] * DEADLY + ["parked"] + ["done"] * (COUNT - DEADLY - 1)
        done = image.eval("(map car (vector->list cells))")
        assert done == [int(k != DEADLY) for k in range(COUNT)]


def test_a_member_that_is_too_slow_in_a_marked_slice_counts_as_dead(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perdure.image.engine.trials, "RUNS", 2)
    first = here.start_worker()
    with here.open() as image:
        pid = image.spawn("(let loop () (loop))")
        wait_until(lambda: image.process(pid).steps > 1)
    first.kill()
    with here.open() as slow, here.open() as quick:
        slow.driver.upkeep.drives(is_worker=True)
        wait_until(lambda: slow.driver.upkeep.attend() and bool(slow.scheduler.line_up))
        assert slow.scheduler.line_up.turn == pid
        slow.scheduler.members.stop()  # it beats no more
        quick.driver.upkeep.drives(is_worker=True)
        wait_until(lambda: quick.driver.upkeep.attend() and quick.process(pid).state == "parked")
        assert quick.process(pid).waits_for == "a retry: 2 drivers have died over it"

"""Members that only ask, and effects that have a place."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from perdure.image import Image, ImageError, NobodyDrives, NotDone, effect
from tests.sharing.crowd import PATIENCE, Crowd

IMPORT = "(import (perdure process) (perdure requests))"


@effect(place="gpu")
def train(model: str) -> str:
    return f"{model} trained"


@effect
def run_here(text: str) -> int:
    return os.getpid()


PROVIDES = [train, run_here]
LIBRARY = __name__.rpartition(".")[2]


def wait_until(image: Image, state: str, pid: int) -> None:
    until = time.monotonic() + PATIENCE
    while image.process(pid).state in ({"ready", "waiting"} - {state}):
        assert time.monotonic() < until, image.process(pid)
        time.sleep(0.01)
    assert image.process(pid).state == state


def test_who_only_asks_has_a_worker_run_it(here: Crowd) -> None:
    with here.open() as worker, here.open(drive=False) as asker:
        worker.start()
        asker.eval(IMPORT, timeout=60)
        asker.eval("(define (twice n) (sleep 1/100) (* 2 n))", timeout=60)
        assert asker.call("twice", 4, timeout=60) == 8
        pids = asker.spawn_many("twice", [[n] for n in range(20)])
        assert [asker.result(pid, timeout=60) for pid in pids] == [2 * n for n in range(20)]
        pid = asker.spawn("(on-query 'k (lambda () 7)) (receive)")
        wait_until(asker, "waiting", pid)
        assert asker.query(pid, "k") == 7
        asker.send(pid, "over")
        assert asker.result(pid, timeout=60) == "over"
        failed = asker.spawn("(car (receive))")
        asker.send(failed, 5)
        with pytest.raises(ImageError, match="car: expected a pair"):
            asker.result(failed, timeout=60)
        asker.retry(failed, value=9)
        assert asker.result(failed, timeout=60) == 9
        asker.queue("renders", limit=1)
        job = asker.enqueue("renders", "twice", 5)
        assert asker.result(job, timeout=60) == 10
        assert asker.driver.scheduler.apart.count_running() == 0
        assert all(each.has_nothing_to_do() for each in asker.ledger.owned.values())


def test_who_only_asks_runs_nothing_by_itself(here: Crowd) -> None:
    with here.open() as first:
        first.eval(IMPORT)
    with here.open(drive=False, patience=0.5) as asker:
        pid = asker.spawn("(+ 1 2)")
        for doing in (asker.run_until_idle, asker.drive, asker.run_slice, asker.advance):
            with pytest.raises(ImageError, match=r"only asks \(drive=False\)"):
                doing()
        with pytest.raises(NotDone):
            asker.result(pid, timeout=0.1)
        with pytest.raises(NobodyDrives, match="start a worker, `perdure work`"):
            asker.result(pid)
        assert asker.process(pid).state == "ready"
        assert asker.process(pid).steps == 0
        with here.open() as worker:
            worker.start()
            assert asker.result(pid, timeout=60) == 3


def test_asyncio_only_asks(here: Crowd) -> None:
    async def ask() -> None:
        async with Image.open_async(here.uri, drive=False, patience=0.5) as asker:
            with pytest.raises(NobodyDrives):
                await asker.call("(+ 1 2)")
            with here.open() as worker:
                worker.start()
                assert await asker.call("(* 2 3)") == 6
                assert await asker.eval("(+ 4 5)") == 9

    asyncio.run(ask())


def test_an_effect_with_a_place_runs_there_alone(here: Crowd) -> None:
    with here.open(*PROVIDES) as one:
        one.eval(f"(import (python {LIBRARY}) (perdure process))")
        one.start()
        pid = one.spawn_eval('(train "m")')
        wait_until(one, "waiting", pid)
        time.sleep(0.3)  # which would be enough
        assert one.process(pid).state == "waiting"
        assert not one.process(pid).is_provided
        with here.open(*PROVIDES, places=["gpu"]) as other:
            other.start()
            assert one.result(pid, timeout=60) == "m trained"
            assert one.eval('(run-here "x")', timeout=60) == os.getpid()

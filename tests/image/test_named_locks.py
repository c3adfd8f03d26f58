"""Mutexes and semaphores that have names, used by applications, blocking and asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    Image,
    ImageError,
    LockInfo,
    NotDone,
    ProcessFailed,
    SimulatedClock,
    check,
)

IMPORTS = "(import (perdure process) (perdure locks))"


@pytest.fixture(params=["as usual", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    if request.param == "apart":
        monkeypatch.setattr("perdure.image.engine.apart.ALWAYS", True)
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS)
        yield opened


def test_an_application_and_a_program_do_not_hold_a_mutex_at_once(image: Image) -> None:
    ledger = image.mutex("ledger")
    with ledger.acquire() as hold:
        assert not hold.was_abandoned
        assert ledger.info() == LockInfo("ledger", "mutex", 0, 0, [hold.pid])
        pid = image.spawn_eval("(call-with-mutex (lock-named 'ledger) (lambda () (self)))")
        image.run_until_idle()
        assert ledger.info().waiting == 1
        with pytest.raises(NotDone, match="it was not unlocked in time"):
            ledger.acquire(timeout=5)
        assert image.clock.now() == 5
    assert image.result(pid) == pid
    assert ledger.info() == LockInfo("ledger", "mutex", 1, 0, [])


def test_a_permit_is_held_until_it_is_released(image: Image) -> None:
    gpus = image.semaphore("gpus", 2)
    one, two = gpus.acquire(), gpus.acquire()
    assert gpus.info() == LockInfo("gpus", "semaphore", 0, 0, [one.pid, two.pid])
    with pytest.raises(NotDone, match="no permit was free in time"):
        gpus.acquire(timeout=1)
    one.release()
    assert gpus.info().free == 1
    image.eval("(acquire! (lock-named 'gpus))")
    two.release()
    assert gpus.info() == LockInfo("gpus", "semaphore", 1, 0, [])


def test_a_lease_ends_by_itself_and_the_next_is_told(image: Image) -> None:
    ledger, gpus = image.mutex("ledger"), image.semaphore("gpus")
    late, permit = ledger.acquire(lease=5), gpus.acquire(lease=5)
    image.advance(seconds=4)
    assert (ledger.info().free, gpus.info().free) == (0, 0)
    image.advance(seconds=2)
    assert (ledger.info().free, gpus.info().free) == (1, 1)
    with pytest.raises(
        ImageError, match=r"process \d+ holds 'ledger' no longer: its lease is over"
    ):
        late.release()
    with pytest.raises(ImageError, match="holds 'gpus' no longer"):
        permit.release()
    with ledger.acquire() as hold:
        assert hold.was_abandoned
    assert not ledger.acquire().was_abandoned


def test_an_error_within_is_not_hidden_by_a_lease_that_is_over(image: Image) -> None:
    def work() -> None:
        with image.mutex("ledger").acquire(lease=1):
            image.advance(seconds=2)
            raise KeyError

    with pytest.raises(KeyError):
        work()


def test_the_end_of_the_process_that_holds_it_gives_it_back(image: Image) -> None:
    hold = image.mutex("ledger").acquire()
    image.kill(hold.pid)
    assert image.mutex("ledger").acquire(timeout=0).was_abandoned


def test_whoever_is_cancelled_while_waiting_has_nothing(image: Image) -> None:
    ledger = image.mutex("ledger")
    hold = ledger.acquire()
    waiting = image.hold_lock("ledger")
    image.run_until_idle()
    assert ledger.info().waiting == 1
    image.cancel(waiting)
    hold.release()
    assert ledger.info() == LockInfo("ledger", "mutex", 1, 0, [])


def test_a_program_gives_names_and_takes_them(image: Image) -> None:
    image.eval("(define here (make-mutex)) (name-lock! 'here here)")
    image.eval("(name-lock! 'here here)")
    assert image.eval('(list (eq? here (lock-named "here")) (lock-names))') == [True, ["here"]]
    with pytest.raises(ProcessFailed, match="another lock is called 'here'"):
        image.eval("(name-lock! 'here (make-mutex))")
    with pytest.raises(ProcessFailed, match="expected a mutex or a semaphore, got 1"):
        image.eval("(name-lock! 'one 1)")
    image.eval("(unname-lock! 'here)")
    assert image.locks() == []
    assert image.eval("(lock-named 'here)") is False
    assert image.eval("(begin (name-lock! 'new here) (eq? here (lock-named 'new)))") is True
    image.remove_lock("new")
    assert image.locks() == []


def test_what_makes_no_sense_is_refused(image: Image) -> None:
    with pytest.raises(ImageError, match="a number from 0, not -1"):
        image.semaphore("x", -1)
    with pytest.raises(ImageError, match="not empty"):
        image.mutex("")
    image.mutex("ledger")
    with pytest.raises(ImageError, match="the lock 'ledger' is a mutex, not a semaphore"):
        image.semaphore("ledger")
    gone = image.mutex("gone")
    image.remove_lock("gone")
    with pytest.raises(ProcessFailed, match="no lock is called"):
        gone.acquire()
    with pytest.raises(ImageError, match="no lock is called 'gone'"):
        gone.info()


def test_it_is_held_over_restarts(image_path: Path) -> None:
    with Image.open(image_path) as image:
        hold = image.mutex("ledger").acquire()
    assert check(image_path).is_sound
    with Image.open(image_path) as image:
        assert image.locks() == [LockInfo("ledger", "mutex", 0, 0, [hold.pid])]
        image.release_lock("ledger", hold.pid)
        with image.mutex("ledger").acquire(timeout=0):
            pass


async def used_by_tasks() -> None:
    async with Image.open_async(":memory:") as image:
        gpus = await image.semaphore("gpus", 2)
        at_once: list[int] = []
        most = 0

        async def use(number: int) -> None:
            nonlocal most
            async with await gpus.acquire():
                at_once.append(number)
                most = max(most, len(at_once))
                await asyncio.sleep(0)
                at_once.remove(number)

        await asyncio.gather(*map(use, range(8)))
        assert 1 <= most <= 2
        mutex = await image.mutex("ledger")
        hold: Any = await mutex.acquire()
        with pytest.raises(NotDone):
            await mutex.acquire(timeout=0.01)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await mutex.acquire()
        await hold.release()
        with pytest.raises(ImageError, match="no longer"):
            await hold.release()
        assert await mutex.info() == LockInfo("ledger", "mutex", 1, 0, [])
        assert [each.name for each in await image.locks()] == ["gpus", "ledger"]
        await image.remove_lock("gpus")


def test_tasks_use_them() -> None:
    asyncio.run(used_by_tasks())

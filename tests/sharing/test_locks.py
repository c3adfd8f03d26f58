"""Mutexes and semaphores with names, used by several members, of which some are killed."""

from __future__ import annotations

import pytest

from perdure.image import ImageError, LockInfo, NotDone
from tests.programs import program
from tests.sharing.crowd import Crowd

DEFINITIONS = program(__file__, "locks")


def test_what_one_member_holds_another_waits_for_and_releases(here: Crowd) -> None:
    worker = here.start_worker()
    with here.open(drive=False) as one, here.open(drive=False) as other:
        hold = one.mutex("ledger").acquire()
        with pytest.raises(NotDone, match="it was not unlocked in time"):
            other.mutex("ledger").acquire(timeout=0.05)
        assert other.locks() == [LockInfo("ledger", "mutex", 0, 0, [hold.pid])]
        other.release_lock("ledger", hold.pid)
        with other.mutex("ledger").acquire(timeout=60) as again:
            assert not again.was_abandoned
        with pytest.raises(ImageError, match="no longer"):
            hold.release()
    worker.kill()


def test_members_that_are_killed_leave_no_lock_with_anybody(here: Crowd) -> None:
    """Each of three workers is killed while processes of it wait for the mutex, and have it."""
    with here.open(drive=False) as image:
        workers = [here.start_worker() for _ in range(3)]
        image.eval(DEFINITIONS, timeout=60)
        mutex, permits = image.mutex("ledger"), image.semaphore("gpus", 2)
        pids = [image.spawn("use") for _ in range(6)]
        leased, kept = permits.acquire(lease=2), permits.acquire()
        for worker in workers:
            image.eval("(sleep 1/20)", timeout=60)
            worker.kill()
            worker.wait()
            here.start_worker()

        assert [str(image.result(pid, timeout=120)) for pid in pids] == ["used"] * 6

        assert image.eval("(list inside most total)", timeout=60) == [0, 1, 120]
        with mutex.acquire(timeout=60) as hold:
            assert not hold.was_abandoned
        with permits.acquire(timeout=60):  # the lease is over
            assert kept.pid in permits.info().holders
        with pytest.raises(ImageError, match="no longer"):
            leased.release()
        kept.release()
        assert image.locks() == [
            LockInfo("gpus", "semaphore", 2, 0, []),
            LockInfo("ledger", "mutex", 1, 0, []),
        ]
    here.stop_workers()

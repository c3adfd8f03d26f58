"""Queues where several members have the image open, and one of them is killed."""

from __future__ import annotations

import signal
from contextlib import ExitStack

import pytest

from perdure.image import Image
from perdure.image.engine.upkeep import Upkeep
from perdure.image.sharing import membership
from tests.programs import program
from tests.sharing.crowd import Crowd, wait_until

DEFINITIONS = program(__file__, "jobs")
EACH = 8  #: jobs that each member makes


def test_no_more_have_a_turn_in_three_members_than_may_in_one(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval(DEFINITIONS)
        members[0].queue("work", limit=3, key_limit=2)
        for member in members:
            member.start()
        making = [
            member.spawn_eval(f'(many {n * EACH} {(n + 1) * EACH} "{key}")')
            for n, (member, key) in enumerate(zip(members, "aab", strict=True))
        ]
        pids = [pid for made in making for pid in members[0].result(made, timeout=60)]

        results = [members[n % 3].result(pid, timeout=120) for n, pid in enumerate(pids)]

        assert results == list(range(3 * EACH))
        assert members[1].eval("(list inside of-a)", timeout=60) == [0, 0]
        most, of_a = members[1].eval("(list most most-of-a)", timeout=60)
        assert 1 <= most <= 3
        assert 1 <= of_a <= 2
        (found,) = members[2].queues()
        assert (found.waiting, found.delayed, found.running) == (0, 0, 0)


def test_the_turns_of_a_worker_that_is_killed_go_on_elsewhere(here: Crowd) -> None:
    worker = here.start_worker()
    with here.open() as image:
        image.eval(DEFINITIONS)
        image.queue("work", limit=1)
        first = image.enqueue("work", "(sleep 1) 'slept")
        others = [image.enqueue("work", "work", n, "b") for n in range(3)]
        while image.process(first).waits_for != "a timer":
            image.run_until_done(first, timeout=0.05)

        worker.kill()
        worker.wait()

        assert image.result(first, timeout=60) == "slept"
        assert [image.result(pid, timeout=60) for pid in others] == [0, 1, 2]
        assert [each.running for each in image.queues()] == [0]


def test_jobs_go_to_the_members_that_take_them_and_wait_for_one(here: Crowd) -> None:
    with here.open(queues=["mail"]) as one, here.open() as asking:
        one.eval(DEFINITIONS)
        one.queue("mail")
        one.queue("gpu", worker_limit=1)
        one.start()
        mail = asking.enqueue("mail", "work", 1, "b")
        gpu = [asking.enqueue("gpu", "work", n, "b") for n in range(3)]
        assert one.result(mail, timeout=60) == 1
        assert one.process(gpu[0]).waits_for == "its turn in queue gpu"

        with here.open(queues=["gpu"]) as other:
            other.start()
            assert [other.result(pid, timeout=60) for pid in gpu] == [0, 1, 2]


def test_a_rate_is_kept_by_all_together(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        one.queue("work", rate=(2, 0.3))
        one.start()
        other.start()
        pids = [member.enqueue("work", "(* 6 7)") for _ in range(3) for member in (one, other)]
        assert [one.result(pid, timeout=60) for pid in pids] == [42] * 6
        assert [each.waiting for each in other.queues()] == [0]
        queue = one.owner.run(lambda: (one.root.kept or {})["queues"]["work"].starts.last())
        assert queue[1] - one.process(pids[0]).created >= 0.6


def test_a_rate_goes_on_when_the_member_with_its_clock_is_heard_of_no_more(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for dead yet."""
    worker = here.start_worker()
    with here.open() as image:
        image.eval(DEFINITIONS)
        image.queue("work", rate=(1, 0.5))
        assert image.result(image.enqueue("work", "(* 6 7)"), timeout=60) == 42
        queue = image.owner.run(lambda: (image.root.kept or {})["queues"]["work"])
        pids = [image.enqueue("work", "(* 6 7)") for _ in range(2)]
        clock = image.owner.run(lambda: queue.clock)
        wait_until(lambda: all(image.process(pid).state != "ready" for pid in (clock, *pids)))
        worker.send_signal(signal.SIGSTOP)
        assert isinstance(image.driver.upkeep, Upkeep)
        image.driver.upkeep.members.takeover = 1000.0
        monkeypatch.setattr(membership, "DOUBT", 0.004)
        try:
            image.start()
            assert [image.result(pid, timeout=20) for pid in pids] == [42] * 2
            assert image.driver.upkeep.taken_over == 0
        finally:
            worker.kill()
        # Until its driver finds that it is replaced; its time may have come as that was stopped.
        assert image.process(clock).state in ("waiting", "ready")

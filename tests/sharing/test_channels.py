"""Channels, semaphores and mutexes where several members have the image open."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from perdure.image import Image, NotDone
from perdure.image.processes.waits.channel import AT_ONCE
from tests.programs import program
from tests.sharing.crowd import Crowd, wait_until

DEFINITIONS = program(__file__, "meetings")
EACH = 10  #: values of each producer


def test_one_member_puts_what_a_process_of_another_waits_for(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        pid = one.spawn_eval("(channel-take! results)")
        one.run_until_idle()
        assert other.process(pid).waits_for == "a value of a channel"

        other.eval("(channel-put! results 42)", timeout=60)

        assert one.result(pid, timeout=60) == 42


def test_a_mutex_is_abandoned_when_another_member_cancels_its_owner(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(DEFINITIONS)
        owner = one.spawn_eval("(begin (lock! key) (receive))")
        one.run_until_idle()
        waiting = other.spawn_eval("(lock! key)")
        other.run_until_idle()

        other.cancel(owner)

        assert other.eval(f"(wait {waiting})", timeout=60) == "abandoned"


def test_three_members_that_use_one_channel_lose_and_double_nothing(here: Crowd) -> None:
    with ExitStack() as stack:
        members: list[Image] = [stack.enter_context(here.open()) for _ in range(3)]
        members[0].eval(DEFINITIONS)
        for member in members:
            member.start()
        consumers = [member.spawn_eval("(consume)") for member in members]
        producers = [
            member.spawn_eval(f"(produce {n * EACH} {(n + 1) * EACH})")
            for n, member in enumerate(members)
        ]

        for pid in producers:
            assert members[0].result(pid, timeout=120) == "produced"
        members[1].eval("(channel-close! items)", timeout=60)
        for pid in consumers:
            assert members[2].result(pid, timeout=120) == "consumed"

        found = members[0].eval(
            program(__file__, "what-was-met"),
            timeout=60,
        )
        everything = list(range(3 * EACH))
        assert found == [everything, sum(everything), 0, True, 2, False]


def test_a_channel_with_a_name_is_used_by_members_that_only_ask(here: Crowd) -> None:
    worker = here.start_worker()
    with here.open(drive=False) as one, here.open(drive=False) as other:
        orders = one.channel("orders", capacity=1)
        orders.put("first")
        with pytest.raises(NotDone, match="nobody took a value in time"):
            orders.put("too much", timeout=0.05)
        assert other.channel("orders").get() == "first"
        assert [each.capacity for each in other.channels()] == [1]
        orders.put("second")
        other.channel("orders").close()
        assert list(one.channel("orders")) == ["second"]
    worker.kill()


def test_a_worker_that_dies_as_it_closes_a_channel_leaves_nobody_waiting(here: Crowd) -> None:
    """Two have processes that wait at it, more than are told at once."""
    with here.open(drive=False) as image:
        workers = [here.start_worker() for _ in range(2)]
        image.eval(DEFINITIONS, timeout=60)
        image.eval("(define (take k) (eof-object? (channel-take! items)))", timeout=60)
        pids = image.spawn_many("take", [(k,) for k in range(3 * AT_ONCE)], name="taker")
        wait_until(lambda: has_all(image, "waiting", len(pids)))
        image.spawn_eval("(channel-close! items)")
        wait_until(lambda: has_all(image, "done", 1))
        for worker in workers:
            worker.kill()
            worker.wait()
        here.start_worker()
        assert all(image.result(pid, timeout=60) for pid in pids)
    here.stop_workers()


def has_all(image: Image, state: str, count: int) -> bool:
    """Whether as many of the takers are in that state, at least."""
    return len(image.processes(name="taker", state=state)) >= count

"""Ends, links and supervisors in the hands of applications."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from perdure.image import (
    ChildInfo,
    Image,
    ImageError,
    NoHandler,
    NotDone,
    ProcessEnd,
    ProcessFailed,
    SimulatedClock,
)
from tests.programs import program

SHOP = program(__file__, "supervised-shop")


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process) (perdure mailbox) (perdure supervisor))")
        yield opened


def test_the_end_of_a_process_is_told_whatever_it_is(image: Image) -> None:
    done, failed, killed = (
        image.spawn_eval(text) for text in ("(sleep 3) 'well", "(sleep 1) (car 1)", "(receive)")
    )
    assert image.monitor(done) == ProcessEnd(done, "done", "well")
    end = image.monitor(failed)
    assert (end.pid, end.state) == (failed, "failed")
    assert isinstance(end.value, ProcessFailed)
    with pytest.raises(NotDone):
        image.monitor(killed, timeout=5)
    image.kill(killed)
    assert image.monitor(killed) == ProcessEnd(killed, "cancelled", None)
    image.forget(killed)
    assert image.monitor(killed) == ProcessEnd(killed, "forgotten", None)


def test_processes_that_are_linked_end_together(image: Image) -> None:
    pids = [image.spawn_eval("(receive)") for _ in range(4)]
    while any(image.process(pid).state == "ready" for pid in pids):
        image.run_slice()
    image.link(*pids[:2])
    image.link(*pids[1:3])
    image.link(*pids[2:])
    image.unlink(*pids[2:])
    assert image.process(pids[1]).links == (pids[0], pids[2])
    image.kill(pids[0])
    states = [image.process(pid).state for pid in pids]
    assert states == ["cancelled", "cancelled", "cancelled", "waiting"]
    image.link(pids[0], pids[3])  # as if it ended now
    assert image.process(pids[3]).state == "cancelled"
    with pytest.raises(ImageError, match="cannot be linked with itself"):
        image.link(pids[0], pids[0])


def test_the_children_of_a_supervisor_and_their_restarts_are_seen() -> None:
    with Image.open(":memory:", clock=SimulatedClock(0.0, stands=True)) as image:
        image.eval("(import (perdure process) (perdure mailbox) (perdure supervisor))")
        see_restarts(image)


def see_restarts(image: Image) -> None:
    image.eval(SHOP)
    shop = image.eval("shop")
    image.run_until_idle()
    orders, receipts = image.children(shop)
    assert orders == ChildInfo("orders", orders.pid, "running", "permanent", 0)
    assert receipts == ChildInfo("receipts", receipts.pid, "running", "transient", 0)
    progress = image.process(shop).progress
    assert progress is not None
    assert (progress.done, progress.total, progress.text) == (2, 2, "children")
    assert orders.pid is not None
    image.send(orders.pid, "x")
    image.run_until_idle()
    again, _ = image.children(shop)
    assert (again.state, again.restarts, again.pid != orders.pid) == ("running", 1, True)
    progress = image.process(shop).progress
    assert progress is not None
    assert progress.text == "children, 1 restart"
    assert receipts.pid is not None
    image.send(receipts.pid, "x")
    image.run_until_idle()
    assert image.children(shop)[1] == ChildInfo("receipts", None, "ended", "transient", 0)
    with pytest.raises(NoHandler):
        image.children(again.pid or 0)


async def used_by_tasks() -> None:
    async with Image.open_async(":memory:") as image:
        await image.eval("(import (perdure process) (perdure mailbox) (perdure supervisor))")
        one, other = await image.spawn("(receive)"), await image.spawn("(receive)")
        await image.link(one, other)
        await image.unlink(one, other)
        await image.link(one, other)
        await image.kill(one)
        assert (await image.monitor(other)).state == "cancelled"
        assert (await image.monitor(999_999)).state == "forgotten"
        failed = await image.monitor(await image.spawn("(car 1)"))
        assert isinstance(failed.value, ProcessFailed)
        await image.eval(SHOP)
        shop = await image.eval("shop")
        async for _ in image.changes(pause=0.001):
            if (await image.process(shop)).state == "waiting":
                break
        assert [each.id for each in await image.children(shop)] == ["orders", "receipts"]
        await image.kill(shop)


def test_tasks_see_them() -> None:
    asyncio.run(used_by_tasks())

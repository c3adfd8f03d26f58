"""A member takes over a shard with the timer of a process that another member has woken."""

from __future__ import annotations

import pytest

from perdure.image import Image
from perdure.image.sharing.membership import Membership
from tests.sharing.crowd import Crowd


def test_a_process_stays_with_the_member_that_has_woken_it(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("membership.TAKEOVER", "pulse.REST"):  # neither stalls, nor lends what it has
        monkeypatch.setattr(f"perdure.image.sharing.{name}", 600.0)
    with here.open() as first:
        pid = first.spawn("(import (perdure process)) (receive 3600 'late)")
        first.drive(lambda: first.process(pid).state == "waiting")
    with here.open() as second:
        send = lambda: second.ledger.send(second.root.process(pid), 42)  # noqa: E731
        second.owner.run(lambda: second.scheduler.change(send))
        assert pid in second.scheduler.ready
        with here.open() as third:
            third.owner.run(lambda: take_over(third))
            assert third.root.process(pid).shard == second.ledger.number
            assert all(pid not in {p for _, p in each.timers} for each in third.root.shards())
        assert second.result(pid, timeout=30) == 42


def take_over(image: Image) -> None:
    """Take what lies idle, and empty it into the own shard, as a worker does."""
    members, driver = image.scheduler.members, image.driver
    assert isinstance(members, Membership)
    driver.change(members.take_over)
    driver.change(lambda: None)  # it knows what it has
    assert members.has_extra_shards()
    members.known.update(members.unknown())
    driver.change(members.tidy)
    assert not members.has_extra_shards()

"""A member is given a shard while it empties another into its own."""

from __future__ import annotations

from perdure.image import Image
from perdure.image.sharing.membership import Membership
from tests.sharing.crowd import Crowd


def test_one_that_has_just_come_is_not_emptied_before_its_work_was_found(here: Crowd) -> None:
    with here.open() as image:
        image.eval("1")  # so that its own work has been found
        pid = image.spawn("(+ 40 2)")
        image.owner.run(lambda: come_with(image, pid))

        assert image.result(pid, timeout=30) == 42


def come_with(image: Image, pid: int) -> None:
    """Have the process in a shard that has come, which the driver has not looked at; then tidy."""
    members, ledger = image.scheduler.members, image.ledger
    assert isinstance(members, Membership)

    def move() -> None:
        shard = members._free_shard(members._sharing())
        ledger.owned[shard.number] = shard
        ledger.move(image.root.process(pid), shard.number)

    image.driver.change(move)
    image.scheduler.withdraw(pid)
    image.driver.change(members.tidy)


def test_one_that_another_has_had_in_between_is_looked_at_anew(here: Crowd) -> None:
    """As where a worker had no processor for so long that it was taken for dead."""
    with here.open() as first:
        pid = first.spawn("(import (perdure process)) (receive)")
        first.drive(lambda: first.process(pid).state == "waiting")
        number = first.ledger.number
        with here.open() as second:
            second.owner.run(lambda: have_for_a_while(second, number, first.member, pid))
        assert first.result(pid, timeout=30) == 42


def have_for_a_while(image: Image, number: int, holder: str | None, pid: int) -> None:
    """Take the shard, wake a process of it, and give it back."""
    sharing = image.root.sharing
    assert sharing is not None
    shard = sharing.shards[number]

    def have() -> None:
        shard.lease.holder = image.member
        image.ledger.owned[number] = shard
        image.ledger.send(image.root.process(pid), 42)

    image.driver.change(have)
    image.driver.change(lambda: setattr(shard.lease, "holder", holder))
    image.scheduler.withdraw(pid)

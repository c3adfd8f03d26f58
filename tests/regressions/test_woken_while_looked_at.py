"""A process was woken by another member just when the one that runs it looked at it, because of an
earlier change: it stood among those to be looked at, was not entered again, and was taken out. So
it was ready, and nobody knew. And such sets, emptied by one while the rest add to them, were most
of the conflicts between members that had nothing in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.schema.shards import MARK, Shard
from tests.sharing.crowd import Crowd, crowd


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Crowd]:
    with crowd(tmp_path) as found:
        found.start_server()
        yield found


def test_who_is_woken_while_it_is_looked_at_runs(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn("(receive)")
        one.driver.run(lambda: one.root.process(pid).state == "waiting")
        other.refresh()
        process = other.root.process(pid)
        other.scheduler.change(lambda: other.ledger.indices(process).put_arrival(pid))
        settle = one.ledger.settle

        def settle_late() -> None:
            settle()
            if pid in one.ledger.told:
                monkeypatch.undo()
                other.send(pid, 42)

        monkeypatch.setattr(one.ledger, "settle", settle_late)
        assert one.result(pid, timeout=60) == 42


def test_arrivals_are_taken_while_others_arrive(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        shards: list[Shard] = []
        for image in (one, other):
            image.refresh()
            assert image.root.sharing is not None
            shards.append(image.root.sharing.shards[one.ledger.number])
        mine, theirs = shards
        one.scheduler.change(lambda: mine.put_arrival(5))
        other.refresh()
        one.scheduler.begin()
        assert mine.take_arrivals() == [5]
        other.scheduler.change(lambda: theirs.put_arrival(6))
        one.scheduler.transactions.commit()  # no conflict
        one.refresh()
        assert list(mine.arrivals) == [MARK, 6]
        one.scheduler.change(mine.take_arrivals)
        assert not mine.has_arrivals()


def test_who_was_woken_last_runs_where_the_image_is_opened_alone(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn("(receive)")
        one.driver.run(lambda: one.root.process(pid).state == "waiting")
        other.refresh()
        other.send(pid, 42)
        assert other.process(pid).state == "ready"
    here.kill_server()
    with Image.open(here.folder / "image") as alone:
        assert alone.result(pid, timeout=60) == 42

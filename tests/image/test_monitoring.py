"""Samples of an image for a monitor: pages in the order of an index, whatever its size."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from perdure.image import COUNTED, Image, ImageError, Sample, effect
from perdure.image.processes import keeping

IMPORTS = "(import (scheme base) (perdure process))"


@effect
async def forever() -> None:
    await asyncio.Event().wait()


def shop(image: Image) -> dict[str, int]:
    """The pids of processes of all sorts, by what each does."""
    image.eval(IMPORTS)
    pids = {
        "late": image.spawn_eval("(sleep 9000)"),
        "soon": image.spawn_eval("(sleep 60)"),
        "failed": image.spawn_eval("(car 5)"),
        "done": image.spawn_eval("7"),
        "deaf": image.spawn_eval("(receive)"),
    }
    image.set_labels(pids["soon"], {"shop": "tea"})
    pids["parked"] = image.spawn_eval("(receive)")
    settle(image)
    image.park(pids["parked"])
    return pids


def settle(image: Image) -> None:
    """Run what is ready; nobody waits for what sleeps."""
    while image.sample(state="ready", limit=1).rows:
        image.run_slice()


def pids_of(sample: Sample) -> list[int]:
    return [row.process.pid for row in sample.rows]


def test_processes_come_in_each_order_and_through_each_filter() -> None:
    with Image.open(":memory:") as image:
        pids = shop(image)
        newest = pids_of(image.sample())
        assert newest == sorted(newest, reverse=True)
        assert pids_of(image.sample(order="oldest")) == newest[::-1]
        assert pids_of(image.sample(order="due")) == [pids["soon"], pids["late"]]
        assert pids_of(image.sample(order="due", label={"shop": "tea"})) == [pids["soon"]]
        assert pids_of(image.sample(state="failed")) == [pids["failed"]]
        assert pids_of(image.sample(state="parked")) == [pids["parked"]]
        assert pids_of(image.sample(name="<eval>", order="oldest")) == newest[::-1]
        assert pids_of(image.sample(name="nobody")) == []
        (row,) = image.sample(label={"shop": "tea"}).rows
        assert row.process.waits_for == "a timer"
        assert row.bytes >= 64


def test_pages_follow_one_another_in_each_order() -> None:
    with Image.open(":memory:") as image:
        image.eval(IMPORTS)
        for number in range(7):
            image.spawn_eval(f"(sleep {100 - number // 2})")
        settle(image)
        for order in ("living", "newest", "oldest", "due"):
            whole = image.sample(order=order)
            assert whole.next is None
            found, start = [], None
            for _ in range(10):
                page = image.sample(order=order, start=start, limit=3)
                found += pids_of(page)
                start = page.next
                if start is None:
                    break
            assert found == pids_of(whole), order
        dues = [row.process.until for row in image.sample(order="due").rows]
        assert dues == sorted(each for each in dues if each is not None)


def test_those_that_wait_for_an_effect_are_busy_and_timers_are_told() -> None:
    with Image.open(":memory:", [forever]) as image:
        image.eval(IMPORTS)
        pids = shop(image)
        image.eval("(import (python test_monitoring))")
        waiting = image.spawn_eval("(forever)")
        settle(image)
        assert pids_of(image.sample(order="busy")) == [waiting]
        assert [(each.pid, each.waits_for) for each in image.timers()] == [
            (pids["soon"], "a timer"),
            (pids["late"], "a timer"),
        ]
        assert len(image.timers(1)) == 1
        image.kill(waiting)


def test_all_are_counted_also_those_that_go_on_after_they_were_classified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "QUIET", 0.0)
    monkeypatch.setattr(keeping, "BURST", 1)
    with Image.open(":memory:") as image:
        pids = shop(image)
        counts = image.counts()
        assert (counts.alive, counts.failed, counts.cancelled) == (4, 1, 0)
        assert counts.sleeping == 2
        for _ in range(1_200):
            image.spawn_eval("1")
        settle(image)
        for _ in range(8):
            image.driver.keeping.look()
            image.spawn_eval("1")
            settle(image)
        history = image.root.history()
        assert history is not None
        assert history.classified > pids["parked"]
        image.kill(pids["deaf"])
        image.set_labels(pids["late"], {"a": "b"})
        after = image.counts()
        assert (after.alive, after.failed, after.cancelled) == (3, 1, 1)
        assert after.done > 1_000 - 200


def test_a_page_of_many_loads_what_is_on_it(tmp_path: Path) -> None:
    path = tmp_path / "many.image"
    with Image.open(path) as image:
        image.eval(IMPORTS)
        image.eval("(define (wait) (sleep 100000))")
        image.spawn_many("wait", [()] * 3_000)
        settle(image)
    for order in ("living", "newest", "oldest", "due"):
        with Image.open(path, read_only=True) as image:
            connection = image.root._p_jar
            connection.getTransferCounts(clear=True)
            first = image.sample(order=order, limit=20)
            loaded, _ = connection.getTransferCounts(clear=True)
            assert len(first.rows) == 20
            assert loaded < 150, order
            image.sample(order=order, limit=20, start=first.next)
            assert connection.getTransferCounts()[0] < 100, order


def test_what_cannot_be_asked_for_is_a_sentence() -> None:
    with Image.open(":memory:") as image:
        with pytest.raises(
            ImageError, match="living, newest, oldest, due, busy first, not 'largest'"
        ):
            image.sample(order="largest")
        with pytest.raises(ImageError, match="no state is called 'asleep'"):
            image.sample(state="asleep")
        with pytest.raises(ImageError, match="a page has 1 or more processes, not 0"):
            image.sample(limit=0)
        assert image.members() == []
        assert image.counts().alive < COUNTED


def test_those_that_live_come_before_those_that_have_ended(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (scheme base) (perdure process))")
        alive, ended = [], []
        for number in range(30):
            alive.append(image.spawn_eval("(sleep 3600)"))
            ended.append(image.spawn_eval("1" if number % 2 else "(car 1)"))
        image.run_slice()
        while image.run_slice():
            pass
        expected = [*alive[::-1], *sorted(ended, reverse=True)]
        pages: list[int] = []
        start = None
        while True:
            page = image.sample(order="living", limit=7, start=start, name="<eval>")
            pages += pids_of(page)
            if page.next is None:
                break
            start = page.next
        assert [pid for pid in pages if pid in {*alive, *ended}] == expected
        assert set(pids_of(image.sample(order="living", state="failed"))) == set(ended[::2])
        waiting = pids_of(image.sample(order="living", state="waiting", limit=100))
        assert waiting == alive[::-1]

"""Requests of many threads are done in few transactions, and to each alone what is its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    AlreadyCompleted,
    CannotConvert,
    Image,
    ImageClosed,
    ProcessEnded,
    ProcessFailed,
)
from perdure.image.engine import gathering
from perdure.image.engine.gathering import SKIPPED, Returning
from perdure.image.processes.ledger import Ledger

THREADS = 16


@pytest.fixture
def image(image_path: Path) -> Iterator[Image]:
    with Image.open(image_path) as image:
        image.eval("(import (perdure process)) (define (next n) (+ n 1)) (define total 0)")
        image.eval("(define (add n) (set! total (+ total n)) total)")
        yield image


def held_up(image: Image, ask: Any, count: int = THREADS) -> list[Any]:
    """The values or exceptions of `ask(i)` in so many threads, which ask while the turn is held."""
    have_asked = threading.Semaphore(0)
    enter = image.owner.enter

    def note(serve: Any, drive: Any = None) -> None:
        enter(serve, drive)
        have_asked.release()

    def attempt(i: int) -> Any:
        try:
            return ask(i)
        except Exception as error:  # noqa: BLE001  (it is what was asked for)
            return error

    with ThreadPoolExecutor(count) as pool:
        image.owner.enter = note  # type: ignore[method-assign]
        with image.owner.taken():
            asked = [pool.submit(attempt, i) for i in range(count)]
            for _ in range(count):
                assert have_asked.acquire(timeout=60)
        image.owner.enter = enter  # type: ignore[method-assign]
        return [each.result(timeout=60) for each in asked]


@pytest.mark.parametrize("is_driven", [False, True])
def test_what_is_asked_meanwhile_is_one_transaction(image: Image, is_driven: bool) -> None:
    before = image.scheduler.commits
    pids = held_up(image, lambda i: image.spawn("next", i))
    assert image.scheduler.commits == before + 1
    assert len(set(pids)) == THREADS
    if is_driven:
        image.start()
    assert [image.result(pid, timeout=60) for pid in pids] == list(range(1, THREADS + 1))


def test_calls_of_many_threads_each_get_their_own_result_in_few_commits(image: Image) -> None:
    image.start()
    before = image.scheduler.commits
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda i: image.call("add", i), range(400)))
    assert image.scheduler.commits - before < 400
    assert image.eval("total") == sum(range(400)) == max(found)
    assert len(set(found) | {0}) >= 399  # `add` of 0 gives what another gave


def test_a_call_alone_is_one_commit_where_the_image_is_driven(image: Image) -> None:
    image.start()
    image.wait_started()
    before = image.scheduler.commits
    assert image.call("next", 1) == 2
    assert image.scheduler.commits == before + 1


@pytest.mark.parametrize("call", ["call", "eval"])
def test_a_call_alone_is_one_commit_where_nobody_drives(image: Image, call: str) -> None:
    arguments = ("next", 1) if call == "call" else ("(next 1)",)
    before = image.scheduler.commits
    assert getattr(image, call)(*arguments) == 2
    assert image.scheduler.commits == before + 1


def test_what_is_refused_is_refused_to_whom_it_concerns_alone(image: Image) -> None:
    dead = image.spawn("1")
    image.run_until_idle()

    def ask(i: int) -> Any:
        if i == 3:
            return image.spawn("next", object())
        if i == 5:
            return image.send(dead, "anyone?")
        return image.complete("once", i) if i > 12 else image.spawn("next", i)

    found = held_up(image, ask)
    assert isinstance(found[3], CannotConvert)
    assert isinstance(found[5], ProcessEnded)
    ends = found[13:]
    assert ends.count(None) == 1
    assert sum(isinstance(each, AlreadyCompleted) for each in ends) == 2
    pids = [each for each in found[:13] if isinstance(each, int)]
    assert [image.result(pid) for pid in pids] == [i + 1 for i in range(13) if i not in (3, 5)]


@pytest.mark.parametrize("is_driven", [False, True])
def test_a_change_that_breaks_takes_no_other_with_it(
    image: Image, monkeypatch: pytest.MonkeyPatch, is_driven: bool
) -> None:
    create = Ledger.create

    def breaking(ledger: Ledger, procedure: Any, arguments: Any, **options: Any) -> Any:
        made = create(ledger, procedure, arguments, **options)
        if options["name"] == "broken":
            raise ZeroDivisionError("in the midst of a change")
        return made

    monkeypatch.setattr(Ledger, "create", breaking)
    before = {process.pid for process in image.processes()}
    if is_driven:
        image.start()
        image.wait_started()
        with ThreadPoolExecutor(THREADS) as pool:
            asked = [
                pool.submit(image.call, "next", i, name="broken" if i % 5 == 3 else "fine")
                for i in range(THREADS)
            ]
        found = [each.exception() or each.result() for each in asked]
    else:
        pids = held_up(
            image, lambda i: image.spawn("next", i, name="broken" if i % 5 == 3 else "fine")
        )
        found = [pid if isinstance(pid, Exception) else image.result(pid) for pid in pids]
    for i, each in enumerate(found):
        if i % 5 == 3:
            assert isinstance(each, ZeroDivisionError)
        else:
            assert each == i + 1
    made = [process for process in image.processes() if process.pid not in before]
    assert [process.name for process in made] == ["fine"] * 13


def test_spawn_many_starts_all_or_none(image: Image) -> None:
    before = image.scheduler.commits
    pids = image.spawn_many("next", [(i,) for i in range(500)])
    assert image.scheduler.commits == before + 1
    assert pids == sorted(set(pids))
    assert [image.result(pid) for pid in pids] == list(range(1, 501))
    count = len(image.processes())
    with pytest.raises(CannotConvert):
        image.spawn_many("next", [(1,), (object(),)])
    assert len(image.processes()) == count
    assert image.spawn_many("next", []) == []


def test_an_error_of_the_program_is_raised_by_the_call_that_met_it(image: Image) -> None:
    image.start()
    with ThreadPoolExecutor(4) as pool:
        good = [pool.submit(image.call, "next", i) for i in range(20)]
        bad = [pool.submit(image.call, "next", f"{i}") for i in range(20)]
    assert [each.result() for each in good] == list(range(1, 21))
    assert all(isinstance(each.exception(), ProcessFailed) for each in bad)


def test_the_name_of_a_variable_means_what_it_does_when_the_process_runs(image: Image) -> None:
    pid = image.spawn("next", 1)
    image.park(pid)
    image.eval("(define (next n) (* n 100))")
    image.resume(pid)
    assert image.result(pid) == 100
    with pytest.raises(ProcessFailed, match="nowhere"):
        image.call("nowhere", 1)
    with pytest.raises(ProcessFailed, match="if"):
        image.call("if", 1)
    assert image.call("car", [7]) == 7


def test_who_asked_hears_of_it_where_the_image_is_closed(image: Image) -> None:
    image.eval("(define (stay n) (sleep 1000) n)")
    image.start()
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(image.call, "stay", i) for i in range(THREADS)]
        while len(image.processes()) < THREADS + 3:
            pass
        image.close()
        assert all(isinstance(each.exception(timeout=60), ImageClosed) for each in asked)


def test_a_call_that_was_cancelled_before_it_was_begun_leaves_no_process(image_path: Path) -> None:
    async def main() -> None:
        async with Image.open_async(image_path) as image:
            await image.eval("(import (perdure process)) (define (stay n) (sleep 1000) n)")
            tasks = [asyncio.ensure_future(image.call("stay", i)) for i in range(50)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert all(task.cancelled() for task in tasks)
            found = [process.state for process in await image.processes()]
            assert set(found[1:]) <= {"cancelled"}

    asyncio.run(main())


class Crowd:
    """Threads that ask again, one in each pause, as many as are said to; and the time."""

    def __init__(self) -> None:
        self.asked = self.pauses = 0
        self.comes_back = True
        self.returning = Returning(lambda: self.asked, lambda: self.pauses * 1e-4, self.pause)

    def pause(self, seconds: float) -> None:
        self.pauses += 1
        self.asked += self.comes_back

    def pauses_after(self, told: int) -> int:
        """How many times the driver pauses for these."""
        before = self.pauses
        self.returning.tell(told)
        self.returning.wait()
        return self.pauses - before


def test_those_that_were_told_together_are_waited_for_as_long_as_they_take() -> None:
    crowd = Crowd()
    assert [crowd.pauses_after(told) for told in (2, 8, 5)] == [2, 8, 5]


def test_who_is_alone_is_not_waited_for() -> None:
    crowd = Crowd()
    assert crowd.pauses_after(1) == 0
    assert crowd.pauses_after(0) == 0


def test_those_that_do_not_ask_again_are_soon_waited_for_seldom() -> None:
    crowd = Crowd()
    crowd.comes_back = False
    waits = [crowd.pauses_after(8) > 0 for _ in range(500)]
    assert waits[0]
    assert sum(waits) < 14
    crowd.comes_back = True
    waits = [crowd.pauses_after(8) > 0 for _ in range(SKIPPED + 8)]
    assert all(waits[SKIPPED + 1 :])


@pytest.mark.parametrize("late", [0, 1, THREADS])
def test_the_last_that_is_waited_for_wakes_the_driver(
    image: Image, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    monkeypatch.setattr(gathering, "PATIENCE", 60.0)
    begins = threading.Event()

    def ask(i: int) -> int:
        if i < late:
            assert begins.wait(60)
        return image.spawn("next", i)

    returning = image.driver.returning
    with ThreadPoolExecutor(THREADS) as pool:
        with image.owner.taken():
            returning.tell(THREADS)
            asked = [pool.submit(ask, i) for i in range(THREADS)]
            threading.Timer(0.02, begins.set).start()
            began = time.monotonic()
            returning.wait()
            assert time.monotonic() - began < gathering.PATIENCE
            assert len(image.driver.asked) == THREADS
        assert len({each.result(timeout=60) for each in asked}) == THREADS

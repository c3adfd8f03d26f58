"""Queries, signals and updates: what a process answers from outside, and is not disturbed by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perdure.image import (
    CannotConvert,
    Image,
    NoHandler,
    NoSuchProcess,
    NotDone,
    ProcessEnded,
    ProcessFailed,
    Progress,
    QueryFailed,
    SimulatedClock,
    UpdateRejected,
    check,
)
from perdure.image.engine import apart
from tests.programs import program

PROGRAM = program(__file__, "requests")


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(PROGRAM)
        yield opened


def begun(image: Image, what: str = "count-up") -> int:
    pid = image.spawn(what)
    while not image.process(pid).steps:
        image.run_slice()
    return pid


# Queries


def test_a_sleeping_process_answers_and_sleeps_on(image: Image) -> None:
    pid = begun(image)
    before = image.process(pid), image.scheduler.commits

    assert image.query(pid, "count", type=int) == 0

    assert (image.process(pid), image.scheduler.commits) == before
    assert image.result(pid) == 0


def test_what_a_query_changes_is_dropped(image: Image) -> None:
    pid = begun(image)
    assert image.query(pid, "plus", 5) == 5
    assert image.query(pid, "plus", 5) == 5
    assert image.query(pid, "count") == 0


def test_a_process_answers_when_it_is_parked_has_failed_and_has_ended(image: Image) -> None:
    pid = begun(image)
    image.park(pid)
    assert image.query(pid, "count") == 0
    image.resume(pid)
    image.result(pid)
    assert image.query(pid, "plus", 3) == 3
    failing = image.spawn_eval("(on-query 'who (lambda () 'me)) (car '())")
    with pytest.raises(ProcessFailed):
        image.result(failing)
    assert image.query(failing, "who") == "me"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fails", "car: expected a pair, got ()"),
        ("waits", "receive would wait, which it must not"),
        ("prints", "it prints, or has something done"),
        ("sends", "it prints, or has something done"),
        ("spawns", "starts no process"),
    ],
)
def test_a_query_that_may_not_be_is_an_error(image: Image, name: str, message: str) -> None:
    pid = begun(image)
    with pytest.raises(QueryFailed, match=rf"'{name}' asked of process {pid}: .*") as caught:
        image.query(pid, name)
    assert message in caught.value.message
    assert image.query(pid, "count") == 0


def test_an_endless_query_ends_after_its_time_and_keeps_nobody_waiting(image: Image) -> None:
    pid = begun(image)
    with pytest.raises(QueryFailed, match=r"no answer within 0\.1 seconds"):
        image.query(pid, "endless", timeout=0.1)
    assert image.eval("(+ 1 2)") == 3


def test_questions_at_one_time_leave_nothing_behind(image: Image) -> None:
    # Their workspaces are more than are kept: a connection must not come to another machine.
    pid = begun(image)
    for _ in range(2):
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(image.query, pid, "endless", timeout=0.2) for _ in range(3)]
            assert all(isinstance(each.exception(), QueryFailed) for each in asked)
        assert image.query(pid, "plus", 1) == 1


def test_a_procedure_is_no_answer(image: Image) -> None:
    pid = begun(image)
    with pytest.raises(CannotConvert):
        image.query(pid, "procedure")


def test_what_nobody_answers_is_told(image: Image) -> None:
    pid = image.spawn("count-up")
    with pytest.raises(NoHandler, match="it has not run yet"):
        image.query(pid, "count")
    image.run_slice()
    with pytest.raises(NoHandler, match="it answers 'count', 'endless'") as caught:
        image.query(pid, "cuont")
    assert (caught.value.kind, caught.value.name) == ("query", "cuont")
    with pytest.raises(NoSuchProcess):
        image.query(999, "count")


def test_a_query_of_what_computes_sees_what_it_has_committed(image: Image) -> None:
    pid = image.spawn_eval(
        "(define m 1) (on-query 'm (lambda () m)) (yield) (set! m 2) (let loop () (loop))"
    )
    image.start()
    while not image.process(pid).steps:
        pass
    assert image.query(pid, "m") == 1
    image.stop()
    image.kill(pid)


def test_an_image_that_is_read_only_answers(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval(PROGRAM)
        pid = begun(image)
        with Image.open(image_path, read_only=True) as reader:
            assert reader.query(pid, "plus", 2) == 2
            assert reader.query_text(pid, "plus", ["(begin (define x 7) (+ x 1))"]) == "8"


def test_texts_are_evaluated_beside_the_image(image: Image) -> None:
    pid = begun(image)
    assert image.query_text(pid, "plus", ["(begin (define zzz 7) zzz)"]) == "7"
    assert image.query_text(pid, "pair") == "(0 . symbol)"
    with pytest.raises(ProcessFailed, match="zzz"):
        image.eval("zzz")
    with pytest.raises(QueryFailed, match="unbound"):
        image.query_text(pid, "plus", ["nothing-so-named"])


def test_processes_ask_each_other(image: Image) -> None:
    pid = begun(image)
    assert image.eval(f"(query {pid} 'count)") == 0
    assert image.eval(f"(begin (signal! {pid} 'add 4) (yield) (query {pid} 'count))") == 4
    assert image.eval(f"(update! {pid} 'set 6)") == [4, 6]
    with pytest.raises(ProcessFailed, match="answers no query 'nothing'"):
        image.eval(f"(query {pid} 'nothing)")
    with pytest.raises(ProcessFailed, match="negative"):
        image.eval(f"(update! {pid} 'set -6)")


def test_a_handler_may_be_taken_away(image: Image) -> None:
    pid = image.spawn_eval(
        "(begin (on-query 'a (lambda () 1)) (yield) (on-query 'a #f) (on-query 'b car) (receive))"
    )
    image.run_until_idle()
    assert image.query(pid, "b", [7]) == 7
    with pytest.raises(NoHandler):
        image.query(pid, "a")


def test_what_is_no_handler_is_refused(image: Image) -> None:
    for text in ("(on-query 1 car)", "(on-signal 'a 1)", "(on-update 'a 1)", "(progress! 'a)"):
        with pytest.raises(ProcessFailed, match=r"expected"):
            image.eval(text)


# Signals


def test_signals_are_handled_in_order_though_each_waits(image: Image) -> None:
    pid = begun(image)
    for k in (1, 2, 3):
        image.signal(pid, "slowly", k)
    image.advance(seconds=14)
    assert image.query(pid, "count") == 12
    image.advance(seconds=2)
    assert image.query(pid, "count") == 123
    process = image.process(pid)
    assert (process.state, process.until, process.steps) == ("waiting", 1000, 1)


def test_a_signal_that_comes_before_its_handler_is_kept_in_order(image: Image) -> None:
    pid = begun(image)
    for k in (1, 2, 3):
        image.signal(pid, "late", k)
    image.signal(pid, "never", 4)
    image.run_slice()
    assert image.query(pid, "count") == 0
    image.advance(seconds=1001)
    assert image.query(pid, "count") == 123


def test_a_handler_that_fails_keeps_no_other_waiting(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "perdure.processes")
    pid = begun(image)
    image.signal(pid, "slowly", 1)
    image.signal(pid, "fails")
    image.signal(pid, "add", 1)
    image.advance(seconds=6)
    assert image.query(pid, "count") == 2
    (failed,) = image.processes(state="failed")
    assert (failed.name, failed.parent) == (f"fails (signal of {pid})", pid)


def test_a_signal_for_what_has_ended_is_refused(image: Image) -> None:
    pid = begun(image)
    image.kill(pid)
    with pytest.raises(ProcessEnded):
        image.signal(pid, "add", 1)
    image.eval(f"(signal! {pid} 'add 1)")  # lost


def test_signals_that_wait_survive_and_are_checked(image_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(image_path, clock=clock) as image:
        image.eval(PROGRAM)
        pid = begun(image)
        for k in (1, 2):
            image.signal(pid, "slowly", k)
        image.signal(pid, "late", 3)
        image.run_slice()
        assert image.processes()[-1].waits_for == f"the signal before, process {pid + 1}"
    assert check(image_path).is_sound
    with Image.open(image_path, clock=SimulatedClock(clock.now())) as image:
        image.advance(seconds=1200)
        assert image.query(pid, "count") == 123


# Updates


def test_an_update_gives_its_result_and_is_done_once_for_an_id(image: Image) -> None:
    pid = begun(image)
    assert image.update(pid, "set", 5, id="a") == [0, 5]
    assert image.update(pid, "set", 6, id="a") == [0, 5]
    assert image.update(pid, "set", 6, type=list[int]) == [5, 6]
    assert image.process(pid).steps == 1


def test_an_update_that_is_rejected_leaves_nothing(image: Image) -> None:
    pid = begun(image)
    count = len(image.processes())
    with pytest.raises(UpdateRejected, match="negative"):
        image.update(pid, "set", -1, id="a")
    assert len(image.processes()) == count
    assert image.update(pid, "set", 1, id="a") == [0, 1]


def test_an_update_that_fails_tells_how(image: Image, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "perdure.processes")
    pid = begun(image)
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.update(pid, "fails")
    with pytest.raises(NoHandler):
        image.update(pid, "nothing")
    image.kill(pid)
    with pytest.raises(ProcessEnded):
        image.update(pid, "set", 1)


def test_an_update_comes_back_to_who_asks_after_a_restart(image_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(image_path, clock=clock) as image:
        image.eval(PROGRAM)
        pid = begun(image)
        update = image.begin_update(pid, "set", 7, id="a")
        with pytest.raises(NotDone) as caught:
            image.update(pid, "set", 7, id="a", timeout=1)
        assert caught.value.pid == update
    with Image.open(image_path, clock=SimulatedClock(clock.now())) as image:
        assert image.update(pid, "set", 8, id="a") == [0, 7]
        assert image.begin_update(pid, "set", 7, id="a") == update
        image.kill(pid)
        assert image.update(pid, "set", 8, id="a") == [0, 7]


# Progress


def test_progress_is_told_with_the_commit(image: Image) -> None:
    told: list[tuple[int, Progress]] = []
    image.on_progress = lambda pid, progress: told.append((pid, progress))
    pid = image.spawn_eval(
        '(begin (progress! 1) (progress! 1 4 "reading") (sleep 9) (progress! 5/2 #f) (sleep 9))'
    )
    image.run_slice()
    found = image.process(pid).progress
    assert found == Progress(1, 4, "reading", 0.0)
    assert (found.part, told) == (0.25, [(pid, found)])
    image.advance(seconds=10)
    last = image.process(pid).progress
    assert last == Progress(2.5, None, "", 9.0)
    assert last.part is None
    assert told[1:] == [(pid, last)]


@pytest.mark.parametrize("is_apart", [False, True])
def test_all_of_it_is_the_same_in_slices_apart(
    image: Image, is_apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    pid = begun(image)
    image.run_slice()
    assert image.eval(f"(update! {pid} 'set 4)") == [0, 4]
    image.eval(f"(begin (progress! 1 2) (signal! {pid} 'slowly 1) (signal! {pid} 'late 3))")
    image.eval(f"(signal! {pid} 'slowly 2)")
    image.advance(seconds=11)
    assert image.query(pid, "count") == 412
    assert image.result(pid) == 4123
    assert [each.progress.done for each in image.processes() if each.progress is not None] == [1]


async def ask() -> None:
    async with Image.open_async(":memory:") as image:
        await image.eval(PROGRAM)
        told = asyncio.Event()
        image.on_progress = lambda pid, progress: told.set()
        pid = await image.spawn("count-up")
        await image.eval("(yield)")
        await image.signal(pid, "add", 3)
        await image.eval("(yield)")
        assert await image.query(pid, "count", type=int) == 3
        await image.eval("(progress! 1)")
        await asyncio.wait_for(told.wait(), 10)
        update = await image.begin_update(pid, "fails", id="a")
        with pytest.raises(ProcessFailed):
            await image.result(update)
        with pytest.raises(ProcessFailed):
            await image.update(pid, "fails", id="a")


def test_asyncio_asks_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "perdure.processes")
    asyncio.run(ask())

"""Effects that hang keep nobody waiting but callers of the same function, and not for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from perdure.image import CannotProvide, Image, ImageError, ProcessFailed, cancelled, effect
from perdure.image.effects.lanes import Lanes
from perdure.image.effects.provided import LIMIT, MARK
from perdure.image.effects.threads import Threads

PATIENCE = 20  #: seconds
GATE = threading.Event()
BEGUN: list[str] = []


@pytest.fixture(autouse=True)
def closed_gate() -> Iterator[None]:
    BEGUN.clear()
    GATE.clear()
    yield
    GATE.set()


@effect
def hang(name: str) -> None:
    BEGUN.append(name)
    GATE.wait(PATIENCE)


@effect(limit=1)
def hang_alone(name: str) -> str:
    BEGUN.append(name)
    GATE.wait(PATIENCE)
    return name


@effect(limit=1)
async def hang_on_loop(name: str) -> str:
    BEGUN.append(name)
    while not GATE.is_set():  # noqa: ASYNC110  (a gate between threads)
        await asyncio.sleep(0.001)
    return name


@effect
def go_on_while_wanted(name: str) -> str:
    BEGUN.append(name)
    while not cancelled():
        GATE.wait(0.001)
    BEGUN.append("noticed")
    return name


@effect(timeout=0.05)
def go_on_while_in_time(name: str) -> str:
    return go_on_while_wanted(name)


@effect(timeout=0.05, limit=1)
def hurry(name: str) -> str:
    BEGUN.append(name)
    if name == "slow":
        GATE.wait(PATIENCE)
    return name


@effect(timeout=0.05, limit=1)
async def hurry_on_loop(name: str) -> str:
    BEGUN.append(name)
    try:
        if name == "slow":
            await asyncio.sleep(PATIENCE)
    except asyncio.CancelledError:
        BEGUN.append("cancelled")
        raise
    return name


@effect(timeout=0.05)
async def block() -> None:
    BEGUN.append("block")
    GATE.wait(PATIENCE)


@effect
def answer() -> int:
    return 42


@effect
async def answer_on_loop() -> int:
    return 43


HERE = [
    hang,
    hang_alone,
    hang_on_loop,
    go_on_while_wanted,
    go_on_while_in_time,
    hurry,
    hurry_on_loop,
    block,
    answer,
    answer_on_loop,
]


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", HERE, grace=0) as image:
        image.eval("(import (python test_limits))")
        yield image


def test_effects_that_hang_do_not_keep_other_functions_waiting(image: Image) -> None:
    pids = [image.spawn("hang", str(n)) for n in range(LIMIT + 1)]
    assert image.eval("(answer)", timeout=PATIENCE) == 42
    while len(BEGUN) < LIMIT:
        GATE.wait(0.001)
    assert len(BEGUN) == LIMIT  # the last waits in its lane
    for pid in pids[:2]:
        image.cancel(pid)
    while len(BEGUN) == LIMIT:
        GATE.wait(0.001)
    assert set(BEGUN) == {str(n) for n in range(LIMIT + 1)}


@pytest.mark.parametrize("name", ["hang-alone", "hang-on-loop"])
def test_an_effect_that_was_cancelled_makes_room_for_the_next(image: Image, name: str) -> None:
    pids = {each: image.spawn(name, each) for each in ("a", "b", "c")}
    assert image.eval("(answer)", timeout=PATIENCE) == 42
    while not BEGUN:
        GATE.wait(0.001)
    first, (second, third) = BEGUN[0], sorted(pids.keys() - {BEGUN[0]})
    image.cancel(pids[second])
    image.cancel(pids[first])
    GATE.set()
    assert image.result(pids[third], timeout=PATIENCE) == third
    assert [first, third] == BEGUN  # the second was cancelled before it began


def test_a_function_may_ask_whether_its_process_was_cancelled(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    pid = image.spawn("go-on-while-wanted", "a")
    image.drive(lambda: bool(BEGUN))
    with caplog.at_level("INFO", "perdure"):
        image.cancel(pid)
        while "ended all the same, with a result: 'a'" not in caplog.text:
            GATE.wait(0.001)
    assert BEGUN == ["a", "noticed"]


def test_a_function_may_ask_whether_its_time_is_over(image: Image) -> None:
    pid = image.spawn("go-on-while-in-time", "a")
    with pytest.raises(ProcessFailed, match="no outcome within"):
        image.result(pid, timeout=PATIENCE)
    while BEGUN != ["a", "noticed"]:
        GATE.wait(0.001)


def test_outside_of_a_call_nothing_is_cancelled() -> None:
    assert not cancelled()


@pytest.mark.parametrize("name", ["hurry", "hurry-on-loop"])
def test_an_effect_that_takes_too_long_is_given_up(image: Image, name: str) -> None:
    slow, quick = image.spawn(name, "slow"), image.spawn(name, "quick")
    with pytest.raises(ProcessFailed, match=f"{name}: no outcome within 0.05 seconds") as caught:
        image.result(slow, timeout=PATIENCE)
    assert caught.value.payload.kind == "timeout"
    assert image.result(quick, timeout=PATIENCE) == "quick"
    if name == "hurry-on-loop":
        image.drive(lambda: "cancelled" in BEGUN)
    GATE.set()  # what comes now comes too late
    assert image.eval("(answer)", timeout=PATIENCE) == 42
    assert image.process(slow).state == "failed"


def test_a_coroutine_that_blocks_its_loop_is_left_alone_with_it(
    image: Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("perdure.image.effects.runner.STUCK", 0.05)
    blocking = image.spawn("(block)")
    image.drive(lambda: bool(BEGUN))
    waiting = image.spawn("(answer-on-loop)")
    assert image.result(waiting, timeout=PATIENCE) == 43
    with pytest.raises(ProcessFailed, match="block: no outcome within"):
        image.result(blocking)
    assert "is blocked, by 'block' it seems" in caplog.text
    GATE.set()
    assert image.eval("(answer-on-loop)", timeout=PATIENCE) == 43


def test_what_was_given_up_in_great_numbers_is_told(
    image: Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("perdure.image.effects.runner.MANY", 2)
    for name in ("hang", "hang-alone"):
        pid = image.spawn(name, "x")
        image.eval("(answer)", timeout=PATIENCE)
        image.cancel(pid)
    assert "2 threads run effects that were given up, 'hang-alone' the latest" in caplog.text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "f: limit=0 is not a whole number above 0"),
        ({"limit": 1.5}, "f: limit=1.5 is not a whole number above 0"),
        ({"timeout": -1}, "f: timeout=-1 is not a number of seconds above 0"),
        ({"timeout": "1"}, "f: timeout='1' is not a number of seconds above 0"),
        ({"timeout": float("inf")}, "f: timeout=inf is not a number"),
    ],
)
def test_a_limit_that_is_none_is_refused(options: dict[str, Any], message: str) -> None:
    def f() -> None: ...

    with pytest.raises(CannotProvide, match=message):
        effect(**options)(f)


def test_a_function_that_blocks_has_a_limit_and_a_coroutine_none() -> None:
    assert (getattr(hang, MARK).limit, getattr(hang, MARK).timeout) == (LIMIT, None)

    @effect
    async def f() -> None: ...

    assert getattr(f, MARK).limit is None


# Lanes, without threads


@dataclass(frozen=True)
class Function:
    limit: int | None = None
    timeout: float | None = None
    heartbeat: float | None = None


@dataclass
class Asked:
    provided: Function
    heard: float = 0.0


def test_lanes_are_told_when_the_oldest_call_has_run_for_too_long() -> None:
    time = [100.0]
    lanes: Lanes[Asked] = Lanes(lambda: time[0])
    slow, slower = Function(2, timeout=10), Function(timeout=30)
    jobs = [Asked(slow), Asked(slow), Asked(slow)]
    assert [lanes.admit(job) for job in jobs] == [True, True, False]
    other = Asked(slower)
    assert lanes.admit(other)
    assert lanes.until_expiry() == 10
    time[0] = 104.0
    assert lanes.finished(jobs[0]) == (True, jobs[2])
    assert lanes.until_expiry() == 6
    time[0] = 110.0
    assert lanes.expired() == [(jobs[1], "no outcome within 10 seconds")]
    assert lanes.give_up(jobs[1]) == (True, None)
    assert lanes.give_up(jobs[1]) == (False, None)
    assert lanes.finished(jobs[1]) == (False, None)
    assert lanes.until_expiry() == 4
    assert lanes.finished(jobs[2]) == (True, None)
    assert lanes.until_expiry() == 20
    assert lanes.finished(other) == (True, None)
    assert lanes.until_expiry() is None


def test_lanes_are_told_when_a_call_has_told_nothing_for_too_long() -> None:
    time = [100.0]
    lanes: Lanes[Asked] = Lanes(lambda: time[0])
    function = Function(timeout=60, heartbeat=5)
    first, second = Asked(function), Asked(function)
    assert lanes.admit(first)
    time[0] = 103.0
    assert lanes.admit(second)
    assert lanes.until_expiry() == 2
    first.heard = time[0] = 104.0
    assert lanes.until_expiry() == 4
    time[0] = 108.5
    assert lanes.expired() == [(second, "no heartbeat within 5 seconds")]
    lanes.give_up(second)
    assert lanes.until_expiry() == 0.5
    first.heard = time[0] = 158.0
    assert lanes.until_expiry() == 2
    time[0] = 160.0
    assert lanes.expired() == [(first, "no outcome within 60 seconds")]


def test_a_call_waits_for_a_thread_where_the_system_gives_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def work(job: str) -> None:
        if job == "first":
            GATE.wait(PATIENCE)
        done.append(job)

    threads: Threads[str] = Threads(work)
    threads.submit("first")

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    threads.submit("second")
    GATE.set()
    while len(done) < 2:
        threading.Event().wait(0.001)
    assert done == ["first", "second"]
    threads.submit("third")  # by the one that is idle
    while len(done) < 3:
        threading.Event().wait(0.001)
    threads.close()
    with pytest.raises(RuntimeError, match="can't start"):
        Threads(work).submit("fourth")


def test_lanes_have_a_limit_together() -> None:
    lanes: Lanes[Asked] = Lanes(most=2)
    one, other, alone = Function(None), Function(None), Function(1)
    first, second, third, fourth = (Asked(each) for each in (one, alone, alone, other))
    assert [lanes.admit(job) for job in (first, second, third, fourth)] == [True, True] + [
        False
    ] * 2
    assert lanes.finished(first) == (True, fourth)  # the third waits for its own function
    assert lanes.finished(second) == (True, third)
    late = Asked(one)
    assert not lanes.admit(late)
    assert lanes.give_up(late) == (False, None)
    assert lanes.finished(third) == (True, None)
    assert lanes.admit(late)
    assert lanes.finished(fourth) == (True, None)
    assert lanes.finished(late) == (True, None)


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_effects_run_at_once_than_the_whole_worker_may(most: int) -> None:
    count = [0, 0]  # at this moment, and the most at any
    lock = threading.Lock()

    def enter(change: int) -> None:
        with lock:
            count[0] += change
            count[1] = max(count)

    @effect
    def in_a_thread(number: int) -> int:
        enter(1)
        GATE.wait(0.002)
        enter(-1)
        return number

    @effect
    async def on_a_loop(number: int) -> int:
        enter(1)
        await asyncio.sleep(0.002)
        enter(-1)
        return number

    with Image.open(":memory:", provides=[in_a_thread, on_a_loop], max_effects=most) as image:
        image.eval("(import (perdure process) (perdure parallel) (python test_limits))")
        many = "(parallel-map (lambda (n) ((if (odd? n) in-a-thread on-a-loop) n)) (iota 60))"
        assert image.eval(many) == list(range(60))
    assert count == [0, most]


def test_the_limit_of_a_worker_is_one_at_least() -> None:
    with pytest.raises(ImageError, match="max_effects is a number from 1, not 0"):
        Image.open(":memory:", max_effects=0)

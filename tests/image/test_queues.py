"""Queues: turns by limits, keys, rates, priorities, delays; doubles; jobs that end in any way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from ZODB.utils import u64

from perdure.image import (
    Image,
    ImageError,
    ProcessCancelled,
    ProcessFailed,
    QueueInfo,
    SimulatedClock,
    check,
    salvage,
)
from perdure.image.maintenance.scanning import Window, records
from tests.image.queue_model import Limits, Model
from tests.programs import program

DEFINITIONS = program(__file__, "jobs")


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(DEFINITIONS)
        yield opened


def ran(image: Image) -> list[Any]:
    """The jobs that ran since this was asked last."""
    found: list[Any] = image.eval("(report)")
    return found


def began(image: Image) -> list[Any]:
    """The same where several begin at one moment, of which one that takes long may come last."""
    return sorted(ran(image))


def the_queue(image: Image) -> QueueInfo:
    (found,) = image.queues()
    return found


def counts(image: Image) -> tuple[int, int, int]:
    found = the_queue(image)
    return found.waiting, found.delayed, found.running


def test_so_many_have_their_turn_at_once_in_their_order(image: Image) -> None:
    image.queue("q", limit=2)
    pids = [image.enqueue("q", "note", n, 10) for n in range(5)]
    image.advance(seconds=1)
    assert began(image) == [0, 1]
    assert counts(image) == (3, 0, 2)
    assert image.process(pids[4]).waits_for == "its turn in queue q"
    image.advance(seconds=10)
    assert began(image) == [2, 3]
    assert [image.result(pid) for pid in pids] == [0, 1, 2, 3, 4]
    assert counts(image) == (0, 0, 0)


def test_the_least_priority_is_first(image: Image) -> None:
    image.queue("q", limit=1)
    for n, priority in enumerate([0, 5, 0, -3, 5]):
        image.enqueue("q", "note", n, 1, priority=priority)
    image.run_until_idle()
    assert ran(image) == [0, 3, 2, 1, 4]


def test_of_each_key_so_many_have_their_turn(image: Image) -> None:
    image.queue("q", limit=3, key_limit=1)
    for n, key in enumerate(["a", "a", "a", "b", None, None]):
        image.enqueue("q", "note", n, 10, key=key)
    image.advance(seconds=1)
    assert began(image) == [0, 3, 4]
    image.advance(seconds=10)
    assert began(image) == [1, 5]
    image.run_until_idle()
    assert ran(image) == [2]


def test_a_rate_is_how_many_begin_in_any_such_time(image: Image) -> None:
    image.queue("q", rate=(2, 10))
    for n in range(5):
        image.enqueue("q", "(lambda (n) (note (list n (current-time))))", n)
    image.eval("(define (current-time) 0)")
    moments = []
    for _ in range(25):
        moments += [image.clock.now()] * len(ran(image))
        image.advance(seconds=1)
    assert [round(moment) for moment in moments] == [0, 0, 10, 10, 20]


def test_each_key_has_a_rate_of_its_own(image: Image) -> None:
    image.queue("q", key_rate=(1, 10))
    for n, key in enumerate(["a", "a", "b", None, None]):
        image.enqueue("q", "note", n, key=key)
    image.advance(seconds=1)
    assert began(image) == [0, 2, 3, 4]
    image.advance(seconds=10)
    assert ran(image) == [1]
    image.advance(seconds=30)
    assert list((image.root.kept or {})["queues"]["q"].lanes) == []


def test_a_job_has_no_turn_before_its_delay(image: Image) -> None:
    image.queue("q", limit=1)
    late = image.enqueue("q", "note", "late", delay=timedelta(seconds=5))
    image.enqueue("q", "note", "first", 10)
    assert counts(image)[1] == 1
    assert image.process(late).until == 5
    image.advance(seconds=8)
    assert ran(image) == ["first"]
    image.advance(seconds=3)
    assert ran(image) == ["late"]


def test_no_double_is_made_while_one_has_not_ended(image: Image) -> None:
    image.queue("q", limit=1)
    first = image.enqueue("q", "note", 1, 10, dedup="x")
    waiting = image.enqueue("q", "note", 2, 10, dedup="y")
    assert image.enqueue("q", "note", 3, dedup="x") == first
    assert image.enqueue("q", "note", 4, dedup="y") == waiting
    image.cancel(waiting)
    again = image.enqueue("q", "note", 5, dedup="y")
    assert again not in (first, waiting)
    image.run_until_idle()
    assert ran(image) == [1, 5]
    assert image.enqueue("q", "note", 6, dedup="x") != first


def test_no_double_is_made_for_a_time(image: Image) -> None:
    image.queue("q")
    first = image.enqueue("q", "note", 1, dedup="x", dedup_for=60)
    image.advance(seconds=59)
    assert image.enqueue("q", "note", 2, dedup="x", dedup_for=60) == first
    image.advance(seconds=2)
    assert image.enqueue("q", "note", 3, dedup="x", dedup_for=60) != first
    for n in range(20):
        image.enqueue("q", "note", n, dedup=f"id-{n}", dedup_for=1)
        image.advance(seconds=5)
    assert len((image.root.kept or {})["queues"]["q"].ids) < 4


@pytest.mark.parametrize("how", ["done", "failed", "cancelled", "killed", "exited"])
def test_however_a_job_ends_its_turn_is_free_once(image: Image, how: str) -> None:
    image.queue("q", limit=1)
    first = image.enqueue("q", "job")
    if how == "exited":
        image.eval("(import (scheme process-context))")
        image.kill(first)
        first = image.enqueue("q", "(receive) (exit 3)")
    others = [image.enqueue("q", "job") for _ in range(3)]
    image.advance(seconds=0)
    if how == "cancelled":
        image.cancel(first)
    elif how == "killed":
        image.kill(first)
    else:
        image.send(first, "fail" if how == "failed" else "end")
    image.advance(seconds=0)
    assert counts(image) == (2, 0, 1)
    assert image.process(others[0]).waits_for == "a message"
    image.kill(first)  # which has ended
    if how == "failed":
        image.retry(first, value=1)
        assert image.result(first) == 1
    assert counts(image) == (2, 0, 1)


def test_a_job_that_cleans_up_has_its_turn_until_it_has(image: Image) -> None:
    image.queue("q", limit=1)
    first = image.enqueue(
        "q", "(dynamic-wind (lambda () #f) receive (lambda () (sleep 3) (note 'swept)))"
    )
    image.enqueue("q", "note", 2)
    image.advance(seconds=1)
    image.cancel(first)
    image.advance(seconds=2)
    assert (ran(image), counts(image)) == ([], (1, 0, 1))
    image.advance(seconds=2)
    assert ran(image) == ["swept", 2]


def test_a_job_that_waits_is_taken_out_when_it_is_cancelled(image: Image) -> None:
    image.queue("q", limit=1)
    pids = [image.enqueue("q", "note", n, 1) for n in range(3)]
    late = image.enqueue("q", "note", 9, delay=5)
    image.advance(seconds=0)
    image.cancel(pids[1])
    image.cancel(late)
    assert counts(image) == (1, 0, 1)
    image.run_until_idle()
    assert ran(image) == [0, 2]
    with pytest.raises(ProcessCancelled):
        image.result(pids[1])


def test_other_limits_let_go_on_what_may(image: Image) -> None:
    image.queue("q", limit=1)
    for n in range(6):
        image.enqueue("q", "note", n, 100, key="k")
    image.advance(seconds=0)
    assert len(ran(image)) == 1
    image.queue("q", key_limit=3)
    image.advance(seconds=0)
    assert len(ran(image)) == 2
    image.queue("q", rate=(1, 10))
    image.advance(seconds=0)
    assert len(ran(image)) == 1
    image.queue("q")
    image.advance(seconds=0)
    assert len(ran(image)) == 2
    image.run_until_idle()
    assert counts(image) == (0, 0, 0)


def test_a_clock_whose_process_is_killed_has_another(image: Image) -> None:
    image.queue("q", rate=(1, 10))
    image.enqueue("q", "note", 1)
    image.enqueue("q", "note", 2)
    image.advance(seconds=1)
    (clock,) = [each.pid for each in image.processes(name="queue q")][-1:]
    image.kill(clock)
    image.advance(seconds=20)
    assert ran(image) == [1]
    image.enqueue("q", "note", 3)
    image.advance(seconds=20)
    assert ran(image) == [2, 3]


def test_a_worker_takes_jobs_of_its_queues_alone(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    path = tmp_path / "test.image"
    with Image.open(path, clock=clock, queues=["gpu"]) as image:
        image.eval(DEFINITIONS)
        image.queue("gpu")
        image.queue("mail")
        for name in ("gpu", "mail"):
            image.enqueue(name, "note", name)
        image.run_until_idle()
        assert ran(image) == ["gpu"]
        assert [each.waiting for each in image.queues()] == [0, 1]
    with Image.open(path, clock=clock) as image:
        image.run_until_idle()
        assert ran(image) == ["mail"]


def test_a_worker_has_so_many_at_once(image: Image) -> None:
    image.queue("q", worker_limit=2)
    for n in range(5):
        image.enqueue("q", "note", n, 10)
    image.advance(seconds=1)
    assert began(image) == [0, 1]


def test_programs_have_all_of_it(image: Image) -> None:
    image.eval("(queue! 'q 'limit 1 'key-limit 1 'rate '(100 60))")
    first = "(enqueue! 'q (lambda () (sleep 10) 'one) 'name 'first 'key \"k\" 'dedup \"d\")"
    assert image.eval(f"(let ((p {first})) (list (wait p) (queue-waiting 'q) (queues)))") == [
        "one",
        0,
        ["q"],
    ]
    assert image.eval(f"(let* ((p {first}) (other {first})) (= p other))") is True
    image.eval("(enqueue! 'q (lambda () 'two) 'delay 100 'priority 7)")
    assert image.eval("(queue-waiting 'q)") == 1
    assert [each.name for each in image.processes(name="first")] == ["first"] * 2


@pytest.mark.parametrize("isolated", ["begin", "atomic (lambda ()", "serializable (lambda ()"])
def test_a_job_is_made_where_nothing_may_wait(image: Image, isolated: str) -> None:
    image.queue("q", limit=1)
    end = "))" if "lambda" in isolated else ")"
    pid = image.eval(f"({isolated} (enqueue! 'q (lambda () 42)){end}")
    assert image.result(pid) == 42


def test_a_slice_that_is_run_apart_may_do_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERDURE_APART", "always")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as image:
        image.eval(DEFINITIONS)
        job = "(enqueue! 'q (lambda () (note 'a 5)) 'dedup \"d\")"
        text = f"(begin (queue! 'q 'limit 1) (let* ((p {job}) (q {job})) (list (= p q) (wait p))))"
        assert image.eval(text) == [True, "a"]
        pids = image.eval("(map (lambda (n) (enqueue! 'q (lambda () (note n 1)))) '(1 2 3))")
        image.eval(f"(kill! {pids[1]})")
        image.run_until_idle()
        assert ran(image) == ["a", 1, 3]


def test_a_queue_without_jobs_may_be_removed(image: Image) -> None:
    image.queue("q", rate=(1, 10))
    pid = image.enqueue("q", "note", 1)
    with pytest.raises(ImageError, match="queue 'q' has jobs"):
        image.remove_queue("q")
    with pytest.raises(ProcessFailed, match="queue 'q' has jobs"):
        image.eval("(begin (enqueue! 'q (lambda () (sleep 9))) (queue-remove! 'q))")
    image.result(pid)
    image.run_until_idle()
    image.remove_queue("q")
    assert image.queues() == []
    assert image.processes(name="queue q", state="waiting") == []
    image.queue("q")
    image.eval("(queue-remove! 'q)")
    assert image.queues() == []
    with pytest.raises(ImageError, match="no queue is called 'q'"):
        image.remove_queue("q")


BAD = [
    ("(queue! 'q 'limit 0)", "limit is a whole number from 1, not 0"),
    ("(queue! 'q 'rate 5)", "rate is how many in how many seconds"),
    ("(queue! 'q 'most 5)", "expected one of the options limit, key-limit"),
    ("(queue! 5)", "expected a name"),
    ("(enqueue! 'none (lambda () 1))", "no queue is called 'none'"),
    ("(begin (queue! 'q) (enqueue! 'q 5))", "expected a procedure, got 5"),
    ("(begin (queue! 'q) (enqueue! 'q car 'priority 1/2))", "priority is a whole number"),
    ("(begin (queue! 'q) (enqueue! 'q car 'delay -1))", "delay is a number of seconds from 0"),
    ("(begin (queue! 'q) (enqueue! 'q car 'dedup-for 5))", "dedup-for says nothing without dedup"),
]


@pytest.mark.parametrize(("text", "told"), BAD)
def test_what_cannot_be_is_refused(image: Image, text: str, told: str) -> None:
    with pytest.raises(ProcessFailed, match=told):
        image.eval(text)


def test_python_is_told_the_same(image: Image) -> None:
    with pytest.raises(ImageError, match="no queue is called 'none'"):
        image.enqueue("none", "note")
    with pytest.raises(ImageError, match="limit is a whole number from 1"):
        image.queue("q", limit=0)
    image.queue("q")
    with pytest.raises(ImageError, match="delay is a number of seconds"):
        image.enqueue("q", "note", 1, delay=-1)


def test_asyncio_has_the_same() -> None:
    async def main() -> None:
        async with Image.open_async(":memory:") as image:
            await image.eval(DEFINITIONS)
            await image.queue("q", limit=1)
            pids = [await image.enqueue("q", "note", n, key="k") for n in range(3)]
            assert [await image.result(pid) for pid in pids] == [0, 1, 2]
            assert [each.running for each in await image.queues()] == [0]

    asyncio.run(main())


LIMITS = st.builds(
    Limits,
    limit=st.sampled_from([None, 1, 2, 3]),
    key_limit=st.sampled_from([None, 1, 2]),
    rate=st.sampled_from([None, (1, 3), (2, 4)]),
    key_rate=st.sampled_from([None, (1, 5), (2, 3)]),
)


class Queues(RuleBasedStateMachine):
    """A queue does what its model does, whatever is done to its jobs."""

    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.clock = SimulatedClock(0.0)
        self.image = Image.open(":memory:", clock=self.clock)
        self.image.eval(DEFINITIONS)
        self.model = Model(Limits())

    def teardown(self) -> None:
        self.image.close(grace=0)

    def declare(self) -> None:
        limits = self.model.limits
        self.image.queue(
            "q",
            limit=limits.limit,
            key_limit=limits.key_limit,
            rate=limits.rate,
            key_rate=limits.key_rate,
        )

    @initialize(limits=LIMITS)
    def begin(self, limits: Limits) -> None:
        self.model.limits = limits
        self.declare()

    @rule(
        target=jobs,
        key=st.sampled_from(["", "", "a", "b"]),
        priority=st.sampled_from([0, 0, 1, -1]),
        delay=st.sampled_from([0, 0, 0, 2, 5]),
        dedup=st.sampled_from([None, None, "x", "y"]),
        lasts=st.sampled_from([0, 3]),
    )
    def enqueue(self, key: str, priority: int, delay: int, dedup: str | None, lasts: int) -> Any:
        expected = None if dedup is None else self.model.double_of(dedup)
        pid = self.image.enqueue(
            "q",
            "job",
            key=key or None,
            priority=priority,
            delay=delay,
            dedup=dedup,
            dedup_for=lasts if dedup is not None and lasts else None,
        )
        if expected is not None:
            assert pid == expected
            return multiple()
        assert pid not in self.model.jobs
        self.model.enqueue(pid, key, priority, delay, dedup, lasts)
        return pid

    @rule(pid=consumes(jobs), how=st.sampled_from(["end", "fail", "cancel", "kill"]))
    def end(self, pid: int, how: str) -> None:
        job = self.model.jobs.get(pid)
        if job is None:
            return
        if how in ("end", "fail") and not job.is_running:
            how = "kill"
        if how in ("end", "fail"):
            self.image.send(pid, how)
        else:
            (self.image.cancel if how == "cancel" else self.image.kill)(pid)
        self.model.end(pid)

    @rule(seconds=st.sampled_from([1, 2, 7]))
    def advance(self, seconds: int) -> None:
        self.image.advance(seconds=0)
        self.image.advance(seconds=seconds)
        self.model.advance(seconds)

    @invariant()
    def they_agree(self) -> None:
        self.image.advance(seconds=0)
        expected = self.model.states()
        found = {}
        for pid in expected:
            process = self.image.process(pid)
            assert process.state == "waiting"
            waits = process.waits_for
            state = "waiting" if process.until is None else "delayed"
            found[pid] = "running" if waits == "a message" else state
        assert found == expected
        for queue in self.image.queues():
            by_state = list(expected.values())
            assert queue.running == by_state.count("running")
            assert queue.waiting == by_state.count("waiting")
            assert queue.delayed == by_state.count("delayed")


TestQueues = Queues.TestCase
TestQueues.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, phases=[Phase.generate]
)


def test_an_image_with_queues_is_sound_also_when_it_is_opened_again(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    path = tmp_path / "test.image"
    with Image.open(path, clock=clock) as image:
        image.eval(DEFINITIONS)
        image.queue("q", limit=2, key_limit=1)
        image.queue("r", rate=(1, 10), key_rate=(1, 20))
        for n in range(8):
            for name in ("q", "r"):
                image.enqueue(name, "note", n, 10, key=f"k{n % 3}", dedup=f"{n}", delay=n % 2)
        image.advance(seconds=5)
    assert check(path).is_sound
    with Image.open(path, clock=clock) as image:
        image.advance(seconds=25)
    assert check(path).is_sound
    with Image.open(path, clock=clock) as image:
        image.run_until_idle()
        found = [(each.waiting, each.delayed, each.running) for each in image.queues()]
        assert found == [(0, 0, 0), (0, 0, 0)]
        assert sorted(ran(image)) == sorted([*range(8)] * 2)
    assert check(path).is_sound


def test_what_a_queue_has_wrong_is_told_and_mended(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    path, mended = tmp_path / "test.image", tmp_path / "mended.image"
    with Image.open(path, clock=clock) as image:
        image.eval(DEFINITIONS)
        image.queue("q", limit=1)
        pids = [image.enqueue("q", "note", n, 10) for n in range(4)]
        late = image.enqueue("q", "note", 4, delay=100)
        image.advance(seconds=1)
        queue = (image.root.kept or {})["queues"]["q"]

        def spoil() -> None:
            lane = queue.lanes[""]
            lane.waiting.remove(lane.waiting.maxKey())  # that of the last
            queue.delayed.clear()
            queue.running[pids[1]] = ("", 0)  # which waits
            queue.running[99] = ("", 0)  # which is no process

        image.driver.change(spoil)
    told = {str(problem) for problem in check(path).problems}
    assert told == {
        f"process {pids[3]}: waits for its turn in queue q, which would not start it",
        f"process {late}: waits for its turn in queue q, which does not know it",
        "waits for its turn in queue q: 99 is no process",
    }
    salvage(path, mended)
    assert check(mended).is_sound
    with Image.open(mended, clock=clock) as image:
        image.run_until_idle()
        assert ran(image) == [0, 1, 2, 3, 4]


def test_of_a_queue_that_has_lost_a_part_the_jobs_wait_on(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    path, mended = tmp_path / "test.image", tmp_path / "mended.image"
    with Image.open(path, clock=clock) as image:
        image.eval(DEFINITIONS)
        image.queue("q", limit=1)
        for n in range(4):
            image.enqueue("q", "note", n, 10)
        image.advance(seconds=1)
        lost = u64((image.root.kept or {})["queues"]["q"].lanes[""]._p_oid)
    with (path / "data.fs").open("r+b") as file:
        found = list(records(Window(file.fileno()), (path / "data.fs").stat().st_size))
        for at, size in [(each.at, each.size) for each in found if u64(each.oid) == lost]:
            file.seek(at + 42)  # after the record's head
            file.write(bytes(size - 42))
    assert not check(path).is_sound

    salvage(path, mended)

    with Image.open(mended, clock=clock) as image:
        image.run_until_idle()
        assert sorted(ran(image)) == [0, 1, 2, 3]
        assert counts(image) == (0, 0, 0)

"""Between two waits of a process no other process sees or changes anything: docs/processes.md."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from perdure.image import Image, ProcessCancelled, ProcessFailed
from perdure.image.engine import apart, monitor
from tests.conftest import Figures
from tests.image.histories import (
    APPEND,
    READ,
    Transaction,
    anomalies,
    is_snapshot_cycle,
    unserializable,
)
from tests.programs import program

LISTS = program(__file__, "lists-of-operations")


@pytest.fixture
def image(monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    """One in which slices outlive their turn soon."""
    monkeypatch.setattr(monitor, "TICK", 0.001)
    monkeypatch.setattr(monitor, "SLICE", 0.002)
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process) (srfi 1))")
        yield image


@pytest.fixture(params=["together", "apart"])
def slices(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a slice is run."""
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")


def plans_of(seed: int, processes: int, transactions: int) -> list[list[list[list[Any]]]]:
    """The plan of each process: reads, appends of values that are new, and lost time."""
    choose = random.Random(seed)
    values = iter(range(1, 100_000))

    def operation() -> list[Any]:
        kind = choose.choice(["read", "append", "append", "spin"])
        if kind == "spin":
            return ["spin", choose.choice([10, 3_000, 30_000])]
        at = choose.randrange(4)
        return ["read", at] if kind == "read" else ["append", at, next(values)]

    return [
        [[operation() for _ in range(choose.randrange(2, 7))] for _ in range(transactions)]
        for _ in range(processes)
    ]


def history_of(image: Image, way: str, seed: int) -> tuple[list[Transaction], dict[Any, list[Any]]]:
    image.eval(LISTS)
    pids = [image.spawn(way, plans) for plans in plans_of(seed, processes=5, transactions=5)]
    history = [
        Transaction(f"{pid}.{i}", [(kind, at, what) for kind, at, what in done])
        for pid in pids
        for i, done in enumerate(image.result(pid, timeout=60))
    ]
    return history, dict(enumerate(image.eval("(finally)")))


@pytest.mark.parametrize("seed", range(4))
def test_histories_show_what_snapshot_isolation_allows(image: Image, seed: int) -> None:
    history, final = history_of(image, "plain", seed)
    assert anomalies(history, final) == []


@pytest.mark.parametrize("seed", range(3))
def test_histories_of_serializable_transactions_have_an_order(image: Image, seed: int) -> None:
    history, final = history_of(image, "serialized", seed)
    assert unserializable(history, final) == []


def test_the_search_for_anomalies_finds_each_kind() -> None:
    def history(*transactions: list[tuple[str, Any, Any]]) -> list[Transaction]:
        return [Transaction(f"T{i}", operations) for i, operations in enumerate(transactions)]

    lost = history([(READ, 0, []), (APPEND, 0, 1)], [(READ, 0, []), (APPEND, 0, 2)])
    assert any("lost" in found for found in anomalies(lost, {0: [2]}))
    single = history([(READ, 0, []), (READ, 1, [3])], [(APPEND, 0, 2), (APPEND, 1, 3)])
    assert anomalies(single, {0: [2], 1: [3]})
    half = history([(APPEND, 0, 1), (APPEND, 0, 2)], [(READ, 0, [1])])
    assert any("G1b" in found for found in anomalies(half, {0: [1, 2]}))
    skew = history([(READ, 0, []), (APPEND, 1, 3)], [(READ, 1, []), (APPEND, 0, 2)])
    assert anomalies(skew, {0: [2], 1: [3]}) == []
    assert unserializable(skew, {0: [2], 1: [3]})
    assert not is_snapshot_cycle(("rw", "wr", "rw", "ww"))


def test_additions_of_many_processes_are_all_there(image: Image, slices: None) -> None:
    total = image.eval(
        program(__file__, "additions"),
        timeout=60,
    )
    assert total == 4 * 5000 * 3


def test_an_audit_in_one_slice_sees_no_half_transfer(image: Image, slices: None) -> None:
    sums = image.eval(
        program(__file__, "transfers-and-audits"),
        timeout=60,
    )
    assert sums == [1200] * 13


ON_CALL = program(__file__, "on-call")


def test_serializable_transactions_do_not_skew(image: Image) -> None:
    image.eval(ON_CALL)
    assert sorted(image.eval("(all serializable)", timeout=120)) == [False, True]


def test_an_atomic_slice_is_never_committed_half(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.merging.CHECKPOINT", 0.02)
    image.eval(program(__file__, "half-done"))
    pid = image.spawn("(atomic in-two-steps)")
    seen = image.spawn(
        "(let loop () (or (watch 50) (and (not (process-ended?)) (loop))))".replace(
            "(process-ended?)", f"(eq? (process-state {pid}) 'done)"
        )
    )
    assert image.result(seen, timeout=120) is False
    image.result(pid, timeout=120)


def test_a_slice_of_seconds_is_committed_in_its_midst(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.merging.CHECKPOINT", 0.02)
    image.eval("(define n 0) (define (count) (set! n (+ n 1)) (count))")
    pid = image.spawn("(count)")
    image.driver.run(lambda: image.process(pid).steps >= 3)
    assert image.process(pid).state == "ready"
    assert image.eval("n") > 0
    image.cancel(pid)


def test_a_slice_that_makes_much_is_committed_in_its_midst(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in "batches.LONE_SLICE", "merging.CHECKPOINT":
        monkeypatch.setattr(f"perdure.image.engine.{where}", 600.0)
    for where in "monitor", "workspace":
        monkeypatch.setattr(f"perdure.image.engine.{where}.MOST_BLOCKS", 100_000)
    image.eval("(define made '()) (define (make n) (set! made (cons n made)) (make (+ n 1)))")
    pid = image.spawn("(make 0)")
    image.driver.run(lambda: image.process(pid).steps >= 3)
    assert image.process(pid).state == "ready"
    assert 50_000 < image.eval("(length made)") < 1_000_000
    image.cancel(pid)


def test_what_loads_much_does_so_once(image_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Image.open(image_path) as image:
        image.eval("(define made (iota 20000))")
    monkeypatch.setattr("perdure.image.engine.batches.MOST_LOADED", 1_000)
    with Image.open(image_path) as image:
        assert image.eval("(length made)") == 20_000
        assert image.eval("(apply + made)") == sum(range(20_000))
        assert len(image.root._p_jar._cache) < 15_000
        assert image.eval("(begin (set-car! made 7) (car made))") == 7
    with Image.open(image_path) as image:
        assert image.eval("(list (car made) (length made))") == [7, 20_000]


def test_what_makes_much_and_keeps_nothing_is_left_alone(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdure.image.engine.merging.CHECKPOINT", 600.0)
    for where in "monitor", "workspace":
        monkeypatch.setattr(f"perdure.image.engine.{where}.MOST_BLOCKS", 100_000)
    image.eval(
        "(define (drop n) (if (= n 0) 'done (begin (make-vector 100 (list n)) (drop (- n 1)))))"
    )
    pid = image.spawn("(drop 300000)")
    assert image.result(pid, timeout=120) == "done"
    assert image.process(pid).steps == 1


def test_what_runs_apart_can_be_cancelled_and_parked(image: Image) -> None:
    image.eval("(define n 0) (define (count) (set! n (+ n 1)) (count))")
    pid = image.spawn("(count)")
    image.driver.run(lambda: image.scheduler.apart.running(pid) is not None)
    image.park(pid)
    assert image.process(pid).state == "parked"
    assert any(frame.name == "count" for frame in image.stack(pid))
    so_far = image.eval("n")
    assert so_far > 0
    image.resume(pid)
    image.driver.run(lambda: image.scheduler.apart.running(pid) is not None)
    image.cancel(pid)
    image.run_until_idle()
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.eval("n") == so_far


def test_what_is_atomic_cannot_wait(image: Image, slices: None) -> None:
    image.eval("(define p (delay 1)) (define (never) (spawn (lambda () 1)))")
    for wait in ["(sleep 1)", "(yield)", "(wait (never))", '(await-external "x")', "(receive 1 2)"]:
        with pytest.raises(ProcessFailed, match=r"would end the transaction of \(atomic"):
            image.eval(f"(atomic (lambda () {wait}))")
        assert image.eval(f"(guard (e (#t 'refused)) (atomic (lambda () {wait})))") == "refused"
    assert image.eval("(send! (self) 5) (atomic (lambda () (receive)))") == 5
    with pytest.raises(ProcessFailed, match="must not within atomic"):
        image.eval("(atomic (lambda () (serializable (lambda () 1))))")
    assert image.eval("(serializable (lambda () (atomic (lambda () 7))))") == 7
    assert image.eval("(atomic (lambda () (spawn (lambda () (sleep 0) 8))))") > 0
    assert image.eval("(wait (atomic (lambda () (spawn (lambda () (sleep 0) 8)))))") == 8


def test_a_slice_run_apart_does_to_processes_what_any_does(
    image: Image, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", True)
    path = tmp_path / "written"
    pid = image.spawn(program(__file__, "done-to-processes", path=path))
    found = image.result(pid, timeout=120)
    states, state, it, twice, second, gone, kept = found
    assert states[0] == "ready"
    assert states[1] >= 41
    assert (state, it, twice, gone, kept) == (
        "cancelled",
        12,
        "twice",
        "gone",
        "kept",
    )
    assert second[1] == 2
    assert image.transcript(pid) == "printed "


def test_a_message_that_comes_while_a_slice_runs_apart_ends_its_wait(image: Image) -> None:
    image.eval("(define (spin n) (if (> n 0) (spin (- n 1))))")
    pid = image.spawn("(spin 300000) (receive)")
    image.driver.run(lambda: image.scheduler.apart.running(pid) is not None)
    image.send(pid, "meanwhile")
    assert image.result(pid, timeout=120) == "meanwhile"


def test_a_redefinition_by_a_slice_run_apart_is_called_by_others(image: Image) -> None:
    image.eval("(define (f) 'old) (define (g) (f))")
    assert image.eval("(g)") == "old"
    image.eval("(define (spin n) (if (> n 0) (spin (- n 1)))) (spin 200000) (define (f) 'new)")
    assert image.eval("(g)") == "new"


def test_flushing_shows_what_was_printed_before_a_long_slice(image: Image, slices: None) -> None:
    seen: list[str] = []
    image.on_output = lambda pid, text: seen.append(text)
    image.eval("(define (spin) (spin))")
    pid = image.spawn('(display "one ") (flush-output-port) (display "two") (spin)')
    image.driver.run(lambda: image.scheduler.apart.running(pid) is not None and bool(seen))
    assert seen == ["one "]
    image.cancel(pid)
    text = '(atomic (lambda () (display "all") (flush-output-port) (display " at once")))'
    assert image.transcript(pid) == "one "
    seen.clear()
    image.eval(text)
    assert "".join(seen) == "all at once"


def test_a_slice_that_meets_conflicts_again_and_again_gets_its_time(image: Image) -> None:
    image.eval(program(__file__, "fast-and-slow"))
    fast = image.spawn("(fast)")
    slow = image.spawn("(let ((seen c)) (spin 300000) (set! c (+ c 1)) 'there)")
    assert image.result(slow, timeout=60) == "there"
    image.cancel(fast)


def test_what_cannot_be_stored_fails_one_process_that_is_run_apart(
    image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", True)
    failing = threading.Lock()
    monkeypatch.setattr("perdure.image.engine.workspace.parts_of", lambda end: (0, failing))
    pid = image.spawn("1")
    with pytest.raises(ProcessFailed, match="Perdure itself failed here"):
        image.result(pid)


@pytest.mark.alone
def test_a_prompt_answers_while_others_compute(tmp_path: Path, figures: Figures) -> None:
    with Image.open(tmp_path / "image") as image:
        image.eval("(define (spin) (spin))")
        pids = [image.spawn("(spin)") for _ in range(3)]
        image.start()
        wait_until(lambda: image.owner.run(image.scheduler.apart.count_running) == 3)
        took = []
        for i in range(40):
            began = time.perf_counter()
            assert image.call("+", i, 2) == i + 2
            took.append(time.perf_counter() - began)
        for pid in pids:
            image.cancel(pid)
    figures(f"median {median(took) * 1000:.0f} ms, at most {max(took) * 1000:.0f} ms")
    assert median(took) < 0.1


def wait_until(is_true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < until
        time.sleep(0.01)

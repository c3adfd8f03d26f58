"""Workers, applications and the command on one image at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from perdure.image import Image, ServerGone
from perdure.image.storage.creation import wants_clusters
from tests.sharing.crowd import Crowd, wait_until
from tests.sharing.world import lines_of

WORLD = "tests.sharing.world"


def test_definitions_are_seen_by_the_next_form_or_call(here: Crowd) -> None:
    with here.open() as application, here.open() as another:
        application.eval("(define (price) 1) (define (twice) (* 2 (price)))")
        for amount in range(2, 8):
            assert another.eval("(twice)") == 2 * (amount - 1)
            application.eval(f"(define (price) {amount})")
            assert application.eval("(twice)") == 2 * amount
        assert here.perdure("eval", "(twice)") == "14\n"
        here.perdure("eval", "(define (price) 50)")
        assert application.eval("(twice)") == 100
        application.eval("(define rate 1) (define (with-rate) (* 2 rate))")
        assert another.eval("(set! rate 7) (with-rate)") == 14
        assert application.eval("(with-rate)") == 14


def test_a_running_process_calls_what_another_member_defined(here: Crowd) -> None:
    here.start_worker()
    with here.open() as application:
        application.eval("(define (answer) 'old) (define (ask) (answer))")
        pid = application.eval(
            "(spawn (lambda () (let loop ((n 0)) (sleep 1/100)"
            " (if (eq? (ask) 'new) n (loop (+ n 1))))))"
        )
    with here.open() as application:  # a worker has it now
        wait_until(lambda: application.process(pid).steps > 5)
        application.eval("(define (answer) 'new)")
        assert application.result(pid, timeout=60) > 2


def test_what_an_application_leaves_behind_goes_on_in_a_worker(here: Crowd) -> None:
    here.start_worker()
    with here.open() as application:
        pid = application.spawn("(begin (sleep 1/5) 'done)")
        # It does not drive, and so it lends what it has.
        wait_until(lambda: application.process(pid).state == "done")


def test_a_wake_from_outside_reaches_a_sleeper_within_100_ms(here: Crowd) -> None:
    for _ in range(2):
        here.start_worker()
    with here.open() as application:
        pid = application.eval(
            "(import (scheme time)) (spawn (lambda () (let loop () (let ((message (receive)))"
            " (send! (car message) (- (current-second) (cdr message))) (loop)))))"
        )
    with here.open() as application:  # a worker has the process now
        wait_until(lambda: application.process(pid).state == "waiting")
        ways, took = [], []
        for _ in range(20):
            began = time.perf_counter()
            ways.append(
                application.eval(f"(send! {pid} (cons (self) (current-second))) (receive 5)")
            )
            took.append(time.perf_counter() - began)
            time.sleep(0.02)
    print("one way, in ms:", sorted(round(1000 * seconds) for seconds in ways))
    print("there and back, in ms:", sorted(round(1000 * seconds) for seconds in took))
    # From before the sender's commit until the sleeper runs. The slowest are the machine's own,
    # when other tests run.
    assert sorted(ways)[len(ways) // 2] < 0.1


def test_an_effect_runs_where_its_function_was_given(here: Crowd) -> None:
    with here.open(WORLD) as application:
        application.eval("(import (python world))")
    here.start_worker()
    provider = here.start_worker(WORLD)
    with here.open() as application:
        program = f'(note "{here.journal}" 1 7)'
        assert application.result(application.spawn(program), timeout=60) == 7
        pids = application.eval(
            f"(let loop ((i 0) (pids (list))) (if (= i 8) pids (loop (+ i 1) (cons"
            f' (spawn (lambda () (slowly "{here.journal}" i 0.1))) pids))))'
        )
        assert {application.result(pid, timeout=60) for pid in pids} == {provider.pid}


def test_processes_of_a_killed_worker_are_taken_over(here: Crowd) -> None:
    with here.open(WORLD) as application:
        application.eval("(import (python world))")
    first = here.start_worker(WORLD)
    with here.open() as application:
        again, once = application.eval(
            f'(list (spawn (lambda () (slowly "{here.journal}" 1 3)))'
            f' (spawn (lambda () (guard (e (#t (condition-kind e))) (once "{here.journal}" 2 3)))))'
        )
    wait_until(lambda: len(lines_of(here.journal)) == 2)
    first.kill()  # before the effects end
    second = here.start_worker(WORLD)
    began = time.monotonic()
    with here.open() as application:
        assert application.result(again, timeout=60) == second.pid
        assert time.monotonic() - began < 3 + 4
        assert str(application.result(once, timeout=60)) == "effect-interrupted"
    keys = [key for key, who, _ in lines_of(here.journal) if who == 1]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_of_many_timers_due_together_each_is_fired_once_though_workers_are_killed(
    here: Crowd,
) -> None:
    count = 600
    with here.open() as application:
        application.eval("(define woken 0)")
        application.eval("(define (doze seconds n) (sleep seconds) (set! woken (+ woken 1)) n)")
        pids = application.spawn_many("doze", [(2, n) for n in range(count)])
        for least in (1, count // 3):
            worker = here.start_worker()
            wait_until(partial(has_woken, application, least))
            worker.kill()
            worker.wait()
        here.start_worker()
        assert [application.result(pid, timeout=60) for pid in pids] == list(range(count))
        assert application.eval("woken") == count
        assert {application.root.process(pid).steps for pid in pids} == {2}


def has_woken(application: Image, least: int) -> bool:
    """It only looks: a process that asks would take its time from those that wake."""

    def woken() -> int:
        application.refresh()
        found: int = application.root.interaction.cell("woken").value
        return found

    return application.owner.run(woken) >= least


def test_a_worker_that_stalled_commits_nothing_under_a_lost_lease(here: Crowd) -> None:
    stalled = here.start_worker()
    with here.open() as application:
        application.eval("(define log '()) (define (note! x) (set! log (cons x log)) x)")
        pid = application.eval(
            "(spawn (lambda () (let loop ((n 0)) (note! n) (sleep 1/50)"
            " (if (= n 150) 'end (loop (+ n 1))))))"
        )
        before = application.process(pid).steps  # some perhaps by the application
        wait_until(lambda: application.process(pid).steps > before + 5)
        os.kill(stalled.pid, signal.SIGSTOP)
        here.start_worker()
        before = application.process(pid).steps
        wait_until(lambda: application.process(pid).steps > before + 10)
        os.kill(stalled.pid, signal.SIGCONT)
        assert str(application.result(pid, timeout=60)) == "end"
        # Each number once, in order: no step was taken twice.
        assert application.eval("(reverse log)") == list(range(151))
        assert application.eval("(define (still) 1) (still)") == 1
    wait_until(lambda: "is lost" in (here.folder / "errors").read_text())


def test_the_server_may_be_killed_and_restarted(here: Crowd) -> None:
    here.start_worker()
    with here.open() as application:
        pid = application.eval(
            "(spawn (lambda () (let loop ((n 0)) (sleep 1/20) (if (= n 60) n (loop (+ n 1))))))"
        )
        wait_until(lambda: application.process(pid).steps > 5)
        here.kill_server()
        time.sleep(0.3)
        here.start_server()
        assert application.result(pid, timeout=60) == 60
        assert application.eval("(+ 1 2)") == 3


def test_an_image_that_was_shared_can_be_opened_alone_again(zeo: Crowd) -> None:
    zeo.start_worker()
    with zeo.open() as application, zeo.open() as another:
        pids = [
            application.eval("(spawn (lambda () (sleep 2) 'a))"),
            another.eval("(spawn (lambda () (list (receive))))"),
            another.eval("(spawn (lambda () (sleep 2) 'c))"),
        ]
    time.sleep(0.7)
    zeo.stop_workers()
    assert zeo.server is not None
    zeo.server.terminate()
    zeo.server.wait()
    with Image.open(zeo.folder / "image") as image:
        image.send_eval(pids[1], "'b")
        assert [str(image.result(pids[0])), str(image.result(pids[2]))] == ["a", "c"]
        assert len(image.result(pids[1])) == 1


def test_the_crew_is_started_by_one_command(here: Crowd, tmp_path: Path) -> None:
    line = [sys.executable, "-m", "perdure.repl", "work", "--image", here.uri, "--workers", "3"]
    with subprocess.Popen(
        line, env=here.environment, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
    ) as crew:
        try:
            with here.open() as application:
                wait_until(lambda: len(members(application)) == 4)
                pid = application.eval("(spawn (lambda () (sleep 1/10) (display 'hello) 1))")
            with here.open() as application:
                assert application.result(pid, timeout=60) == 1
            assert here.perdure("transcript", str(pid)) == "hello"
        finally:
            crew.terminate()
        assert crew.stdout is not None
        assert crew.stdout.read() == "hello"
        assert crew.wait() == 143


def members(image: Image) -> list[str]:
    image.refresh()
    assert image.root.sharing is not None
    return list(image.root.sharing.members)


def test_workers_end_with_the_command_that_started_them(here: Crowd, tmp_path: Path) -> None:
    line = [sys.executable, "-m", "perdure.repl", "work", "--image", here.uri, "--workers", "2"]
    with here.open() as application:
        with subprocess.Popen(line, env=here.environment, cwd=tmp_path) as crew:
            wait_until(lambda: len(members(application)) == 3)
            crew.kill()
        wait_until(lambda: len(members(application)) == 1)


def test_only_an_image_that_is_shared_has_the_newer_format(tmp_path: Path, here: Crowd) -> None:
    with Image.open(tmp_path / "alone") as image:
        image.eval("(wait (spawn (lambda () (sleep 1/100))))")
        assert (image.root.format, image.root.sharing) == (3 if wants_clusters() else 1, None)
    with here.open() as image:
        assert image.root.format == (3 if wants_clusters() else 2)
        assert image.root.sharing is not None


def test_a_server_that_is_gone_is_one_clear_error(here: Crowd) -> None:
    with Image.open(here.uri + "?wait_timeout=1") as application:
        application.eval("(define x 5)")
        here.kill_server()
        with pytest.raises(ServerGone, match=r"does not answer; .* spawn.* is not known"):
            application.spawn("x")
        here.start_server()
        wait_until(lambda: is_back(application))
        assert application.eval("x") == 5


def is_back(image: Image) -> bool:
    try:
        return image.eval("x") == 5
    except ServerGone:
        return False

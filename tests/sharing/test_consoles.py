"""Consoles of processes that another member runs: `perdure attach`, `eval`, the REPL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from perdure.image import Image
from tests.programs import program
from tests.sharing.crowd import Crowd, wait_until

WORLD = "tests.sharing.world"

#: Asks for lines and says what they were, until one is "end".
ECHO = program(__file__, "echoed-lines")


def asks(image: Image, pid: int) -> bool:
    return image.process(pid).waits_for == "input"


@contextmanager
def attached(here: Crowd, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command on the image, with pipes to its console."""
    command = subprocess.Popen(
        [sys.executable, "-m", "perdure.repl", "--image", here.uri, *arguments],
        cwd=here.folder,
        env=here.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        bufsize=1,
    )
    try:
        yield command
    finally:
        command.kill()
        command.communicate()


def say(command: subprocess.Popen[str], line: str) -> str:
    """Type a line; gives the next that is printed."""
    assert command.stdin is not None
    assert command.stdout is not None
    command.stdin.write(line + "\n")
    return command.stdout.readline()


def test_attach_is_the_console_of_a_process_that_workers_run_and_are_killed_with(
    here: Crowd,
) -> None:
    first = here.start_worker()
    with here.open() as application:
        application.eval(ECHO)
        pid = application.spawn("(echo 1)")
        wait_until(lambda: asks(application, pid))
        holder = application.root.process(pid).shard
        with attached(here, "attach", str(pid)) as command:
            assert say(command, "one") == "1: one\n"
            assert application.root.process(pid).shard == holder  # a worker has it still
            here.start_worker()
            first.kill()
            assert say(command, "two") == "2: two\n"
            assert say(command, "three") == "3: three\n"
            assert say(command, "end") == "4: end\n"
            assert command.wait(20) == 0
        assert application.transcript(pid) == "1: one\n2: two\n3: three\n4: end\n"


def test_attach_goes_on_with_a_process_that_nobody_runs(zeo: Crowd) -> None:
    with zeo.open() as application:
        application.eval(ECHO)
        pid = application.spawn("(echo 1)")
    with attached(zeo, "attach", str(pid)) as command:
        assert say(command, "one") == "1: one\n"
        assert say(command, "end") == "2: end\n"
        assert command.wait(20) == 0


def test_output_comes_from_the_member_that_was_given_the_effect(zeo: Crowd) -> None:
    with zeo.open(WORLD) as application:
        application.eval("(import (python world))" + ECHO)
    worker = zeo.start_worker(WORLD)
    program = (
        f'(begin (display "before") (newline) (write (slowly "{zeo.journal}" 1 0.1)) (newline)'
        " (wait (spawn (lambda () (echo 1)))))"
    )
    with attached(zeo, "eval", program) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "before\n"
        assert command.stdout.readline() == f"{worker.pid}\n"
        assert say(command, "one") == "1: one\n"
        assert say(command, "end") == "2: end\n"
        assert command.stdout.read() == "2\n"


def test_children_that_wait_for_a_line_already_are_found(zeo: Crowd) -> None:
    zeo.start_worker()
    with zeo.open() as application:
        application.eval(ECHO)
        pid = application.spawn("(wait (spawn (lambda () (echo 1))))")
        wait_until(lambda: any(each.waits_for == "input" for each in application.processes()))
        with attached(zeo, "attach", str(pid)) as command:
            assert say(command, "end") == "1: end\n"
            assert command.wait(20) == 0


def test_who_follows_is_told_each_line_once_over_takeovers(here: Crowd) -> None:
    workers = [here.start_worker() for _ in range(2)]
    with here.open() as application:
        heard: list[str] = []
        application.on_output = lambda _, text: heard.append(text)
        pid = application.spawn(
            "(let loop ((n 0)) (sleep 1/50) (display n) (newline) (if (< n 150) (loop (+ n 1))))"
        )
        wait_until(lambda: application.process(pid).steps > 3)
        before = application.transcript(pid)
        application.follow(pid)
        application.start()
        for worker in workers:
            wait_until(lambda: len(heard) > 3)
            worker.kill()
            here.start_worker()
            heard_by_now = len(heard)
            wait_until(lambda: len(heard) > heard_by_now + 3)  # noqa: B023
        application.result(pid, timeout=60)
        application.unfollow(pid)
    lines = "".join(heard).splitlines()
    assert lines == [str(n) for n in range(int(lines[0]), 151)]
    assert int(lines[0]) >= len(before.splitlines())


def test_half_a_line_that_was_read_survives_the_worker(zeo: Crowd) -> None:
    first = zeo.start_worker()
    with zeo.open() as application:
        pid = application.spawn(
            "(let* ((a (read)) (b (begin (sleep 1/2) (read-line))) (c (read-line))) (list a b c))"
        )
        wait_until(lambda: asks(application, pid))
        with attached(zeo, "attach", str(pid)) as command:
            assert command.stdin is not None
            command.stdin.write("12 and the rest\n")
            wait_until(lambda: application.process(pid).waits_for == "a timer")
            command.kill()
            first.kill()
        zeo.start_worker()
        wait_until(lambda: asks(application, pid))
        application.supply_input(pid, "next\n")
        assert application.result(pid, timeout=60) == [12, " and the rest", "next"]

"""`perdure ps`, `show`, `result` and `transcript`: looking changes nothing and needs no lock."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from datetime import datetime

import pytest

from tests.programs import program
from tests.repl.command import Command

SLEEPER = program(__file__, "sleeper")

DONE = '(import (scheme base) (scheme write)) (display "printed\\n") (vector 1 "two")'
FAILED = program(__file__, "failed-sum")


def sleeper(perdure: Command) -> str:
    """The pid of a process that has run and is now asleep."""
    pid = perdure.detach(SLEEPER, "sleeper.scm")
    with perdure.start("work") as driver:
        try:
            assert driver.stdout is not None
            assert driver.stdout.readline() == "1asleep\n"  # and so what printed it is committed
        finally:
            driver.terminate()
    return pid


def test_ps_lists_processes_in_aligned_columns(perdure: Command) -> None:
    pid = perdure.detach(SLEEPER, "sleeper.scm")

    headings, *rows = perdure.out("ps").splitlines()

    assert headings.split() == ["PID", "NAME", "STATE", "WAITS", "FOR", "UNTIL", "AGE", "STEPS"]
    (row,) = [row for row in rows if row.split()[0] == pid]
    assert row.split()[1:5] == ["sleeper.scm", "ready", "-", "-"]
    assert row.index("sleeper.scm") == headings.index("NAME")


def test_ps_json_says_what_a_process_waits_for_and_until_when(perdure: Command) -> None:
    pid = sleeper(perdure)

    found = perdure.processes()[pid]

    assert found["name"] == "sleeper.scm"
    assert found["state"] == "waiting"
    assert found["waits_for"]
    until, created = (datetime.fromisoformat(found[key]) for key in ("until", "created"))
    assert 3590 < (until - created).total_seconds() < 3700
    assert found["age"] >= 0
    assert found["steps"] >= 1


def test_ps_of_an_image_without_processes(perdure: Command) -> None:
    perdure.out("eval", "--image", "other", "1")
    ended = perdure("ps", "--image", "other", "--json")

    assert ended.code == 0
    assert isinstance(json.loads(ended.out), list)


def test_ps_prints_a_table_on_a_terminal(perdure: Command) -> None:
    pid = perdure.detach(SLEEPER, "sleeper.scm")

    shown = on_a_terminal(perdure, "ps")

    assert "\x1b[" in shown  # colours, or bold headings
    assert "sleeper.scm" in shown
    assert pid in shown


@pytest.mark.parametrize("columns", [40, 60])
def test_ps_cuts_no_word_on_a_narrow_terminal(perdure: Command, columns: int) -> None:
    pid = sleeper(perdure)

    shown = on_a_terminal(perdure, "ps", columns=columns)

    assert "…" not in shown
    for word in (pid, "sleeper.scm", "waiting", "timer"):
        assert word in shown.split(), shown


def test_show_prints_the_stack_with_positions_and_variables(perdure: Command) -> None:
    pid = sleeper(perdure)

    shown = perdure.out("show", pid)

    first, *_ = shown.splitlines()
    assert first == f"process {pid}, sleeper.scm"
    assert "waiting" in shown
    frames = [line.split() for line in shown.splitlines() if "sleeper.scm:" in line]
    assert [(name, position) for _, name, position in frames[:2]] == [
        ("nap", "sleeper.scm:6:5"),
        ("main", "sleeper.scm:9:8"),
    ]
    assert "count  = 5" in shown
    assert "naps   = 10" in shown
    assert "before = (5)" in shown  # though nothing needs it any more


def test_show_tells_the_error_of_a_failed_process(perdure: Command) -> None:
    pid = perdure.detach(FAILED, "failed.scm")
    said = perdure("work", "--until-idle").err
    assert said == (
        f"perdure: process {pid}, failed.scm, failed: car: expected a pair, got 5 "
        "(failed.scm:5:20)\n"
    )

    shown = perdure.out("show", pid)

    assert "car: expected a pair, got 5 (failed.scm:5:20)" in shown
    assert "  1 step in " in shown
    assert "queue = 5" in shown
    assert "first = 2" in shown
    assert "%" not in shown  # our own procedures are left out


def test_result_prints_the_value_of_a_process_that_is_done(perdure: Command) -> None:
    pid = perdure.detach(DONE)
    perdure.out("work", "--until-idle")

    assert perdure.out("result", pid) == '#(1 "two")\n'
    assert perdure.out("transcript", pid) == "printed\n"


def test_result_of_a_failed_process_is_its_error(perdure: Command) -> None:
    pid = perdure.detach(FAILED, "failed.scm")
    perdure("work", "--until-idle")

    ended = perdure("result", pid)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "perdure: car: expected a pair, got 5 (failed.scm:5:20)\n"


def test_result_of_a_cancelled_process_says_so(perdure: Command) -> None:
    pid = perdure.detach(SLEEPER)
    perdure.out("cancel", pid)

    ended = perdure("result", pid)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"perdure: process {pid} was cancelled\n"


def test_result_of_a_process_that_goes_on_says_what_it_does(perdure: Command) -> None:
    pid = sleeper(perdure)

    ended = perdure("result", pid)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"perdure: process {pid} has not ended: waiting for ")


def test_looking_works_while_another_process_drives_the_image(perdure: Command) -> None:
    pid = perdure.detach(SLEEPER, "sleeper.scm")
    with perdure.start("work") as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "1asleep\n"  # committed, and the driver goes on
        try:
            assert perdure.processes()[pid]["state"] == "waiting"
            assert "sleeper.scm" in perdure.out("ps")
            assert "count  = 5" in perdure.out("show", pid)
            assert perdure.out("transcript", pid) == "1asleep\n"
            assert perdure("result", pid).code == 2
            assert driver.poll() is None
        finally:
            driver.kill()


def test_looking_changes_nothing(perdure: Command) -> None:
    pid = sleeper(perdure)
    before = perdure.contents()

    for line in (["ps"], ["ps", "--json"], ["show", pid], ["transcript", pid], ["result", pid]):
        perdure(*line)

    assert perdure.contents() == before


def on_a_terminal(perdure: Command, *arguments: str, columns: int = 120) -> str:
    """The text that the command prints on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        perdure.line(*arguments),
        cwd=perdure.folder,
        env=perdure.environment | {"TERM": "xterm-256color", "COLUMNS": str(columns)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # Linux reports the other end's closing so
            pass
    os.close(ours)
    return shown.decode()


def test_show_tells_how_a_process_has_ended(perdure: Command) -> None:
    text = "(import (scheme base) (scheme process-context)) (define (f x) (list x 'b)) (f 1)"
    done = perdure.detach(text, "done.scm")
    left = perdure.detach("(import (scheme process-context)) (exit 3)", "left.scm")
    perdure.out("work", "--until-idle")
    assert "  its result is (1 b)\n" in perdure.out("show", done)
    assert "  exit code 3\n" in perdure.out("show", left)
    told = json.loads(perdure.out("show", done, "--json"))
    assert (told["state"], told["result"], told["exit_code"]) == ("done", "(1 b)", 0)
    assert json.loads(perdure.out("show", left, "--json"))["exit_code"] == 3


def test_show_has_the_stack_as_json(perdure: Command) -> None:
    pid = perdure.detach(FAILED, "sum.scm")
    perdure("work", "--until-idle")
    told = json.loads(perdure.out("show", pid, "--json"))
    assert told["result"] is None
    assert told["error"].endswith(")"), "with its place"
    names = [frame["name"] for frame in told["stack"]]
    assert not any(name.startswith("%") for name in names)
    assert set(told["stack"][0]) == {"name", "position", "variables", "stack"}
    assert told["stack"][0]["stack"] == "", "of no task or thread that waits"

"""`perdure work`, `send` and `cancel`; Ctrl-C and worse."""

from __future__ import annotations

import signal
import time

import pytest

from tests.programs import program
from tests.repl.command import Command

COUNTDOWN = program(__file__, "countdown")

COUNTED = "".join(f"{n}\n" for n in range(30, 0, -1)) + "lift-off\n"

RECEIVER = program(__file__, "receiver")


def test_work_until_idle_drives_all_processes_to_their_ends(perdure: Command) -> None:
    pids = [perdure.detach(COUNTDOWN) for _ in range(3)]

    out = perdure.out("work", "--until-idle")

    assert out.count("lift-off\n") == 3
    for pid in pids:
        assert perdure.out("transcript", pid) == COUNTED
        assert perdure.processes()[pid]["state"] == "done"


def test_work_until_idle_leaves_processes_that_wait_for_messages(perdure: Command) -> None:
    pid = perdure.detach(RECEIVER)

    assert perdure.out("work", "--until-idle") == ""
    assert perdure.processes()[pid]["state"] == "waiting"


def test_run_says_what_a_program_waits_for_that_nothing_can_bring(perdure: Command) -> None:
    perdure.write("receiver.scm", RECEIVER)

    ended = perdure("run", "receiver.scm")

    assert (ended.code, ended.out) == (1, "")
    assert "cannot go on: waiting for a message" in ended.err
    assert "  `perdure send 2 EXPR` sends it one" in ended.err.splitlines()


def test_what_nothing_here_can_bring_is_told_with_who_can(perdure: Command) -> None:
    ended = perdure("eval", "(import (perdure process)) (await-external 'payment/7)")
    assert ended.err.splitlines() == [
        "perdure: process 2 cannot go on: waiting for completion of payment/7",
        "  `perdure complete payment/7 EXPR` gives it its value",
    ]
    perdure.write("bank.py", "from perdure.image import effect\n@effect\ndef pay(): return 7\n")
    perdure.out("eval", "--provide", "bank.py", "(import (python bank))")
    ended = perdure("eval", "(pay)")
    assert ended.err.splitlines() == [
        "perdure: process 4 cannot go on: waiting for effect pay (python bank), not provided",
        "  `--provide FILE` has a Python file give it, here or to `perdure work`",
    ]


def test_a_message_arrives_when_the_process_is_driven(perdure: Command) -> None:
    pid = perdure.detach(RECEIVER)
    perdure.out("eval", "(define greeting 'hello)")

    perdure.out("send", pid, "(list greeting 1)")
    perdure.out("send", pid, '"and again"')

    perdure.out("work", "--until-idle")
    assert perdure.out("transcript", pid) == '(hello 1)\n"and again"\n'


def test_a_message_to_a_process_that_has_ended_is_refused(perdure: Command) -> None:
    perdure.out("run", perdure.write("end.scm", "(import (scheme base)) 1"))
    (pid,) = [pid for pid, each in perdure.processes().items() if each["name"] == "end.scm"]
    before = len(perdure.processes())

    ended = perdure("send", pid, "(list 1)")

    told = f"perdure: process {pid} has ended (done); what is sent to it would be lost\n"
    assert (ended.code, ended.out, ended.err) == (2, "", told)
    assert len(perdure.processes()) == before


AWAITING = """(import (scheme base) (scheme write) (perdure process))
(write (await-external 'payment/17))"""


def test_what_is_awaited_is_completed_once(perdure: Command) -> None:
    pid = perdure.detach(AWAITING)
    perdure.out("work", "--until-idle")
    perdure.out("eval", "(define amount 5)")

    assert perdure.out("complete", "payment/17", "(list 'paid amount)") == ""
    again = perdure("complete", "payment/17", "(display 1)")

    told = "perdure: 'payment/17' was completed before, and keeps the value that it has\n"
    assert (again.code, again.out, again.err) == (2, "", told)
    perdure.out("work", "--until-idle")
    assert perdure.out("transcript", pid) == "(paid 5)"


def test_a_name_that_nobody_awaits_is_refused(perdure: Command) -> None:
    ended = perdure("complete", "payment/17", "1")
    assert (ended.code, ended.out) == (2, "")
    assert "no process awaits 'payment/17'; no name is awaited" in ended.err

    pid = perdure.detach(AWAITING)
    perdure.out("work", "--until-idle")
    ended = perdure("complete", "payment/71", "1")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "no process awaits 'payment/71'; awaited are 'payment/17' (--early" in ended.err

    assert perdure.out("complete", "--early", "payment/71", "1") == ""
    assert perdure.out("eval", "(import (perdure process)) (await-external 'payment/71)") == "1\n"
    assert perdure.processes()[pid]["state"] == "waiting"


def test_a_completion_that_fails_completes_nothing(perdure: Command) -> None:
    pid = perdure.detach(AWAITING)
    perdure.out("work", "--until-idle")

    ended = perdure("complete", "payment/17", "(car '())")

    assert ended.code == 1
    assert "car: expected a pair, got () (<complete>:1:1)" in ended.err
    assert perdure.processes()[pid]["waits_for"] == "completion of payment/17"


def test_a_message_that_fails_is_not_sent(perdure: Command) -> None:
    pid = perdure.detach(RECEIVER)

    ended = perdure("send", pid, "(car '())")

    assert ended.code == 1
    assert "car: expected a pair, got ()" in ended.err
    perdure.out("work", "--until-idle")
    assert perdure.out("transcript", pid) == ""


def test_cancel_ends_a_process_for_good(perdure: Command) -> None:
    pid = perdure.detach(COUNTDOWN)

    perdure.out("cancel", pid)

    assert perdure.processes()[pid]["state"] == "cancelled"
    assert perdure.out("work", "--until-idle") == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("line", [["work"], ["run", "countdown.scm"]])
def test_a_signal_stops_the_driver_after_a_commit(
    perdure: Command, line: list[str], number: signal.Signals
) -> None:
    perdure.write("countdown.scm", COUNTDOWN)
    if line == ["work"]:
        perdure.detach(COUNTDOWN, "countdown.scm")

    with perdure.start(*line) as driver:
        assert driver.stdout is not None
        assert driver.stderr is not None
        first = driver.stdout.readline()
        driver.send_signal(number)
        out = first + driver.stdout.read()
        err = driver.stderr.read()

    assert driver.returncode == 128 + number
    assert err.startswith("perdure: stopped; ")
    assert err.count("\n") == 1
    (pid,) = [
        pid for pid, each in perdure.processes().items() if each["name"].endswith("countdown.scm")
    ]
    assert perdure.out("transcript", pid) == out  # nothing shown was lost, nothing kept unshown
    assert out + perdure.out("work", "--until-idle") == COUNTED


def test_ctrl_c_stops_an_endless_loop(perdure: Command) -> None:
    perdure.write(
        "endless.scm",
        '(import (scheme base) (scheme write)) (display "go\\n") (let loop () (loop))',
    )

    with perdure.start("run", "endless.scm") as driver:
        assert driver.stdout is not None
        driver.stdout.readline()
        driver.send_signal(signal.SIGINT)
        assert driver.wait(timeout=60) == 130

    states = [process["state"] for process in perdure.processes().values()]
    assert "ready" in states


def test_a_killed_driver_loses_nothing_that_it_showed(perdure: Command) -> None:
    pid = perdure.detach(COUNTDOWN)
    for _ in range(3):
        with perdure.start("work") as driver:
            assert driver.stdout is not None
            driver.stdout.readline()
            time.sleep(0.1)
            driver.kill()

    perdure.out("work", "--until-idle")

    assert perdure.out("transcript", pid) == COUNTED


SLOW = """import sys, time
from perdure.image import effect

@effect(at_most_once=True)
def slow(seconds):
    print("begun", file=sys.stderr, flush=True)
    time.sleep(seconds)
    return seconds
"""


@pytest.mark.parametrize(
    ("number", "seconds"),
    # 6: longer than a command may take to react to a signal
    [(signal.SIGTERM, 6), (signal.SIGHUP, 1)],
)
def test_a_worker_that_is_stopped_lets_an_effect_end(
    perdure: Command, number: signal.Signals, seconds: int
) -> None:
    provide = ("--provide", perdure.write("slow.py", SLOW))
    calls = f"(import (scheme base) (scheme write) (python slow)) (write (slow {seconds}))"
    pid = perdure.detach(calls)

    with perdure.start("work", *provide) as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline() == "begun\n"
        worker.send_signal(number)
        err = worker.stderr.read()

    waited = "perdure: waiting at most 30 seconds for 1 effect (slow) to end\n"
    assert err == waited + "perdure: stopped; the processes are asleep in the image\n"
    assert worker.returncode == 128 + number
    assert perdure("work", "--until-idle").err == ""  # where `slow` is not even provided
    assert perdure.out("transcript", pid) == str(seconds)


def test_a_second_signal_does_not_wait_for_effects(perdure: Command) -> None:
    provide = ("--provide", perdure.write("slow.py", SLOW))
    pid = perdure.detach("(import (scheme base) (python slow)) (slow 100)")

    with perdure.start("work", *provide) as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline() == "begun\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.stderr.readline().startswith("perdure: waiting")
        worker.send_signal(signal.SIGTERM)
        err = worker.stderr.read()

    assert (worker.returncode, err.strip()) == (143, "")
    failed = perdure("work", "--until-idle", *provide)
    assert failed.err.startswith(f"perdure: process {pid}, detached.scm, failed: ")
    assert failed.err.count("\n") == 1
    assert "the effect was cut off" in perdure("result", pid).err

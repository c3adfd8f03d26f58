"""The commands as the console of processes: lines of stdin, exit codes, a kill while one waits."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import time

import pytest

from tests.programs import program
from tests.repl.command import Command
from tests.repl.screens import terminal

GREETING = program(__file__, "greeting")


def test_run_gives_a_program_the_lines_of_standard_input(perdure: Command) -> None:
    perdure.write("greet.scm", GREETING)

    out = perdure.out("run", "greet.scm", stdin="Zoë\n(4 2) rest\nleft\n")

    assert out == 'name? age? ("Zoë" (4 2) " rest")\n'


def test_the_end_of_standard_input_is_the_end_of_file(perdure: Command) -> None:
    perdure.write(
        "count.scm",
        program(__file__, "counted-lines"),
    )

    assert perdure.out("run", "count.scm", stdin="a\nb\nwithout an end") == "3#<eof>"
    assert perdure.out("run", "count.scm") == "0#<eof>"


def test_children_read_standard_input_too(perdure: Command) -> None:
    perdure.write(
        "family.scm",
        program(__file__, "reading-family"),
    )

    assert perdure.out("run", "family.scm", stdin="one\ntwo\n") == '("one" "two")'


def test_the_program_itself_may_come_from_standard_input(perdure: Command) -> None:
    program = "(import (scheme base) (scheme write)) (write (read-line))"

    assert perdure.out("run", "-", stdin=program) == "#<eof>"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("(exit)", 0),
        ("(exit #t)", 0),
        ("(exit #f)", 1),
        ("(exit 0)", 0),
        ("(exit 42)", 42),
        ("(exit 'other)", 1),
        ("(emergency-exit 3)", 3),
        ("(spawn (lambda () (exit 9)))", 0),
        ("7", 0),
    ],
)
def test_run_ends_with_the_code_that_exit_was_given(form: str, code: int, perdure: Command) -> None:
    perdure.write(
        "exit.scm",
        f"""(import (scheme base) (scheme write) (scheme process-context) (perdure process))
        (dynamic-wind (lambda () #f) (lambda () {form}) (lambda () (display "after")))""",
    )

    ended = perdure("run", "exit.scm")

    assert (ended.code, ended.err) == (code, "")
    assert ended.out == ("" if "emergency" in form else "after")


def test_eval_and_load_end_with_the_code_too(perdure: Command) -> None:
    perdure.write("leave.scm", "(exit 4) (display 'no)")

    assert perdure("eval", "(exit 3)").code == 3
    assert perdure("load", "leave.scm").code == 4
    assert perdure("eval", "(exit 3)").out == ""
    assert perdure.out("eval", "(read-line)", stdin="typed\n") == '"typed"\n'


def test_repl_reads_the_lines_after_the_form_and_ends_with_exit(perdure: Command) -> None:
    ended = perdure(
        "repl", stdin="(define x (read-line))\nthis line\n(list x (read))\n5\n(exit 6)\n7\n"
    )

    assert ended.out == '("this line" 5)\n'
    assert (ended.code, ended.err) == (6, "")


def wait_until(perdure: Command, pid: str, waits_for: str) -> None:
    deadline = time.monotonic() + 30
    while perdure.processes().get(pid, {}).get("waits_for") != waits_for:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_wait_for_input_survives_a_kill(perdure: Command) -> None:
    perdure.write("greet.scm", GREETING)
    with subprocess.Popen(
        perdure.line("run", "greet.scm"),
        cwd=perdure.folder,
        env=perdure.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write("Ada\n")
        running.stdin.flush()
        assert running.stdout.read(11) == "name? age? "
        pid = max(perdure.processes(), key=int)
        wait_until(perdure, pid, "input")
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL

    assert perdure.processes()[pid]["waits_for"] == "input"
    assert perdure.out("work", "--until-idle", stdin="not for you\n") == ""
    assert perdure.out("attach", pid, stdin="36 !\n") == 'name? age? ("Ada" 36 " !")\n'
    assert perdure.processes()[pid]["state"] == "done"


def test_attach_ends_as_run_does(perdure: Command) -> None:
    pid = perdure.detach("(import (scheme process-context)) (exit 8)")

    assert perdure("attach", pid).code == 8
    assert perdure("attach", pid).code == 8
    assert perdure("attach", "99").code == 2


def test_a_person_at_a_terminal_is_asked(perdure: Command) -> None:
    perdure.write("greet.scm", GREETING)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        perdure.line("run", "greet.scm"),
        cwd=perdure.folder,
        env=perdure.environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout is not None
        assert running.stdout.read(6) == "name? "
        os.write(ours, b"Eve\n")
        assert running.stdout.read(5) == "age? "
        os.write(ours, b"7\n")
        assert running.stdout.read() == '("Eve" 7 "")\n'
    os.close(ours)
    os.close(theirs)


def test_other_processes_go_on_while_a_person_thinks(perdure: Command) -> None:
    perdure.write(
        "clock.scm",
        program(__file__, "clock"),
    )
    with subprocess.Popen(
        perdure.line("run", "clock.scm"),
        cwd=perdure.folder,
        env=perdure.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stdout.read(5) == "tick "
        running.stdin.write("late\n")
        running.stdin.flush()
        assert running.stdout.read() == '"late"'


def test_ctrl_c_leaves_a_process_that_waits_for_input_asleep(perdure: Command) -> None:
    perdure.write("greet.scm", GREETING)
    with subprocess.Popen(
        perdure.line("run", "greet.scm"),
        cwd=perdure.folder,
        env=perdure.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(6) == "name? "
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
        assert "asleep in the image" in running.stderr.read()
    process = perdure.processes()[max(perdure.processes(), key=int)]
    assert process["waits_for"] == "input"


def test_load_and_eval_find_libraries_beside_the_file_and_here(
    perdure: Command,
) -> None:
    (perdure.folder / "sub").mkdir()
    perdure.write(
        "sub/part.sld",
        "(define-library (part) (import (scheme base)) (export p) (begin (define p 'sub)))",
    )
    perdure.write("sub/uses.scm", "(import (part)) (display p)")
    perdure.write(
        "here.sld",
        "(define-library (here) (import (scheme base)) (export h) (begin (define h 'here)))",
    )

    assert perdure.out("load", "sub/uses.scm") == "sub"
    assert perdure.out("eval", "(import (here)) h") == "here\n"


def test_a_file_that_a_program_writes_is_there_when_run_ends(perdure: Command) -> None:
    perdure.write(
        "write.scm",
        """(import (scheme base) (scheme write) (scheme file))
        (with-output-to-file "made.txt" (lambda () (display "λ")))""",
    )

    perdure.out("run", "write.scm")

    assert (perdure.folder / "made.txt").read_text(encoding="utf-8") == "λ"


def test_work_in_the_background_of_a_shell_leaves_the_terminal_alone(perdure: Command) -> None:
    pid = perdure.detach("(import (scheme base) (scheme write)) (display (read-line))")
    shell = ["/bin/bash", "--norc", "--noprofile", "-i"]
    environment = perdure.environment | {"PS1": "$ ", "TERM": "xterm"}
    with terminal(shell, perdure.folder, environment) as shown:
        shown.wait("$").enter(f"{shlex.join(perdure.line('work'))} > /dev/null &")
        try:
            wait_until(perdure, pid, "input")
            time.sleep(0.5)
            shown.clear()
            shown.enter("jobs")
            shown.wait(lambda it: "Running" in it.text or "Stopped" in it.text)
            assert "Running" in shown.text
        finally:
            shown.enter("kill -9 %1; wait; exit")
            shown.wait_end()

"""`perdure repl`, on a pipe and on a terminal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perdure.repl.interaction.commands import COMMANDS, SECTIONS
from tests.repl.command import Command


def test_each_form_of_piped_input_is_evaluated_and_printed(perdure: Command) -> None:
    ended = perdure("repl", stdin='(define x 20) (+ x 1)\n(display "hi")\n"text"\n')

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == '21\nhi\n"text"\n'
    assert perdure.out("eval", "x") == "20\n"


def test_a_form_may_span_lines_and_hold_comments(perdure: Command) -> None:
    text = '; a comment (\n(define (f x) ; )\n  (* x\n     2))\n#| block\n |# (f 4)\n"two\nlines"'

    assert perdure.out("repl", stdin=text) == '8\n"two\\nlines"\n'


def test_each_form_is_a_process(perdure: Command) -> None:
    before = len(perdure.processes())

    perdure.out("repl", stdin="1\n2\n")

    assert len(perdure.processes()) == before + 2


def test_an_error_is_told_and_the_loop_goes_on(perdure: Command) -> None:
    ended = perdure("repl", stdin="(car 5)\n)\n(+ 1 1)\n")

    assert (ended.code, ended.out) == (1, "2\n")
    first, second = ended.err.splitlines()
    assert first == "car: expected a pair, got 5 (<repl>:1:1)"
    assert second.startswith("read: this ) closes nothing")


def test_lines_are_those_of_the_whole_input(perdure: Command) -> None:
    text = (
        "\n(define (f x)\n   (car x)) (f 1)\n\n(f '\n2)\n(read-line)\na line\n (undefined-one)\n ) "
    )

    ended = perdure("repl", stdin=text)

    assert ended.err.splitlines() == [
        "car: expected a pair, got 1 (<repl>:3:4)",
        "car: expected a pair, got 2 (<repl>:3:4)",
        "unbound variable: undefined-one (<repl>:9:2)",
        "read: this ) closes nothing (<repl>:10:2)",
    ]


def test_input_that_ends_inside_a_form_is_an_error(perdure: Command) -> None:
    ended = perdure("repl", stdin="(+ 1\n  2")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "read: this form has no end; ) is missing (<repl>:1:1)\n"


def test_on_a_terminal_it_prompts_and_ctrl_c_parks_a_form(perdure: Command) -> None:
    with terminal(perdure) as (process, end):
        shown = read_until(end, "> ")
        os.write(end, b"(+ 40\n")
        assert "> " not in read_until(end, "  ").replace(shown, "")
        os.write(end, b"2)\n")
        assert "42" in read_until(end, "> ")
        os.write(end, b"(let loop () (loop))\n")
        time.sleep(0.5)  # let it begin
        process.send_signal(signal.SIGINT)
        assert "is parked; ,resume" in read_until(end, "> ")
        os.write(end, b"(* 6 7)\n")
        assert "42" in read_until(end, "> ")
        os.write(end, b"\x04")
        assert process.wait(timeout=60) == 0


@contextmanager
def terminal(perdure: Command) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A REPL on a terminal, and our end of it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        perdure.line("repl"),
        cwd=perdure.folder,
        env=perdure.environment | {"TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(end: int, what: str) -> str:
    """The terminal's text until that one, with it."""
    shown = ""
    while not shown.endswith(what):
        shown += os.read(end, 1).decode()
    return shown


def test_a_dumb_terminal_has_the_same_commands_and_memory(perdure: Command) -> None:
    with terminal(perdure) as (process, end):
        read_until(end, "> ")
        os.write(end, b"(let loop () (loop))\n")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        read_until(end, "> ")
        os.write(end, b"(+ 1 2)\n")
        assert "$2 = 3" in read_until(end, "> ")
        os.write(end, b"(car $)\n")
        shown = read_until(end, "> ")
        assert "car: expected a pair, got 3" in shown
        assert "    (car $)\r\n    ^\r\n" in shown
        process.kill()
        process.wait()
    with terminal(perdure) as (process, end):
        assert ",resume goes on with (let loop () (loop))" in read_until(end, "> ")
        os.write(end, b",cancel 2\n")
        assert "process 2 is cancelled" in read_until(end, "> ")
        os.write(end, b",quit\n")
        assert process.wait(timeout=60) == 0


def test_a_pipe_may_give_commands(perdure: Command) -> None:
    perdure.write("two.scm", "(define two 2) two")

    ended = perdure("repl", stdin=",load two.scm\n(* two 21)\n,doc car\n,nonsense\n,quit\n7\n")

    assert ended.out == "2\n42\n(car x)  from (scheme base)\n"
    assert ended.err == "there is no command ,nonsense; ,help lists them\n"
    assert ended.code == 1


def test_nothing_is_drawn_where_that_is_not_wanted(perdure: Command) -> None:
    assert perdure.out("repl", "--plain", stdin="(+ 1 1)\n") == "2\n"


def test_a_line_that_one_form_begins_another_may_end(perdure: Command) -> None:
    text = '(display "hi") (newline) (* 6 7)\n(display "half") 1 (display "end")'

    assert perdure.out("repl", stdin=text) == "hi\n42\nhalf\n1\nend\n"


def test_output_that_cannot_be_written_is_one_line(perdure: Command) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            perdure.line("repl"),
            cwd=perdure.folder,
            env=perdure.environment,
            input="(+ 1 1)\n",
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (2, "perdure: No space left on device\n")


def test_help_is_short_and_has_sections(perdure: Command) -> None:
    whole = perdure.out("repl", stdin=",help\n").splitlines()
    assert len(whole) <= 24
    assert max(map(len, whole)) <= 100
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS), "each command is in one section"
    text = " ".join(whole)
    assert all(f",{name}" in text for name in COMMANDS)
    assert "  ,debug [PID]" in perdure.out("repl", stdin=",help repair\n")
    assert perdure.out("repl", stdin=",help ,ps\n") == "  ,ps [STATE|all]  the processes\n"
    assert len(perdure.out("repl", stdin=",help all\n").splitlines()) == len(COMMANDS)
    assert "no section of that name" in perdure("repl", stdin=",help nix\n").err

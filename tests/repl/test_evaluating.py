"""`perdure run`, `load` and `eval`: programs and expressions, values and exit codes."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from tests.programs import program
from tests.repl.command import Command

HELLO = program(__file__, "hello")

FAILING = program(__file__, "failing")


def test_run_prints_what_the_program_prints(perdure: Command) -> None:
    perdure.write("hello.scm", HELLO)

    assert perdure.out("run", "hello.scm") == "hello\n"


def test_run_takes_a_program_from_standard_input(perdure: Command) -> None:
    assert perdure.out("run", "-", stdin=HELLO) == "hello\n"


def test_run_gives_the_program_its_arguments(perdure: Command) -> None:
    perdure.write(
        "arguments.scm",
        "(import (scheme base) (scheme write) (scheme process-context))"
        " (write (cdr (command-line)))",
    )

    assert perdure.out("run", "arguments.scm", "a", "--b", "c d") == '("a" "--b" "c d")'
    assert perdure.out("run", "arguments.scm", "--", "--image", "x") == '("--image" "x")'


def test_run_ends_with_1_and_says_where_a_program_failed(perdure: Command) -> None:
    perdure.write("failing.scm", FAILING)

    ended = perdure("run", "failing.scm")

    assert ended.code == 1
    assert ended.out == "so far\n"
    assert ended.err == (
        "perdure: process 2 failed: car: expected a pair, got ()\n"
        "  at failing.scm:4:8\n"
        "      (+ 1 (car queue)))\n"
        "           ^\n"
        "`perdure show 2` shows its stack with the variables\n"
    )


def test_of_an_image_in_memory_nothing_more_can_be_shown(perdure: Command) -> None:
    ended = perdure("--image", ":memory:", "run", perdure.write("failing.scm", FAILING))
    assert ended.err.startswith("perdure: process 1 failed: car: expected a pair, got ()\n  at ")
    assert ended.err.endswith("^\n")


def test_run_says_where_what_is_no_error_object_was_raised(perdure: Command) -> None:
    perdure.write("raising.scm", FAILING.replace("car queue", "raise (list queue 'empty)"))

    ended = perdure("run", "raising.scm")

    assert (ended.code, ended.out) == (1, "so far\n")
    assert ended.err.startswith(
        "perdure: process 2 failed: uncaught: (() empty)\n  at raising.scm:4:8\n"
    )


def test_run_finds_what_a_program_includes_beside_it(perdure: Command) -> None:
    (perdure.folder / "sub").mkdir()
    perdure.write("sub/main.scm", '(import (scheme base) (scheme write)) (include "part.scm") (f)')
    perdure.write("sub/part.scm", '(define (f) (display "included"))')

    assert perdure.out("run", "sub/main.scm") == "included"


def test_run_prints_what_the_programs_children_print(perdure: Command) -> None:
    perdure.write(
        "family.scm",
        program(__file__, "family"),
    )

    assert perdure.out("run", "family.scm") == "child parent"


def test_run_does_not_print_what_others_print(perdure: Command) -> None:
    other = perdure.detach('(import (scheme base) (scheme write)) (display "other")')
    perdure.write("hello.scm", HELLO)

    assert perdure.out("run", "hello.scm") == "hello\n"
    assert perdure.out("work", "--until-idle") in ("", "other")  # whichever drove it
    assert perdure.out("transcript", other) == "other"


def test_detach_prints_the_pid_and_returns_at_once(perdure: Command) -> None:
    perdure.write("hello.scm", HELLO)

    pid = perdure.out("run", "--detach", "hello.scm").strip()

    assert perdure.processes()[pid]["state"] == "ready"
    assert perdure.out("transcript", pid) == ""
    assert perdure.out("work", "--until-idle") == "hello\n"
    assert perdure.out("transcript", pid) == "hello\n"


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("(+ 1 2)", "3\n"),
        ('(list "a" #\\b (quote c) 1/2 #t)', '("a" #\\b c 1/2 #t)\n'),
        ("(string #\\λ)", '"λ"\n'),
        ("(values 1 2)", "1\n2\n"),
        ("(if #f #f)", ""),
        ("1 2 3", "3\n"),
    ],
)
def test_eval_prints_the_value_as_write_does(
    perdure: Command, expression: str, printed: str
) -> None:
    assert perdure.out("eval", expression) == printed


def test_eval_prints_output_before_the_value(perdure: Command) -> None:
    assert perdure.out("eval", '(begin (display "out\\n") 5)') == "out\n5\n"


def test_eval_ends_with_1_where_the_expression_fails(perdure: Command) -> None:
    ended = perdure("eval", "(car '())")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "perdure: car: expected a pair, got () (<eval>:1:1)\n"


@pytest.mark.parametrize("expression", ["(+ 1", '"abc', ")", "(if)", "(no-such-name 1)"])
def test_eval_ends_with_1_and_a_position_where_the_text_is_wrong(
    perdure: Command, expression: str
) -> None:
    ended = perdure("eval", expression)

    assert (ended.code, ended.out) == (1, "")
    assert "<eval>:1:" in ended.err
    assert ended.err.count("\n") == 1


def test_definitions_of_eval_and_load_stay(perdure: Command) -> None:
    perdure.write("twice.scm", '(define (twice x) (* 2 x)) (display "loaded\\n")')

    assert perdure.out("load", "twice.scm") == "loaded\n"
    perdure.out("eval", "(define y (twice 21))")
    assert perdure.out("eval", "y") == "42\n"


def test_load_ends_with_1_and_keeps_what_came_before_the_error(perdure: Command) -> None:
    perdure.write("half.scm", program(__file__, "failing-half-way"))

    ended = perdure("load", "half.scm")

    assert ended.code == 1
    assert "half.scm:2:1" in ended.err
    assert perdure.out("eval", "before") == "1\n"
    assert perdure("eval", "after").code == 1


def test_a_raised_object_that_is_no_error_is_told(perdure: Command) -> None:
    ended = perdure("eval", "(raise 'oops)")

    assert ended.code == 1
    assert "oops" in ended.err


def test_a_stream_that_was_closed_leads_nowhere(perdure: Command) -> None:
    for redirected, code in (("<&-", 0), (">&-", 0), ("<&- >&-", 0), ("<&- >&- 2>&-", 0)):
        for arguments in (("eval", "(begin (display 1) (read-line))"), ("repl",)):
            line = shlex.join(perdure.line(*arguments)) + " " + redirected
            ended = subprocess.run(
                line,
                shell=True,
                cwd=perdure.folder,
                env=perdure.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            assert (ended.returncode, ended.stderr) == (code, ""), line
    assert perdure.out("eval", "(+ 1 2)") == "3\n"


def test_what_the_terminal_has_no_letter_for_is_told_all_the_same(perdure: Command) -> None:
    ended = perdure("eval", '(begin (display "λx") 1)', PYTHONIOENCODING="ascii")

    assert (ended.code, ended.out, ended.err) == (0, "\\u03bbx\n1\n", "")


def test_bytes_that_are_no_text_are_refused(perdure: Command) -> None:
    ended = perdure("eval", '(string-length "\udcff")')
    assert ended.code == 2
    assert ended.err == (
        "perdure: the text '(string-length \"\\udcff\")' has at 16 what is no character, "
        "such as a byte that is no UTF-8\n"
    )

    piped = subprocess.run(
        perdure.line("repl"),
        cwd=perdure.folder,
        env=perdure.environment,
        input=b'"\xff" 1\n',
        capture_output=True,
        check=False,
    )
    told = b"cannot read standard input: not UTF-8 text, at byte 1 (0xff, in line 1)\n"
    assert (piped.returncode, piped.stdout, piped.stderr) == (1, b"", told)


def test_an_unbound_name_is_told_with_what_may_have_been_meant(perdure: Command) -> None:
    perdure.write("area.scm", program(__file__, "misspelt"))
    perdure.write("shown.scm", '(import (scheme base))\n(display "shown")\n')

    for command in ("run", "load"):
        failed = perdure(command, "area.scm")
        assert failed.code == 1
        assert "  did you mean area?" in failed.err.splitlines(), command
    assert (
        "  exported by (scheme write), (scheme r5rs): (import (scheme write))"
        in perdure("run", "shown.scm").err.splitlines()
    )
    assert perdure("eval", "(lenght '())").err.splitlines() == [
        "perdure: unbound variable: lenght (<eval>:1:1)",
        "  did you mean length?",
    ]


@pytest.mark.parametrize(
    ("imported", "hint"),
    [
        ("(perdure proccess)", "did you mean (perdure process)?"),
        ("(only (scheme baes) car)", "did you mean (scheme base)?"),
        ("(srfi 1111)", ""),  # a number is no name that is spelled wrongly
        ("(no such)", ""),
        ("(perdure expanderr)", ""),  # nothing of the inner works is suggested
    ],
)
def test_a_library_that_there_is_not_is_told_with_the_one_that_was_meant(
    perdure: Command, imported: str, hint: str
) -> None:
    first, *hints = perdure("eval", f"(import {imported})").err.splitlines()
    assert "import: there is no library (" in first
    assert hints == ([f"  {hint}"] if hint else [])


def test_of_functions_of_pythons_those_that_are_provided_are_told(perdure: Command) -> None:
    failed = perdure("eval", "(import (python bank))")
    assert "there is no library (python bank); no functions of Python's were provided" in failed.err
    perdure.write("rates.py", "from perdure.image import effect\n@effect\ndef rate(): return 7\n")
    failed = perdure("eval", "--provide", "rates.py", "(import (python rate))")
    assert "no library (python rate); what was provided is (python rates) (" in failed.err

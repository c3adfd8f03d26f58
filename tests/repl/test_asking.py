"""Answers of the REPL's commands about names, and what they say where they cannot be done."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed
from perdure.languages.scheme import read_datum
from perdure.repl.interaction import memory
from perdure.repl.interaction.actions import CommandError, Done, Profile, Time
from perdure.repl.interaction.commands import run_command
from perdure.repl.interaction.documentation import FOR_PROGRAMS, unbound_hints
from perdure.repl.interaction.layout import code_lines
from perdure.repl.interaction.measuring import Profiler, time_line
from perdure.repl.interaction.outcomes import greeting
from perdure.repl.interaction.process_commands import MOST_SHOWN
from perdure.repl.spelling import distance, near
from tests.programs import program

DOCUMENT = Path(__file__).parents[2] / "docs" / "scheme.md"

PROGRAM = program(__file__, "shapes")


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with Image.open(":memory:") as opened:
        opened.result(opened.spawn_eval(PROGRAM, "shapes.scm"))
        yield opened


def answer(image: Image, command: str) -> list[str]:
    """The lines of a command, or what was wrong with it."""
    found = re.fullmatch(r",([a-z]+) ?(.*)", command)
    assert found is not None
    try:
        action = run_command(image, found[1], found[2])
    except CommandError as error:
        return [str(error)]
    assert isinstance(action, Done)
    return action.lines


def fails(image: Image, text: str) -> ProcessFailed:
    with pytest.raises(ProcessFailed) as caught:
        image.eval(text)
    return caught.value


ANSWERS = {
    ",doc area": [
        "(area w h)",
        "  The area of a rectangle.",
        "  In any unit.",
        "  The product,",
        "  no more.",
        "  defined at shapes.scm:3",
    ],
    ",doc volume": ["(volume w h d)", "  As well.", "  defined at shapes.scm:8"],
    ",doc said": ["(said)", "  defined at shapes.scm:14"],
    ",doc swap!": ["syntax"],
    ",doc answer": ["answer = 42"],
    ",source volume": [
        "; shapes.scm:8",
        "(define volume",
        "  (lambda (w h d)",
        '    "As well."',
        "    (* d (area w h))))",
    ],
    ",source said": ["; shapes.scm:14", '(define (said) "only a value")'],
    ",source point-x": [
        "; shapes.scm:15",
        "(define-record-type point (make-point x y) point? (x point-x) (y point-y))",
    ],
    ",source swap!": [
        "(define-syntax swap!",
        "  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))",
    ],
    ",source car": ["car is built in: it has no text in Scheme; ,doc car tells what it does"],
    ",source answer": ["answer is no procedure: it is 42"],
    ",source nothing": ["nothing is not bound here; ,doc nothing tells who exports it"],
    ",macroexpand (swap! a b)": ["(let ((tmp a)) (set! a b) (set! b tmp))"],
    ",macroexpand (twice y)": ["(begin (swap! x y) (swap! y x))"],
    ",macroexpand (car 1)": ["(car 1) is no use of a macro"],
    ",macroexpand (swap! a)": ["swap!: no rule of this macro fits (swap! a)"],
    ",macroexpand": ["this needs a form: ,macroexpand (my-macro 1 2)"],
    ",re": [",re may be ,resume, ,retry, ,restarts, ,restart or ,revert"],
    ",sorce": ["there is no command ,sorce; did you mean ,source?"],
    ",xyzzy": ["there is no command ,xyzzy; ,help lists them"],
    ",bt 99": ["no process has the pid 99; ,ps lists them"],
    ",park": ["this needs a pid: ,park 12; ,ps lists them"],
    ",load": ["this needs a file: ,load shapes.scm"],
    ",load /": ["'/' is a folder; this needs a file: ,load shapes.scm"],
    ",load none.scm": ["there is no file 'none.scm'"],
    ",forget": ["this needs a pid: ,forget 12; ,ps lists them"],
    ",forget 99": ["no process has the pid 99; ,ps lists them"],
    ",forget 1 x": ["'x' is no pid, and no process is registered so: ,forget 12; ,ps lists them"],
    ",cancel": ["this needs a pid: ,cancel 12; ,ps lists them"],
    ",cancel 1.5": ["'1.5' is no pid, and no process is registered so: ,cancel 12; ,ps lists them"],
    ",resume 99": ["no process has the pid 99; ,ps lists them"],
    ",send x 1": [
        "'x' is no pid, and no process is registered so: ,send 12 '(a message); ,ps lists them"
    ],
}


@pytest.mark.parametrize("command", ANSWERS)
def test_a_command_answers(image: Image, command: str) -> None:
    assert answer(image, command) == ANSWERS[command]


def test_processes_are_listed_a_page_at_a_time() -> None:
    with Image.open(":memory:") as image:
        failed = image.spawn_many("(lambda (x) (car x))", [(n,) for n in range(3)])
        done = image.spawn_many("(lambda (x) x)", [(n,) for n in range(130)])
        image.run_until_idle()
        waiting = image.spawn_many("(lambda (x) (receive))", [(n,) for n in range(110)])
        image.run_until_idle()

        def listed(command: str) -> tuple[list[int], list[str]]:
            lines = answer(image, command)
            pids = [int(line.split()[0]) for line in lines[1:101] if line.lstrip()[0].isdigit()]
            return pids, lines[1 + MOST_SHOWN :]

        pids, _ = listed(",ps")
        assert pids == [*done[-5:], *waiting[-100:]][:100]
        assert answer(image, ",ps")[-2:] == [
            "10 more are alive; `perdure top` goes through them",
            "128 more have ended; ,ps all shows them",
        ]
        assert listed(",ps all") == (
            waiting[-100:],
            ["143 came before these; `perdure ps` shows them"],
        )
        assert listed(",ps failed") == (failed, [])
        assert listed(",ps waiting") == (
            waiting[-100:],
            ["100 are shown; `perdure ps --state waiting` has all"],
        )
        assert answer(image, ",ps cancelled") == ["no processes"]
        assert answer(image, ",ps old") == [
            ",ps takes one of ready, waiting, parked, done, failed, cancelled, or all, not 'old'"
        ]


def test_what_has_ended_is_forgotten_by_pid_or_all_of_it() -> None:
    with Image.open(":memory:") as image:
        pids = [memory.start(image, text).pid for text in ("1", "2", "(car 3)", "(receive)")]
        asleep = image.spawn("(let loop () (loop))")
        image.park(asleep)
        image.run_until_idle()

        assert answer(image, f",forget {pids[0]}") == ["1 process is forgotten"]
        assert answer(image, f",bt {pids[0]}") == [
            f"no process has the pid {pids[0]}; ,ps lists them"
        ]
        assert "has not ended" in answer(image, f",forget {pids[1]} {asleep}")[0]
        assert image.process(pids[1]).state == "done"
        assert answer(image, ",forget all") == ["2 processes are forgotten"]
        assert [each.pid for each in image.processes()] == [pids[3], asleep]
        assert [form.pid for form in memory.own(image)] == [pids[3]]
        assert [line.split()[0] for line in greeting(image)] == [f"{pids[3]}", ",attach"]
        assert answer(image, ",bt")[0] == f"process {pids[3]}: (receive)"


def test_where_a_name_comes_from_is_known_after_an_error_too(image: Image) -> None:
    fails(image, "(list-queue-map 1)")
    fails(image, "(define vector-map (car 5))")

    assert answer(image, ",doc list-queue-map") == [
        "list-queue-map is not bound here",
        "  exported by (scheme list-queue), (srfi 117): (import (scheme list-queue))",
    ]
    assert answer(image, ",doc vector-map")[0].endswith("  from (scheme base)")


HINTS = {
    "(list-queue-unfold 1)": [
        "  exported by (scheme list-queue), (srfi 117): (import (scheme list-queue))"
    ],
    "(arae 1 2)": ["  did you mean area?"],
    "(lenght '())": ["  did you mean length?"],
    "(list-queue-unfodl 1)": ["  did you mean list-queue-unfold, of (scheme list-queue)?"],
    "(qqqqqqqqqqqq)": [],
    "(car 5)": [],
    "(raise 'unbound)": [],
}


@pytest.mark.parametrize("text", HINTS)
def test_what_may_have_been_meant_is_said_of_an_unbound_name(image: Image, text: str) -> None:
    assert unbound_hints(image, fails(image, text).payload) == HINTS[text]


def test_a_traced_procedure_tells_of_its_calls(image: Image) -> None:
    told: list[str] = []
    image.on_output = lambda pid, text: told.append(text)
    image.eval("(define (fact n) (if (= n 0) 1 (* n (fact (- n 1)))))")
    image.eval("(define (two) (values 1 2))")

    assert answer(image, ",trace fact two") == ["traced: fact two; ,untrace fact two ends that"]
    assert image.eval("(call-with-output-string (lambda (port) (write (fact 2) port)))") == "2"
    assert image.eval("(call-with-values two list)") == [1, 2]
    assert "".join(told).splitlines() == [
        "(fact 2)",
        "  (fact 1)",
        "    (fact 0)",
        "    => 1",
        "  => 1",
        "=> 2",
        "(two)",
        "=> 1 2",
    ]
    assert answer(image, ",trace") == ["traced: fact two"]
    assert answer(image, ",doc fact") == ["(fact n)", "  defined at <eval>:1"]
    assert answer(image, ",trace fact") == ["fact is traced already; ,untrace fact ends that"]
    assert answer(image, ",trace car") == [
        "car is imported from (scheme base); only what is defined here can be traced"
    ]
    assert answer(image, ",trace answer") == ["answer is no procedure"]
    told.clear()
    image.eval("(define (two) 3)")  # defined anew, it is not traced
    assert answer(image, ",untrace") == ["not traced any more: fact"]
    assert answer(image, ",untrace fact") == ["fact is not traced"]
    assert (image.eval("(fact 3)"), image.eval("(two)"), told) == (6, 3, [])


def test_a_trace_lasts_and_no_error_stays_within_it(image: Image) -> None:
    image.eval("(define (bad x) (+ 1 (car x)))")
    answer(image, ",trace bad")

    assert str(fails(image, "(list (bad 5))")) == "car: expected a pair, got 5 (<eval>:1:22)"
    assert str(fails(image, "(bad 1 2)")).startswith("bad: expected 1 argument, got 2")
    answer(image, ",untrace")


def test_times_and_profiles_are_of_forms(image: Image) -> None:
    assert run_command(image, "time", "(f 1)") == Time("(f 1)", 1)
    assert run_command(image, "time", "10 (f 1)") == Time("(f 1)", 10)
    assert run_command(image, "time", "10") == Time("10", 1)
    assert run_command(image, "profile", "(f 1)") == Profile("(f 1)")
    assert answer(image, ",time 0 (f)") == ["a form is timed 1 to 10000 times, not 0"]
    assert time_line([0.5], 1) == "0.500 s, 1 step"
    assert time_line([0.3, 0.1, 0.2], 2) == (
        "3 runs: 0.100 s at best, 0.200 s in the median, 0.300 s at worst; 2 steps each"
    )


def test_a_profile_names_the_procedures_at_work(image: Image) -> None:
    image.eval("(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))")
    profiler = Profiler(threading.get_ident())
    profiler.start()
    image.eval("(list (fib 27))")
    profiler.stop()

    headings, first, *_ = profiler.lines()

    assert headings.split() == ["OWN", "TOTAL", "PROCEDURE", "IN"]
    assert first.split()[4:] == ["fib", "<eval>:1"]
    assert not any("%" in line.split()[4][:1] for line in profiler.lines()[1:-1])


def test_apropos_leaves_out_what_is_nobodys_business(image: Image) -> None:
    form = memory.start(image, "1")
    image.result(form.pid)
    memory.mark_seen(image, form, 1)

    assert not any("%" in line or "$" in line for line in answer(image, ",apropos a"))
    assert answer(image, ",apropos run-text") == ["no name here has 'run-text' in it"]
    assert answer(image, ",apropos list-queue-ap") == [
        "list-queue-append   (import (scheme list-queue))",
        "list-queue-append!  (import (scheme list-queue))",
    ]


def test_libraries_of_perdure_that_are_documented_are_told_of() -> None:
    text = DOCUMENT.read_text("utf-8")

    assert set(re.findall(r"^### (\(perdure .*\))$", text, re.MULTILINE)) == FOR_PROGRAMS


def test_names_are_near_by_letters_changed_and_exchanged() -> None:
    assert distance("lenght", "length", 3) == 1
    assert distance("car", "cdr", 3) == 1
    assert distance("vector-map", "vector-for-each", 3) > 3
    assert near("vectr-map", ["vector-map", "vector-fill!", "map"]) == ["vector-map"]
    assert near("x", ["y", "z"]) == []


def test_code_is_laid_out_in_lines_that_fit() -> None:
    text = """(let loop ((i 0) (total '())) (if (< i (vector-length items))
        (loop (+ i 1) (cons (vector-ref items i) total)) (reverse total)))"""
    found = read_datum(text)
    assert found is not None

    assert code_lines(found[0], 0, 60) == [
        "(let loop ((i 0) (total '()))",
        "  (if (< i (vector-length items))",
        "      (loop (+ i 1) (cons (vector-ref items i) total))",
        "      (reverse total)))",
    ]

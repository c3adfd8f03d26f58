"""`perdure inspect`, and `,inspect` in the REPL: what is in a value, and the way through it."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.api import inspector
from perdure.repl.commands.debug import Reading
from perdure.repl.inspecting import Shell
from tests.repl.command import Command
from tests.repl.screens import screen

ORDER = '(define order (list \'order (vector 1 2) (list "tea" "cake")))'
UNKNOWN = (
    "there is no command 'nonsense' of the inspector; help lists them, a number follows that "
    "field, and a form in parentheses is evaluated"
)
SHOWN = """\
a list: (order #(1 2) ("tea" "cake"))
  0  0  order
  1  1  #(1 2)
  2  2  ("tea" "cake")
"""


def test_a_view_that_fails_says_how_to_do_without(perdure: Command) -> None:
    perdure.out("eval", "(import (perdure inspect))")
    perdure.out("eval", "(define-record-type box (make-box v) box? (v v))")
    perdure.out("eval", "(define b (make-box 5))")
    perdure.out("eval", "(define-view box? (lambda (it) (car it)))")
    told = perdure("inspect", "b", "--batch", "page; raw")
    assert "the program's view fails: car: expected a pair" in told.err
    assert "; raw shows the value's own fields" in told.err
    assert "0  v" in told.out


def test_a_batch_looks_follows_and_changes(perdure: Command) -> None:
    perdure.out("eval", ORDER)
    assert perdure.out("inspect", "order", "--batch", "page") == SHOWN
    told = perdure.out(
        "inspect", "order", "--batch", "2; way; set 0 (string #\\x); back; (length it)"
    )
    assert told == (
        'a list: ("tea" "cake")\n  0  0  "tea"\n  1  1  "cake"\n'
        "order\n  2\n"
        'a list: ("x" "cake")\n  0  0  "x"\n  1  1  "cake"\n' + SHOWN.replace("tea", "x") + "3\n"
    )
    assert perdure.out("eval", "order") == '(order #(1 2) ("x" "cake"))\n'


def test_what_cannot_be_done_is_a_sentence_and_the_rest_is_done(perdure: Command) -> None:
    perdure.out("eval", ORDER)
    ended = perdure("inspect", "order", "--batch", "7; nonsense; set 1; follow x; back; more; page")
    assert ended.code == 1
    assert ended.out == SHOWN
    assert ended.err.splitlines() == [
        "there is no field 7",
        UNKNOWN,
        "this needs a field and a value: set 2 (+ 1 2)",
        "'x' is no number: follow 3",
        "this is where it began",
        "there are no more fields",
    ]
    ended = perdure("inspect", "@99999999")
    assert (ended.code, ended.err) == (2, "perdure: there is no object @99999999\n")
    ended = perdure("inspect", "(car 5)")
    assert ended.code == 1
    assert ended.err.startswith("perdure: car: expected a pair, got 5 (<inspect>:1:1)")


def test_a_process_is_named_by_its_pid_and_pages_are_gone_through(perdure: Command) -> None:
    perdure.out("eval", "(define numbers (iota 45))")
    told = perdure("inspect", "numbers", stdin="page\nmore\nm\nfrom 44\nquit\npage\n")
    assert "  19  19  19\n  ... more\n" in told.out
    assert "  20  20  20\n" in told.out
    assert told.out.count("  44  44  44\n") == 2
    assert told.out.endswith("  44  44  44\n"), "nothing after quit"
    assert "process 1\n  0  pid " in perdure.out("inspect", "1", "--batch", "page")
    assert perdure.out("inspect", "--batch", "page").startswith("the image\n")


def test_the_repl_inspects_over_a_kill_and_on_a_narrow_terminal(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().resize(24, 40)
        shown.enter(ORDER)
        shown.wait_prompt().enter(",inspect (append order order order)")
        shown.wait("inspecting: help lists commands").wait_prompt()
        assert "a list: (order #(1 2) (" in shown.text
        assert all(len(line) <= 40 for line in shown.lines)
        shown.enter("1")
        shown.wait("a vector: #(1 2)").wait_prompt()
        shown.enter("set 0 (+ 40 2)")
        shown.wait("a vector: #(42 2)").wait_prompt()
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with screen(perdure) as shown:
        shown.wait_prompt().enter(",inspect order")
        shown.wait("  1  1  #(42 2)").wait_prompt()
        shown.enter("quit")
        shown.wait_prompt()
        assert shown.evaluate("(+ 1 2)")[-1].endswith("= 3")


def test_ctrl_c_leaves_the_way_to_a_far_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(inspector, "SHORT", 0.0)
    told: list[tuple[str, float | None]] = []

    def tell(doing: str, part: float | None) -> None:
        told.append((doing, part))
        if len(told) == 2:
            signal.raise_signal(signal.SIGINT)

    with Image.open(tmp_path / "image") as image:
        image.eval("(define far (iota 9500))")
        shell = Shell(image, "far")
        shell.progress = lambda: nullcontext(tell)
        reading = Reading(image, shell, "")
        assert reading.run("from 8000; from 8001; 0") == 1
    shown = capsys.readouterr()
    assert shown.err == "left at 3,000 on the way to 8,000, from where it goes on next time\n"
    assert "  8001  8001  8001\n" in shown.out
    assert shown.out.endswith("a number: 0\n"), "the rest is done"
    assert told[:2] == [
        ("at 1,000 on the way to 8,000", 1 / 8),
        ("at 2,000 on the way to 8,000", 2 / 8),
    ]

"""`perdure browse`, `file-out` and the browser's commands in the REPL, over kills."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.programs import program
from tests.repl.command import Command
from tests.repl.screens import screen

TILL = program(__file__, "browsed")


@pytest.fixture
def till(perdure: Command) -> Command:
    (perdure.folder / "till.scm").write_text(TILL)
    perdure.out("load", "till.scm")
    return perdure


def editor(folder: Path, command: str) -> str:
    made = folder / "editor"
    made.write_text(f'#!/bin/sh\n{command} "$1"\n')
    made.chmod(0o755)
    return str(made)


def test_a_batch_looks_finds_and_reverts(till: Command) -> None:
    told = till.out(
        "browse", "--batch", "user; 2; callers price; sleepers nap; find-text MAP PRICE"
    )
    assert told == (
        "user: 4 definitions\n  0  base   What is added.\n  1  nap    (define (nap thing)\n"
        "  2  price  The price of a thing.\n  3  total  (define (total things)\n"
        "; price, of user; till.scm:5\n; The price of a thing.\n(define (price x)\n  (+ base x))\n"
        "  0  total  user\nno process stands in nap\n"
        "  0  total  user  2: (apply + (map price things)))\n"
    )
    ended = till("browse", "--batch", "no such; revert total; diff x; show; find-by-example 3")
    assert ended.code == 1
    assert ended.err.splitlines() == [
        "the image has no module no; browse without a name lists them",
        "the change log has no text of total before the one of now",
        "no module defines x; find x looks for names like it",
        "this needs a name: show total, or show (shop prices) p",
        "this needs arguments and a result: find-by-example 3 4 => 7",
    ]


def test_an_edited_text_that_is_wrong_is_kept_and_processes_of_the_former_are_told(
    till: Command,
) -> None:
    wrong = editor(till.folder, "sed -i 's/base x))/base x/'")
    ended = till("browse", "--batch", "edit price", EDITOR=wrong)
    assert "your text is kept: edit price goes on with it" in ended.out
    assert "^" in ended.out
    right = editor(till.folder, "sed -i 's/base x/base x x))/'")
    assert till.out("browse", "--batch", "edit price", EDITOR=right) == "defined: price\n"
    assert till.out("eval", "(price 1)") == "5\n"
    assert till.out("browse", "--batch", "edit price", EDITOR="true") == "nothing was changed\n"


def test_json_and_file_out(till: Command) -> None:
    names = [each["name"] for each in json.loads(till.out("browse", "user", "--json"))]
    assert names == ["base", "nap", "price", "total"]
    price = json.loads(till.out("browse", "price", "--json"))
    assert price["callers"] == [{"module": "user", "name": "total"}]
    assert price["history"][0]["text"] == price["text"]
    assert json.loads(till.out("browse", "--json"))[0]["name"] == "user"
    assert till.out("file-out") == TILL
    till.out("file-out", "user", "-o", "out.scm")
    assert (till.folder / "out.scm").read_text() == TILL
    assert till("file-out", "(no such)").code == 2


@pytest.mark.parametrize("columns", [100, 40])
def test_a_person_browses_edits_is_killed_and_reverts(till: Command, columns: int) -> None:
    program = editor(till.folder, "sed -i 's/base x/base 10 x/'")
    with screen(till, EDITOR=program) as shown:
        shown.wait_prompt().resize(24, columns)
        shown.enter("(nap 4)")
        shown.press("Ctrl-Z")
        shown.wait("process ").wait_prompt()
        shown.enter(",edit price")
        shown.wait("defined: price").wait_prompt()
        assert shown.evaluate("(total '(1 2))")[-1].endswith("= 29")
        shown.enter(",edit nap")
        shown.wait("nothing was changed").wait_prompt()
        shown.enter("(define (nap x) x)")
        shown.wait_prompt().enter(",sleepers nap")
        shown.wait(lambda it: "<" in it.text and "till.scm:12:3" in it.text).wait_prompt()
        assert all(len(line) <= columns for line in shown.lines)
        shown.enter(",browse user")
        shown.wait("browsing: help lists commands").wait_prompt()
        shown.enter("2")
        shown.wait("; The price of a thing.").wait_prompt()
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with screen(till) as shown:
        shown.wait_prompt().enter(",history price")
        shown.wait("  #").wait_prompt()
        shown.enter(",revert price")
        shown.wait("price is as in #1 again").wait_prompt()
        assert shown.evaluate("(total '(1 2))")[-1].endswith("= 9")
        shown.enter(",find-by-example 3 4 => 7")
        shown.wait("  0  (+ 3 4)").wait_prompt()

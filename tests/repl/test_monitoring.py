"""`perdure top`, and `,top` in the REPL: what runs and waits, as a table, with keys."""

from __future__ import annotations

import json
import signal

from tests.repl.command import Command
from tests.repl.screens import Screen, environment_of, screen, terminal

SLEEPER = "(import (scheme base) (perdure process)) (sleep 9000)"


def test_a_batch_prints_the_table(perdure: Command) -> None:
    assert perdure("eval", "(car 5)").code == 1
    pid = perdure.detach(SLEEPER, "sleeper.scm")
    told = perdure.out("top")
    assert told.startswith("1 alive (1 active, 0 sleeping), 1 done, 1 failed, 0 cancelled\n")
    lines = told.splitlines()
    assert lines[1].split() == [
        "PID",
        "NAME",
        "STATE",
        "WAITS",
        "FOR",
        "UNTIL",
        "AGE",
        "STEPS/S",
        "BYTES",
    ]
    assert lines[2].split()[:3] == [pid, "sleeper.scm", "ready"]
    assert (
        len(perdure.out("top", "--batch", "-n", "2", "--delay", "0.1", "failed").splitlines()) == 7
    )
    found = json.loads(perdure.out("top", "--json", "sleeper.scm", "oldest"))
    assert [each["pid"] for each in found["processes"]] == [int(pid)]
    assert found["counts"]["alive"] == 1
    told = perdure.out("repl", stdin=",top failed\n,top sleeper.scm\n")
    assert "failed" in told
    assert "sleeper.scm" in told
    ended = perdure("top", "shop=")
    assert (ended.code, ended.err) == (2, "perdure: 'shop=' is no label with its value: shop=tea\n")


def test_a_process_is_looked_into_mended_and_parked_on_the_screen(perdure: Command) -> None:
    assert perdure("eval", "(define (f x) (list x (car x)))").code == 0
    assert perdure("eval", "(f 5)").code == 1
    sleeper = perdure.detach(SLEEPER, "sleeper.scm")
    failed = next(pid for pid, each in perdure.processes().items() if each["state"] == "failed")
    environment = environment_of(perdure, {})
    with terminal(perdure.line("top"), perdure.folder, environment) as shown:
        shown.wait(lambda it: has(it, "sleeper.scm", "ready"))
        assert "d debug" in shown.text
        shown.type("p")
        shown.wait(f"park: process {sleeper} parked")
        shown.wait(lambda it: has(it, "sleeper.scm", "parked"))
        shown.type("r")
        shown.wait(f"resume: process {sleeper} goes on")
        shown.type("c")
        shown.wait(f"cancel: process {sleeper} told to end")
        shown.type("f")
        shown.wait("filter>")
        shown.enter("failed")
        shown.wait(lambda it: "sleeper.scm" not in it.text and f" {failed}  " in it.text)
        shown.type("p")
        shown.wait(f"park: process {failed} is failed")
        shown.press("Enter")
        shown.wait(lambda it: f"process {failed}, <eval>: failed" in it.text)
        shown.press("Enter")
        shown.wait(lambda it: "command>" not in it.text)
        shown.resize(30, 60)
        shown.process.send_signal(signal.SIGWINCH)
        shown.wait(
            lambda it: "cancelled" not in it.lines[0] and all(len(x) <= 60 for x in it.lines)
        )
        shown.type("d")
        shown.wait("command>").wait(lambda it: "x = 5" in it.text)
        shown.enter("(* x 2)")
        shown.wait("10")
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with terminal(perdure.line("top", "failed"), perdure.folder, environment) as shown:
        shown.wait(lambda it: f" {failed}  " in it.text)
        shown.type("d")
        shown.wait("command>").wait(lambda it: "x = 5" in it.text)
        shown.enter("return 'mended")
        shown.wait(lambda it: "its result is mended" in it.text)
        shown.enter("quit")
        shown.wait(lambda it: "command>" not in it.text)
        shown.wait("none")
        shown.type("q")
        assert shown.wait_end() == 0


def test_on_a_narrow_terminal_no_key_is_parted_from_its_word(perdure: Command) -> None:
    perdure.out("eval", "1")
    words = ("Enter look", "r resume", "o order", "PgDn more", "q quit")

    def are_shown(it: Screen) -> bool:
        return all(any(each in line for line in it.lines) for each in words)

    with terminal(perdure.line("top"), perdure.folder, environment_of(perdure, {})) as shown:
        shown.wait(are_shown)
        for columns in (58, 42, 34):
            shown.resize(30, columns)
            shown.process.send_signal(signal.SIGWINCH)
            shown.wait(are_shown)
        shown.type("q")
        assert shown.wait_end() == 0


def test_the_tables_come_by_their_numbers_also_in_the_repl(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(import (perdure process))")
        shown.wait_prompt().enter("(begin (spawn (lambda () (sleep 5000))) 'begun)")
        shown.wait_prompt().enter(",top")
        shown.wait(lambda it: has(it, "a timer", "waiting"))
        shown.type("2")
        shown.wait(lambda it: "DUE" in it.text and "a timer" in it.text)
        shown.type("3")
        shown.wait("NAME").wait("none")
        shown.type("4")
        shown.wait("MEMBER").wait("none")
        shown.type("b")
        shown.wait("command>").wait(lambda it: "(user)" in it.text or "user" in it.text)
        shown.press("Escape")
        shown.wait(lambda it: "command>" not in it.text)
        shown.type("q")
        shown.wait_prompt()
        assert shown.evaluate("(+ 1 2)")[-1].endswith("= 3")


def test_the_application_is_used_with_the_mouse(perdure: Command) -> None:
    assert perdure("eval", "(define (f x) (list x (car x)))").code == 0
    assert perdure("eval", "(f 5)").code == 1
    failed = next(pid for pid, each in perdure.processes().items() if each["state"] == "failed")
    sleepers = [perdure.detach(SLEEPER, f"sleeper-{n}.scm") for n in range(3)]
    for command, columns in (("tui", 80), ("top", 130)):
        with terminal(perdure.line(command), perdure.folder, environment_of(perdure, {})) as shown:
            shown.resize(30, columns)
            shown.process.send_signal(signal.SIGWINCH)
            shown.wait(lambda it: has(it, "sleeper-0.scm", "ready"))
            assert shown.text.index("sleeper-0.scm") < shown.text.index("failed  "), (
                "the living first"
            )
            shown.click("sleeper-1.scm")
            shown.click("park")
            shown.wait(f"park: process {sleepers[1]} parked")
            shown.click("resume")
            shown.wait(f"resume: process {sleepers[1]} goes on")
            shown.turn_wheel("sleeper-1.scm")
            shown.click("failed  ")
            shown.click("debug")
            shown.wait(lambda it: "command>" in it.text and "x = 5" in it.text)
            shown.enter("(* x 2)")
            shown.wait(lambda it: any("10" in line for line in it.lines))
            shown.press("Escape")
            shown.wait(lambda it: "command>" not in it.text)
            shown.click("timers")
            shown.wait(lambda it: "DUE" in it.text)
            shown.click("processes")
            shown.wait(lambda it: has(it, "sleeper-0.scm"))
            shown.process.send_signal(signal.SIGKILL)
            shown.process.wait()
    assert perdure.processes()[failed]["state"] == "failed"


def has(shown: Screen, *parts: str) -> bool:
    """Whether a line has all of that in it."""
    return any(all(part in line for part in parts) for line in shown.lines)


def test_what_a_process_prints_is_shown_where_it_was_made_to_go_on(perdure: Command) -> None:
    text = "def found(x):\n    return {}[x]\n\nprint('printed', found(5))\n"
    (perdure.folder / "shows.py").write_text(text)
    assert perdure("run", "shows.py").code == 1
    failed = next(pid for pid, each in perdure.processes().items() if each["state"] == "failed")
    line, environment = perdure.line("tui", str(failed)), environment_of(perdure, {})
    with terminal(line, perdure.folder, environment) as shown:
        shown.wait("command>").enter("return 4")
        shown.wait(f"process {failed}, shows.py: done")
        assert "> return 4\nprinted 4\n" in shown.text
        shown.type("\x1b")
        shown.wait(lambda it: "q quit" in it.text).type("q")
        assert shown.wait_end() == 0

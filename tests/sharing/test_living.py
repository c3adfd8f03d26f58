"""Tools on a terminal, narrow and wide, of a shared image whose processes a worker runs.

The application is killed on the way, and begun again.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.programs import program
from tests.repl.command import Command
from tests.repl.screens import Screen, environment_of, terminal
from tests.sharing.crowd import TAKEOVER, Crowd, wait_until

IMPORTS = "(import (scheme base) (perdure process) (perdure conditions))"
TEXT = program(__file__, "sold")


@contextmanager
def application(here: Crowd, columns: int, *what: str) -> Iterator[Screen]:
    """`perdure tui`, killed at the end."""
    command = Command(here.folder)
    environment = environment_of(command, {"PERDURE_TAKEOVER": TAKEOVER})
    line = command.line("tui", "--image", here.uri, *what)
    with terminal(line, here.folder, environment) as shown:
        shown.resize(40, columns)
        shown.process.send_signal(signal.SIGWINCH)
        yield shown
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()


def seen(shown: Screen, text: str) -> None:
    shown.wait(lambda it: text in it.text)


@pytest.mark.parametrize("columns", [60, 140])
def test_a_process_of_a_worker_is_seen_stepped_and_repaired(here: Crowd, columns: int) -> None:
    with here.open(drive=False) as image:
        here.start_worker()
        image.eval(IMPORTS)
        image.eval("(define seen (list 0))")
        image.eval(TEXT)
        pid = image.spawn_eval("(list 'sold (sell 5))")
        wait_until(lambda: image.process(pid).state == "waiting")

        with application(here, columns, str(pid)) as shown:  # the debugger
            seen(shown, "a breakpoint")
            seen(shown, "x = 5")
            shown.enter("next")
            seen(shown, "a step")
            shown.enter("next")
            wait_until(lambda: image.eval("(car seen)") == [5, 5])
        with application(here, columns, str(pid)) as shown:
            seen(shown, "x = 5")
            shown.enter("undo-step")
            seen(shown, "back before next")
            wait_until(lambda: image.eval("(car seen)") == 5)
            shown.enter("continue")
            seen(shown, "car: expected a pair, got 5")
            shown.enter("restarts")
            seen(shown, "use-value")

        with application(here, columns, "seen") as shown:  # the inspector
            seen(shown, "a list")
            shown.enter("set 0 '(6 7)")
            wait_until(lambda: image.eval("(car seen)") == [6, 7])

        with application(here, columns) as shown:  # the monitor, and the browser
            shown.wait(lambda it: any(f"{pid}" in line and "failed" in line for line in it.lines))
            shown.type("b")
            seen(shown, "command>")
            shown.enter("sell")
            seen(shown, "; Sell a thing.")
            shown.enter("callers sell")
            shown.enter("history sell")
            seen(shown, "#")

        with application(here, columns, str(pid)) as shown:  # the repair
            seen(shown, "car: expected a pair")
            shown.enter("restart use-value 8")
            seen(shown, "its result is (sold (5 8))")
        assert image.language.write(image.result_value(pid)) == "(sold (5 8))"


def test_the_whole_image_is_told_of_line_by_line(here: Crowd) -> None:
    with here.open(drive=False) as image:
        here.start_worker()
        image.eval(IMPORTS + "(define-record-type account (make owner) account? (owner owner-of))")
        image.eval("(define mine (make 'ada)) (define order (list mine))")
        image.say("closing at six", author="ada")
        assert "closing at six" in here.perdure("say")
        lines = "instances; look mine; who; path"
        told = here.perdure("inspect", "account", "--batch", lines)
        assert "#<account" in told
        assert "order" in told or "mine" in told
        pid = image.spawn_eval("(receive)")
        wait_until(lambda: image.process(pid).waits_for == "a message")
        assert f"{pid}" in here.perdure("top", "waiting")

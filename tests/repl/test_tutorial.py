"""`,tutorial`, walked through on a terminal as a person does, with the kill that it asks for."""

from __future__ import annotations

import re
import signal

from tests.repl.command import Command
from tests.repl.screens import screen

NAP = "(begin (sleep 1.5) (sell '(4 tea 5)))"


def test_a_person_walks_through_is_killed_and_repairs(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().resize(24, 60)
        shown.enter(",tutorial")
        shown.wait("Tutorial, 1 of 8").wait_prompt()
        shown.enter("(+ 1 2)")
        shown.wait_prompt().enter("(define (price x) (+ x 3))")
        shown.wait("price is in the image now").wait("Tutorial, 2 of 8").wait_prompt()
        shown.enter("(price 4)")
        shown.wait("Tutorial, 3 of 8").wait_prompt()
        shown.enter("(define (sell things) (map price things))")
        shown.wait("Tutorial, 4 of 8").wait_prompt()
        shown.enter(NAP)
        shown.press("Ctrl-Z")
        shown.wait("Tutorial, 5 of 8").wait_prompt()
        assert all(len(line) <= 60 for line in shown.lines)
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with screen(perdure) as shown:
        shown.wait_prompt().enter(",tutorial")
        shown.wait("Killed, and nothing is lost").wait("Tutorial, 6 of 8").wait_prompt()
        shown.enter("(sleep 1.6)")
        shown.wait("Tutorial, 7 of 8").wait_prompt()
        shown.enter("(define (price x) (if (number? x) (+ x 3) 2))")
        shown.wait("Tutorial, 8 of 8").wait_prompt()
        found = re.search(r",debug (\d+)", shown.text)
        assert found is not None
        shown.enter(found[0])
        shown.wait("debugging process").wait_prompt()
        shown.enter("again")
        shown.wait("It was killed, has failed, was repaired, and has gone on").wait_prompt()
        assert "its result is (7 2 8)" in shown.text
        shown.enter("quit")
        shown.wait_prompt().enter(",tutorial again")
        shown.wait("Tutorial, 1 of 8").wait_prompt()
        shown.enter(",tutorial stop")
        shown.wait("left; ,tutorial begins it anew").wait_prompt()

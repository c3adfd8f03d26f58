"""The prompt came not back: the line being typed was for a child of a form that had ended.

A child that wanted a line in the very transaction in which its form ended was asked for it,
as if the form were still in the foreground, and the next form was typed for the child.
"""

from __future__ import annotations

from pathlib import Path

from tests.repl.command import Command
from tests.repl.screens import screen


def test_the_prompt_is_for_the_next_form(tmp_path: Path) -> None:
    with screen(Command(tmp_path)) as shown:
        shown.wait_prompt().enter("(import (perdure process))")
        shown.wait_prompt()
        form = '(begin (spawn (lambda () (display "how many? ") (read-line))))'
        for number in range(5):
            shown.enter(form)
            pid = 3 + 2 * number
            shown.wait(f"${number + 2} = {pid}")
            shown.wait(f"[{pid}] waits for a line; ,attach {pid} to type it").wait_prompt()
        shown.enter(",attach 5")
        shown.wait(lambda it: it.lines[-1] == "how many?")
        shown.enter("seven")
        shown.wait('"seven"').wait_prompt()

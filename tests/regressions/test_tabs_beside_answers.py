"""Tab completes also where the terminal's answer to a question comes right behind it.

After the size of the terminal has changed the REPL asks where the cursor is. The answer was
taken for more that is typed, so that the Tab before it stood for itself, as in a paste.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repl.command import Command
from tests.repl.screens import screen

CURSOR = "\x1b[1;1R"  #: where it is, as terminals say it


@pytest.fixture
def perdure(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.mark.parametrize("ahead", ["", CURSOR])
def test_a_tab_before_an_answer_completes(perdure: Command, ahead: str) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("(vector-ma")
        shown.wait("> (vector-ma")
        shown.type(f"{ahead}\t{CURSOR}")
        shown.wait(lambda it: "(vector-map" in it.text)


def test_a_tab_before_what_is_pasted_stands_for_itself(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("(list\t1)")
        shown.press("Enter")
        shown.wait("$1 = (1)").wait_prompt()

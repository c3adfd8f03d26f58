"""`perdure say`, and `,say` in the REPL: what all at an image share."""

from __future__ import annotations

import json

from tests.repl.command import Command


def test_processes_people_and_the_repl_share_a_board(perdure: Command) -> None:
    assert perdure.out("say") == ""
    perdure.out("eval", '(begin (import (perdure image)) (say! "sold " 3))')
    perdure.out("say", "closing at six")
    told = perdure.out("repl", stdin=",say so be it\n,say\n")
    assert told.splitlines()[-1].endswith(": so be it")
    lines = [json.loads(line) for line in perdure.out("say", "--json").splitlines()]
    assert [each["text"] for each in lines] == ["sold 3", "closing at six", "so be it"]
    assert "<eval>" in lines[0]["author"]
    assert len(perdure.out("say", "-n", "1").splitlines()) == 1

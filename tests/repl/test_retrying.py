"""`perdure retry`: what has failed goes on."""

from __future__ import annotations

import pytest

from tests.repl.command import Command

BANK = """
from pathlib import Path
from perdure.image import effect
@effect
def charge(cents):
    if not Path("open").exists():
        raise ConnectionError("no bank")
    return cents
"""


def test_what_has_failed_is_done_again_or_given_a_value(perdure: Command) -> None:
    perdure.write("bank.py", BANK)
    perdure.out("eval", "--provide", "bank.py", "(import (python bank))")
    program = "(import (scheme base) (python bank)) (exit (+ 1 (charge 4)))"
    program = program.replace("(scheme base)", "(scheme base) (scheme process-context)")
    first, second = (perdure.detach(program, name) for name in ("one.scm", "two.scm"))
    third = perdure.detach("(import (scheme base)) (+ 1 (error 'bad))", "three.scm")
    assert perdure("work", "--provide", "bank.py", "--until-idle").err.count(" failed: ") == 3
    states = {each["state"] for pid, each in perdure.processes().items() if pid in (first, second)}
    assert states == {"failed"}

    assert perdure.out("retry", "--all", "--name", "one.scm") == f"{first}\n"
    assert perdure.out("retry", "--all", "--error", "no bank") == f"{second}\n"
    perdure.write("open", "")
    ended = perdure("retry", third)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"perdure: process {third} raised what it failed of by itself, and would again; "
        "give it a value to go on with instead\n"
    )
    assert perdure.out("retry", third, "--value", "(* 2 3)") == ""
    perdure.out("work", "--provide", "bank.py", "--until-idle")
    assert [perdure.out("result", pid) for pid in (first, second, third)] == ["5\n", "5\n", "7\n"]


def test_all_that_failed_alike_are_given_a_value(perdure: Command) -> None:
    one, two, other = (
        perdure.detach(f'(import (scheme base)) (list (error "{text}"))', "bad.scm")
        for text in ("no stock", "no stock", "no bank")
    )
    perdure("work", "--until-idle")
    assert perdure.out("retry", "--like", one, "--value", "5") == f"{one}\n{two}\n"
    perdure.out("work", "--until-idle")
    assert [perdure.out("result", pid) for pid in (one, two)] == ["(5)\n", "(5)\n"]
    assert perdure.processes()[other]["state"] == "failed"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "missing PID, --all or --like"),
        (["7", "--all"], "--all and --like are for all that have failed so: give no PID"),
        (["7", "--name", "x"], "--name and --error are for --all"),
        (["--like", "1"], "process 1 has not failed: it is done"),
        (["99"], "no process has the pid 99"),
        (["1"], "process 1 has not failed: it is done"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    perdure: Command, arguments: list[str], message: str
) -> None:
    ended = perdure("retry", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err

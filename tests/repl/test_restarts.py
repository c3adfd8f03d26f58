"""`perdure restarts`, `restart` and `on-error`: how a process goes on that an error has stopped."""

from __future__ import annotations

import json

from tests.programs import program
from tests.repl.command import Command


def test_a_process_that_an_error_has_stopped_goes_on_by_a_restart(perdure: Command) -> None:
    assert perdure.out("on-error") == "fail\n"
    perdure.out("on-error", "park")
    assert perdure.out("on-error") == "park\n"
    pid = perdure.detach(program(__file__, "priced"), "priced.scm")
    told = perdure("work", "--until-idle").err
    assert f"`perdure restarts {pid}` lists how it can go on" in told
    assert perdure.processes()[pid]["waits_for"] == "a restart: unbound variable: price"

    assert perdure.out("restarts", pid) == (
        "NUMBER  RESTART            DOES\n"
        "     1  retry              do again what failed\n"
        "     2  use-value VALUE    use a value instead of what failed\n"
        "     3  store-value VALUE  define the variable, and do again what failed\n"
        "     4  guess AMOUNT       guess a price\n"
        "     5  skip               -\n"
        "     6  abort              clean up, and end the process\n"
    )
    offered = json.loads(perdure.out("restarts", "--json", pid))
    assert [each["name"] for each in offered if each["is_of_program"]] == ["guess", "skip"]
    refused = perdure("restart", pid, "gues")
    assert (refused.code, refused.out) == (2, "")
    assert "offers no restart 'gues': it offers retry, use-value, store-value" in refused.err

    perdure.out("restart", pid, "guess", "(* 2 3)")
    perdure("work", "--until-idle")
    assert perdure.processes()[pid]["state"] == "waiting", "the next one has no price either"
    perdure.out("restart", pid, "2", "4")
    perdure.out("work", "--until-idle")
    assert perdure.out("transcript", pid) == "10\n"


def test_a_process_has_a_policy_of_its_own(perdure: Command) -> None:
    pid = perdure.detach("(import (scheme base) (perdure process)) (receive) (car 5)", "a.scm")
    perdure.out("work", "--until-idle")
    perdure.out("on-error", "park", "--process", pid)
    assert perdure.out("on-error", "--process", pid) == "park\n"
    perdure("send", pid, "1")  # which may tell that it is parked already
    perdure("work", "--until-idle")
    assert perdure.processes()[pid]["state"] == "waiting"
    perdure.out("on-error", "--as-image", "--process", pid)
    perdure.out("restart", pid, "retry")
    perdure("work", "--until-idle")
    assert perdure.processes()[pid]["state"] == "failed"
    assert perdure("on-error", "--as-image").code == 2


def test_a_form_of_the_repl_is_mended_where_it_stands(perdure: Command) -> None:
    perdure("eval", "(list 1 (undefined-one 2))")
    (pid,) = [pid for pid, each in perdure.processes().items() if each["state"] == "failed"]
    stores = f",restart {pid}:store-value (lambda (x) (* x 10))"
    ended = perdure("repl", stdin=f",restarts {pid}\n{stores}\n,policy park\n")
    assert "store-value VALUE" in ended.out
    assert "(1 20)" in ended.out
    assert perdure.out("on-error") == "park\n"

"""`perdure lock` and `perdure locks`."""

from __future__ import annotations

import json

from tests.repl.command import Command


def test_a_person_holds_what_programs_wait_for(perdure: Command) -> None:
    perdure.out("lock", "mutex", "ledger")
    perdure.out("lock", "semaphore", "gpus", "2")
    pid = perdure.out("lock", "acquire", "ledger").strip()
    permit = perdure.out("lock", "acquire", "gpus").strip()
    heading, gpus, ledger = perdure.out("locks").splitlines()
    assert heading.split() == ["NAME", "KIND", "FREE", "WAITING", "HELD", "BY"]
    assert gpus.split() == ["gpus", "semaphore", "1", "0", permit]
    assert ledger.split() == ["ledger", "mutex", "0", "0", pid]
    late = perdure("lock", "acquire", "ledger", "--timeout", "0.05")
    assert late.code == 1
    assert "it was not unlocked in time" in late.err
    perdure.out("lock", "release", pid)
    again = perdure("lock", "release", pid)
    assert (again.code, again.err) == (
        1,
        f"perdure: process {pid} holds no lock that has a name\n",
    )
    found = json.loads(perdure.out("locks", "--json"))
    assert [(each["name"], each["free"]) for each in found] == [("gpus", 1), ("ledger", 1)]
    perdure.out("lock", "acquire", "ledger", "--lease", "0")
    told = perdure("lock", "acquire", "ledger")
    assert told.code == 0
    assert "the last that held 'ledger' has ended with it" in told.err
    unknown = perdure("lock", "acquire", "other")
    assert unknown.code == 2
    assert "no lock is called 'other'; `perdure locks` lists them" in unknown.err
    perdure.out("lock", "remove", "gpus")
    assert [each["name"] for each in json.loads(perdure.out("locks", "--json"))] == ["ledger"]
    assert perdure("lock", "remove", "gpus").code == 2

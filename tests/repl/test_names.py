"""`perdure run --unique`, and names in the place of pids."""

from __future__ import annotations

import json

from tests.repl.command import Command

WAITS = "(import (scheme base) (perdure process)) (receive)"


def test_a_program_is_started_once_under_a_name_and_found_by_it(perdure: Command) -> None:
    perdure.write("waits.scm", WAITS)
    start = ("run", "--detach", "--unique", "nightly", "waits.scm")
    pid = perdure.out(*start).strip()

    assert perdure.out(*start).strip() == pid
    refused = perdure("run", "--detach", "--unique", "nightly", "--policy", "error", "waits.scm")
    assert (refused.code, refused.out) == (2, "")
    assert f"'nightly' is registered: it is the name of process {pid}" in refused.err
    assert perdure.processes()[pid]["registered"] == ["nightly"]
    assert "waits.scm (nightly)" in perdure.out("ps")
    assert "registered as nightly" in perdure.out("show", "nightly")
    perdure.out("send", "nightly", "42")
    perdure.out("work", "--until-idle")
    assert perdure.out("result", "nightly") == "42\n"
    assert perdure.out("run", "--detach", "--unique", "nightly", "waits.scm").strip() != pid


def test_processes_are_found_by_their_labels(perdure: Command) -> None:
    perdure.write("waits.scm", WAITS)
    run = ("run", "--detach")
    one = perdure.out(*run, "--label", "a=1", "--label", "b=x=y", "waits.scm").strip()
    two = perdure.out(*run, "--label", "a=1", "waits.scm").strip()
    both = perdure.out("ps", "--where", "a=1").splitlines()
    assert [row.split()[0] for row in both[1:]] == [one, two]
    (found,) = json.loads(perdure.out("ps", "--where", "a=1", "--where", "b=x=y", "--json"))
    assert (str(found["pid"]), found["labels"]) == (one, {"a": "1", "b": "x=y"})
    assert "b=x=y" in perdure.out("show", one)
    assert "is no label with its value" in perdure("ps", "--where", "a").err


def test_what_is_no_pid_and_no_name_is_refused(perdure: Command) -> None:
    perdure.out("eval", "1")
    refused = perdure("show", "nobody")
    assert refused.code == 2
    assert "'nobody' is no pid, and no process is registered so" in refused.err
    assert "--policy and --reuse are for --unique" in perdure("run", "--policy", "error", "x").err

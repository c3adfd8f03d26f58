"""`perdure query`, `signal`, `update`, `wait`, and progress where it is shown."""

from __future__ import annotations

import json

from perdure.image import Image, Progress
from perdure.repl.bar import bar_text
from tests.programs import program
from tests.repl.command import Command

PROGRAM = program(__file__, "requests")


def test_a_process_is_asked_told_and_changed(perdure: Command) -> None:
    pid = perdure.detach(PROGRAM, "asked.scm")
    ended = perdure("query", pid, "plus", "1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("answers no query 'plus': it has not run yet\n")
    perdure.out("work", "--until-idle")

    assert perdure.out("query", pid, "plus", "(begin (define m 3) (+ m 1))") == "4\n"
    assert perdure.out("signal", pid, "add", "(+ 2 3)") == ""
    assert perdure.out("update", pid, "set", "7", "--id", "a") == "(now 7)\n"
    assert perdure.out("update", pid, "set", "8", "--id", "a") == "(now 7)\n"
    assert perdure.out("query", pid, "plus", "1") in ("8\n", "13\n")
    rejected = perdure("update", pid, "set", "0")
    assert (rejected.code, rejected.out) == (1, "")
    assert "zero" in rejected.err
    failed = perdure("query", pid, "plus", "'a")
    assert (failed.code, "expected a number" in failed.err) == (1, True)
    assert perdure.processes()[pid]["state"] == "waiting"

    row = perdure.out("ps", "--name", "asked.scm").splitlines()[1]
    assert row.endswith("25 %, 1 of 4: reading")
    assert "  25 %, 1 of 4: reading\n" in perdure.out("show", pid)
    assert perdure.processes()[pid]["progress"]["total"] == 4
    perdure.out("send", pid, "'over")
    assert perdure.out("wait", pid) == "over\n"
    assert perdure("signal", pid, "add", "1").code == 2


def test_values_are_given_as_json_by_whoever_writes_no_scheme(perdure: Command) -> None:
    pid = perdure.detach(PROGRAM, "asked.scm")
    perdure.out("work", "--until-idle")
    assert perdure.out("query", pid, "plus", "1", "--json") == "1\n"
    perdure.out("signal", pid, "add", "5", "--json")
    assert perdure.out("update", pid, "set", "7", "--json") == '["now", 7]\n'
    refused = perdure("query", pid, "plus", "(+ 1 2)", "--json")
    assert (refused.code, "expected a number" in refused.err) == (1, True)

    perdure.write(
        "flow.py",
        "from perdure import program\n"
        "print(program.wait_for('order'), program.receive(), program.receive())\n",
    )
    flow = perdure.out("run", "--detach", "flow.py").strip()
    perdure.out("work", "--until-idle")
    perdure.out("complete", "order", '{"to": "Ada", "of": [1, null]}', "--json")
    perdure.out("send", flow, "true", "--json")
    perdure.out("send", flow, "as it is", "--json")
    perdure.out("work", "--until-idle")
    printed = "{'to': 'Ada', 'of': [1, None]} True as it is\n"
    assert perdure.out("transcript", flow).endswith(printed)


def test_a_bar_tells_how_far_it_is() -> None:
    half = bar_text(Progress(1, 2, "a\x1b[2J", 0.0))
    assert half == "[############------------] 50 %, 1 of 2: a\\x1b;[2J"
    assert bar_text(Progress(12, None, "", 0.0)) == "12"
    assert bar_text(Progress(9, 3, "", 0.0)).startswith("[########################] 100 %")


def test_versions_are_listed_and_drained(perdure: Command) -> None:
    text = "(import (scheme base) (perdure process)) (define (f) (receive))"
    with Image.open(perdure.folder / "perdure.image") as image:
        for version in ("1.0", "1.1"):
            perdure.write("shop.scm", f"{text} ; {version}")
            image.load(perdure.folder / "shop.scm", version=version)
            image.spawn("f")
            image.run_until_idle()
    rows = [line.split() for line in perdure.out("versions").splitlines()[1:]]
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("1.0", "shop.scm", "1"),
        ("1.1", "shop.scm", "current"),
    ]
    old, new = json.loads(perdure.out("versions", "--json"))
    assert (old["name"], old["processes"], new["is_current"]) == ("1.0", 1, True)
    pids = [pid for pid, each in perdure.processes().items() if each["version"] == "1.0"]
    waiting = [pid for pid in pids if perdure.processes()[pid]["state"] == "waiting"]
    assert perdure("versions", "--drain", "1.0").code == 1
    perdure.out("kill", waiting[0])
    assert perdure.out("versions", "--drain-old") == ""
    assert "  version 1.1\n" in perdure.out("show", max(perdure.processes(), key=int))


def test_a_version_that_is_not_known_is_not_drained(perdure: Command) -> None:
    perdure.out("eval", "1")
    ended = perdure("versions", "--drain", "nix")
    assert ended.code == 2
    assert "no version of the program is called 'nix'" in ended.err

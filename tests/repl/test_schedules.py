"""`perdure schedule` and `perdure schedules`."""

from __future__ import annotations

import json

from tests.repl.command import Command


def test_a_schedule_is_added_listed_paused_run_and_removed(perdure: Command) -> None:
    added = ("schedule", "add", "nightly", "--cron", "0 3 * * *", "--zone", "Europe/Berlin")
    assert perdure.out(*added, "(display 'swept)") == ""
    heading, line = perdure.out("schedules").splitlines()
    assert heading.split() == [
        "NAME",
        "STATE",
        "TIMING",
        "NEXT",
        "LAST",
        "RUN",
        "PID",
        "RUNS",
        "SKIPPED",
    ]
    assert line.startswith("nightly  active  cron 0 3 * * * Europe/Berlin  ")

    pid = perdure.out("schedule", "trigger", "nightly").strip()
    assert perdure.out("schedule", "pause", "nightly") == ""
    assert perdure.out("work", "--until-idle").strip() == "swept"
    (found,) = json.loads(perdure.out("schedules", "--json"))
    assert (found["name"], found["state"], found["next"]) == ("nightly", "paused", None)
    assert [(run["pid"], run["state"]) for run in found["runs"]] == [(int(pid), "done")]
    assert found["rules"]["overlap"] == "skip"

    assert perdure.out("schedule", "resume", "nightly") == ""
    assert perdure.out("--image", "perdure.image", "schedule", "remove", "nightly") == ""
    assert perdure.out("schedules").split() == heading.split()
    assert perdure("check").code == 0


def test_what_cannot_be_is_refused(perdure: Command) -> None:
    for arguments, told in (
        (("add", "a", "--cron", "x", "1"), "'x' is no cron expression: Wrong number of fields"),
        (("add", "a", "1"), "it wants one of every, days, cron, got none"),
        (("pause", "a"), "no schedule is called 'a'"),
        (("add", "a", "--every", "1y", "1"), "'1y' is no time: 90, 90s, 15m, 2h, 1d"),
    ):
        ended = perdure("schedule", *arguments)
        assert ended.code == 2
        assert told in ended.err

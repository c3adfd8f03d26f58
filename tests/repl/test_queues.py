"""`perdure queue`, `perdure queues`, and jobs from the command line."""

from __future__ import annotations

import json

from tests.repl.command import Command


def test_jobs_are_made_listed_and_taken_by_workers_of_their_queue(perdure: Command) -> None:
    assert perdure.out("queue", "mails", "--limit", "1", "--key-rate", "5/2") == ""
    assert perdure.out("queue", "gpu") == ""
    program = perdure.write("job.scm", "(import (scheme base) (scheme write)) (display 'ran)")
    job = ("run", "--queue", "mails", "--key", "ann")
    late = perdure.out(*job, "--delay", "3600", "--dedup", "d", "--detach", program).strip()
    assert perdure.out(*job, "--dedup", "d", "--detach", program).strip() == late
    assert perdure.out(*job, program) == "ran"

    lines = [line.split() for line in perdure.out("queues").splitlines()]
    assert lines[0] == ["NAME", "WAITING", "DELAYED", "RUNNING", "LIMITS"]
    assert lines[1] == ["gpu", "0", "0", "0", "-"]
    assert lines[2] == ["mails", "0", "1", "0", "1,", "5", "in", "2", "s", "a", "key"]
    (_, mails) = json.loads(perdure.out("queues", "--json"))
    assert (mails["name"], mails["delayed"], mails["key_rate"]) == ("mails", 1, [5, 2])

    assert perdure("queue", "mails", "--remove").code == 2
    assert perdure.out("queue", "gpu", "--remove") == ""
    assert perdure.out("kill", late) == ""
    assert json.loads(perdure.out("queues", "--json"))[0]["delayed"] == 0
    assert perdure.out("work", "--until-idle", "--queue", "gpu") == ""
    assert perdure("check").code == 0


def test_what_cannot_be_is_refused(perdure: Command) -> None:
    perdure.write("job.scm", "1")
    for arguments, told in (
        (("run", "--queue", "none", "job.scm"), "no queue is called 'none'"),
        (("run", "--key", "ann", "job.scm"), "are of a job: give --queue"),
        (("queue", "q", "--rate", "5"), "'5' is no rate: 10/60, ten in sixty seconds"),
        (("queue", "q", "--limit", "0"), "0 is not in the range"),
    ):
        ended = perdure(*arguments)
        assert ended.code == 2
        assert told in ended.err

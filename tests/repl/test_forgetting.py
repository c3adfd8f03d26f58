"""`perdure forget`, and the pages of `perdure ps`."""

from __future__ import annotations

import json

import pytest

from perdure.image import Image
from tests.repl.command import Command


def test_pages_and_forgetting(perdure: Command) -> None:
    with Image.open(perdure.folder / "perdure.image") as image:
        image.eval("(define (f x) (car (vector x)))")
        image.spawn_many("f", [[n] for n in range(130)])
        done = image.spawn("(list 1 2)", name="kept")
        image.run_until_idle()

    ended = perdure("ps")
    assert ended.code == 0
    lines = ended.out.splitlines()[1:]
    assert len(lines) == 100
    first = lines[0].split()[0]
    assert ended.err.strip() == f"there are older ones: --before {first}, or --all"

    before = perdure("ps", "--before", first)
    assert int(before.out.splitlines()[-1].split()[0]) == int(first) - 1
    assert before.err == ""
    after = perdure("ps", "--after", "1", "--limit", "2")
    assert len(after.out.splitlines()) == 3
    assert after.err.startswith("there are more: --after ")
    failed = json.loads(perdure.out("ps", "--state", "failed", "--name", "f", "--json"))
    assert len(failed) == 130
    assert perdure.out("ps", "--name", "kept", "--days", "1").splitlines()[1].split()[0] == str(
        done
    )

    assert perdure.out("forget", str(done)) == "1\n"
    ended = perdure("result", str(done))
    assert ended.code == 2
    assert f"process {done} has ended and was forgotten" in ended.err
    assert perdure.out("forget", "--all", "--state", "failed") == "130\n"
    assert perdure.out("check").strip()

    assert perdure.out("forget", "--keep", "done", "--days", "2", "--count", "7") == ""
    policy = json.loads(perdure.out("forget", "--policy", "--json"))
    assert policy["done"] == {"days": 2.0, "count": 7}
    assert perdure.out("forget", "--keep", "forms") == ""
    rows = [line.split()[:3] for line in perdure.out("forget", "--policy").splitlines()[1:]]
    assert ["done", "2", "7"] in rows
    assert ["forms", "for", "ever"] in rows


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give PIDs, or one of --all, --policy and --keep"),
        (("1", "--all"), "give PIDs, or one of --all, --policy and --keep"),
        (("1", "--state", "done"), "--state and --name are for --all"),
        (("1", "--days", "1"), "--days is for --all and --keep"),
        (("--all", "--count", "1"), "--count is for --keep, and --json for --policy"),
    ],
)
def test_what_does_not_go_together_is_refused(
    perdure: Command, arguments: tuple[str, ...], message: str
) -> None:
    ended = perdure("forget", *arguments)
    assert ended.code == 2
    assert message in ended.err

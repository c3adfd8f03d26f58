"""Times that are none: `perdure pack --days nan` ended with a traceback, `ps --days nan` listed
all, and `cancel` put it among the image's timers, in whose order it has no place."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ImageError, NoSuchProcess, check, pack
from perdure.repl.main import main

NAN, INF = float("nan"), float("inf")

COMMANDS = {
    "pack": ["--days"],
    "ps": ["--days"],
    "cancel": ["1", "--grace"],
    "work": ["--until-idle", "--grace"],
    "top": ["--batch", "--delay"],
    "run": ["--queue", "q", "--delay"],
    "versions": ["--drain-old", "--timeout"],
    "forget": ["--keep", "done", "--days"],
}

AFTER = {"run": ["x.scm"]}


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "-1"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_refuses_what_is_no_time(
    name: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--image", "none.image", name, *COMMANDS[name], number, *AFTER.get(name, ())]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "invalid value for" in told


@pytest.mark.parametrize("grace", [NAN, -1.0, "3", None])
def test_a_cancel_refuses_it(grace: float) -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn("(receive)")
        with pytest.raises(ImageError, match="grace is a number of seconds from 0, not"):
            image.cancel(pid, grace=grace)
        image.cancel(pid, grace=INF)  # as long as it takes
        assert image.process(pid).state == "cancelled"


def test_one_that_cleans_up_for_ever_can_be_listed() -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn("(guard (e (#t (receive))) (receive))")
        while image.run_slice():
            pass
        image.cancel(pid, grace=INF)
        while image.run_slice():
            pass
        assert image.process(pid).waits_for.startswith("a message")
        assert image.timers() == []


@pytest.mark.parametrize("days", [NAN, -1.0])
def test_a_pack_refuses_it(tmp_path: Path, days: float) -> None:
    Image.open(tmp_path / "a.image").close()
    with pytest.raises(ImageError, match="days: a pack keeps what was alive"):
        pack(tmp_path / "a.image", days)


@pytest.mark.parametrize("days", [INF, 1e300, 1e5])
def test_one_that_keeps_more_than_there_has_been_keeps_all(tmp_path: Path, days: float) -> None:
    with Image.open(tmp_path / "a.image") as image:
        image.eval("(define x 1)")
    pack(tmp_path / "a.image", days)
    assert check(tmp_path / "a.image").is_sound
    with Image.open(tmp_path / "a.image") as image:
        assert image.eval("x") == 1


def test_a_pid_that_is_a_text_is_shown_as_one() -> None:
    told = "no process has the pid '1'"
    with Image.open(":memory:") as image, pytest.raises(NoSuchProcess, match=told):
        image.send("1", 2)  # type: ignore[arg-type]


def test_a_text_that_is_none_is_told() -> None:
    told = "a text is a str, not None"
    with Image.open(":memory:") as image, pytest.raises(ImageError, match=told):
        image.eval(None)  # type: ignore[call-overload]


def test_one_queue_may_be_given_as_a_text() -> None:
    with Image.open(":memory:", queues="mails") as image:
        assert image.ledger.served == frozenset(["mails"])

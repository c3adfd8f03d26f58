"""Commands that cannot be done say so in a line on stderr, with exit code 2; nothing is changed."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.repl.command import TIMEOUT, Command, Ended

COMMANDS = {
    "run": ["hello.scm"],
    "load": ["hello.scm"],
    "eval": ["1"],
    "repl": [],
    "work": ["--until-idle"],
    "ps": [],
    "show": ["1"],
    "result": ["1"],
    "transcript": ["1"],
    "send": ["1", "2"],
    "complete": ["payment", "2"],
    "cancel": ["1"],
    "kill": ["1"],
    "salvage": [],
}
READING = ("ps", "show", "result", "transcript")
WRITING = tuple(name for name in COMMANDS if name not in READING)
NEED_PID = ("show", "result", "transcript", "send", "cancel", "kill")
#: These make an image where there is none.
MAKING = ("run", "load", "eval", "repl")


def refusal(ended: Ended) -> str:
    """The one line that a refused command says."""
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("perdure")
    assert ended.err.count("\n") == 1
    assert ended.err.endswith("\n")
    assert "Traceback" not in ended.err
    return ended.err.strip()


@pytest.fixture
def unchanged(perdure: Command) -> Command:
    perdure.write("hello.scm", '(import (scheme base) (scheme write)) (display "hello")')
    return perdure


def test_an_option_that_stands_before_the_command_says_so(unchanged: Command) -> None:
    line = refusal(unchanged("ps", "--no-run"))
    assert line == (
        "perdure ps: --no-run stands before the command: `perdure --no-run ps` "
        "(see `perdure ps --help`)"
    )


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("file-out", "(no such)"), "the image has no module (no such); `perdure browse` lists"),
        (("backup", ""), "an empty text names no folder"),
        (("--image", "new.image", "restore", ""), "an empty text names no folder"),
        (("queue", ""), "a queue is known by a text that is not empty"),
    ],
)
def test_a_name_of_nothing(unchanged: Command, command: tuple[str, ...], message: str) -> None:
    unchanged.out("eval", "1")
    before = unchanged.contents()
    assert message in refusal(unchanged(*command))
    assert unchanged.contents() == before


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option(unchanged: Command, name: str) -> None:
    before = unchanged.contents()

    line = refusal(unchanged(name, "--colour", *COMMANDS[name]))

    assert "no such option" in line
    assert "--colour" in line
    assert f"see `perdure {name} --help`" in line
    assert unchanged.contents() == before


def test_an_unknown_command(unchanged: Command) -> None:
    assert "no such command: rnu; did you mean run?" in refusal(unchanged("rnu", "hello.scm"))
    assert "no such command: sho; did you mean show?" in refusal(unchanged("sho", "1"))
    assert "no such command: nonsense (see" in refusal(unchanged("nonsense"))


def test_an_unknown_option_before_the_command(unchanged: Command) -> None:
    assert "--colour" in refusal(unchanged("--colour", "ps"))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (["run"], "missing argument 'FILE'"),
        (["eval"], "missing argument 'EXPR'"),
        (["show"], "missing argument 'PID'"),
        (["send", "1"], "missing argument 'EXPR'"),
        (["complete", "payment"], "missing argument 'EXPR'"),
        (["eval", "1", "2"], "unexpected extra argument"),
        (["show", "one"], "'one'"),
        (["show", "-1"], "-1"),
        (["ps", "--image"], "requires an argument"),
    ],
)
def test_wrong_arguments(unchanged: Command, line: list[str], complaint: str) -> None:
    before = unchanged.contents()

    assert complaint in refusal(unchanged(*line))
    assert unchanged.contents() == before


def test_an_option_of_ours_after_the_file_is_no_programs_argument(unchanged: Command) -> None:
    line = refusal(unchanged("run", "hello.scm", "--image", "x"))

    assert "--image stands after FILE" in line


@pytest.mark.parametrize("name", ["run", "load"])
def test_a_missing_file(unchanged: Command, name: str) -> None:
    before = unchanged.contents()

    line = refusal(unchanged(name, "--image", "new", "missing.scm"))

    assert line == "perdure: cannot read 'missing.scm': No such file or directory"
    assert unchanged.contents() == before  # not even a new image


def test_a_file_that_is_no_text(unchanged: Command) -> None:
    (unchanged.folder / "binary.scm").write_bytes(b"\xff\xfe\x00")

    assert "'binary.scm': not UTF-8" in refusal(unchanged("run", "binary.scm"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_path_that_is_no_image(unchanged: Command, name: str) -> None:
    (unchanged.folder / "folder").mkdir()
    unchanged.write("folder/letter.txt", "dear reader")
    before = unchanged.contents()

    for path in ("folder", "hello.scm"):
        assert path in refusal(unchanged(name, "--image", path, *COMMANDS[name]))
    assert unchanged.contents() == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in MAKING])
def test_an_image_that_is_missing_where_none_is_to_be_made(unchanged: Command, name: str) -> None:
    before = unchanged.contents()

    assert "missing" in refusal(unchanged(name, "--image", "missing", *COMMANDS[name]))
    assert unchanged.contents() == before
    assert not (unchanged.folder / "missing").exists()


def test_an_image_in_use(unchanged: Command) -> None:
    with unchanged.start("work") as driver:
        try:
            wait_until_in_use(unchanged, driver)
            for name in WRITING:
                line = refusal(unchanged(name, *COMMANDS[name]))
                assert "'perdure.image' is open in another process" in line
            assert driver.poll() is None
        finally:
            driver.kill()


@pytest.mark.parametrize("name", NEED_PID)
def test_an_unknown_pid(unchanged: Command, name: str) -> None:
    before = unchanged.contents()

    line = refusal(unchanged(name, "999999", *COMMANDS[name][1:]))

    assert "999999" in line
    assert unchanged.contents() == before


@pytest.mark.parametrize(
    ("provided", "complaint"),
    [
        ("missing.py", "no file 'missing.py' to provide"),
        ("no_such_module", "no module or file 'no_such_module' to provide"),
        ("plain.py", "no function marked with @effect or @builtin"),
        ("broken.py", "'broken.py': ZeroDivisionError: division by zero"),
        ("syntax.py", "'syntax.py': SyntaxError"),
    ],
)
def test_what_cannot_be_provided(unchanged: Command, provided: str, complaint: str) -> None:
    unchanged.write("plain.py", "x = 1")
    unchanged.write("broken.py", "1 / 0")
    unchanged.write("syntax.py", "def f(:")
    before = unchanged.contents()

    assert complaint in refusal(unchanged("eval", "--image", "new", "--provide", provided, "1"))
    assert {name for name in unchanged.contents() if "pycache" not in name} == set(before)


def test_no_command_at_all_prints_the_help(perdure: Command) -> None:
    ended = perdure()

    assert (ended.code, ended.out) == (2, "")
    for name in COMMANDS:
        assert name in ended.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_no_refusal(perdure: Command, name: str) -> None:
    assert perdure.out(name, "--help").startswith(f"Usage: perdure {name} ")


def wait_until_in_use(perdure: Command, driver: subprocess.Popen[str]) -> None:
    """Until the driver that was just started holds the image; nobody must ask for it before."""
    lock = perdure.folder / "perdure.image" / "data.fs.lock"
    deadline = time.monotonic() + TIMEOUT
    while not (lock.exists() and lock.read_text(encoding="utf-8").strip() == str(driver.pid)):
        assert driver.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)

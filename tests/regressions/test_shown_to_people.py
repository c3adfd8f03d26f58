"""Commands say a line or a row each, nothing in it unseen; and never a traceback."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from pathlib import Path

import pytest

from perdure.image import Image, NotDone, ProcessFailed
from perdure.repl.failures import one_line
from perdure.repl.interaction.screen import clean
from perdure.repl.logs import OneLine
from perdure.vm.texts import visible
from tests.programs import program
from tests.repl.command import REPOSITORY, Command

NAME = "na\\nme\\x1b;[2J"  #: as Scheme writes it, and as it is shown
PROGRAM = program(__file__, "unseen-characters", name=NAME)


@pytest.fixture
def perdure(tmp_path: Path) -> Command:
    with Image.open(tmp_path / "perdure.image") as image:
        image.eval(PROGRAM)
        image.run_until_idle()
    return Command(tmp_path)


def test_names_and_errors_are_shown_escaped(perdure: Command) -> None:
    rows = perdure("ps").out.splitlines()
    assert len(rows) == 4
    assert [row for row in rows if NAME in row] == rows[2:]
    assert "completion of pay\\nment" in rows[3]
    shown = perdure("show", "2").out.splitlines()
    assert shown[0] == f"process 2, {NAME}"
    assert shown[3].startswith("  mes\\nsage\\x1b;[2J |s\\nym| 5 (")
    assert "\x1b" not in "".join(shown)
    ended = perdure("result", "2")
    assert ended.err.startswith("perdure: mes\\nsage\\x1b;[2J |s\\nym| 5 (")
    assert ended.err.count("\n") == 1
    ended = perdure("result", "3")
    assert ended.err.startswith(
        "perdure: process 3 has not ended: waiting for completion of pay\\n"
    )


def test_what_python_is_told_is_a_line(perdure: Command) -> None:
    with Image.open(perdure.folder / "perdure.image") as image:
        with pytest.raises(ProcessFailed) as failed:
            image.result(2)
        assert str(failed.value).startswith("mes\\nsage\\x1b;[2J |s\\nym| 5 (")
        assert failed.value.payload.message == "mes\nsage\x1b[2J"  # the program's own
        with pytest.raises(NotDone, match=r"completion of pay\\nment"):
            image.result(3, timeout=0.01)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rec", '"#<re\\\\nc fi\\\\teld: \\"a\\\\nb\\">"'),
        ("|proc\\ned|", '"#<procedure proc\\\\ned>"'),
    ],
)
def test_values_are_written_on_one_line(perdure: Command, text: str, shown: str) -> None:
    write = f"(let ((port (open-output-string))) (write {text} port) (get-output-string port))"
    assert perdure("eval", write).out == f"{shown}\n"


def test_what_is_not_seen_is_escaped_and_nothing_else() -> None:
    assert visible("plain λ text \\n") == "plain λ text \\n"
    assert visible("a\tb\nc\r\x00\x7f\u202e\u2028") == "a\\tb\\nc\\r\\x0;\\x7f;\\x202e;\\x2028;"
    assert clean("a\tb\x1b[31m") == "a\tb\\x1b;[31m"
    assert one_line("a\n  b\x1b[31m\u202e") == "a b\\x1b[31m\\u202e"


def test_what_is_logged_is_a_line() -> None:
    try:
        raise OSError(28, "No space\nleft")
    except OSError as error:
        told = (OSError, error, error.__traceback__)
    record = logging.LogRecord("perdure", logging.WARNING, "", 1, "a\nb %s", ("\x1b[2J",), told)
    assert OneLine().format(record) == ("perdure: a b \\x1b;[2J: OSError: [Errno 28] No space left")


# Never a traceback


def test_an_early_ctrl_c_ends_the_command_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    command = Command(tmp_path)
    roots = command.environment["PYTHONPATH"]
    ended = command("eval", "1", PYTHONPATH=os.pathsep.join([str(tmp_path), roots]))
    assert (ended.code, ended.out, ended.err) == (-signal.SIGINT, "", "")


def test_output_that_cannot_be_written_is_told(perdure: Command) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            perdure.line("ps"),
            cwd=perdure.folder,
            env=perdure.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (2, "perdure: No space left on device\n")


def test_the_command_is_started_by_the_module_that_minds_ctrl_c() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text()
    assert 'perdure = "perdure.repl.start:main"' in project

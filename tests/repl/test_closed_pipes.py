"""Commands whose output nobody reads to its end: `perdure ps | head -1`."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.programs import program
from tests.repl.command import TIMEOUT, Command, Ended

COUNTING = program(__file__, "counting")
ASLEEP = "perdure: stopped, as nobody reads its output any more; "


def unread(perdure: Command, *arguments: str, stdin: str = "") -> Ended:
    """How a command ends whose output nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        perdure.line(*arguments),
        cwd=perdure.folder,
        env=perdure.environment,
        input=stdin,
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
    os.close(writing)
    return Ended(ended.returncode, "", ended.stderr)


@pytest.mark.parametrize("line", ["ps", "ps --json", "eval 1", "--help"])
def test_a_command_that_has_done_what_it_was_to_do_ends_well(line: str, perdure: Command) -> None:
    assert unread(perdure, *line.split()) == Ended(0, "", "")


def test_a_program_stops_and_is_asleep_in_the_image(perdure: Command) -> None:
    ended = unread(perdure, "run", perdure.write("counting.scm", COUNTING))
    told = ASLEEP + "process 2 is asleep in the image; `perdure work` goes on with it\n"
    assert ended == Ended(128 + signal.SIGPIPE, "", told)
    assert perdure.processes()["2"]["state"] == "waiting"

    ended = unread(perdure, "work")  # for both that print
    assert ended == Ended(
        128 + signal.SIGPIPE, "", ASLEEP + "the processes are asleep in the image\n"
    )


def test_a_program_that_ended_meanwhile_ends_as_it_wanted(perdure: Command) -> None:
    text = "(import (scheme base) (scheme write) (scheme process-context)) (display 1) (exit 7)"
    assert unread(perdure, "run", perdure.write("ending.scm", text)) == Ended(7, "", "")


def test_forms_after_that_are_not_evaluated(perdure: Command) -> None:
    ended = unread(perdure, "repl", stdin="(+ 1 2)\n(define later 1)\n")
    assert ended == Ended(141, "", ASLEEP + "the processes are asleep in the image\n")
    assert perdure("eval", "later").code == 1


def test_a_full_disk_under_its_output_stops_a_program_too(perdure: Command) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            perdure.line("run", perdure.write("counting.scm", COUNTING)),
            cwd=perdure.folder,
            env=perdure.environment,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
    assert ended.stderr == (
        "perdure: stopped, as its output cannot be written: No space left on device; "
        "process 2 is asleep in the image; `perdure work` goes on with it\n"
    )
    assert ended.returncode == 141


def test_of_an_image_in_memory_nothing_is_said_that_would_need_it(perdure: Command) -> None:
    program = perdure.write("counting.scm", COUNTING)
    with perdure.start("--image", ":memory:", "run", program) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        told = "process 1 is gone with the image, which was in memory only"
        assert running.stderr.read() == f"perdure: stopped; {told}\n"
        assert running.wait(TIMEOUT) == 130

    ended = perdure("--image", ":memory:", "run", "--detach", program)
    told = "perdure: --detach needs an image that lasts; one in memory ends with this command\n"
    assert ended == Ended(2, "", told)

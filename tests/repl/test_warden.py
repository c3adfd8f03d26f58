"""The child that ends a command which does not react to a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from perdure.repl.warden import ENDING, REACTED, Deadline
from tests.environment import python_environment
from tests.repl.command import Command

TERM = int(signal.SIGTERM)

HANGS = """
import re, signal, sys, time
from perdure.repl import warden
warden.is_wanted = True
warden.guard(seconds=1)
seen = []
signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
print("ready", flush=True)
{}
re.match("(a+)+$", "a" * 60 + "b")
"""


def started(program: str) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-c", program],
        env=python_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def test_what_is_in_one_long_operation_is_killed_in_time() -> None:
    with started(HANGS.format("")) as worker:
        time.sleep(0.2)
        worker.send_signal(signal.SIGTERM)
        _, err = worker.communicate(timeout=300)
    assert worker.returncode == -signal.SIGKILL
    assert err == (
        "perdure: one operation kept it from stopping, so it was killed; "
        "the image is as of its last commit\n"
    )


def test_what_has_reacted_has_more_time_and_what_ends_leaves_nobody_behind() -> None:
    program = HANGS.format(
        "while not seen: time.sleep(0.01)\nwarden.reacted()\ntime.sleep(1.5)\nsys.exit(7)"
    )
    with started(program) as worker:
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
        child = int(children.read_text()) if children.exists() else None
        worker.send_signal(signal.SIGTERM)
        out, err = worker.communicate(timeout=300)
    assert (worker.returncode, out, err) == (7, "", "")
    if child is not None:
        deadline = time.monotonic() + 30
        while Path(f"/proc/{child}").exists() and "Z" not in state_of(child):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_deadline_is_of_the_first_signal_until_the_command_says_something() -> None:
    deadline = Deadline(frozenset([TERM]), 5)
    moments = []
    for now, data in (
        (10.0, [signal.SIGWINCH]),
        (20.0, [TERM]),
        (22.0, [TERM, TERM]),
        (23.0, [ENDING + 30]),
        (24.0, [TERM]),
        (25.0, [REACTED]),
    ):
        deadline.read(bytes(data), now)
        moments.append(deadline.moment)
    assert moments == [None, 25.0, 25.0, 53.0, 53.0, None]


def test_a_worker_that_hangs_is_ended_by_sigterm_and_no_command_after_it(
    perdure: Command,
) -> None:
    perdure.write(
        "poison.py",
        "import re\nfrom pathlib import Path\nfrom perdure.image import builtin\n"
        "@builtin\ndef hang():\n"
        "    Path('began').touch()\n"
        "    return bool(re.match('(a+)+$', 'a' * 60 + 'b'))\n",
    )
    perdure.out("eval", "--provide", "poison.py", "(import (python poison))")
    pid = perdure.detach("(import (scheme base) (python poison)) (hang)")
    for _ in range(2):
        with perdure.start("work", "--provide", "poison.py") as worker:
            deadline = time.monotonic() + 60
            while not (perdure.folder / "began").exists():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            worker.kill()
        (perdure.folder / "began").unlink()
    ended = perdure("eval", "--provide", "poison.py", "(+ 1 2)")
    assert (ended.code, ended.out) == (0, "3\n")
    assert f"process {pid} is parked: 2 drivers have died while it ran" in ended.err
    assert perdure.processes()[pid]["waits_for"] == "a retry: 2 drivers have died over it"
    assert perdure.out("eval", "--provide", "poison.py", "(+ 1 2)") == "3\n"
    assert perdure.out("--no-run", "eval", "(+ 1 2)") == "3\n"
    ended = perdure("--no-run", "work")
    assert (ended.code, ended.err) == (
        2,
        "perdure: `work` runs what the image holds, and --no-run says not to; leave one out\n",
    )
    perdure.out("--no-run", "cancel", pid)
    assert perdure.out("repl", "--no-run", stdin=f"(process-state {pid})\n") == "cancelled\n"

"""The server dies just when a transaction is being committed, and nobody knows whether it was.

Whatever was the case, what the program makes of it is the same: nothing is lost, doubled or half
there, and no record refers to what was never stored.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, ServerGone
from tests.programs import program
from tests.sharing.crowd import Crowd, crowd, wait_until
from tests.sharing.fragile import PLACES
from tests.sharing.integrity import check_whole
from tests.sharing.world import lines_of

WORLD = "tests.sharing.world"
ROUNDS = 8
#: Which transactions; the first twelve with PERDURE_DOUBTS=12, which is about as many as there are.
COUNTS: tuple[int, ...] = (1, 6)
if "PERDURE_DOUBTS" in os.environ:
    COUNTS = tuple(range(1, 1 + int(os.environ["PERDURE_DOUBTS"])))

#: Each round makes what there is to make: closures, cells, processes, messages, hash tables large
#: enough to place their keys by identity, a continuation that is kept, output.
PROGRAM = program(__file__, "rounds")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("count", COUNTS)
def test_nothing_is_half_there(fresh_image: Path, tmp_path: Path, place: str, count: int) -> None:
    shutil.copytree(fresh_image, tmp_path / "image")
    with crowd(tmp_path) as here:
        here.start_server()
        with here.open(WORLD) as image:
            image.eval(PROGRAM)
            here.kill_server()
            with fragile_server(here, place, count) as dying:
                wait_until(lambda: is_back(image))
                pid = spawned_once(image, str(here.journal), ROUNDS)
                result = image.result(pid, timeout=30)
                assert dying.wait(0) == -signal.SIGKILL
            assert result == [ROUNDS, 30 * ROUNDS, 30 * ROUNDS, True, ROUNDS - 1]
            assert image.transcript(pid) == "".join(map(str, range(ROUNDS)))
            keys = {line[0] for line in lines_of(here.journal)}
            assert len(keys) == ROUNDS
        here.kill_server()
        check_whole(tmp_path / "image")


def spawned_once(image: Image, *arguments: Any) -> int:
    """The pid; where the answer did not come, it is looked for whether the process is there."""
    try:
        return image.spawn("main", *arguments)
    except ServerGone:
        wait_until(lambda: is_back(image))
        pids = [process.pid for process in image.processes() if process.name == "main"]
        return pids[0] if pids else image.spawn("main", *arguments)


@contextmanager
def fragile_server(here: Crowd, place: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """While inside, another takes its place when it has died."""
    line = [sys.executable, "-m", "tests.sharing.fragile", "image", place, str(count)]
    dying = subprocess.Popen(
        line, cwd=here.folder, env=here.environment, stdout=subprocess.PIPE, encoding="utf-8"
    )

    def follow() -> None:
        dying.wait()
        here.start_server()

    following = threading.Thread(target=follow)
    following.start()
    try:
        assert dying.stdout is not None
        assert dying.stdout.readline().strip() == here.uri
        yield dying
    finally:
        dying.kill()
        following.join()
        if dying.stdout is not None:
            dying.stdout.close()


def is_back(image: Image) -> bool:
    try:
        image.refresh()
    except ServerGone:
        return False
    return True

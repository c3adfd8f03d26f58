"""Workers are killed while they make a new image, and the next one makes it after all.

The bootstrap has two ways: running the library sources into a cache of prepared images, and
copying a prepared one.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from perdure.image import Image
from tests.environment import python_environment
from tests.kill.nursery import open_nursery
from tests.kill.outcomes import image_id
from tests.kill.worker import Task

KILLS = 8 if "PERDURE_KILLS" in os.environ else 2
SEED = os.environ.get("PERDURE_KILL_SEED", "1")

MAKE = "import sys; from perdure.image import Image; Image.open(sys.argv[1]).close()"


def test_an_image_is_made_although_its_makers_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, path = tmp_path / "cache", tmp_path / "new.image"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    took = time.monotonic()
    assert make(path, None) == 0  # with the bootstrap
    took = time.monotonic() - took
    moments = random.Random(SEED)
    killed = 0
    for _ in range(KILLS):
        shutil.rmtree(path)
        shutil.rmtree(cache)
        killed += make(path, moments.uniform(0.2, 1.0) * took) == -signal.SIGKILL
        with Image.open(path) as image:
            assert image.eval("(+ 40 2)") == 42
    print(f"seed {SEED}: {killed} of {KILLS} killed within {took:.1f} s")


def test_a_kill_at_any_file_that_the_bootstrap_writes_does_not_show(tmp_path: Path) -> None:
    ids = set()
    n, was_killed = 0, True
    with open_nursery(python_environment(XDG_CACHE_HOME=str(tmp_path / "cache"))) as nursery:
        while was_killed:
            n += 1
            for cached in (False, True):
                # Every other image is made with the cache that the one before has left.
                task = Task(str(tmp_path / f"{n} {cached}"), "", trap="file", n=n)
                Path(task.folder).mkdir()
                if not cached:
                    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
                was_killed = not nursery.run(task)
                assert nursery.run(replace(task, trap=""))
                ids.add(image_id(task))
    print(f"{n - 1} events")
    assert n > 5
    assert len(ids) == 2 * n
    assert "" not in ids


def make(path: Path, kill_after: float | None) -> int:
    """Make an image in a new process; kill it after so many seconds. The exit status."""
    with subprocess.Popen([sys.executable, "-c", MAKE, path], env=python_environment()) as maker:
        try:
            return maker.wait(kill_after)
        except subprocess.TimeoutExpired:
            maker.kill()
            return maker.wait()

"""A second version is deployed in a shared image whose workers are killed again and again.

Each process ends in the version that it should, each effect happens under one key, and `drain`
tells when the old version has gone, also of processes that other members have moved to the new one.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from perdure.image import Image
from tests.kill import world
from tests.kill.deployment import (
    CALLS,
    ENDS,
    NEW,
    VERSIONS,
    begin_new,
    begin_old,
    calls_in,
    end,
)
from tests.sharing.crowd import Crowd, wait_until

LONGEST = 0.3  #: seconds until the next kill


def test_each_process_ends_in_its_version_while_workers_are_killed(here: Crowd) -> None:
    chance = random.Random("deployments")
    here.start_worker("tests.kill.world")
    here.start_worker("tests.kill.world")

    def kill_one() -> None:
        time.sleep(chance.uniform(0, LONGEST))
        victim = here.workers.pop(0)
        victim.kill()
        victim.wait()
        here.start_worker("tests.kill.world")

    stages: list[Callable[[Image], None]] = [
        lambda image: begin_old(image, here.folder, named=True),
        lambda image: begin_new(image, here.folder, named=True),
    ]
    with here.open(world, drive=False, patience=60.0) as image:
        for stage in stages:
            stage(image)
            kill_one()
            # The first day's sale is the old version's.
            wait_until(lambda: here.journal.exists() and ["sold", 10] in calls_in(here.journal))
        assert image.drain(timeout=60)
        end(image)
        kill_one()
        pids = {each.name: each.pid for each in image.processes() if each.name in VERSIONS}
        assert {name: image.result(pid, timeout=60) for name, pid in pids.items()} == ENDS
        found = {name: image.process(pid).version for name, pid in pids.items()}
        assert found == VERSIONS
        assert [(each.name, each.processes) for each in image.versions()] == [(NEW, 0)]
    here.stop_workers()
    assert calls_in(here.journal) == CALLS


def release(folder: Path, version: str, *, waits: bool) -> Path:
    """A file that defines two things, and may wait between them."""
    folder /= version
    folder.mkdir()
    wait = '(await-external "go")' if waits else ""
    text = f'(import (perdure process)) (define a "{version}") {wait} (define b "{version}")'
    file = folder / "shop.scm"
    file.write_text(text, encoding="utf-8")
    return file


def is_half_loaded(image: Image) -> bool:
    return any("go" in each.waits_for for each in image.processes(state="waiting"))


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_load_in_its_midst_defines_nothing_more_once_a_newer_has_begun(
    here: Crowd, is_killed: bool
) -> None:
    """Else a worker that takes it over, or its own, would mix the old version with the new."""
    here.start_worker()
    old, new = release(here.folder, "1.0", waits=True), release(here.folder, "1.1", waits=False)
    line = "from perdure.image import Image; import sys; image = Image.open(sys.argv[1])"
    line += "; image.load(sys.argv[2], version='1.0'); image.close()"
    environment = {**os.environ, **here.environment}
    loader = subprocess.Popen([sys.executable, "-c", line, here.uri, str(old)], env=environment)
    try:
        with here.open() as image:
            wait_until(lambda: is_half_loaded(image))
            if is_killed:
                loader.kill()
                loader.wait()
            image.load(new, version="1.1")
            assert not is_half_loaded(image)
            image.complete("go")
            assert loader.wait(60) == (-signal.SIGKILL if is_killed else 0)
            assert image.eval("(list a b)") == ["1.1", "1.1"]
            found = [(each.name, each.is_current, each.processes) for each in image.versions()]
            assert found == [("1.1", True, 0)]
            assert image.is_loaded(new.name, new.read_text(encoding="utf-8"), [str(new.parent)])
    finally:
        loader.kill()
        loader.wait()

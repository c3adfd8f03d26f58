"""A second version is deployed in a shared image whose workers are killed again and again.

Each process ends in the version that it should, each effect happens under one key, and `drain`
tells when the old version has gone, also of processes that other members have moved to the new one.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

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

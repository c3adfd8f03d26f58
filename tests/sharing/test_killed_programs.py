"""The programs of tests/kill, run by workers of a shared image that are killed again and again.

    PERDURE_KILLS=1 PERDURE_STORAGES=all pytest tests/sharing/test_killed_programs.py    all of them

What each gives must be what it gives undisturbed, and each effect has happened under one key.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.vm.objects.printer import write_text
from tests.kill import world
from tests.kill.outcomes import expected_result
from tests.kill.worker import PROGRAMS
from tests.sharing.crowd import Crowd
from tests.sharing.world import lines_of

#: All that need nothing but an image and the functions of tests.kill.world.
SOME = ["joining", "scopes", "undoing"]
ALL = [
    *SOME,
    *["bonds", "channels", "children", "choosing", "closing", "isolation", "labels", "large"],
    *["locks", "mailboxes", "names", "queues", "requests", "restarts", "retries", "schedules"],
    *["streams", "supervisors", "timers"],
]
CHOSEN = ALL if "PERDURE_KILLS" in os.environ else SOME
LONGEST, KILLS = 0.4, 10  #: seconds until the next kill, and how many there are


@pytest.mark.parametrize("name", CHOSEN)
def test_workers_that_are_killed_do_not_show(here: Crowd, name: str) -> None:
    file = PROGRAMS / f"{name}.scm"
    chance = random.Random(name)
    with here.open(world, drive=False) as image:
        workers = [here.start_worker("tests.kill.world") for _ in range(2)]
        pid = image.spawn_program(file.read_text(encoding="utf-8"), file.name)
        for _ in range(KILLS):
            if has_ended(image, pid, chance.uniform(0, LONGEST)):
                break
            victim = workers.pop(0)
            victim.kill()
            victim.wait()
            workers.append(here.start_worker("tests.kill.world"))
        image.run_until_done(pid, timeout=120)
        assert write_text(image.result_value(pid)) == expected_result(file.name)
    check_keys(here.journal)
    here.stop_workers()


def has_ended(image: Image, pid: int, timeout: float) -> bool:
    image.run_until_done(pid, timeout=timeout)
    return image.process(pid).state in ("done", "failed", "cancelled")


def check_keys(journal: Path) -> None:
    """Each key is that of one call, however often it was made."""
    calls = defaultdict(set)
    for _, key, *call in lines_of(journal):
        calls[key].add(repr(call))
    assert [key for key, found in calls.items() if len(found) > 1] == []

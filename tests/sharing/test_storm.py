"""Workers and the server killed at random; see tests.sharing.storm."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.sharing.crowd import crowd
from tests.sharing.storm import storm

SECONDS = float(os.environ.get("PERDURE_STORM", "60"))


def test_nothing_is_lost_when_workers_and_the_server_are_killed(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    print("seed", seed)
    with crowd(tmp_path) as here:
        found = storm(here, SECONDS, seed)
    print(found)
    assert found["workers killed"] > SECONDS / 4
    assert found["servers killed"] > 0
    assert found["rounds"] > 10 * found["processes"]

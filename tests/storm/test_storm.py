"""Workers, the REPL and the server killed at random under load; see tests.sharing.storm."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.conftest import Figures
from tests.sharing.crowd import Crowd, crowd
from tests.sharing.postgres import Cluster
from tests.sharing.storm import storm

SECONDS = float(os.environ.get("PERDURE_STORM", "40"))


def test_nothing_is_lost_when_members_and_the_server_are_killed(
    tmp_path: Path, figures: Figures
) -> None:
    with crowd(tmp_path) as here:
        brave(here, figures)


def test_nothing_is_lost_when_members_and_postgresql_are_killed(
    tmp_path: Path, empty_cluster: Cluster, figures: Figures
) -> None:
    with crowd(tmp_path, "postgresql", empty_cluster) as here:
        brave(here, figures)


def brave(here: Crowd, figures: Figures) -> None:
    seed = random.randrange(1_000_000)
    print("seed", seed)
    found = storm(here, SECONDS, seed)
    figures(f"seed {seed}: {found}")
    assert found["workers killed"] > SECONDS / 4
    assert found["servers killed"] >= SECONDS // 20
    assert found["REPLs killed"] > 0
    assert found["rounds"] > 10 * found["processes"]

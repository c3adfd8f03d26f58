"""Workers and the server killed at random while processes use all there is; see tests.storm."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.sharing.crowd import Crowd, crowd
from tests.sharing.postgres import Cluster
from tests.storm.alone import storm_alone
from tests.storm.storm import LONG, storm

#: In all three together; longer ones are `make soak`'s.
SECONDS = float(os.environ.get("PERDURE_STORM", "5"))


def test_nothing_is_lost_when_the_worker_of_an_image_is_killed_and_killed(
    tmp_path: Path, figures: Figures, seed: int
) -> None:
    found = storm_alone(tmp_path, SECONDS, seed)
    figures(f"seed {seed}: {found}")
    assert found["workers killed"] > SECONDS / 4
    assert found["rounds"] > SECONDS


def test_nothing_is_lost_when_members_and_the_server_are_killed(
    tmp_path: Path, figures: Figures, seed: int
) -> None:
    with crowd(tmp_path) as here:
        brave(here, figures, seed)


def test_nothing_is_lost_when_members_and_postgresql_are_killed(
    tmp_path: Path, empty_cluster: Cluster, figures: Figures, seed: int
) -> None:
    with crowd(tmp_path, "postgresql", empty_cluster) as here:
        brave(here, figures, seed)


@pytest.fixture
def seed() -> int:
    seed = random.randrange(1_000_000)
    print("seed", seed)
    return seed


def brave(here: Crowd, figures: Figures, seed: int) -> None:
    found = storm(here, SECONDS, seed)
    figures(f"seed {seed}: {found}")
    assert found["workers killed"] + found["workers told to leave"] > SECONDS / 4
    assert found["servers killed"] > 0
    assert found["rounds"] > SECONDS
    assert found["REPLs killed"] > 0 or SECONDS < LONG

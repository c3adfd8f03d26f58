"""A shared image for each test: served with ZEO, or in PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import perdure.image.engine.trials
import perdure.image.sharing.membership
from perdure.image import Image
from tests.sharing.crowd import DEATHS, STORAGES, TAKEOVER, Crowd, crowd, fresh_cluster
from tests.sharing.postgres import MISSING, Cluster, find_programs


@pytest.fixture(scope="session")
def fresh_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "image"
    Image.open(path).close()
    return path


@pytest.fixture(scope="session")
def empty_cluster() -> Iterator[Cluster]:
    """With an empty database `image`."""
    if find_programs() is None:
        pytest.skip(MISSING)
    cluster = fresh_cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def filled_cluster(empty_cluster: Cluster) -> Iterator[Cluster]:
    """With a fresh image in it."""
    cluster = empty_cluster.copy()
    cluster.start()
    Image.open(cluster.uri()).close()
    cluster.stop()
    yield cluster
    cluster.remove()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perdure.image.sharing.membership, "TAKEOVER", float(TAKEOVER))
    monkeypatch.setattr(perdure.image.engine.trials, "RUNS", DEATHS)


@pytest.fixture
def zeo(fresh_image: Path, tmp_path: Path, quick: None) -> Iterator[Crowd]:
    shutil.copytree(fresh_image, tmp_path / "image")
    with crowd(tmp_path, "zeo") as found:
        found.start_server()
        yield found


@pytest.fixture
def postgresql(filled_cluster: Cluster, tmp_path: Path, quick: None) -> Iterator[Crowd]:
    with crowd(tmp_path, "postgresql", filled_cluster) as found:
        found.start_server()
        yield found


@pytest.fixture(params=STORAGES)
def here(request: pytest.FixtureRequest) -> Crowd:
    """A test that takes this one is run once with each storage."""
    found: Crowd = request.getfixturevalue(request.param)
    return found

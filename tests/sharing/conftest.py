"""A shared image for each test: served with ZEO, or in PostgreSQL.

PERDURE_STORAGES=all pytest tests/sharing      each test of `here` with both
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import perdure.image.engine.trials
import perdure.image.sharing.membership
from perdure.image import Image
from tests.sharing.crowd import DEATHS, STORAGES, TAKEOVER, Crowd, crowd, fresh_cluster
from tests.sharing.postgres import MISSING, Cluster, find_programs
from tests.sharing.templates import shared_folder, template

#: Modules about what a storage has a part in: their tests are run with each. What the others are
#: about stands above it: each of their tests has one of the two, and both in `make soak`.
BENEATH = {
    "test_clocks.py",
    "test_doubt.py",
    "test_full_disk.py",
    "test_isolation.py",
    "test_large.py",
    "test_serving.py",
    "test_stopped.py",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_named = any("::" in each for each in config.args)
    if is_named or os.environ.get("PERDURE_STORAGES") == "all" or find_programs() is None:
        return
    left_out = [item for item in items if has_the_other(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def has_the_other(item: pytest.Item) -> bool:
    """Whether it is the one of a pair of tests whose storage is not that of its name."""
    is_above = item.path.parent == Path(__file__).parent and item.path.name not in BENEATH
    if not is_above or not isinstance(item, pytest.Function):
        return False
    found = getattr(item, "callspec", None)
    storage = None if found is None else found.params.get("here")
    return storage not in (None, STORAGES[zlib.crc32(item.originalname.encode()) % 2])


@pytest.fixture(scope="session")
def fresh_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "image"
    Image.open(path).close()
    return path


@pytest.fixture(scope="session")
def empty_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """With an empty database `image`; to be copied, as the next."""
    if find_programs() is None:
        pytest.skip(MISSING)
    with template("empty", shared_folder(tmp_path_factory), fresh_cluster) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def filled_cluster(
    empty_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """With a fresh image in it."""

    def filled() -> Cluster:
        cluster = empty_cluster.copy()
        cluster.start()
        Image.open(cluster.uri()).close()
        cluster.stop()
        return cluster

    with template("filled", shared_folder(tmp_path_factory), filled) as cluster:
        yield cluster


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
    """A test that takes this one is run with each storage, or with one: see BENEATH."""
    found: Crowd = request.getfixturevalue(request.param)
    return found

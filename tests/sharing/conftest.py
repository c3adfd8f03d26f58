"""A served image for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import perdure.image.membership
from perdure.image import Image
from tests.sharing.crowd import TAKEOVER, Crowd, crowd


@pytest.fixture(scope="session")
def fresh_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "image"
    Image.open(path).close()
    return path


@pytest.fixture
def here(fresh_image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    monkeypatch.setattr(perdure.image.membership, "TAKEOVER", float(TAKEOVER))
    shutil.copytree(fresh_image, tmp_path / "image")
    with crowd(tmp_path) as found:
        found.start_server()
        yield found

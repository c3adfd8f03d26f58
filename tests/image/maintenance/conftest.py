"""One image for all tests of upkeep; each spoils a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.image.maintenance.images import copied, make_image


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_image(tmp_path_factory.mktemp("original") / "image")


@pytest.fixture
def image(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return copied(original, tmp_path / "image")

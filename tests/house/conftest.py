from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import SimulatedClock


@pytest.fixture
def image_path(tmp_path: Path) -> Path:
    return tmp_path / "test.image"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()

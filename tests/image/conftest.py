"""The fixtures that tests of images share: a path, a clock, and images that run puppets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import perdure.image.storage.creation
from perdure.image import Image, SimulatedClock
from tests.image.puppets import with_puppets

OpenImage = Callable[..., Image]


@pytest.fixture
def image_path(tmp_path: Path) -> Path:
    return tmp_path / "test.image"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """New images have no libraries, and are made at once."""
    monkeypatch.setattr(perdure.image.storage.creation, "find_bootstrap", lambda: lambda root: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def puppet_image(
    bare: None, image_path: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenImage]:
    """Opens the image at `image_path`, with puppets for programs; closes it at the end."""
    opened: list[Image] = []

    def open_image(provides: Any = (), **options: Any) -> Image:
        options.setdefault("clock", clock)
        image = Image.open(options.pop("path", image_path), provides, **options)
        opened.append(image)
        return with_puppets(image, monkeypatch)

    yield open_image
    for image in opened:
        image.close(grace=0)

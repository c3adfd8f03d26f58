"""A fresh image for each test: made once, then copied, since an image is a directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repl.command import Command, command_in


@pytest.fixture(scope="session")
def fresh_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    Command(folder).out("eval", "1")
    return folder / "perdure.image"


@pytest.fixture
def perdure(tmp_path: Path, fresh_image: Path) -> Command:
    """The command, in an empty folder but for a fresh image under its default name."""
    return command_in(tmp_path, fresh_image)

"""A file that an image loads first, in a slice that is run apart, is loaded.

What the slice kept of the file, and what its merge noted of its definitions, were both entered for
the first time in one tree of the image: a conflict with itself, so it was run again for ever.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.engine import apart


def test_the_first_file_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ALWAYS", True)
    with Image.open(tmp_path / "i") as image:
        pid, _ = image.spawn_load_file(tmp_path / "first.scm", "(define n 5)", [])
        image.result(pid, timeout=20)
        assert image.eval("n", timeout=20) == 5

"""A serializable transaction stands on all that it has read, also on what the cache has let go of.

The savepoint at the end of a slice shrinks the cache, and what it let go of was looked at no more:
of two that might leave only while all were there both left.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.engine import monitor
from perdure.image.storage import file_storage as storage
from tests.programs import program


def test_reads_that_are_in_no_cache_any_more_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "CACHED_OBJECTS", 10)
    monkeypatch.setattr(monitor, "TICK", 0.001)
    monkeypatch.setattr(monitor, "SLICE", 0.002)
    with Image.open(tmp_path / "i") as image:
        image.eval(program(__file__, "one-of-many-leaves"))
        assert image.eval("(all)", timeout=60) == 59

"""A worker killed while it makes the folder of large objects leaves no half of one.

ZODB makes the folder, then writes its marker. Killed between the two, it left a
folder that each later worker took for one of a deprecated layout, and said so on
stderr; killed within the second, an empty marker and an image that nobody could open.

Found by tests/kill.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.image.storage.creation import make_image


def test_the_folder_is_there_before_the_image_is(tmp_path: Path) -> None:
    make_image(tmp_path)
    assert (tmp_path / "blobs" / ".layout").read_text() == "bushy"


@pytest.mark.parametrize("left", ["blobs", "blobs.born"])
def test_what_a_killed_worker_left_of_it_is_made_anew(
    tmp_path: Path, left: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / left / "tmp").mkdir(parents=True)
    with caplog.at_level(logging.WARNING), Image.open(tmp_path) as image:
        assert image.eval("(+ 40 2)") == 42
    assert not caplog.records
    assert not (tmp_path / "blobs.born").exists()

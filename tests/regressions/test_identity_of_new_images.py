"""Every image has an id of its own, whatever happened when it was made.

Effects' keys begin with it. A new image is a copy of a prepared one; when its worker
was killed before it gave the copy an id, the image kept that of the prepared one,
as did every other image to which the same happened. And where two workers made an
image at once, the second gave it another id while effects ran under the first.

Found by tests/kill.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import perdure.image.storage.opening
from perdure.image import Image
from perdure.image.storage.creation import make_image


def test_an_image_whose_worker_was_killed_when_it_was_new_gets_an_id(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        make_image(tmp_path / name)  # and no more: as if killed here
        with Image.open(tmp_path / name) as image:
            ids.add(image.id)
    assert len(ids) == 2
    assert "" not in ids


def test_a_worker_that_came_second_leaves_the_id_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(tmp_path / "image") as image:
        first = image.id
    # When the second looked, there was no image yet.
    monkeypatch.setattr(perdure.image.storage.opening, "holds_image", lambda path: False)
    with Image.open(tmp_path / "image") as image:
        assert image.id == first

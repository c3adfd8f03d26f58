"""Linked code stays bounded where hardly any object is kept in memory (decisions/054)."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import perdure.image.storage.file_storage as storage
from perdure.image import Image
from perdure.vm.machine import linker
from perdure.vm.machine.linked import Linked

ROOM = 8  #: linked codes that are kept though nobody may call them, twice so many
TEXTS = 20  #: of one round


def test_what_is_linked_does_not_grow_with_what_was_called(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "CACHED_OBJECTS", 10)
    monkeypatch.setattr(linker, "ROOM", ROOM)
    with Image.open(image_path) as image:
        counts = []
        for number in range(3):
            for i in range(number * TEXTS, (number + 1) * TEXTS):
                name = f"procedure-{i}"
                assert image.eval(f"(define ({name} x) (+ x {i})) (list ({name} 1))") == [1 + i]
                assert image.call(name, 2) == 2 + i
            gc.collect()
            counts.append(sum(type(each) is Linked for each in gc.get_objects()))
    assert counts[2] - counts[0] <= 2 * ROOM

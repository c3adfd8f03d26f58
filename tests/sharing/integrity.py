"""Whether an image is whole: no record refers to one that is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ZODB.serialize import referencesf
from ZODB.utils import p64, u64

from perdure.image.storage.file_storage import open_storage


def check_whole(path: Path) -> int:
    """Gives the number of records reached from the root. Nobody may have the image open."""
    storage = open_storage(path, read_only=True)
    try:
        return len(reached(storage))
    finally:
        storage.close()


def reached(storage: Any) -> set[int]:
    """The ids of all objects that are reached, as numbers; AssertionError where one is missing."""
    found = {0}
    to_do = [(0, 0)]  # (id, who refers to it)
    while to_do:
        number, referrer = to_do.pop()
        loaded = storage.loadBefore(p64(number), b"\x7f" + b"\xff" * 7)
        assert loaded is not None, f"{referrer:#x} refers to {number:#x}, which is not there"
        for oid in referencesf(loaded[0]):
            if u64(oid) not in found:
                found.add(u64(oid))
                to_do.append((u64(oid), number))
    return found

"""The folder in which a client of a server keeps the large contents that it has seen.

One for each storage that is opened, for what is kept under an id in one image is something else in
another that a server of the same address may have. It goes when the storage is closed, or
this Python process ends; a process that is killed leaves it in the system's folder for such.

Read by: perdure.image.storage.uris, perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from typing import TypeVar

S = TypeVar("S")

MOST = 256 << 20  #: bytes that are kept, about; then what was not used for longest goes


def with_cache(open_storage: Callable[..., S], given: str | None) -> S:
    """The storage that is opened with the options for a folder; none where one is `given`."""
    if given:
        return open_storage()
    folder = tempfile.mkdtemp(prefix="perdure-large-")
    try:
        storage = open_storage(blob_dir=folder, blob_cache_size=MOST)
    except BaseException:
        _remove(folder, os.getpid())
        raise
    weakref.finalize(storage, _remove, folder, os.getpid())
    return storage


def _remove(folder: str, pid: int) -> None:
    if os.getpid() == pid:  # a process that was forked off leaves it to its parent
        shutil.rmtree(folder, ignore_errors=True)

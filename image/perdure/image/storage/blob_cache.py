"""The folder in which a client of a server keeps the large contents that it has seen.

One for each storage that is opened, for what is kept under an id in one image is something else in
another that a server of the same address may have. It goes when the storage is closed, or
this Python process ends. That of a process that was killed goes when another makes its own: each
process has a lock on a file in its folder, and a lock goes with its process.

Read by: perdure.image.storage.uris, perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

S = TypeVar("S")

MOST = 256 << 20  #: bytes that are kept, about; then what was not used for longest goes

PREFIX = "perdure-large-"  #: of the folders, in the system's for temporary files
USED = "in-use"  #: the file in one that is locked while it is used
CONTENTS = "contents"  #: the folder in one that the client fills


def with_cache(open_storage: Callable[..., S], given: str | None) -> S:
    """The storage that is opened with the options for a folder; none where one is `given`."""
    if given:
        return open_storage()
    remove_unused(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = lock_new(folder)
    try:
        storage = open_storage(blob_dir=str(folder / CONTENTS), blob_cache_size=MOST)
    except BaseException:
        _remove(folder, lock, os.getpid())
        raise
    weakref.finalize(storage, _remove, folder, lock, os.getpid())
    return storage


def lock_new(folder: Path) -> int:
    """The descriptor whose lock says that a new folder is used, from when the file has its name."""
    unnamed = folder / "new"
    lock = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    unnamed.rename(folder / USED)
    (folder / CONTENTS).mkdir()
    return lock


def remove_unused(place: Path) -> None:
    """Remove the folders there whose processes were killed; what is another user's stays."""
    for used in place.glob(f"{PREFIX}*/{USED}"):
        with suppress(OSError):  # it is used, or somebody else has just removed it, or may alone
            lock = os.open(used, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(used.parent, ignore_errors=True)
            finally:
                os.close(lock)


def _remove(folder: Path, lock: int, pid: int) -> None:
    if os.getpid() == pid:  # a process that was forked off leaves it to its parent
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)

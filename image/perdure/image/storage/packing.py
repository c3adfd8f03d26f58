"""Packing a data file: it is copied without what is dead, and replaced in one step.

FileStorage has the two halves of that, which work while there are commits: it marks what can
be reached as of a moment and copies that, then what was committed since. What it does
with the copy is done anew here, so that a kill or a loss of power at any point leaves
either the old file or the new one: the copy is synced before it gets the name of the data
file, by one rename, and the old one is kept nowhere (FileStorage moves it away first, and
for an instant there is no data file at all). What a kill leaves behind is the copy,
`data.fs.pack`, which goes when the image is next opened to be written.

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from persistent.TimeStamp import TimeStamp
from ZODB.FileStorage.FileStorage import RedundantPackWarning
from ZODB.FileStorage.fspack import FileStoragePacker
from ZODB.POSException import StorageError

from perdure.image.storage.folder import as_file, create, mode_beside, open_own, sync
from perdure.image.storage.index import Index

COPY = ".pack"  #: what the copy's name has more than the data file's
SYNCED = 64 << 20  #: bytes after which the copy is synced, so that the last sync is short
OFTEN = 2_000  #: records after which progress is told

#: Called with what is being done, and how much of it is done: 0 to 1, or None.
Progress = Callable[[str, float | None], None]


class AlreadyPacking(StorageError):
    """Somebody else packs the image."""


def pack_file(storage: Any, moment: float, referencesf: Any, gc: bool, progress: Progress) -> None:
    """Pack an ImageStorage to a moment, in seconds since 1970."""
    if not storage._index:
        return
    path = Path(storage.__name__)
    with _packing(storage):
        create(Path(f"{path}{COPY}"), mode_beside(path)).close()
        if storage.blob_dir:
            create(Path(storage.blob_dir) / ".removed").close()
        packer = Packer(storage, referencesf, tid_at(moment), gc, progress)
        try:
            size = packer.packed()
            if size is None:
                return
            try:
                _replace(storage, path, Index.of(packer.index), size)
            finally:
                storage._commit_lock.release()
            if storage.blob_dir:
                storage._remove_blob_files_tagged_for_removal_during_pack()
        finally:
            packer.close()
            Path(f"{path}{COPY}").unlink(missing_ok=True)
        with storage._lock:
            storage._save_index()


@contextmanager
def _packing(storage: Any) -> Iterator[None]:
    with storage._lock:
        if storage._pack_is_in_progress:
            raise AlreadyPacking("the image is being packed already; wait until that is done")
        storage._pack_is_in_progress = True
    try:
        yield
    finally:
        with storage._lock:
            storage._pack_is_in_progress = False


def _replace(storage: Any, path: Path, index: Any, size: int) -> None:
    """Let the copy be the data file. Nobody reads or commits meanwhile."""
    copy, index_file = Path(f"{path}{COPY}"), Path(f"{path}.index")
    sync(copy)
    with storage._files.write_lock(), storage._lock:
        # The new file is shorter: where a kill leaves it with the old index, that must not
        # look as if its end were missing.
        index_file.unlink(missing_ok=True)
        copy.replace(path)
        sync(path.parent)
        storage._files.empty()
        storage._file.close()
        storage._file = as_file(open_own(path, os.O_RDWR), path, "r+b")
        storage._initIndex(index, storage._tindex)
        storage._pos = size


def tid_at(moment: float) -> bytes:
    """The id of a transaction of that moment."""
    raw: bytes = TimeStamp(*time.gmtime(moment)[:5], moment % 60).raw()
    return raw


class Packer(FileStoragePacker):
    """FileStorage's, which tells how far it is, and syncs what it writes as it goes."""

    def __init__(
        self, storage: Any, referencesf: Any, stop: bytes, gc: bool, progress: Progress
    ) -> None:
        self._progress = progress
        self._marked = self._done = 0
        self._synced = 0
        self._referencesf = referencesf
        self._objects = len(storage) or 1
        super().__init__(storage, self._references_of, stop, gc)

    def packed(self) -> int | None:
        """The size of the copy, with the commit lock held; None where nothing is to be done."""
        try:
            size: int | None = self.pack()
        except RedundantPackWarning:
            return None
        return size

    def _references_of(self, record: bytes) -> Any:
        self._marked += 1
        if self._marked % OFTEN == 0:
            self._progress("looking for what is alive", min(1.0, self._marked / self._objects))
        return self._referencesf(record)

    def copyToPacktime(self) -> Any:  # noqa: N802
        places = super().copyToPacktime()
        self._sync()
        return places

    def copyDataRecords(self, pos: int, th: Any) -> Any:  # noqa: N802
        self._tell(pos)
        return super().copyDataRecords(pos, th)

    def copyOne(self, ipos: int) -> Any:  # noqa: N802
        """With the commit lock held, which is let go of meanwhile."""
        self._tell(ipos)
        following = super().copyOne(ipos)
        if self._tfile.tell() - self._synced > SYNCED:
            self._commit_lock.release()
            self.locked = False
            self._sync()
            self._commit_lock.acquire()
            self.locked = True
        return following

    def _sync(self) -> None:
        self._tfile.flush()
        os.fsync(self._tfile.fileno())
        self._synced = self._tfile.tell()

    def _tell(self, at: int) -> None:
        self._done += 1
        if self._done % OFTEN == 0:
            self._progress("copying", min(1.0, at / self.file_end))

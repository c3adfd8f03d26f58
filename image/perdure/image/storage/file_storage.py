"""An image's data file and its index: see perdure.image.storage.directory.

Nothing is changed where opening fails: what is at the path is looked at before a file is made.

Read by: perdure.image.storage.opening.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import unpack
from typing import Any

import zc.lockfile
from ZODB.blob import LAYOUT_MARKER, FilesystemHelper
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.FileStorage.FileStorage import (
    FileStorageError,
    UndoSearch,
    packed_version,
)
from ZODB.FileStorage.format import (
    DATA_HDR_LEN,
    TRANS_HDR,
    TRANS_HDR_LEN,
    CorruptedError,
)
from ZODB.POSException import ReadOnlyError, UndoError
from ZODB.utils import u64, z64

from perdure.image.errors import (
    CannotRead,
    DamagedImage,
    NotAnImage,
)
from perdure.image.forking import give_up_in_children, sever_file_storage
from perdure.image.schema.classes import class_factory
from perdure.image.storage.commits import HEADER, MemoryCommits
from perdure.image.storage.connection import ImageConnection
from perdure.image.storage.directory import (
    cannot_write,
    damaged,
    data_path,
    in_use,
    index_path,
    missing_text,
    reason_of,
)
from perdure.image.storage.folder import (
    BLOBS,
    FolderLock,
    as_file,
    create,
    make_blobs,
    mode_beside,
    open_own,
    sync,
)
from perdure.image.storage.index import Index
from perdure.image.storage.loading import LOG
from perdure.image.storage.oids import highest_given
from perdure.image.storage.packing import COPY, Progress, pack_file
from perdure.image.storage.tails import (
    FIRST,
    LEFT_OVER,
    SHORT,
    Beginning,
    Tail,
    find_tail,
    keep,
)
from perdure.image.storage.unpickling import (
    check_conflict,
    check_metadata,
    guard_conflicts,
    load_index,
    write_index,
)

LOG.addHandler(logging.NullHandler())
# What FileStorage says of a file's end, or of a disk that is full, is said here in a sentence.
logging.getLogger("ZODB.FileStorage").addHandler(logging.NullHandler())
logging.getLogger("ZODB.serialize").addHandler(logging.NullHandler())

LOOKED_AT = 100  #: records of the last transaction that must be where the index says

#: Objects kept in memory between transactions.
CACHED_OBJECTS = int(os.environ.get("PERDURE_CACHED_OBJECTS", "50000"))
POOL = 64  #: connections at once from which on ZODB would warn
LARGE_RECORD = 1 << 28  #: bytes; ZODB warns of records larger than this


class ImageStorage(MemoryCommits):
    """A FileStorage that writes its index as it grows, and only into files of its own.

    Without its index a file is scanned when it is opened, at some 60,000
    transactions a second; FileStorage writes one only on closing, which a killed
    process never does. This one writes it after every few thousand records, and
    replaces the old one in one step, so that a kill never leaves none.

    FileStorage opens its files by their names, wherever a link with such a name leads,
    and cuts off what it cannot read. So here it opens them to be read only; what is to
    be written is opened afterwards (perdure.image.storage.folder), once it is known what stands
    at the end (perdure.image.storage.tails).
    """

    #: The least number of records written between two indices: after a kill, so many are read.
    RECORDS = 1_000

    _file: Any
    #: How far `pack` has come: what it is doing, and the part of that which is done.
    on_packing: Progress = staticmethod(lambda doing, part: None)

    def __init__(
        self, file_name: str, *, read_only: bool = False, blob_dir: str | None = None
    ) -> None:
        self._records_since = 0
        self._tail: Tail | None = None  #: what is not whole at the end of the file
        self._is_to_be_written = not read_only
        give_up_in_children(self, sever_file_storage)
        if read_only:
            super().__init__(file_name, read_only=True)
            own = Path(f"/proc/self/fd/{self._file.fileno()}")
            if blob_dir is not None:
                self.fshelper = FilesystemHelper(blob_dir)
            if own.exists():  # what has the file's name may be a packed one soon
                self._files.name = str(own)
            return
        path = Path(file_name)
        self._lock_file = FolderLock(Path(f"{path}.lock"))
        try:
            if not path.exists():
                with create(path) as file:
                    file.write(packed_version)
            super().__init__(file_name, read_only=True, blob_dir=blob_dir, pack_keep_old=False)
            self._open_to_write(path)
            self.set_max_oid(highest_given(self.__name__))
        except BaseException:
            for opened in (getattr(self, "_file", None), self._lock_file):
                if opened is not None:
                    opened.close()
            raise

    def _open_to_write(self, path: Path) -> None:
        self._file.close()
        self._file = as_file(open_own(path, os.O_RDWR), path, "r+b")
        tail = self._tail
        if tail is not None:
            if tail.kind == SHORT:
                LOG.warning("%s: %s; kept in %s", path, tail, keep(self._file, tail, path))
            self._file.truncate(tail.start)
        Path(f"{path}{COPY}").unlink(missing_ok=True)  # of a pack that was cut off
        self._begin_to_write(create(Path(f"{path}.tmp")))
        if not self._used_index:
            self._save_index()

    def _newIndexes(self) -> tuple[Index, dict[bytes, int]]:  # noqa: N802
        return Index(), {}

    def _finish_finish(self, tid: bytes) -> None:
        self._records_since += len(self._tindex)
        super()._finish_finish(tid)

    def _restore_index(self) -> tuple[Any, int, bytes] | None:
        """(the index, the position it was written at, the last transaction's id), or None.

        From here on, only what is whole of the data file is seen. DamagedImage where it is
        to be written, and what follows is more than what a kill leaves.
        """
        path = Path(self.__name__)
        found = self._sound_index(path)
        _, start, last = found or (None, FIRST, z64)
        tail, last = find_tail(self._file, start, last)
        if tail is not None:
            if self._is_to_be_written and tail.kind not in LEFT_OVER:
                raise damaged(path.parent, str(tail), last)
            self._tail = tail
            self._file = Beginning(self._file, tail.start)
        return found

    def _sound_index(self, path: Path) -> tuple[Any, int, bytes] | None:
        file = index_path(path)
        found = load_index(file) if file.exists() else None
        if found is None:
            return None
        index, position = found
        missing = position - self._file.seek(0, os.SEEK_END)
        if missing > 0:
            if not self._is_to_be_written:
                return None
            raise damaged(path.parent, missing_text(missing))
        try:
            tid = self._sane(index, position)
        except CorruptedError:
            return None
        return (index, position, tid) if tid else None

    # What the disk may refuse

    def load(self, oid: bytes, version: str = "") -> Any:
        with self._reading():
            return super().load(oid, version)

    def loadBefore(self, oid: bytes, tid: bytes) -> Any:  # noqa: N802
        try:
            found = self._load_current(oid, tid)
            return super().loadBefore(oid, tid) if found is None else found
        except (OSError, ValueError) as error:
            self._tell_unread(error)
            raise

    def _load_current(self, oid: bytes, tid: bytes) -> tuple[bytes, bytes, None] | None:
        """The outcome of `loadBefore` where the newest record is old enough and whole.

        FilePool.get and two layers of headers take more time than reading does.
        """
        pool = self._files
        condition, out = pool._cond, pool._out
        with condition._lock:
            if pool.writers or pool.closed or not pool._files:
                return None  # the usual way waits, or opens a file
            file = pool._files.pop()
            out.append(file)
        try:
            position = self._index.get(oid)
            if position is None:
                return None
            file.seek(position)
            header = file.read(DATA_HDR_LEN)
            if len(header) != DATA_HDR_LEN:
                return None
            found, at, _, _, _, length = HEADER.unpack(header)
            if found != oid or at >= tid or not length:
                return None
            return file.read(length), at, None
        finally:
            out.remove(file)
            pool._files.append(file)
            # A writer looks at `_out` after it has counted itself, and then waits.
            if pool.writers and not out:
                with condition:
                    condition.notify_all()

    def loadSerial(self, oid: bytes, serial: bytes) -> Any:  # noqa: N802
        with self._reading():
            return super().loadSerial(oid, serial)

    def tpc_begin(self, *arguments: Any, **options: Any) -> Any:
        with self._reading():
            if self._files.closed:
                raise ValueError
            return super().tpc_begin(*arguments, **options)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            self._tell_unread(error)
            raise

    def _tell_unread(self, error: OSError | ValueError) -> None:
        """CannotRead where that is why reading failed so."""
        path = Path(self.__name__).parent
        if isinstance(error, OSError):
            raise CannotRead(f"image {str(path)!r} cannot be read: {reason_of(error)}") from error
        if self._files.closed:
            raise CannotRead(
                f"image {str(path)!r} was closed when its disk failed; open it anew"
            ) from error

    def _abort(self) -> None:
        super()._abort()
        self._blob_tpc_abort()  # which FileStorage leaves out where nothing was voted on

    def _blob_storeblob(self, oid: bytes, serial: bytes, name: str) -> None:
        """Take a large content in, so that it is there after a loss of power too."""
        place = Path(self.fshelper.getBlobFilename(oid, serial))
        there = next(folder for folder in place.parents if folder.is_dir())
        try:
            super()._blob_storeblob(oid, serial, name)
            for each in (place, *place.parents):
                sync(each)
                if each == there:
                    break
        except OSError as error:
            raise self.refusal(error) from error

    def pack(self, t: float, referencesf: Any, gc: bool | None = None) -> None:
        if self._is_read_only:
            raise ReadOnlyError
        try:
            pack_file(self, t, referencesf, self._pack_gc if gc is None else gc, self.on_packing)
        except OSError as error:
            path = Path(self.__name__).parent
            raise cannot_write(path, error, "it is as it was before it was packed") from error

    def _read_txn_header(self, pos: int, tid: bytes | None = None) -> Any:
        header = super()._read_txn_header(pos, tid)
        check_metadata(header.ext)
        return header

    def iterator(self, start: bytes | None = None, stop: bytes | None = None) -> Any:
        for record in super().iterator(start, stop):
            check_metadata(record.extension_bytes)
            yield record

    def undoLog(  # noqa: N802  (the name that ZODB calls)
        self, first: int = 0, last: int = -20, filter: Any = None
    ) -> list[Any]:
        with self._lock:
            if self._pack_is_in_progress:
                raise UndoError("the image is being packed; try again when that is done")
            search = _UndoSearch(
                self._file, self._pos, first, first - last if last < 0 else last, filter
            )
            while not search.finished():
                search.search()
            return search.results

    def tryToResolveConflict(  # noqa: N802
        self, oid: bytes, committed: bytes, old: bytes, record: bytes, committed_data: bytes = b""
    ) -> Any:
        found = check_conflict(self, oid, committed, old, record, committed_data)
        return found or super().tryToResolveConflict(oid, committed, old, record, committed_data)

    def _check_sanity(self, index: Any, pos: int) -> Any:
        """The id of the last transaction before `pos`, if the index agrees with it; else 0.

        FileStorage looks at several transactions, and takes an index for wrong when
        two of them wrote the same object: the rule here, where a process rewrites
        its record at every wait. The index is written at `pos`, so only the last
        transaction's records are sure to be current. Of a large one, such as that of the
        bootstrap, the first are looked at.
        """
        if pos < 100 or self._file.seek(0, os.SEEK_END) < pos:
            return 0
        self._file.seek(pos - 8)
        length = u64(self._file.read(8))
        start = pos - 8 - length
        if start < 4:
            return 0
        header = self._read_txn_header(start)
        if header.tlen != length or header.status not in " pu":
            return 0
        at = start + header.headerlen()
        for _ in range(LOOKED_AT):
            if at >= start + length:
                break
            record = self._read_data_header(at)
            if record.tloc != start or index.get(record.oid, 0) != at:
                return 0
            at += record.recordlen()
        return header.tid

    def close(self) -> None:
        super().close()
        if not self._is_read_only:
            self._large.close()
            Path(self.__name__ + ".tmp").unlink(missing_ok=True)

    def save_index_if_due(self) -> None:
        """To be called between transactions."""
        if self._records_since > self.RECORDS + len(self._index) // 50:
            self._records_since = 0
            with self._lock:
                self._save_index()

    def _save_index(self) -> None:
        """Replace the index by one of now. On a full disk the old one stays, or none."""
        if self._is_read_only:
            return
        data = Path(self.__name__)
        path = index_path(data)
        fresh = Path(f"{path}.new")
        try:
            with create(fresh, mode_beside(data)) as file:
                write_index(file, self._index, self._pos)
            fresh.replace(path)
        except OSError as error:
            LOG.warning("the index of %s cannot be written: %s", data, error)
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        self._saved += 1


class _UndoSearch(UndoSearch):
    """Goes back over the transactions, and looks at their metadata before it reads them."""

    def _readnext(self) -> Any:
        self.file.seek(self.pos - 8)
        self.file.seek(self.pos - 8 - u64(self.file.read(8)))
        *_, user, description, extension = unpack(TRANS_HDR, self.file.read(TRANS_HDR_LEN))
        self.file.seek(user + description, os.SEEK_CUR)
        check_metadata(self.file.read(extension))
        return super()._readnext()


def open_storage(
    path: Path, *, read_only: bool, kind: type[ImageStorage] = ImageStorage
) -> ImageStorage:
    """The storage of an image that exists, or ImageInUse."""
    name = str(data_path(path))
    try:
        if read_only:
            blobs = path / BLOBS
            has_blobs = (blobs / LAYOUT_MARKER).is_file()
            return kind(name, read_only=True, blob_dir=str(blobs) if has_blobs else None)
        make_blobs(path)
        return kind(name, blob_dir=str(path / BLOBS))
    except zc.lockfile.LockError:
        raise in_use(path) from None
    except PermissionError as error:
        raise NotAnImage(f"{str(path)!r} may not be opened: {error.strerror}") from None
    except (FileStorageError, CorruptedError) as error:
        raise DamagedImage(
            f"image {str(path)!r} is damaged within: {error}; restore it from a copy"
        ) from error
    except OSError as error:
        raise cannot_write(path, error, "nothing was changed") from error


#: Ids that are chosen by chance are no higher: the first byte says which member of a cluster it is.
HIGHEST_OID = 1 << 54


class _ImageDB(DB):
    klass = ImageConnection


def open_database(storage: Any) -> DB:
    """The database on a storage; it reads only names that an image may name."""
    if not isinstance(storage, ImageStorage):
        guard_conflicts(storage)
    if isinstance(storage, DemoStorage) and storage._next_oid > HIGHEST_OID:
        storage._next_oid = random.randint(1, HIGHEST_OID)  # it took one of 62 bits
    return _ImageDB(
        storage,
        pool_size=POOL,
        cache_size=CACHED_OBJECTS,
        large_record_size=LARGE_RECORD,
        class_factory=class_factory,
    )

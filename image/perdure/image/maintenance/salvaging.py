"""Salvaging: a new image of all that can be read of a damaged one, which is left as it is.

Of each object the newest record is taken that can be read (perdure.image.maintenance.fragments
finds them, .records reads them): where the last one is damaged, the one before it. What a new
image has from the start, and is lost, comes from a prepared one if it was made by the same
commit. Then the indices are made anew (perdure.image.maintenance.mending), and what is still
amiss is told by a check of the whole.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import os
import shutil
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import BinaryIO

from ZODB.FileStorage.FileStorage import packed_version
from ZODB.FileStorage.format import DATA_HDR_LEN, TRANS_HDR_LEN
from ZODB.fsIndex import fsIndex
from ZODB.POSException import POSError
from ZODB.utils import p64, u64, z64

from perdure.image.errors import CannotWrite, DamagedImage, ForbiddenName, ImageError
from perdure.image.maintenance.checking import check
from perdure.image.maintenance.fragments import Gap, fragments
from perdure.image.maintenance.mending import mend_image
from perdure.image.maintenance.problems import Problem, Problems
from perdure.image.maintenance.reading import Progress, image_folder
from perdure.image.maintenance.records import Ids, Unreadable, kind_of, read
from perdure.image.maintenance.saving import MAKING, copy_blobs
from perdure.image.maintenance.scanning import (
    NEAR,
    RECORD,
    TRANSACTION,
    Record,
    Window,
    data_of,
    record_at,
)
from perdure.image.schema.clusters import CLUSTERED_FORMAT, is_member
from perdure.image.storage.creation import find_prepared
from perdure.image.storage.directory import data_path, index_path, locked, reason_of
from perdure.image.storage.file_storage import ImageStorage
from perdure.image.storage.folder import (
    BLOBS,
    DATA,
    FOLDER_MODE,
    create,
    make_blobs,
    open_own,
    sync,
)
from perdure.image.storage.oids import highest_given, reserve
from perdure.image.storage.tails import FIRST, moment_of
from perdure.image.storage.unpickling import write_index
from perdure.vm.dataclass import dataclass

FAR = 1 << 32  #: an id that is as far from the highest one is none
OFTEN = 2_000  #: records after which progress is told
ROOTS = (
    0,
    1,
)  #: the ids of the database's root and of the ImageRoot, without which there is nothing


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The result of `salvage`."""

    image: str
    target: str  #: the new image
    objects: int  #: that it has
    last_commit: str  #: the newest of which something was kept
    gaps: list[tuple[int, int]]  #: parts of the data file in which nothing could be found
    losses: list[Problem]  #: what is older than it was, made anew, or not there any more
    lost: int  #: how many they are
    #: what is wrong with the new image, as `check` tells it
    problems: list[Problem] = field(default_factory=list)


def salvage(
    image: str | os.PathLike[str], target: str | os.PathLike[str], progress: Progress
) -> Salvaged:
    """Make an image at `target`, where nothing is, of what can be read."""
    source, path = image_folder_of_damaged(image), Path(target)
    if path.exists() or path.is_symlink():
        raise ImageError(f"{str(path)!r} is there, and salvage replaces nothing: give another path")
    fresh = path.with_name(f"{path.name}{MAKING}")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(FOLDER_MODE)
        with closing(locked(source)):
            number = open_own(data_path(source), os.O_RDONLY)
            try:
                found = _Salvage(source, number, progress)
                found.look()
                found.write(fresh)
            finally:
                os.close(number)
            copy_blobs(source / BLOBS, fresh / BLOBS)
            given = source / f"{DATA}.oids"
            if given.is_file():
                shutil.copyfile(given, fresh / given.name)
            found.reserve_ids(fresh)
        mend_image(fresh, found.problems, progress)
        rest = check(fresh, progress)
        fresh.rename(path)
        sync(path.resolve().parent)
    except OSError as error:
        raise CannotWrite(
            f"image {str(path)!r} cannot be made: {reason_of(error)}", reason_of(error)
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Salvaged(
        str(source),
        str(path),
        rest.records,
        moment_of(found.last),
        [(gap.start, gap.end) for gap in found.gaps],
        found.problems.first,
        found.problems.count,
        rest.problems,
    )


def image_folder_of_damaged(image: str | os.PathLike[str]) -> Path:
    """The folder; the file in it may have lost its first bytes too."""
    path = Path(image)
    if data_path(path).is_file():
        return path
    return image_folder(image)


class _Salvage:
    """The findings in one file."""

    def __init__(self, source: Path, number: int, progress: Progress) -> None:
        self.source = source
        self.problems = Problems()
        self.gaps: list[Gap] = []
        self.last = z64
        self._number = number
        self._size = os.fstat(number).st_size
        self._near = Window(number, NEAR)
        self._progress = progress
        self._places = fsIndex()  #: id -> where the record that is kept stands
        self._wanted = Ids()
        self._unread = Ids()  #: objects whose newest record cannot be read
        self._tids: set[bytes] = set()  #: of the first few transactions

    def look(self) -> None:
        """Read all there is. DamagedImage where nothing could be made of it."""
        for count, (record, data) in enumerate(self._records()):
            if count % OFTEN == 0:
                self._progress("reading", record.at / self._size)
            self._take(record, data)
        if any(p64(oid) not in self._places for oid in ROOTS):
            raise DamagedImage(
                f"image {str(self.source)!r} cannot be salvaged: the objects through which all "
                "others are found are lost; restore it from a copy"
            )
        for oid in self._unread:
            self._tell_older(oid)

    def _records(self) -> Iterator[tuple[Record, bytes]]:
        """The findings, each with its data, which may stand before it."""
        self.gaps.clear()
        for found in fragments(self._number, self._size):
            if isinstance(found, Gap):
                if found.size:
                    self.gaps.append(found)
                continue
            data = found.data
            if not data and FIRST < found.back < found.at:
                data = data_of(self._near, found)
            yield found, data

    def _take(self, record: Record, data: bytes) -> None:
        oid = u64(record.oid)
        if is_member(record.oid):  # a bit of it has flipped: whatever it was, it is no record's
            self.problems.add("record", "has an id that no record has, and is lost", oid)
            return
        if not data and not record.back:  # its making was undone
            if record.oid in self._places:
                del self._places[record.oid]
            return
        try:
            references = read(data).references
        except (Unreadable, ForbiddenName):
            self._unread.add(oid)
            return
        self._unread.discard(oid)
        self._places[record.oid] = record.at
        self.last = max(self.last, record.tid)
        if len(self._tids) < 100:
            self._tids.add(record.tid)
        for reference, _ in references:
            self._wanted.add(reference)

    def reserve_ids(self, fresh: Path) -> None:
        """Let no new object have the id of one that is lost, and is still referred to."""
        data = str(data_path(fresh))
        kept = max(map(u64, self._places))
        named = (oid for ids in (self._wanted, self._unread) for oid in ids)
        lost = max((oid for oid in named if oid - kept < FAR), default=0)  # else a flipped bit
        if lost > kept and p64(lost) > highest_given(data):
            reserve(data, p64(lost))

    def _tell_older(self, oid: int) -> None:
        at = self._places.get(p64(oid))
        if at is None:
            self.problems.add("record", "cannot be read, and is lost", oid)
            return
        _, tid, *_ = RECORD.unpack(self._near.read(at, DATA_HDR_LEN))
        self.problems.add(
            "record", f"its last change cannot be read; it is as of {moment_of(tid)}", oid
        )

    def write(self, fresh: Path) -> None:
        """The new image's data file, its index, and its folder of large objects."""
        with create(data_path(fresh)) as file:
            writing = _Writing(file)
            for oid, tid, data in self._first_of_all():
                writing.add(oid, tid, data)
            for count, (record, data) in enumerate(self._records()):
                if count % OFTEN == 0:
                    self._progress("writing", record.at / self._size)
                if self._places.get(record.oid) == record.at:
                    writing.add(record.oid, record.tid, data)
            size = writing.end()
            file.flush()
            os.fsync(file.fileno())
        with create(index_path(data_path(fresh))) as file:
            write_index(file, writing.index, size)
        make_blobs(fresh)

    def _first_of_all(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """(id, transaction, record) of what is lost, and stands in a prepared image too."""
        missing = array("Q", (o for o in self._wanted if p64(o) not in self._places))
        prepared = find_prepared(self._has_clusters()) if missing else None
        if prepared is None:
            return
        data = prepared.folder / DATA
        with closing(ImageStorage(str(data), read_only=True)) as storage:
            if storage.lastTransaction() not in self._tids:
                return
            for oid in missing:
                try:
                    record, tid = storage.load(p64(oid))
                except POSError:
                    continue
                self.problems.add("record", f"a {kind_of(record)} is as in a new image", oid)
                yield p64(oid), tid, record

    def _has_clusters(self) -> bool:
        """Whether small objects share records in it, as its root says."""
        record = record_at(self._near, self._places[p64(ROOTS[1])])
        return bool(read(data_of(self._near, record)).object.format >= CLUSTERED_FORMAT)


class _Writing:
    """A data file that is written, transaction by transaction, without history."""

    def __init__(self, file: BinaryIO) -> None:
        self.index = fsIndex()
        self._file = file
        self._file.write(packed_version)
        self._tid = z64
        self._begin = FIRST

    def add(self, oid: bytes, tid: bytes, data: bytes) -> None:
        """One record; those of a transaction come together, and later ones later."""
        tid = max(tid, self._tid)  # an id may have been damaged
        if tid != self._tid:
            self.end()
            self._tid, self._begin = tid, self._file.tell()
            self._file.write(bytes(TRANS_HDR_LEN))
        self.index[oid] = self._file.tell()
        self._file.write(RECORD.pack(oid, tid, 0, self._begin, 0, len(data)) + data)

    def end(self) -> int:
        """Write the ends of the transaction that was begun; where the file ends then."""
        at = self._file.tell()
        if self._tid == z64:
            return at
        length = at - self._begin
        self._file.write(p64(length))
        self._file.seek(self._begin)
        self._file.write(TRANSACTION.pack(self._tid, length, b" ", 0, 0, 0))
        return self._file.seek(at + 8)

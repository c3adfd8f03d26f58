"""The end of a data file: whole, unfinished, or damaged.

A data file is `FS21` and transactions, one after the other:

    header    the transaction's id (8 bytes, always greater), its length (8), a status,
              the lengths of user, description and extension (2 each); then these
    records   each with a header of its own, which says where the transaction begins
    length    again (8)

A commit writes all of that with the status `c`, and when it is to count, a space in its
place; then it waits for the disk. The order in which a process writes is the order in
which a later one finds it, however the first one ended. So what a kill leaves is the
beginning of one transaction whose status is `c`, at the very end (UNFINISHED). It was
promised to nobody, and the next opening of the image cuts it off.

A loss of power keeps no order. The file may be shorter than the last transaction, though
that says it is finished (SHORT): most likely the one commit for which nobody had waited
to the end. It cannot be used, so it is cut off as well, and kept beside. But where the
file has grown and its new end is zeros (ZEROS), or a transaction has holes (BROKEN), a
disk that lies or a copy that broke off looks the same as that one commit. Of this nothing
is cut unless somebody says so.

Read by: perdure.image.storage.file_storage, perdure.image.maintenance.ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from struct import unpack
from typing import Any, BinaryIO

from persistent.TimeStamp import TimeStamp
from ZODB.FileStorage.format import DATA_HDR, DATA_HDR_LEN, TRANS_HDR, TRANS_HDR_LEN
from ZODB.utils import u64, z64

from perdure.image.storage.folder import DATA, create, mode_beside, sync
from perdure.vm.dataclass import dataclass

UNFINISHED, SHORT, ZEROS, BROKEN = "unfinished", "short", "zeros", "broken"
LEFT_OVER = (UNFINISHED, SHORT)  #: what is cut off without a question

FIRST = 4  #: where the first transaction begins
STATUS = 16  #: where in a header its status stands
YEAR = 12 * 31 * 24 * 60  #: in the minutes that an id's first half counts
PIECE = 1 << 20  #: bytes that are looked at at once


@dataclass(frozen=True, slots=True)
class Tail:
    """The bytes that follow the last whole transaction."""

    start: int  #: where in the file it begins
    size: int  #: in bytes
    kind: str

    def __str__(self) -> str:
        """The sort of bytes that it is, as the second half of a sentence."""
        many = f"the last {self.size} bytes" if self.size > 1 else "the last byte"
        verb = "are" if self.size > 1 else "is"
        if self.kind == ZEROS:
            return f"{many} of its {DATA} {verb} zeros, as a loss of power leaves them"
        if self.kind == UNFINISHED:
            return f"{many} of its {DATA} {verb} a commit that was never finished"
        if self.kind == SHORT:
            return f"{many} of its {DATA} {verb} a commit whose end is missing"
        return f"{many} of its {DATA} {verb} no whole commit"


@dataclass(frozen=True, slots=True)
class _Header:
    tid: bytes
    length: int  #: without the eight bytes at the end
    status: bytes
    texts: int  #: the length of user, description and extension

    @property
    def is_sound(self) -> bool:
        return self.length >= TRANS_HDR_LEN + self.texts and self.tid != z64


def find_tail(file: BinaryIO, start: int = FIRST, last: bytes = z64) -> tuple[Tail | None, bytes]:
    """(what is not whole at the end of a data file, or None; the id of the last whole one).

    Looked at are the headers from `start` on, where a transaction begins, and the inside
    of the last transaction. `last` is the id of the one before `start`.
    """
    size = file.seek(0, os.SEEK_END)
    before, at, before_last = start, start, last
    while at < size:
        header = _header(file, at)
        if header is None or not _is_whole(file, at, header, size):
            break
        before, before_last = at, last
        at, last = at + header.length + 8, header.tid
    if at > before and not _holds_records(file, before):
        at, last = before, before_last
    tail = Tail(at, size - at, _kind(file, at, size, last)) if at < size else None
    return tail, last


def ends_whole(file: BinaryIO) -> bool:
    """Whether the file ends with a whole transaction, whatever stands before that."""
    size = file.seek(0, os.SEEK_END)
    if size < FIRST + TRANS_HDR_LEN + 8:
        return False
    at = size - 8 - u64(_read(file, size - 8, 8))
    header = _header(file, at) if at >= FIRST else None
    return header is not None and _is_whole(file, at, header, size) and _holds_records(file, at)


def moment_of(tid: bytes) -> str:
    """When a transaction was made, in local time, for people."""
    return datetime.fromtimestamp(TimeStamp(tid).timeTime()).strftime("%Y-%m-%d %H:%M:%S")


def _header(file: BinaryIO, at: int) -> _Header | None:
    head = _read(file, at, TRANS_HDR_LEN)
    if len(head) < TRANS_HDR_LEN:
        return None
    tid, length, status, *texts = unpack(TRANS_HDR, head)
    return _Header(tid, length, status, sum(texts))


def _is_whole(file: BinaryIO, at: int, header: _Header, size: int) -> bool:
    end = at + header.length
    return (
        header.is_sound
        and header.status in (b" ", b"p", b"u")
        and end + 8 <= size
        and u64(_read(file, end, 8)) == header.length
    )


def _holds_records(file: BinaryIO, start: int) -> bool:
    """Whether the transaction's records are where they must be, and each is a pickle."""
    header = _header(file, start)
    assert header is not None
    at, end = start + TRANS_HDR_LEN + header.texts, start + header.length
    while at < end:
        head = _read(file, at, DATA_HDR_LEN)
        if len(head) < DATA_HDR_LEN:
            return False
        _, tid, _, begin, version, length = unpack(DATA_HDR, head)
        data = at + DATA_HDR_LEN
        at = data + (length or 8)
        if begin != start or tid != header.tid or version or at > end:
            return False
        if length and (_read(file, data, 1), _read(file, at - 1, 1)) != (b"\x80", b"."):
            return False
    return at == end


def _kind(file: BinaryIO, at: int, size: int, last: bytes) -> str:
    if not any(any(piece) for piece in _pieces(file, at)):
        return ZEROS
    header = _header(file, at)
    if header is None:  # the first bytes of one
        head = _read(file, at, TRANS_HDR_LEN)
        is_next = _may_follow(last, head[:8])
        return UNFINISHED if is_next and head[STATUS : STATUS + 1] in (b"", b"c") else BROKEN
    end = at + header.length + 8
    if not header.is_sound or not _may_follow(last, header.tid) or end < size:
        return BROKEN
    if header.status == b"c":
        return UNFINISHED
    return SHORT if end > size and header.status == b" " else BROKEN


def _may_follow(last: bytes, tid: bytes) -> bool:
    """Whether an id, or the beginning of one, may be that of a commit after the last one.

    An id is a moment: a year or more from now is none, nor one a year after a last one
    that was made when the clock was wrong.
    """
    latest = max(_moment_now(), last)
    bound = (int.from_bytes(latest[:4]) + YEAR).to_bytes(4) + bytes(4)
    return last[: len(tid)] <= tid <= bound and tid[:1] != b"\0"


def _moment_now() -> bytes:
    now = datetime.now(UTC)
    raw: bytes = TimeStamp(now.year, now.month, now.day, now.hour, now.minute, now.second).raw()
    return raw


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _pieces(file: BinaryIO, at: int) -> Iterator[bytes]:
    file.seek(at)
    while piece := file.read(PIECE):
        yield piece


def keep(file: BinaryIO, tail: Tail, data: Path) -> Path:
    """Copy a tail into a new file beside its data file, synced; gives its path."""
    number = 1
    while True:
        path = Path(f"{data}.cut-{number}")
        try:
            kept = create(path, mode_beside(data), replaces=False)
            break
        except FileExistsError:
            number += 1
    with kept:
        for piece in _pieces(file, tail.start):
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    sync(path.parent)
    return path


class Beginning:
    """A data file as far as it is whole, to be read as if it ended there."""

    def __init__(self, file: Any, size: int) -> None:
        self._file = file
        self._size = size
        self.name = file.name
        self.fileno = file.fileno
        self.tell = file.tell
        self.close = file.close

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset, whence = self._size + offset, os.SEEK_SET
        at: int = self._file.seek(offset, whence)
        return at

    def read(self, count: int = -1) -> bytes:
        left = max(0, self._size - self._file.tell())
        data: bytes = self._file.read(left if count < 0 else min(count, left))
        return data

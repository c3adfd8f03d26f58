"""A data file read from its beginning to its end, in large pieces.

What stands where in a data file is told in perdure.image.storage.tails. An object's current
record is the last one with its id; the file's index knows where that is. To look at all
current records in the order of the file, each piece of it is read once.

Read by: perdure.image.maintenance.reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from struct import Struct

from ZODB.FileStorage.format import DATA_HDR, DATA_HDR_LEN, TRANS_HDR, TRANS_HDR_LEN

from perdure.image.storage.tails import FIRST
from perdure.vm.dataclass import dataclass

TRANSACTION, RECORD = Struct(TRANS_HDR), Struct(DATA_HDR)
PIECE, NEAR = 1 << 20, 1 << 12  #: bytes read at once: of all in order, and here and there


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a transaction."""

    at: int  #: where in the file it begins
    oid: bytes
    tid: bytes
    data: bytes  #: empty where it only says where an earlier one stands
    back: int  #: that place, or 0
    size: int  #: with its header


class Window:
    """The file, of which a piece is in memory at a time."""

    def __init__(self, number: int, piece: int = PIECE) -> None:
        self._number = number  #: the descriptor; where it stands is left as it is
        self._size = piece
        self._start = 0
        self._piece = b""

    def read(self, at: int, count: int) -> bytes:
        """So many bytes from there on, or fewer at the end of the file."""
        offset = at - self._start
        if offset < 0 or offset + count > len(self._piece):
            self._start, offset = at, 0
            self._piece = os.pread(self._number, max(count, self._size), at)
        return self._piece[offset : offset + count]


def records(window: Window, end: int, start: int = FIRST) -> Iterator[Record]:
    """All records of the whole transactions between two places."""
    at = start
    while at < end:
        _, length, _, *texts = TRANSACTION.unpack(window.read(at, TRANS_HDR_LEN))
        yield from records_of(window, at + TRANS_HDR_LEN + sum(texts), at + length)
        at += length + 8


def records_of(window: Window, at: int, end: int) -> Iterator[Record]:
    """The records between two places of one transaction."""
    while at < end:
        record = record_at(window, at)
        yield record
        at += record.size


def record_at(window: Window, at: int) -> Record:
    oid, tid, _, _, _, length = RECORD.unpack(window.read(at, DATA_HDR_LEN))
    data = window.read(at + DATA_HDR_LEN, length or 8)
    if length:
        return Record(at, oid, tid, data, 0, DATA_HDR_LEN + length)
    return Record(at, oid, tid, b"", int.from_bytes(data), DATA_HDR_LEN + 8)


def data_of(window: Window, record: Record) -> bytes:
    """A record's own data, or that of the one it points to; empty for an object undone."""
    while not record.data and record.back:
        record = record_at(window, record.back)
    return record.data

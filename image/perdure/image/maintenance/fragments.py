"""Fragments: what of a damaged data file can still be found, and where there is nothing.

A whole file is transactions, each behind the other (perdure.image.storage.tails). Where one does
not begin as it must, the next place is looked for where one does: its length stands at its end
too, and its first record says where it begins. What lies between is a gap. In a gap, and in a
transaction whose records do not follow each other, records are found by themselves: each has
the id of its transaction, and says where that begins, which must be within the damage.

A gap at the very end is the last commit, or its beginning: of it nothing is taken, so that
what is kept there is whole.

Read by: perdure.image.maintenance.salvaging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ZODB.FileStorage.format import DATA_HDR_LEN, TRANS_HDR_LEN
from ZODB.utils import z64

from perdure.image.maintenance.scanning import (
    NEAR,
    PIECE,
    RECORD,
    TRANSACTION,
    Record,
    Window,
    record_at,
)
from perdure.image.storage.tails import FIRST
from perdure.vm.dataclass import dataclass

FINISHED = (b" ", b"p", b"u")
#: How a transaction's header begins: an id of 2003 to 2060, a length below 2 ** 40, a status.
HEADER = re.compile(rb"(?s)(?=[\x03-\x07].{7}\0\0\0.{5}[ pu])")
#: How a record's header looks, with the first byte of its data; see RECORD.
LOOSE = re.compile(rb"(?s)(?=\0.{7}[\x03-\x07].{7}\0\0\0.{5}\0\0\0.{5}\0\0\0\0\0\0.{4}\x80)")


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the file in which nothing is where it must be."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def fragments(number: int, size: int) -> Iterator[Record | Gap]:
    """All records that can be found in a file, in order, and the gaps (some empty) between them.

    `number` is its descriptor.
    """
    window, near = Window(number), Window(number, NEAR)
    at, last = FIRST, z64
    while at < size:
        end = _end_of_transaction(near, at, size, last)
        if end is not None and _is_referred_to(near, at, end):
            last = near.read(at, 8)
            yield from _within(window, at, end - 8, last)
            at = end
            continue
        following = _next_transaction(window, near, at + 1, size, last)
        if following < size:
            until = near.read(following, 8)
            for record in _loose(window, at, following, at):
                if last < record.tid < until:
                    yield Gap(at, record.at)
                    yield record
                    at = record.at + record.size
        if at < following:
            yield Gap(at, following)
        at = following


def _end_of_transaction(window: Window, at: int, size: int, last: bytes) -> int | None:
    """Where the transaction that begins there ends; None where none does."""
    head = window.read(at, TRANS_HDR_LEN)
    if len(head) < TRANS_HDR_LEN:
        return None
    tid, length, status, *texts = TRANSACTION.unpack(head)
    first, end = at + TRANS_HDR_LEN + sum(texts), at + length
    if status not in FINISHED or tid <= last or first > end or end + 8 > size:
        return None
    return end + 8 if int.from_bytes(window.read(end, 8)) == length else None


def _next_transaction(window: Window, near: Window, start: int, size: int, last: bytes) -> int:
    """Where the next whole one begins whose first record says so; `size` where none does."""
    at = start
    while at < size:
        piece = window.read(at, PIECE)
        for match in HEADER.finditer(piece):
            place = at + match.start()
            end = _end_of_transaction(near, place, size, last)
            if end is not None and _is_referred_to(near, place, end):
                return place
        at += max(1, len(piece) - TRANS_HDR_LEN)
    return size


def _is_referred_to(window: Window, at: int, end: int) -> bool:
    """Whether the first record of a transaction is of that, and says that it begins there."""
    tid, _, _, *texts = TRANSACTION.unpack(window.read(at, TRANS_HDR_LEN))
    first = at + TRANS_HDR_LEN + sum(texts)
    if first + 8 == end:
        return True  # it has none
    head = window.read(first, DATA_HDR_LEN)
    if len(head) < DATA_HDR_LEN:
        return False
    _, own, _, begin, _, _ = RECORD.unpack(head)
    return bool(begin == at and own == tid)


def _within(window: Window, start: int, end: int, tid: bytes) -> Iterator[Record | Gap]:
    """The records of a transaction, and the gaps in it."""
    texts = TRANSACTION.unpack(window.read(start, TRANS_HDR_LEN))[3:]
    at = start + TRANS_HDR_LEN + sum(texts)
    while at < end:
        record = _sound_record(window, at, end)
        if record is not None and record.tid == tid and _begin_of(window, at) == start:
            yield record
            at += record.size
            continue
        following = end
        for found in _loose(window, at + 1, end, start):
            if found.tid == tid and _begin_of(window, found.at) == start:
                following = found.at
                break
        yield Gap(at, following)
        at = following


def _loose(window: Window, start: int, end: int, earliest: int) -> Iterator[Record]:
    """Records that stand somewhere between two places, and belong to a transaction there."""
    at = free = start
    while at < end:
        piece = window.read(at, min(PIECE, end - at))
        for match in LOOSE.finditer(piece):
            place = at + match.start()
            if place < free:
                continue
            record = _sound_record(window, place, end)
            if record is not None and earliest <= _begin_of(window, place) < place:
                free = place + record.size
                yield record
        at += max(1, len(piece) - DATA_HDR_LEN)


def _sound_record(window: Window, at: int, end: int) -> Record | None:
    """The record there, if it may be one, and ends before `end`."""
    head = window.read(at, DATA_HDR_LEN)
    if len(head) < DATA_HDR_LEN:
        return None
    _, _, _, _, version, length = RECORD.unpack(head)
    if version or at + DATA_HDR_LEN + (length or 8) > end:
        return None
    return record_at(window, at)


def _begin_of(window: Window, at: int) -> int:
    """Where the transaction of the record there begins, as that says."""
    begin: int = RECORD.unpack(window.read(at, DATA_HDR_LEN))[3]
    return begin

"""A commit to a data file, which lies in memory until it is voted on.

FileStorage writes each record into a temporary file, and reads all of it back; and it reads the
header of what is replaced, and of what must not have changed. Each lets go of the interpreter,
for which other threads wait. Here a small commit lies in memory, and of what was committed lately
it is known when that was written (docs/decisions/097).

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from ZODB.FileStorage import FileStorage
from ZODB.FileStorage.FileStorage import TempFormatter
from ZODB.FileStorage.format import DATA_HDR, DATA_HDR_LEN

from perdure.image.errors import CannotWrite
from perdure.image.forking import sever
from perdure.image.storage.directory import cannot_write
from perdure.image.storage.folder import as_file

HEADER = Struct(DATA_HDR)  #: of a record: id, serial, position of the one before, ...
SMALL = 1 << 20  #: bytes of a commit in progress that are kept in memory
NOTED = 50_000  #: records of which it is known when they were written


class MemoryCommits(FileStorage):
    """A FileStorage with small commits in memory; what the disk refuses is CannotWrite."""

    _file: Any
    _large: BinaryIO  #: has the records of a commit in progress, once they are more than SMALL
    #: When the newest records of some objects were written: what was committed last.
    _newest: dict[bytes, bytes]

    def _begin_to_write(self, large: BinaryIO) -> None:
        """From here on it may be written to; `large` is a file for large commits."""
        self._newest = {}
        self._large = large
        self._set_temporary_file(BytesIO())
        self._is_read_only = False

    def _set_temporary_file(self, file: BinaryIO) -> None:
        self._tfile = file
        self._tfmt = TempFormatter(file)

    def _clear_temp(self) -> None:
        super()._clear_temp()
        if not self._is_read_only:
            self._set_temporary_file(BytesIO())

    def _make_room(self, more: int) -> None:
        """Have a file take the commit in progress where that gets large: so many bytes more."""
        small = self._tfile
        if not isinstance(small, BytesIO) or small.tell() + more <= SMALL:
            return
        self._large.seek(0)
        self._large.write(small.getvalue())
        self._set_temporary_file(self._large)

    def _renew_large(self) -> None:
        """Forget what the file could not take: it would write that before the next."""
        was_in_use = self._tfile is self._large
        self._large = renewed(self._large)
        if was_in_use:
            self._set_temporary_file(self._large)

    def store(
        self, oid: bytes, oldserial: bytes, data: bytes, version: str, transaction: Any
    ) -> Any:
        try:
            if transaction is self._transaction:
                self._make_room(DATA_HDR_LEN + len(data))
            if not self._store_next(oid, oldserial, data, transaction):
                super().store(oid, oldserial, data, version, transaction)
        except OSError as error:
            self._renew_large()
            raise self.refusal(error) from error

    def _store_next(self, oid: bytes, serial: bytes, data: bytes, transaction: Any) -> bool:
        """Do as `store` of FileStorage does; False where there is more to it than to write."""
        with self._lock:
            old = self._index.get(oid, 0)
            if transaction is not self._transaction or self._is_read_only or oid > self._oid:
                return False
            # What is committed is in the file: reading it here leaves the buffer as it is.
            if (
                old
                and self._newest.get(oid) != serial
                and os.pread(self._file.fileno(), 16, old) != oid + serial
            ):
                return False  # a conflict
            temporary = self._tfile
            self._tindex[oid] = self._pos + temporary.tell() + self._thl
            temporary.write(HEADER.pack(oid, self._tid, old, self._pos, 0, len(data)))
            temporary.write(data)
        return True

    def checkCurrentSerialInTransaction(  # noqa: N802
        self, oid: bytes, serial: bytes, transaction: Any
    ) -> None:
        if transaction is not self._transaction or self._newest.get(oid) != serial:
            super().checkCurrentSerialInTransaction(oid, serial, transaction)

    def _finish_finish(self, tid: bytes) -> None:
        if len(self._newest) > NOTED:
            self._newest.clear()
        self._newest.update(dict.fromkeys(self._tindex, tid))
        super()._finish_finish(tid)

    def tpc_vote(self, transaction: Any) -> Any:
        try:
            return super().tpc_vote(transaction)
        except OSError as error:
            with self._lock:
                self._renew_large()
                self._file = renewed(self._file)
                self._file.truncate(self._pos)
            raise self.refusal(error) from error

    def tpc_finish(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().tpc_finish(*arguments, **options)
        except OSError as error:  # it has closed itself
            raise self.refusal(error, is_known=False) from error

    def refusal(self, error: OSError, *, is_known: bool = True) -> CannotWrite:
        """The error for what the disk refuses."""
        what = (
            "what was being committed has not happened, and all before it is kept"
            if is_known
            else "whether what was being committed has happened is seen when it is opened again"
        )
        return cannot_write(Path(self.__name__).parent, error, what)


def renewed(file: Any) -> BinaryIO:
    """The same file, without what is still to be written to it."""
    number = os.dup(file.fileno())
    sever([file.fileno()])
    file.close()
    return as_file(number, Path(file.name), "r+b")

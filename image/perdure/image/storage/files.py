"""The work of programs on files: noted in the slice, committed, then done.

A slice may be run again, so creating, writing and deleting wait for its commit. The
transaction stores them as one entry of `root.file_work`; once it has committed, the
driver does them, and a later transaction takes the entry out. An entry that is found
when an image is opened was perhaps done, perhaps not, so it is done then: a write
names its position, so doing it twice puts the same bytes into the same place.

An entry goes only after what it did has been synced to the disk.

Read by: perdure.image.processes.ledger, perdure.image.engine.driver; the VM finds the FileLog at
`current().host.files`.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from perdure.image.schema.indices import Queue, is_empty
from perdure.vm import FileOutput

CREATE, WRITE, DELETE = range(3)  #: kinds of operations, as they are stored

MOST_OPEN = 64  #: files that are open at once while operations are done

logger = logging.getLogger("perdure")

#: (kind, path, position in bytes, data, the port or None), a file format
Operation: TypeAlias = "tuple[int, str, int, bytes, FileOutput | None]"
FileWork: TypeAlias = "tuple[int, tuple[Operation, ...]]"  #: an entry with its number


class FileLog:
    """A log of what the transaction in progress is to do to files, and of what is done already."""

    def __init__(self) -> None:
        self.done: list[int] = []  #: entries of `root.file_work` that can be taken out
        self._ports: list[FileOutput | None] = []
        self._operations: list[tuple[int, str, int, bytearray]] = []
        self._paths: set[str] = set()  #: of files that something is to be done to
        self._deleted: set[str] = set()  #: of those, the ones that will be gone

    def __bool__(self) -> bool:
        """Whether anything is to be done."""
        return bool(self._operations)

    # For the VM; an OSError is the program's file-error

    def is_unwritten(self, path: str) -> bool:
        """Whether something is to be done to the file."""
        return path in self._paths

    def create(self, port: FileOutput) -> None:
        """Begin an empty file. What would surely fail later fails now."""
        path = Path(port.path)
        if path.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists():
            if not path.is_file() and not path.is_char_device():
                raise OSError(errno.EINVAL, "it is no ordinary file")
            if not os.access(path, os.W_OK):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        elif not path.parent.is_dir():
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        elif not os.access(path.parent, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        self._add(CREATE, port.path, 0, port)
        self._deleted.discard(port.path)

    def write(self, port: FileOutput, data: bytes) -> None:
        """Put bytes at the port's position; the file must not have gone meanwhile."""
        if self._ports and self._ports[-1] is port:
            self._operations[-1][3].extend(data)
            return
        is_known = port.path in self._paths
        if port.path in self._deleted or not (is_known or Path(port.path).exists()):
            raise OSError(errno.ENOENT, "it is gone")
        self._add(WRITE, port.path, port.position, port)
        self._operations[-1][3].extend(data)

    def delete(self, port: FileOutput) -> None:
        """Delete the port's file; the port is there to tell of a failure."""
        path = port.path
        found = Path(path)
        if found.is_dir() and not found.is_symlink():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        found.lstat()
        if not os.access(found.parent, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        self._add(DELETE, path, 0, port)
        target = os.path.realpath(path)
        self._paths.add(target)
        if not found.is_symlink():
            self._deleted.add(target)

    def _add(self, kind: int, path: str, position: int, port: FileOutput | None) -> None:
        self._operations.append((kind, path, position, bytearray()))
        self._ports.append(port)
        self._paths.add(path)

    # For the ledger

    def noted(self) -> tuple[Any, ...]:
        """All that is to be done, to be given to the `note` of another log."""
        operations = [(*each[:3], bytes(each[3])) for each in self._operations]
        return (operations, list(self._ports), list(self._paths), list(self._deleted))

    def note(self, noted: tuple[Any, ...]) -> None:
        """Do this too: after what is here already."""
        operations, ports, paths, deleted = noted
        self._operations += [(*each[:3], bytearray(each[3])) for each in operations]
        self._ports += ports
        self._paths.update(paths)
        self._deleted.update(deleted)

    def settle(self, entries: Queue) -> FileWork | None:
        """Bring the stored entries up to date; gives the new one, if there is any."""
        following = 0 if is_empty(entries) else entries.maxKey() + 1
        for number in self.done:
            entries.pop(number, None)
        if not self._operations:
            return None
        operations = tuple(
            (kind, path, position, bytes(data), port)
            for (kind, path, position, data), port in zip(
                self._operations, self._ports, strict=True
            )
        )
        entries[following] = operations
        return following, operations

    def committed(self) -> None:
        self.done.clear()
        self.aborted()

    def aborted(self) -> None:
        self._operations.clear()
        self._ports.clear()
        self._paths.clear()
        self._deleted.clear()


def perform(operations: Iterable[Operation]) -> list[tuple[FileOutput, str]]:
    """Do them in order and sync them; gives the ports that failed, and why."""
    work = _Work()
    try:
        for kind, path, position, data, port in operations:
            if not work.has_failed(port):  # what follows would leave a gap
                work.do(kind, path, position, data, port)
    finally:
        work.close_all()
    return list(work.failures.values())


class _Work:
    """Files that are open while operations are done, and what has failed."""

    def __init__(self) -> None:
        self.failures: dict[int, tuple[FileOutput, str]] = {}  #: by the port's identity
        self._open: dict[str, int] = {}
        self._ports: dict[str, list[FileOutput | None]] = {}  #: whose bytes are to be synced
        self._folders: set[str] = set()

    def has_failed(self, port: FileOutput | None) -> bool:
        return id(port) in self.failures

    def do(self, kind: int, path: str, position: int, data: bytes, port: FileOutput | None) -> None:
        try:
            if kind != WRITE:
                self._close(path)
                self._folders.add(str(Path(path).parent))
            if kind == DELETE:
                Path(path).unlink(missing_ok=True)
            else:
                file = self._opened(path, is_new=kind == CREATE)
                self._ports.setdefault(path, []).append(port)
                put(file, position, data)
        except OSError as error:
            self._failed(path, [port], error)

    def close_all(self) -> None:
        for path in list(self._open):
            self._close(path)
        for folder in self._folders:
            _sync_folder(folder)

    def _opened(self, path: str, *, is_new: bool) -> int:
        file = self._open.get(path)
        if file is None:
            if len(self._open) >= MOST_OPEN:
                self._close(next(iter(self._open)))
            flags = os.O_WRONLY | os.O_CLOEXEC | (os.O_CREAT | os.O_TRUNC if is_new else 0)
            file = self._open[path] = os.open(path, flags, 0o666)
        return file

    def _close(self, path: str) -> None:
        """Sync a file that is open, and close it; either may find that the disk is full."""
        file = self._open.pop(path, None)
        if file is None:
            return
        ports = self._ports.pop(path, [])
        try:
            os.fsync(file)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EROFS, errno.ENOTSUP):  # as for /dev/null
                self._failed(path, ports, error)
        try:
            os.close(file)
        except OSError as error:
            self._failed(path, ports, error)

    def _failed(self, path: str, ports: Iterable[FileOutput | None], error: OSError) -> None:
        logger.warning("cannot do to the file %r what was committed: %s", path, error)
        reason = error.strerror or str(error)
        for port in ports:
            if port is not None:
                self.failures.setdefault(id(port), (port, reason[:1].lower() + reason[1:]))


def put(file: int, position: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        written = os.pwrite(file, rest, position)
        position += written
        rest = rest[written:]


def mark(failures: Iterable[tuple[FileOutput, str]]) -> None:
    """Let the ports that failed say so to their programs; within a transaction."""
    for port, reason in failures:
        port.failure = reason


def _sync_folder(folder: str) -> None:
    """So that a file's name is there, or gone, after a loss of power too."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

"""An image's records as of one moment, wherever the image lies.

A command that looks at all objects of an image opens its `Records`: those of a data file in
the order of the file, those of a server one by one. It takes no lock: members may work on.

Read by: perdure.image.maintenance.checking, .statistics.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ZODB.POSException import POSKeyError
from ZODB.utils import p64, u64

from perdure.image.errors import MEMORY, ImageError, NotAnImage, no_image_at
from perdure.image.maintenance.scanning import NEAR, Record, Window, data_of, record_at, records
from perdure.image.storage.directory import data_path, holds_image
from perdure.image.storage.file_storage import ImageStorage, open_storage
from perdure.image.storage.uris import is_uri, open_uri, shown

#: Called now and then with what is being done, and how much of it is done: 0 to 1, or None.
Progress = Callable[[str, float | None], None]


def no_progress(doing: str, part: float | None) -> None:
    """For a caller that does not want to know."""


class Records(Protocol):
    """The current records of an image."""

    name: str  #: the image, for people
    storage: Any  #: where the image can be opened to be read
    size: int  #: of the data file in bytes; 0 where there is none

    def __iter__(self) -> Iterator[tuple[int, bytes, float | None]]:
        """(id, record, how much of all has been read by now), each object once."""

    def find(self, oid: int) -> bytes | None:
        """The record of that object, if it has one."""

    def has_blob(self, oid: int) -> bool:
        """Whether the large content that is this object is there, with its file."""

    def check_same(self) -> None:
        """ImageError where the image was replaced meanwhile, and what was seen may be wrong."""


class FileRecords:
    """Those of a data file, as far as it was whole when it was opened."""

    def __init__(self, name: str, storage: ImageStorage) -> None:
        self.name = name
        self.storage = storage
        self.size: int = storage.getSize()
        #: its own, for what has the file's name may be another one soon
        self._number: int = storage._file.fileno()
        self._near = Window(self._number, NEAR)

    def __iter__(self) -> Iterator[tuple[int, bytes, float | None]]:
        window, index = Window(self._number), self.storage._index
        for record in records(window, self.size):
            if index.get(record.oid) == record.at:
                data = record.data or data_of(self._near, record)
                if data:
                    yield u64(record.oid), data, record.at / self.size

    def all(self) -> Iterator[tuple[Record, bool]]:
        """Every record, with whether it is its object's current one."""
        index = self.storage._index
        for record in records(Window(self._number), self.size):
            yield record, index.get(record.oid) == record.at

    def find(self, oid: int) -> bytes | None:
        at = self.storage._index.get(p64(oid))
        return None if at is None else data_of(self._near, record_at(self._near, at))

    def has_blob(self, oid: int) -> bool:
        return _has_blob(self.storage, p64(oid), self.storage.getTid(p64(oid)))

    def check_same(self) -> None:
        """A packed file has the same name, and other records at the same places."""
        try:
            now = Path(self.storage.__name__).stat()
        except OSError:
            now = None
        then = os.fstat(self._number)
        if now is None or (now.st_dev, now.st_ino) != (then.st_dev, then.st_ino):
            raise ImageError(f"image {self.name!r} was packed meanwhile; try again")

    def close(self) -> None:
        self.storage.close()


class ServedRecords:
    """Those that a server has; members may change some while they are read."""

    size = 0

    def __init__(self, name: str, storage: Any) -> None:
        self.name = name
        self.storage = storage

    def __iter__(self) -> Iterator[tuple[int, bytes, float | None]]:
        instance = self.storage.new_instance() if hasattr(self.storage, "rest") else self.storage
        count, done, cookie = len(self.storage) or 1, 0, None
        try:
            while True:
                oid, _, data, cookie = instance.record_iternext(cookie)
                done += 1
                if data:
                    yield u64(oid), data, min(1.0, done / count)
                if cookie is None:
                    return
        finally:
            if instance is not self.storage:
                instance.release()

    def find(self, oid: int) -> bytes | None:
        try:
            data: bytes = self.storage.load(p64(oid))[0]
        except POSKeyError:
            return None
        return data

    def has_blob(self, oid: int) -> bool:
        try:
            _, serial = self.storage.load(p64(oid))
        except POSKeyError:
            return True  # it was packed away meanwhile
        return _has_blob(self.storage, p64(oid), serial)

    def check_same(self) -> None:
        pass


def _has_blob(storage: Any, oid: bytes, serial: bytes) -> bool:
    try:
        storage.loadBlob(oid, serial)
    except (POSKeyError, TypeError):  # TypeError: there is no folder of such
        return False
    return True


@contextmanager
def open_records(image: str | os.PathLike[str]) -> Iterator[Any]:
    """The records of the image at a path or URI; an ImageError says why not."""
    name = os.fspath(image)
    if name == MEMORY:
        raise NotAnImage(f"{MEMORY!r} is gone when it is closed: give an image that is kept")
    if is_uri(name):
        storage = open_uri(name, read_only=True, create=False).storage
        try:
            yield ServedRecords(shown(name), storage)
        finally:
            storage.close()
        return
    found = FileRecords(name, open_storage(image_folder(name), read_only=True))
    try:
        yield found
    finally:
        found.close()


def image_folder(name: str | os.PathLike[str]) -> Path:
    """The folder of an image that lies in one, or NotAnImage."""
    text = os.fspath(name)
    if is_uri(text) or text == MEMORY:
        raise NotAnImage(f"{shown(text)!r} is no directory of an image, and this needs one")
    path = Path(text)
    if not holds_image(path):
        raise no_image_at(str(path))
    return path


def data_file(name: str | os.PathLike[str]) -> Path:
    return data_path(image_folder(name))

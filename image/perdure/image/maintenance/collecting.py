"""Collecting: giving back the space of what is dead, wherever the image lies.

A storage keeps what could be reached at a moment, and all that was committed since. Where
the image is open elsewhere that moment must lie in the past. A slice may have read an object
that another process has taken out of the image since, and put it somewhere else when it
commits; an application may hold a procedure that nothing in the image leads to any more. What
was alive at the moment is kept for them. So of an image that is open elsewhere a day is kept
unless it is said otherwise, and LEAST in any case; of one that nobody else has open, nothing.

Of an image whose small objects share records, the dead ones are first taken out of those that stay
(perdure.image.maintenance.trimming). Where somebody has the image open these records are kept as
they were until another pack, as all else is that was alive at the moment.

A data file is packed by the process that has it open: here, by an application in one of its
threads, or by its server when it is asked.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ZODB.serialize import referencesf

from perdure.image.errors import (
    MEMORY,
    ImageError,
    ImageInUse,
    NotAnImage,
    ServerGone,
    StorageError,
    TransientError,
)
from perdure.image.maintenance.reading import Progress, image_folder
from perdure.image.maintenance.trimming import can_trim, trim
from perdure.image.storage.file_storage import ImageStorage, open_storage
from perdure.image.storage.folder import SOCKET
from perdure.image.storage.packing import AlreadyPacking, tid_at
from perdure.image.storage.uris import is_uri, open_uri, shown, zeo_uri
from perdure.vm.dataclass import dataclass

DAY = 86_400.0  #: seconds
EPOCH = 0.0  #: the earliest moment; no record is older
LEAST = 600.0  #: seconds that are kept in any case while others have the image open
SHARED_DAYS = 1.0  #: that are kept then, where nobody says how many
TICK = 0.2  #: seconds after which progress is told, of what a server does


@dataclass(frozen=True, slots=True)
class Packed:
    """The result of `pack`."""

    image: str
    until: float  #: what was alive at this moment was kept; seconds since 1970
    before: int  #: bytes of the data file or database
    after: int
    seconds: float  #: that it took
    members: int  #: dead objects that were taken out of records which others share


def pack(image: Any, days: float | None, progress: Progress) -> Packed:
    """Pack an open image, or the one at a path or URI; see perdure.image.pack."""
    name = image.path if hasattr(image, "storage_to_pack") else os.fspath(image)
    if name == MEMORY:
        raise NotAnImage(f"{MEMORY!r} is gone when it is closed: give an image that is kept")
    if days is not None and not days >= 0:
        raise ImageError(f"{days} days: a pack keeps what was alive in the past, not in the future")
    with _opened(image, name) as (storage, is_alone):
        if days is None:
            days = 0.0 if is_alone else SHARED_DAYS
        kept = max(days * DAY, 0.0 if is_alone else LEAST)
        began = time.monotonic()
        until = max(EPOCH, time.time() - kept)
        before = storage.getSize()
        try:
            members = _trim(image, storage, until, progress)
            if not kept:  # nor what was there before it was trimmed
                until = max(EPOCH, time.time())
            _pack(storage, until, progress)
        except ImageError:
            raise
        except StorageError as error:
            if AlreadyPacking.__name__ in f"{type(error).__name__} {error}":  # a server tells so
                raise ImageError(
                    f"image {shown(name)!r} is being packed already; wait until that is done"
                ) from None
            if isinstance(error, TransientError):
                raise ServerGone(
                    f"the server of image {shown(name)!r} went away while it was packed: the "
                    "image is as it was, or packed"
                ) from error
            raise
        seconds = time.monotonic() - began
        return Packed(shown(name), until, before, storage.getSize(), seconds, members)


@contextmanager
def _opened(image: Any, name: str) -> Iterator[tuple[Any, bool]]:
    """(a storage that can be packed, whether nobody else has the image open)."""
    if hasattr(image, "storage_to_pack"):
        yield image.storage_to_pack(), False
        return
    if is_uri(name):
        resolved = open_uri(name, read_only=False, create=False)
        storage, is_alone = resolved.storage, not resolved.is_shared
    else:
        storage, is_alone = _of_folder(image_folder(name))
    try:
        yield storage, is_alone
    finally:
        storage.close()


def _of_folder(path: Path) -> tuple[Any, bool]:
    """A connection to the server of an image that `perdure serve` has open."""
    try:
        return open_storage(path, read_only=False), True
    except ImageInUse:
        address = path / SOCKET
        if not address.is_socket():
            raise
        try:
            return open_uri(zeo_uri(str(address.resolve())), read_only=False).storage, False
        except NotAnImage:
            pass
        raise


def _trim(image: Any, storage: Any, until: float, progress: Progress) -> int:
    """Take what is dead out of clusters; how many objects that are."""
    if not can_trim(storage):
        return 0
    tid = tid_at(until)
    if hasattr(storage, "rest"):  # an instance sees what was committed when it looked last
        instance = storage.new_instance()
        instance.sync()
        instance.poll_invalidations()
        reading = instance
    elif hasattr(image, "storage_to_pack"):
        instance, reading = image.storage_to_trim(), storage
    else:
        return trim(storage, storage, tid, progress)
    try:
        return trim(reading, instance, tid, progress)
    finally:
        instance.release()


def _pack(storage: Any, until: float, progress: Progress) -> None:
    if isinstance(storage, ImageStorage):
        before, storage.on_packing = storage.on_packing, progress
        try:
            storage.pack(until, referencesf)
        finally:
            storage.on_packing = before
        return
    with _ticking(progress), _listening(progress):
        storage.pack(until, referencesf)


@contextmanager
def _ticking(progress: Progress) -> Iterator[None]:
    """Say again and again that the server is at work."""
    is_done = threading.Event()

    def tick() -> None:
        while not is_done.wait(TICK):
            progress("packing on the server", None)

    thread = threading.Thread(target=tick, name="perdure-packing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()


class _Telling(logging.Handler):
    """A handler that tells as progress what RelStorage logs while it packs."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if threading.current_thread() is threading.main_thread():
            self._progress(record.getMessage().removeprefix("pack: "), None)


@contextmanager
def _listening(progress: Progress) -> Iterator[None]:
    logger = logging.getLogger("relstorage")
    handler, level = _Telling(progress), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)

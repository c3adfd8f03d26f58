"""From a path or URI to an open database, with nothing changed where that fails.

Read by: perdure.image.api.image.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import transaction
from persistent.TimeStamp import TimeStamp
from ZODB.Connection import Connection
from ZODB.DB import DB
from ZODB.POSException import ConflictError
from ZODB.utils import z64

from perdure.image.errors import (
    MEMORY,
    UNREADABLE,
    ImageError,
    NewerFormat,
    NotAnImage,
    TransientError,
    no_image_at,
)
from perdure.image.schema.root import FORMAT, ROOT_KEY, ImageRoot, new_image_id
from perdure.image.storage.creation import make_image, memory_storage, run_bootstrap
from perdure.image.storage.directory import holds_image
from perdure.image.storage.file_storage import open_database, open_storage
from perdure.image.storage.storage_errors import unreadable
from perdure.image.storage.uris import is_uri, open_uri, shown
from perdure.vm.dataclass import dataclass


@dataclass(slots=True)
class Opened:
    """An open image's way to its storage. Close the connection before the database."""

    storage: Any
    database: DB
    connection: Connection
    transactions: transaction.TransactionManager
    root: ImageRoot
    save_index: Callable[[], None]
    is_shared: bool  #: whether other processes may have it open at the same time

    def last_commit(self) -> float:
        """When the last transaction was, in seconds since 1970, by its committer's clock."""
        last = self.storage.lastTransaction()
        return 0.0 if last in (None, z64) else float(TimeStamp(last).timeTime())

    def close(self) -> None:
        self.connection.close()
        self.database.close()

    def crash(self) -> None:
        """Let go of it with nothing written, between two transactions, as a kill does."""
        if hasattr(self.storage, "_save_index"):
            self.storage._save_index = lambda: None
        self.close()


def open_image(
    path: str | os.PathLike[str], *, create: bool, read_only: bool, clusters: bool | None = None
) -> Opened:
    """Open the image at the path or URI, or make it; an ImageError says why not.

    `clusters`: whether small objects share records where it is made.
    """
    is_shared = False
    if os.fspath(path) == MEMORY:
        storage = memory_storage(clusters)
    elif is_uri(os.fspath(path)):
        resolved = open_uri(os.fspath(path), read_only=read_only, create=create)
        storage, is_shared = resolved.storage, resolved.is_shared
        try:
            if create and not read_only:
                _fill_if_empty(storage, clusters)
        except BaseException:
            storage.close()
            raise
    else:
        place = Path(path)
        if not holds_image(place):
            if not create or read_only:
                raise no_image_at(str(place))
            make_image(place, clusters)
        storage = open_storage(place, read_only=read_only)
    try:
        return connect(storage, shown(str(path)), read_only=read_only, is_shared=is_shared)
    except BaseException:
        storage.close()
        raise


def _fill_if_empty(storage: Any, clusters: bool | None) -> None:
    """Make a new image in a storage that has nothing in it yet."""
    alone = getattr(storage, "alone", nullcontext)
    if _may_be_empty(storage):
        with suppress(ConflictError), alone():  # else another process was faster
            run_bootstrap(storage, clusters, closing=False)
    rest = getattr(storage, "rest", None)
    if rest is not None:
        rest()


def _may_be_empty(storage: Any) -> bool:
    """Whether it has no object but, at most, the root that ZODB makes first."""
    last = storage.lastTransaction()
    return last in (None, z64) or storage.load(z64)[1] == last


def connect(storage: Any, path: str, *, read_only: bool, is_shared: bool) -> Opened:
    """The image in a storage that is open; NotAnImage or DamagedImage say why it is none."""
    try:
        database = open_database(storage)
    except TransientError:  # the server has gone
        raise
    except Exception as error:
        raise NotAnImage(f"{path!r} is no image: {error}") from error
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    try:
        manager.begin()
        root = _root_of(connection, path)
        if not root.id and not read_only:
            # Not only in the process that made the image: it may have been killed since.
            root.id = new_image_id()
            try:
                manager.commit()
            except ConflictError:  # another process has just done so
                manager.abort()
        else:
            manager.abort()
    except BaseException:
        manager.abort()
        connection.close()
        raise
    save_index = getattr(storage, "save_index_if_due", lambda: None)
    return Opened(storage, database, connection, manager, root, save_index, is_shared)


def _root_of(connection: Connection, path: str) -> ImageRoot:
    try:
        root = connection.root().get(ROOT_KEY)
        found = root.format if isinstance(root, ImageRoot) else None
    except ImageError as error:
        raise NotAnImage(f"{path!r} is no image: {error}") from error
    except UNREADABLE as error:
        raise unreadable(path) from error
    if found is None:
        raise NotAnImage(f"{path!r} is a database, but no image of Perdure")
    if found > FORMAT:
        raise NewerFormat(
            f"image {path!r} has format {found}, and this version of Perdure reads "
            f"up to {FORMAT}; open it with a later version",
            found,
            FORMAT,
        )
    assert isinstance(root, ImageRoot)
    return root

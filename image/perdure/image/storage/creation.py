"""New images, and the store of prepared ones that makes them cheap.

The bootstrap compiles every library source, which takes a second or more. Its outcome
depends only on the sources of Perdure and the version of Python, so a prepared
data file is kept in the user's cache directory under a hash of these, and a new
image starts as a copy of it. Any fault with the cache means a plain bootstrap: what is
damaged there (it lies beside its sums) is made anew, and what belongs to another
user, or may be written by one, is not read.

Read by: perdure.image.storage.opening.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import transaction
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from perdure.image.discovery import find_bootstrap, source_files
from perdure.image.errors import CannotWrite, ImageInUse, NotAnImage
from perdure.image.schema.clusters import CLUSTERED_FORMAT
from perdure.image.schema.root import ROOT_KEY, ImageRoot
from perdure.image.storage.directory import (
    data_path,
    index_path,
    is_left_of_creation,
    locked,
    reason_of,
)
from perdure.image.storage.file_storage import ImageStorage, open_database
from perdure.image.storage.folder import (
    BLOBS,
    BORN,
    DATA,
    FOLDER_MODE,
    create,
    make_blobs,
    open_own,
    remove_unused_blobs,
    sync,
)
from perdure.vm.dataclass import dataclass

CLUSTERS = "PERDURE_CLUSTERS"  #: in the environment: "0" for new images without clusters
CACHE_FORMAT = "2"
KEPT = 8  #: prepared images in the cache, the newest
INDEX, SUMS = f"{DATA}.index", "sums"
NAME = re.compile("[0-9a-f]{32}")  #: what prepared images are called
OTHERS_MAY_WRITE = 0o022

logger = logging.getLogger("perdure")


def make_image(path: Path, clusters: bool | None = None) -> None:
    """Put a new image at a path that holds none, in one step: all of it or nothing.

    `clusters`: whether small objects share records in it; where nobody says so, `wants_clusters`.
    """
    was_there = path.exists()
    parent = path.parent
    if not parent.is_dir():  # a name mistyped, mostly
        what = "is no folder" if parent.exists() else "does not exist"
        raise NotAnImage(
            f"image {str(path)!r} cannot be made: {str(parent)!r} {what}; make that folder first"
        )
    try:
        path.mkdir(FOLDER_MODE, exist_ok=True)
        _make_in(path, clusters)
    except BaseException as error:
        if not was_there and not isinstance(error, ImageInUse):
            _unmake(path)
        if isinstance(error, OSError | CannotWrite):
            reason = error.reason if isinstance(error, CannotWrite) else reason_of(error)
            raise NotAnImage(f"image {str(path)!r} cannot be made: {reason}") from error
        raise


def _make_in(path: Path, clusters: bool | None) -> None:
    lock = locked(path)
    try:
        data = data_path(path)
        if data.exists():
            return  # another process was faster
        fresh = Path(f"{data}.{BORN}")
        beside = [Path(f"{fresh}.{ending}") for ending in ("lock", "tmp", "index")]
        for left in (fresh, *beside):
            left.unlink(missing_ok=True)
        index = copy_prepared(fresh, clusters)
        if index is None:
            run_bootstrap(ImageStorage(str(fresh)), clusters)
            for left in beside:
                left.unlink(missing_ok=True)
        sync(fresh)
        make_blobs(path)
        fresh.replace(data)
        if index is not None:
            with contextlib.suppress(OSError), create(index_path(data)) as file:
                file.write(index)
        sync(path)
    finally:
        lock.close()


def _unmake(path: Path) -> None:
    """Delete what was made at a path where nothing had been; whatever else is there stays."""
    with contextlib.suppress(OSError):
        for entry in path.iterdir():
            if is_left_of_creation(entry) and not entry.name.startswith(BLOBS):
                entry.unlink()
        for name in (BLOBS, f"{BLOBS}.{BORN}"):
            remove_unused_blobs(path / name)
        path.rmdir()


def memory_storage(clusters: bool | None = None) -> Any:
    """A storage with a new image in it that goes when it is closed."""
    prepared = find_prepared(clusters)
    if prepared is not None:
        try:
            return DemoStorage(base=ImageStorage(str(prepared.folder / DATA), read_only=True))
        except Exception:  # whatever is wrong with it
            logger.info("the prepared image could not be read", exc_info=True)
    storage = MappingStorage()
    run_bootstrap(storage, clusters, closing=False)
    return storage


def run_bootstrap(storage: Any, clusters: bool | None = None, *, closing: bool = True) -> None:
    """Fill an empty storage with a new image; one that has anything in it is left as it is."""
    bootstrap = find_bootstrap()
    database = open_database(storage)
    manager = transaction.TransactionManager(explicit=True)
    try:
        connection = database.open(manager)
        try:
            manager.begin()
            if connection.root():
                manager.abort()
                return
            root = ImageRoot()
            if wants_clusters(clusters):
                root.format = CLUSTERED_FORMAT
            root.id = ""  # given when it is first opened: this may be a prepared image
            connection.root()[ROOT_KEY] = root
            connection.add(root)
            bootstrap(root)
            manager.commit()
        except BaseException:
            manager.abort()
            raise
        finally:
            connection.close()
    finally:
        if closing:
            database.close()
        else:
            database._connectionMap(release)


def release(connection: Any) -> None:
    """Let go of a closed connection's own hold on the storage, which stays open."""
    connection._release_resources()


# The cache


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared image whose files are as they were made."""

    folder: Path
    data: bytes
    index: bytes


def find_prepared(clusters: bool | None = None) -> Prepared | None:
    """A prepared image, made now if need be; None on any fault.

    What somebody else could have written, or has written, is not read.
    """
    try:
        cache = cache_directory()
        if not is_ours(cache):
            return None
        wanted = cache / prepared_name(clusters)
        return read_prepared(wanted) or prepare(cache, wanted, clusters)
    except Exception:  # a full disk, or a fault in the bootstrap itself, which will be seen again
        logger.info("no cache of prepared images", exc_info=True)
        return None


def copy_prepared(path: Path, clusters: bool | None = None) -> bytes | None:
    """Put a prepared data file there, and give its index; None where there is none."""
    prepared = find_prepared(clusters)
    if prepared is None:
        return None
    with create(path) as file:
        file.write(prepared.data)
    return prepared.index


def is_ours(cache: Path) -> bool:
    """Whether a folder, or the one where it would be made, belongs to this user."""
    while not cache.exists():
        cache = cache.parent
    return cache.stat().st_uid == os.geteuid()


def read_prepared(folder: Path) -> Prepared | None:
    """The files in the folder; None where they are not whole, or not this user's alone."""
    try:
        found = folder.lstat()
        if found.st_uid != os.geteuid() or found.st_mode & OTHERS_MAY_WRITE:
            return None
        data, index, sums = (own_bytes(folder / name) for name in (DATA, INDEX, SUMS))
    except (OSError, NotAnImage):
        return None
    return Prepared(folder, data, index) if sums == sums_of(data, index) else None


def own_bytes(path: Path) -> bytes:
    with os.fdopen(open_own(path, os.O_RDONLY), "rb") as file:
        if os.fstat(file.fileno()).st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to somebody else")
        return file.read()


def sums_of(data: bytes, index: bytes) -> bytes:
    return b"".join(hashlib.sha256(each).digest() for each in (data, index))


def prepare(cache: Path, wanted: Path, clusters: bool | None = None) -> Prepared | None:
    """Run the bootstrap into the cache; the last step is a rename, so it is whole or absent."""
    cache.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    making, aside = (Path(tempfile.mkdtemp(prefix="making-", dir=cache)) for _ in range(2))
    try:
        run_bootstrap(ImageStorage(str(making / DATA)), clusters)
        for left in ("lock", "tmp"):
            (making / f"{DATA}.{left}").unlink(missing_ok=True)
        with create(making / SUMS) as file:
            file.write(sums_of(own_bytes(making / DATA), own_bytes(making / INDEX)))
        try:
            making.rename(wanted)
        except OSError:  # another process was faster; or what is there is damaged
            if read_prepared(wanted) is None:
                wanted.rename(aside / wanted.name)
                making.rename(wanted)
    finally:
        for done in (making, aside):
            shutil.rmtree(done, ignore_errors=True)
    forget_old(cache)
    return read_prepared(wanted)


def forget_old(cache: Path) -> None:
    """Keep the newest few of the prepared images."""
    with contextlib.suppress(OSError):
        found = [entry for entry in cache.iterdir() if NAME.fullmatch(entry.name)]
        found.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in found[KEPT:]:
            shutil.rmtree(entry, ignore_errors=True)


def cache_directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "perdure" / "images"


def wants_clusters(said: bool | None = None) -> bool:
    """Whether small objects share records in an image that is made now: as is said, if it is."""
    return os.environ.get(CLUSTERS) != "0" if said is None else said


def prepared_name(clusters: bool | None = None) -> str:
    """The name of the prepared image for one that is made now."""
    name = sources_hash()
    if not wants_clusters(clusters):
        return name
    return hashlib.sha256(f"{name} clusters".encode()).hexdigest()[:32]


@functools.cache
def sources_hash() -> str:
    """A name for what the bootstrap would make: Perdure's sources and Python's version.

    The same for as long as this process lives, which has imported them.
    """
    digest = hashlib.sha256(f"{CACHE_FORMAT} {sys.version}".encode())
    for name in source_files():
        content = Path(name).read_bytes()
        digest.update(f"\0{Path(name).name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]

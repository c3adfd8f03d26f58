"""New images, and the store of prepared ones that makes them cheap.

Genesis compiles every library source, which takes a second or more. Its outcome
depends only on the sources of Perdure and the version of Python, so a prepared
data file is kept in the user's cache directory under a hash of these, and a new
image starts as a copy of it. Any fault with the cache means plain genesis.

Read by: perdure.image.opening.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import transaction
from ZODB.blob import LAYOUT_MARKER, FilesystemHelper
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from perdure.image.errors import ImageInUse, NotAnImage
from perdure.image.finding import find_genesis, source_files
from perdure.image.root import ROOT_KEY, ImageRoot
from perdure.image.storage import BLOBS, DATA, ImageStorage, data_path, locked, open_database

CACHE_FORMAT = "1"
KEPT = 4  #: prepared images in the cache, the newest

logger = logging.getLogger("perdure")


def make_image(path: Path) -> None:
    """Put a new image at a path that holds none, in one step: all of it or nothing."""
    was_there = path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAnImage(f"{str(path)!r} cannot be made: {error.strerror}") from None
    try:
        lock = locked(path)
        try:
            if data_path(path).exists():
                return  # another process was faster
            fresh = path / f"{DATA}.born"
            prepared = find_prepared()
            if prepared is not None:
                shutil.copyfile(prepared / DATA, fresh)
                with contextlib.suppress(OSError):
                    shutil.copyfile(prepared / f"{DATA}.index", path / f"{DATA}.index")
            else:
                (path / f"{DATA}.index").unlink(missing_ok=True)
                run_genesis(ImageStorage(str(fresh)))
                for left in ("lock", "tmp", "index"):
                    Path(f"{fresh}.{left}").unlink(missing_ok=True)
            synced(fresh)
            make_blobs(path)
            fresh.replace(data_path(path))
        finally:
            lock.close()
    except BaseException as error:
        if not was_there and not isinstance(error, ImageInUse):
            shutil.rmtree(path, ignore_errors=True)
        raise


def make_blobs(path: Path) -> None:
    """The folder of large objects, in one step.

    ZODB would make it too, but writes its marker last, and after a kill before that
    takes the folder for one of an old layout, or for a broken one.
    """
    blobs = path / BLOBS
    if (blobs / LAYOUT_MARKER).is_file():
        return
    fresh = path / f"{BLOBS}.born"
    for left in (fresh, blobs):
        if left.exists():
            shutil.rmtree(left)
    FilesystemHelper(str(fresh), "bushy").create()
    fresh.rename(blobs)


def memory_storage() -> Any:
    """A storage with a new image in it that goes when it is closed."""
    prepared = find_prepared()
    if prepared is not None:
        try:
            return DemoStorage(base=ImageStorage(str(prepared / DATA), read_only=True))
        except Exception:
            logger.warning("the prepared image could not be read", exc_info=True)
    storage = MappingStorage()
    run_genesis(storage, closing=False)
    return storage


def run_genesis(storage: Any, *, closing: bool = True) -> None:
    """Fill an empty storage with a new image; one that has anything in it is left as it is."""
    genesis = find_genesis()
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
            root.id = ""  # given when it is first opened: this may be a prepared image
            connection.root()[ROOT_KEY] = root
            connection.add(root)
            genesis(root)
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


def find_prepared() -> Path | None:
    """A directory with a prepared image, made now if need be; None on any fault."""
    try:
        cache = cache_directory()
        found = cache / sources_hash()
        if (found / DATA).is_file():
            return found
        return prepare(cache, found)
    except OSError:
        logger.info("no cache of prepared images", exc_info=True)
        return None


def prepare(cache: Path, wanted: Path) -> Path:
    """Run genesis into the cache; the last step is a rename, so it is whole or absent."""
    cache.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix="making-", dir=cache))
    try:
        run_genesis(ImageStorage(str(making / DATA)))
        for left in ("lock", "tmp"):
            (making / f"{DATA}.{left}").unlink(missing_ok=True)
        try:
            making.rename(wanted)
        except OSError:
            if not (wanted / DATA).is_file():  # else another process was faster
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    forget_old(cache)
    return wanted


def forget_old(cache: Path) -> None:
    """Keep the newest few of the prepared images."""
    with contextlib.suppress(OSError):
        found = [entry for entry in cache.iterdir() if not entry.name.startswith("making-")]
        found.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in found[KEPT:]:
            shutil.rmtree(entry, ignore_errors=True)


def cache_directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "perdure" / "images"


def sources_hash() -> str:
    """A name for what genesis would make: Perdure's sources and Python's version."""
    digest = hashlib.sha256(f"{CACHE_FORMAT} {sys.version}".encode())
    for name in source_files():
        content = Path(name).read_bytes()
        digest.update(f"\0{Path(name).name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def synced(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())

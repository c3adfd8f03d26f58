"""The directory of an image: what is in it, and what is said where it is not as it should be.

    PATH/data.fs           the database: every commit is appended, and synced
    PATH/data.fs.index     where each object stands; written now and then, and on closing
    PATH/data.fs.lock      held by the one process that may write
    PATH/data.fs.tmp       the commit in progress, where it is a large one
    PATH/data.fs.oids      how far ids of objects were given out, once it was served
    PATH/data.fs.pack      the copy that a pack is making
    PATH/data.fs.cut-N     what was cut off the end, in case somebody wants it
    PATH/blobs/            large objects

A directory holds all of an image, so it is moved, copied and deleted as one.

Read by: perdure.image.storage.file_storage, perdure.image.storage.opening,
perdure.image.storage.creation, perdure.image.maintenance.
"""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

import zc.lockfile
from ZODB.utils import z64

from perdure.image.errors import CannotWrite, DamagedImage, ImageInUse, NotAnImage
from perdure.image.storage.folder import (
    BLOBS,
    BORN,
    DATA,
    SOCKET,
    FolderLock,
    are_unused_blobs,
    check_folder,
    holder_of,
    open_own,
)
from perdure.image.storage.tails import moment_of

MAGIC = (b"FS21", b"FS30")  #: how a data file begins


def data_path(path: Path) -> Path:
    return path / DATA


def index_path(data: Path) -> Path:
    return Path(f"{data}.index")


def holds_image(path: Path) -> bool:
    """Whether an image is there; NotAnImage where something else is."""
    if not path.exists():
        if path.is_symlink():
            raise NotAnImage(f"{str(path)!r} is a broken link")
        return False
    if not path.is_dir():
        raise NotAnImage(f"{str(path)!r} is no image: an image is a directory that holds {DATA}")
    data = data_path(path)
    try:
        check_folder(path)
        if not data.exists():
            others = sorted(
                entry.name for entry in path.iterdir() if not is_left_of_creation(entry)
            )
            if others:
                raise NotAnImage(
                    f"{str(path)!r} is no image: the directory has files ({others[0]!r}), "
                    f"but no {DATA}"
                )
            return False
        with os.fdopen(open_own(data, os.O_RDONLY), "rb") as file:
            start = file.read(4)
    except OSError as error:
        where = str(error.filename or data)
        raise NotAnImage(f"{where!r} cannot be read: {error.strerror}") from None
    if start not in MAGIC:
        raise NotAnImage(f"{str(path)!r} is no image: its {DATA} is no ZODB file storage")
    return True


def is_left_of_creation(entry: Path) -> bool:
    """Whether it may be what a process leaves that is killed while it makes an image."""
    if entry.name in (BLOBS, f"{BLOBS}.{BORN}"):
        return are_unused_blobs(entry)
    return entry.name == f"{DATA}.lock" or entry.name.startswith(f"{DATA}.{BORN}")


def damaged(path: Path, what: str, last: bytes = z64) -> DamagedImage:
    """The error for an image that is not whole: what is the case, and what mends it."""
    until = f" (before that all is whole, up to {moment_of(last)})" if last != z64 else ""
    return DamagedImage(
        f"image {str(path)!r} is damaged: {what}{until}; `perdure salvage --image "
        f"{quote(str(path))}` says what can be done and does it, and what only reads, "
        "as `perdure ps`, works without"
    )


def missing_text(size: int) -> str:
    return f"of its {DATA}, the last {size} bytes are missing"


def cannot_write(path: Path, error: OSError, what: str) -> CannotWrite:
    reason = reason_of(error)
    return CannotWrite(f"image {str(path)!r} cannot be written: {reason}; {what}", reason)


def reason_of(error: OSError) -> str:
    """The reason that the system gives, as the middle of a sentence."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]


def lock_path(path: Path) -> Path:
    return Path(f"{data_path(path)}.lock")


def locked(path: Path) -> FolderLock:
    """The lock that the storage will take, for the time while there is no data file."""
    try:
        return FolderLock(lock_path(path))
    except zc.lockfile.LockError:
        raise in_use(path) from None


def in_use(path: Path) -> ImageInUse:
    """The error that names the process that has the image open, and what can be done."""
    holder = holder_of(lock_path(path))
    if holder == os.getpid():
        return ImageInUse(
            f"image {str(path)!r} is open in this process already; use that `Image`, or close it"
        )
    where = f"another process (system pid {holder})" if holder else "another process"
    if (path / SOCKET).is_socket():  # left behind by a server that was killed, at worst
        return ImageInUse(
            f"image {str(path)!r} is open in {where}, `perdure serve` by its folder: open "
            f"zeo://{path.resolve() / SOCKET} in its place"
        )
    return ImageInUse(
        f"image {str(path)!r} is open in {where}; wait until that ends, use a command "
        "that only reads, or share it: `perdure serve`, and open the zeo:// address it prints"
    )

"""An image's folder: which files in it are the image's, and how they are opened.

A folder may come from anybody: unpacked, copied, or lying where any user may write. So no
link in it is followed, nothing that is no plain file is opened as one, and what is made
there is made anew (O_EXCL) under a name that is the image's own: `data.fs`, what begins
with `data.fs.`, `blobs` and `blobs.born`. Nothing else there is read, changed or deleted.

What is made is for its owner alone, files 0600 and folders 0700, less what the user's
umask takes away. What stands beside a data file gets the mode that this has by now.

Read by: perdure.image.storage.file_storage, perdure.image.storage.creation,
perdure.image.storage.tails, perdure.image.storage.oids.
"""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO, cast

import zc.lockfile
from ZODB.blob import LAYOUT_MARKER

from perdure.image.errors import NotAnImage

DATA = "data.fs"
BLOBS = "blobs"
BORN = "born"  #: the ending of what is being made
SOCKET = "serve.sock"  #: of a server that was given no address

LAYOUT = "bushy"  #: how ZODB's folder of large objects is arranged
TEMPORARY = "tmp"  #: a folder in it

FILE_MODE, FOLDER_MODE = 0o600, 0o700

LEFT_BEHIND = 2.0  #: seconds that the child of a holder that was killed may take to run
LOOK_AGAIN = 0.01


def check_folder(path: Path) -> None:
    """NotAnImage where something in it that should be the image's own is not."""
    for entry in os.scandir(path):
        if entry.name == DATA or entry.name.startswith(f"{DATA}."):
            _check_kind(entry.path, entry.stat(follow_symlinks=False), stat.S_ISREG, "a file")
        elif entry.name in (BLOBS, f"{BLOBS}.{BORN}"):
            _check_kind(entry.path, entry.stat(follow_symlinks=False), stat.S_ISDIR, "a folder")
    inner = path / BLOBS / TEMPORARY
    with suppress(FileNotFoundError):
        _check_kind(str(inner), inner.lstat(), stat.S_ISDIR, "a folder")


def _check_kind(path: str, found: os.stat_result, is_right: object, wanted: str) -> None:
    assert callable(is_right)
    if is_right(found.st_mode):
        return
    what = "a link" if stat.S_ISLNK(found.st_mode) else "something else"
    raise NotAnImage(
        f"{path!r} is {what}, and in an image's folder it must be {wanted} of the image's own; "
        "nothing was opened: put that there, or move this away"
    )


def open_own(path: Path, flags: int) -> int:
    """A descriptor of a plain file that is there; NotAnImage where it is a link or no file."""
    try:
        number = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if path.is_symlink():
            _check_kind(str(path), path.lstat(), stat.S_ISREG, "a file")
        raise
    try:
        _check_kind(str(path), os.fstat(number), stat.S_ISREG, "a file")
    except NotAnImage:
        os.close(number)
        raise
    return number


def as_file(number: int, path: Path, mode: str) -> BinaryIO:
    """A file object that has a descriptor, and knows its name."""
    return cast(BinaryIO, open(path, mode, opener=lambda name, flags: number))


def create(path: Path, mode: int = FILE_MODE, *, replaces: bool = True) -> BinaryIO:
    """A new file in the place of what has that name, to be written and read."""
    if replaces:
        path.unlink(missing_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return as_file(os.open(path, flags, mode), path, "w+b")


def mode_beside(data: Path) -> int:
    """The mode for a new file beside a data file, whose owner may have given it to other users."""
    try:
        return stat.S_IMODE(data.stat().st_mode) & 0o666
    except OSError:
        return FILE_MODE


class FolderLock:
    """The lock file of an image, held; zc.lockfile.LockError where another holds it.

    It is the lock that FileStorage takes. That would follow a link, and write there.

    A child that its holder forked has it too until it first runs, and lets go of it then (see
    perdure.image.forking). Where the holder was killed in between, that is waited for.
    """

    def __init__(self, path: Path) -> None:
        until = monotonic() + LEFT_BEHIND
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            number = os.open(path, flags, FILE_MODE)
        except OSError:
            if path.is_symlink():
                _check_kind(str(path), path.lstat(), stat.S_ISREG, "a file")
            raise
        self._fp = os.fdopen(number, "r+b", buffering=0)
        try:
            found = os.fstat(number)
            _check_kind(str(path), found, stat.S_ISREG, "a file")
            while not _is_taken(number):
                if _has_living_holder(number) or monotonic() > until:
                    raise zc.lockfile.LockError(f"{str(path)!r} is locked")
                sleep(LOOK_AGAIN)
            if found.st_nlink == 1:  # else it is another folder's too: a copy made of links
                with suppress(OSError):  # the disk is full: whose lock it is need not stand there
                    self._fp.truncate(0)
                    self._fp.write(b" %d\n" % os.getpid())
        except BaseException:
            self._fp.close()
            raise

    def close(self) -> None:
        if not self._fp.closed:
            fcntl.flock(self._fp.fileno(), fcntl.LOCK_UN)
            self._fp.close()


def _is_taken(number: int) -> bool:
    """Take the lock of an open file; whether that succeeds."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder_of(path: Path) -> int:
    """The system's pid of the process that holds that lock file; 0 where it is not known."""
    try:
        with path.open("rb") as file:
            return int(file.read(20))
    except (OSError, ValueError):
        return 0


def _has_living_holder(number: int) -> bool:
    """Whether the process whose number stands in a lock file lives, as far as is known."""
    try:
        os.kill(int(os.pread(number, 20, 0)), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError, ValueError):
        pass
    return True


def make_blobs(path: Path) -> None:
    """The folder of large objects, in one step; nothing where it is there.

    ZODB would make it too, but writes its marker last, and after a kill before that
    takes the folder for one of an old layout, or for a broken one.
    """
    blobs, fresh = path / BLOBS, path / f"{BLOBS}.{BORN}"
    if (blobs / LAYOUT_MARKER).is_file():
        return
    for left in (fresh, blobs):
        remove_unused_blobs(left)
    fresh.mkdir(FOLDER_MODE)
    (fresh / TEMPORARY).mkdir(FOLDER_MODE)
    with create(fresh / LAYOUT_MARKER) as marker:
        marker.write(LAYOUT.encode())
    fresh.rename(blobs)


def are_unused_blobs(path: Path) -> bool:
    """Whether a folder has no more in it than the making of an image leaves there."""
    if not path.is_dir() or path.is_symlink():
        return False
    for entry in os.scandir(path):
        if entry.name == LAYOUT_MARKER and entry.is_file(follow_symlinks=False):
            continue
        is_folder = entry.name == TEMPORARY and entry.is_dir(follow_symlinks=False)
        if not is_folder or next(os.scandir(entry.path), None) is not None:
            return False
    return True


def remove_unused_blobs(path: Path) -> None:
    """Such a folder, if it is there; OSError where something is in it, which stays."""
    with suppress(FileNotFoundError):
        (path / LAYOUT_MARKER).unlink()
    for folder in (path / TEMPORARY, path):
        with suppress(FileNotFoundError):
            folder.rmdir()


def sync(path: Path) -> None:
    """So that a file, or the names in a folder, are there after a loss of power too."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)

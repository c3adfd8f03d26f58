"""Saving: a data file is copied into a folder of backups, and an image made of them again.

The folder is one of `repozo`, the tool of ZODB, which can read and verify it too:

    2026-03-01-02-00-00.fs        a full copy, by the time (UTC) at which it was made
    2026-03-01-02-00-00.dat       of it and of what follows it: from where to where, and MD5
    2026-03-01-02-00-00.index     the index of the data file as of then
    2026-03-02-02-00-00.deltafs   what was appended since
    blobs/                        large objects, each file once
    data.fs.oids                  how far ids of objects were given (perdure.image.storage.oids)

A data file grows at its end, so what was saved before is its beginning, unless it was packed;
that is looked at, byte by byte, and then a new full copy is made. Nobody is held up: the file
is read as far as it is whole, whichever process writes it.

An image that is made of a backup goes on from there, and so no opening of the original
may take it for that: its leases belong to nobody, it has no members, and new processes get
pids that no process had which was begun after the backup.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from time import gmtime, sleep
from types import SimpleNamespace
from typing import Any, BinaryIO

from persistent.TimeStamp import TimeStamp
from ZODB.scripts import repozo

from perdure.image.errors import CannotWrite, ImageError
from perdure.image.maintenance.reading import Progress, image_folder
from perdure.image.schema.consoles import KEPT as CONSOLES
from perdure.image.schema.root import ImageRoot
from perdure.image.storage.creation import release
from perdure.image.storage.directory import data_path, reason_of
from perdure.image.storage.file_storage import ImageStorage, open_storage
from perdure.image.storage.folder import BLOBS, DATA, FOLDER_MODE, create, make_blobs, sync
from perdure.image.storage.opening import connect
from perdure.image.storage.unpickling import write_index
from perdure.image.storage.uris import is_uri, shown
from perdure.vm.dataclass import dataclass

PIECE = 1 << 20
SKIPPED = 1 << 20  #: pids that may have been given since the backup
MAKING = ".restoring"  #: what the name of an image has more while it is made


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of `backup`."""

    image: str
    folder: str
    file: str  #: what was written; "" where nothing has changed since the last time
    is_full: bool
    bytes: int  #: written now, without large objects
    total: int  #: bytes of the data file as it is saved now
    blobs: int  #: large objects that were copied now
    last_commit: float  #: the last that is saved, in seconds since 1970


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of `restore`."""

    image: str
    saved: float  #: when the backup was made, in seconds since 1970
    last_commit: float  #: the last that it has
    bytes: int
    blobs: int


class BadBackup(ImageError):
    """There is no backup there, or what is there is not what was written."""


def backup(
    image: str | os.PathLike[str], folder: str | os.PathLike[str], full: bool, progress: Progress
) -> Saved:
    """Save what an image has by now; only what was appended since the last time, if it may."""
    _refuse_servers(image)
    path, target = image_folder(image), _named(folder)
    try:
        target.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
        with closing(open_storage(path, read_only=True)) as storage:
            saving = _Saving(path, target, storage, progress)
            return saving.run(full)
    except OSError as error:
        raise CannotWrite(
            f"{str(target)!r} cannot be written: {reason_of(error)}; what was saved before is kept",
            reason_of(error),
        ) from error


class _Saving:
    """One run of `backup`."""

    def __init__(self, path: Path, folder: Path, storage: ImageStorage, progress: Progress) -> None:
        self.path = path
        self.folder = folder
        self.storage = storage
        self.progress = progress
        self.size: int = storage.getSize()
        self._number: int = storage._file.fileno()

    def run(self, full: bool) -> Saved:
        start, dat = (0, None) if full else self._saved_before()
        name = ""
        if dat is None or start < self.size:
            name = self._write(start, dat)
        copied = copy_blobs(self.path / BLOBS, self.folder / BLOBS)
        given = self.path / f"{DATA}.oids"
        if given.is_file():
            shutil.copyfile(given, self.folder / given.name)
        sync(self.folder)
        return Saved(
            str(self.path),
            str(self.folder),
            name,
            bool(name) and dat is None,
            self.size - start if name else 0,
            self.size,
            copied,
            float(TimeStamp(self.storage.lastTransaction()).timeTime()),
        )

    def _saved_before(self) -> tuple[int, Path | None]:
        """(how far the data file is saved, the list of what it is saved in or None)."""
        files = repozo.find_files(options_of(self.folder))
        if not files:
            return 0, None
        dat = Path(files[0]).with_suffix(".dat")
        try:
            pieces = pieces_of(dat)
        except BadBackup:
            return 0, None
        for name, start, end, expected in pieces:
            saved = self.folder / name
            if end > self.size or not saved.is_file() or saved.stat().st_size != end - start:
                return 0, None
            if self._sum(start, end) != expected:
                return 0, None
        return pieces[-1][2], dat

    def _sum(self, start: int, end: int) -> str:
        found = md5(usedforsecurity=False)
        for at, piece in self._pieces(start, end):
            found.update(piece)
            self.progress("comparing with what is saved", at / self.size)
        return found.hexdigest()

    def _write(self, start: int, dat: Path | None) -> str:
        """Save from there on, and note it; the name of the file."""
        name, stem = self._new_name(is_full=dat is None)
        found = md5(usedforsecurity=False)
        with written(self.folder / f"{stem}.index") as file:
            write_index(file, self.storage._index, self.size)
        with written(self.folder / name) as file:
            for at, piece in self._pieces(start, self.size):
                found.update(piece)
                file.write(piece)
                self.progress("saving", at / self.size)
        line = f"{name} {start} {self.size} {found.hexdigest()}\n"
        before = "" if dat is None else dat.read_text(encoding="utf-8")
        with written(dat or self.folder / f"{stem}.dat") as file:
            file.write((before + line).encode())
        return name

    def _new_name(self, *, is_full: bool) -> tuple[str, str]:
        """A file's name, and that without its ending, which no other file has."""
        while True:
            options = SimpleNamespace(full=is_full, gzip=False)
            name: str = repozo.gen_filename(options, now=gmtime()[:6])
            stem = name.partition(".")[0]
            if not any(self.folder.glob(f"{stem}.*")):
                return name, stem
            sleep(0.1)  # one was written in this second

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        at = start
        while at < end:
            piece = os.pread(self._number, min(PIECE, end - at), at)
            if not piece:
                raise ImageError(f"the data file of {str(self.path)!r} ends too soon; try again")
            at += len(piece)
            yield at, piece


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that is there, under its name, when it is whole and synced, and not before."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        with create(fresh) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def copy_blobs(source: Path, target: Path) -> int:
    """Copy the large objects that are not there yet; each is a file that never changes."""
    count = 0
    for file in sorted(source.rglob("*.blob")) if source.is_dir() else []:
        there = target / file.relative_to(source)
        if not there.exists():
            there.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            try:
                with written(there) as opened, file.open("rb") as original:
                    shutil.copyfileobj(original, opened, PIECE)
            except FileNotFoundError:  # packed away since
                continue
            count += 1
    return count


# Restoring


def restore(
    folder: str | os.PathLike[str],
    image: str | os.PathLike[str],
    at: float | None,
    progress: Progress,
) -> Restored:
    """Make an image of a backup, in one step, where nothing is; as of `at` or of the last one."""
    _refuse_servers(image)
    source, path = _named(folder), Path(image)
    if path.exists() or path.is_symlink():
        raise ImageError(
            f"{str(path)!r} is there, and restoring replaces nothing: move it away, or give "
            "another path"
        )
    fresh = path.with_name(f"{path.name}{MAKING}")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(FOLDER_MODE)
        try:
            restored = _restore(source, fresh, path, at, progress)
            fresh.rename(path)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        sync(path.resolve().parent)
    except OSError as error:
        raise CannotWrite(
            f"image {str(path)!r} cannot be made: {reason_of(error)}", reason_of(error)
        ) from error
    return restored


def _restore(
    source: Path, fresh: Path, path: Path, at: float | None, progress: Progress
) -> Restored:
    files = repozo.find_files(options_of(source, at)) if source.is_dir() else []
    if not files:
        until = (
            "" if at is None else f" of {datetime.fromtimestamp(at):%Y-%m-%d %H:%M:%S} or before"
        )
        raise BadBackup(f"there is no backup{until} in {str(source)!r}")
    pieces = {piece[0]: piece[1:] for piece in pieces_of(Path(files[0]).with_suffix(".dat"))}
    total = sum(Path(file).stat().st_size for file in files)
    data, done = data_path(fresh), 0
    with create(data) as target:
        for file in map(Path, files):
            found = md5(usedforsecurity=False)
            size = 0
            with file.open("rb") as opened:
                while piece := opened.read(PIECE):
                    found.update(piece)
                    target.write(piece)
                    size += len(piece)
                    done += len(piece)
                    progress("restoring", done / total)
            if file.name not in pieces:
                raise BadBackup(f"{str(file)!r} is in no list of what was saved")
            start, end, expected = pieces[file.name]
            if size != end - start or found.hexdigest() != expected:
                raise BadBackup(
                    f"{str(file)!r} is not what was saved: restore an older backup with --at, "
                    "or another copy of the folder"
                )
        target.flush()
        os.fsync(target.fileno())
    make_blobs(fresh)
    for name, to in ((f"{Path(files[-1]).stem}.index", f"{DATA}.index"), (f"{DATA}.oids",) * 2):
        if (source / name).is_file():
            shutil.copyfile(source / name, fresh / to)
    blobs = copy_blobs(source / BLOBS, fresh / BLOBS)
    last = _take_leases_away(fresh)
    sync(fresh)
    return Restored(str(path), time_of(Path(files[-1])), last, total, blobs)


def _take_leases_away(path: Path) -> float:
    """Let nobody be a member; gives when the last commit before this was."""
    with closing(open_storage(path, read_only=False)) as storage:
        last = float(TimeStamp(storage.lastTransaction()).timeTime())
        opened = connect(storage, str(path), read_only=True, is_shared=False)
        try:
            with opened.transactions:
                begin_anew(opened.root)
        finally:
            opened.connection.close()
            opened.database._connectionMap(release)
    return last


def begin_anew(root: ImageRoot) -> None:
    """Within a transaction: the image goes on from an earlier state, and nobody has it open.

    Processes that were begun since have pids, and their effects keys, that must not be those
    of other processes: so many are skipped. Nobody has died over a step of it.
    """
    root.counters.next_pid += SKIPPED
    sharing: Any = root.sharing
    if sharing is not None:
        for shard in sharing.shards.values():
            if shard.lease.holder:
                shard.lease.holder = ""
        sharing.members.clear()
    followed = (root.kept or {}).get(CONSOLES)
    if followed:
        followed.clear()
    if root.suspects is not None:
        root.suspects.has_rested = True


# What both need


def options_of(folder: Path, at: float | None = None) -> SimpleNamespace:
    """As repozo's functions want them."""
    # Not `None`, for which they take the time by now: the clock may have been set back.
    moment = datetime.max if at is None else datetime.fromtimestamp(at, UTC)
    date = moment.strftime("%Y-%m-%d-%H-%M-%S")
    return SimpleNamespace(repository=str(folder), date=date, full=False, gzip=False)


def pieces_of(dat: Path) -> list[tuple[str, int, int, str]]:
    """(the name of a file, from where, to where, MD5) of a full copy and what follows it."""
    try:
        lines = dat.read_text(encoding="utf-8").splitlines()
        found = [line.rsplit(" ", 3) for line in lines]
        pieces = [(Path(name).name, int(start), int(end), s) for name, start, end, s in found]
    except (OSError, ValueError) as error:
        raise BadBackup(f"{str(dat)!r}, the list of what was saved, cannot be read") from error
    if not pieces:
        raise BadBackup(f"{str(dat)!r}, the list of what was saved, is empty")
    return pieces


def time_of(file: Path) -> float:
    """When a backup was made, by its name."""
    moment = datetime.strptime(file.name.partition(".")[0], "%Y-%m-%d-%H-%M-%S")
    return moment.replace(tzinfo=UTC).timestamp()


def _named(folder: str | os.PathLike[str]) -> Path:
    """The folder of backups, which has a name."""
    if not os.fspath(folder):
        raise ImageError("an empty text names no folder of backups")
    return Path(folder)


def _refuse_servers(image: str | os.PathLike[str]) -> None:
    name = os.fspath(image)
    if is_uri(name):
        what = (
            "save it with `pg_dump`, which does so while it is in use"
            if name.startswith("postgres")
            else "give the directory that the server has, on its machine; it may go on serving"
        )
        raise ImageError(f"{shown(name)!r} is a server's image: {what}")

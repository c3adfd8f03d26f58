"""Ends: cutting off the damaged end of a data file, when somebody says so.

It looks at the whole file, and mends two things: an end that is not whole is cut off and
kept in a file beside; an index of a file that was longer once is put aside, so that the
image is opened as far as it goes. What is damaged before its end is left alone: commits
that follow the damage would go with it (perdure.image.maintenance.salvaging is for that).

Read by: perdure.repl.commands.salvage.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from perdure.image.errors import DamagedImage, no_image_at
from perdure.image.storage.directory import data_path, holds_image, index_path, locked, missing_text
from perdure.image.storage.folder import DATA, open_own, sync
from perdure.image.storage.tails import Tail, ends_whole, find_tail, keep, moment_of
from perdure.image.storage.unpickling import load_index
from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """The damage to an image: what is not whole or is missing, and how much is whole."""

    path: Path
    tail: Tail | None  #: what is not whole at the end of its data file
    missing: int  #: bytes that the file had when its index was written, and has no more
    size: int  #: of what is whole
    last: bytes  #: the id of the last whole commit, or eight zeros

    def sentences(self) -> list[str]:
        """Sentences that say what is the case, and what `mend` does."""
        told = [f"image {str(self.path)!r} is damaged:"]
        if self.missing:
            told.append(f"  {missing_text(self.missing)}, and cannot be brought back from here.")
        if self.tail is not None:
            told.append(f"  {self.tail}.")
        until = f", up to the commit of {moment_of(self.last)}" if any(self.last) else ""
        told.append(f"Whole are the first {self.size} bytes{until}.")
        if self.tail is not None:
            told.append(f"Salvage cuts the rest off, and keeps it in a file beside {DATA}.")
        else:
            told.append("Salvage puts the index aside, so that the image opens as far as it goes.")
        return told


def find_damage(path: Path) -> Damage | None:
    """The damage to mend in the image there; None where it is whole. Changes nothing.

    ImageInUse where it is open: a commit in progress looks like damage.
    """
    if not holds_image(path):
        raise no_image_at(str(path))
    with closing(locked(path)):
        return _damage(path)


def _damage(path: Path) -> Damage | None:
    data = data_path(path)
    with os.fdopen(open_own(data, os.O_RDONLY), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        found = load_index(index_path(data)) if index_path(data).exists() else None
        missing = max(0, found[1] - size) if found is not None else 0
        tail, last = find_tail(file)
        if tail is None and not missing:
            return None
        if tail is not None and ends_whole(file):
            raise DamagedImage(
                f"image {str(path)!r} is damaged within, from byte {tail.start} of {size} on, and "
                "whole commits follow: restore it from a backup, or have `perdure salvage --to "
                "NEW` make an image of what can still be read"
            )
    return Damage(path, tail, missing, size if tail is None else tail.start, last)


def mend(damage: Damage) -> Path:
    """Do that; gives the file with what was cut off. ImageInUse where the image is open."""
    data = data_path(damage.path)
    index = index_path(data)
    kept = Path(f"{index}.cut")
    with closing(locked(damage.path)):
        if _damage(damage.path) != damage:
            raise DamagedImage(
                f"image {str(damage.path)!r} has changed since it was looked at; try again"
            )
        if damage.tail is not None:
            with os.fdopen(open_own(data, os.O_RDWR), "r+b") as file:
                kept = keep(file, damage.tail, data)
                file.truncate(damage.tail.start)
                os.fsync(file.fileno())
        if damage.missing:
            index.replace(f"{index}.cut")
        sync(damage.path)
    return kept

"""Operations that keep an image in order, as functions: of each its door.

Each is imported from perdure.image. What it needs is loaded when it is called, so that
`import perdure.image` costs no more for them.

Read by: perdure.image, the commands of perdure.repl.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from perdure.image.discovery import find_language

if TYPE_CHECKING:
    from perdure.image.api.session import Session
    from perdure.image.maintenance.checking import Checked
    from perdure.image.maintenance.collecting import Packed
    from perdure.image.maintenance.reading import Progress
    from perdure.image.maintenance.salvaging import Salvaged
    from perdure.image.maintenance.saving import Restored, Saved
    from perdure.image.maintenance.statistics import Statistics

HERE = "perdure.image.maintenance"

Path = str | os.PathLike[str]


def no_progress(doing: str, part: float | None) -> None:
    """For a caller that does not want to know."""


def check(image: Path, progress: Progress = no_progress) -> Checked:
    """Whether all of an image is as it must be: every record, reference, class, code, index.

    It may be in use. The image is read once, and nothing is changed.
    """
    find_language()  # registers what stored objects name
    checked: Checked = _module("checking").check(image, progress)
    return checked


def stats(image: Path, most: int = 10, progress: Progress = no_progress) -> Statistics:
    """How many objects of which kinds an image has, of what size, and how much is dead.

    It may be in use. `most`: how many of the largest records are named.
    """
    find_language()
    found: Statistics = _module("statistics").stats(image, most, progress)
    return found


def pack(
    image: Path | Session, days: float | None = None, progress: Progress = no_progress
) -> Packed:
    """Give back the space of objects that nothing leads to, and of what has newer records.

    `image`: a path or URI; or the Image itself, by the application that has it open, in any of
    its threads, while it is driven.

    What was alive in the last `days` is kept: by default none of an image that nobody else
    has open, and one day of one that is in use; of that ten minutes in any case. Its members go
    on meanwhile. A kill at any point leaves the image as it was, or packed.
    """
    packed: Packed = _module("collecting").pack(image, days, progress)
    return packed


def backup(
    image: Path, folder: Path, *, full: bool = False, progress: Progress = no_progress
) -> Saved:
    """Save an image into a folder of backups, while it is in use.

    After the first time only what was appended since, unless `full`, or the image was packed.
    """
    saved: Saved = _module("saving").backup(image, folder, full, progress)
    return saved


def restore(
    folder: Path, image: Path, *, at: float | None = None, progress: Progress = no_progress
) -> Restored:
    """Make an image, where nothing is, of what `backup` saved.

    It is as of the last backup, or of the last one before `at`, in seconds since 1970. Each file
    is compared with its checksum. No opening of the original is taken for a member.
    """
    find_language()
    restored: Restored = _module("saving").restore(folder, image, at, progress)
    return restored


def salvage(image: Path, target: Path, *, progress: Progress = no_progress) -> Salvaged:
    """Make an image, where nothing is, of all that can be read of a damaged one.

    The damaged one is left as it is. What was lost is in what this gives.
    """
    find_language()
    salvaged: Salvaged = _module("salvaging").salvage(image, target, progress)
    return salvaged


def _module(name: str) -> Any:
    return import_module(f"{HERE}.{name}")

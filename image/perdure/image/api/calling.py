"""Functions that a program's file defines, as what is called: "flow:main", "flows/flow.py:main".

Of the first kind the file is looked for in the folders that the image was opened with
(`Image.open(python=[...])`). The arguments stay Python's own; see
perdure.vm.protocols.Language.function_call.

Read by: perdure.image.api.starting, perdure.image.api.blocking.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from perdure.image.discovery import OWN_ENDINGS
from perdure.image.errors import CannotLoad, ImageError
from perdure.vm.texts import NotText, read_program

NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
OF_MODULE = re.compile(rf"({NAME}):({NAME})")
OF_FILE = re.compile(rf"(.+?(?:{'|'.join(map(re.escape, OWN_ENDINGS))})):({NAME})")
PROGRAMS = (
    "programs whose functions are called"  #: under which the image keeps what is made of them
)


class Called(NamedTuple):
    """A function of a file."""

    module: str
    path: Path
    folders: tuple[str, ...]  #: where the program's modules are looked for
    function: str

    @property
    def title(self) -> str:
        return f"{self.module}:{self.function}"


def find_called(what: str, folders: tuple[str, ...]) -> Called | None:
    """The function of a file that a text names; None where it names none."""
    if ":" not in what:
        return None  # as mostly
    found = OF_FILE.fullmatch(what)
    if found is not None:
        path = Path(found[1])
        folder = str(path.parent.resolve())
        where = folders if folder in folders else (folder, *folders)
        return Called(path.stem, path, where, found[2])
    found = OF_MODULE.fullmatch(what)
    if found is None:
        return None
    inside = found[1].replace(".", "/")
    for folder in folders:
        for ending in OWN_ENDINGS:
            for path in (Path(folder, inside + ending), Path(folder, inside, "__init__" + ending)):
                if path.is_file():
                    return Called(found[1], path, folders, found[2])
    return None


def names_no_file(what: str, folders: tuple[str, ...]) -> CannotLoad | None:
    """The error where a text can only mean a function of a file that is not there."""
    found = OF_MODULE.fullmatch(what) if folders else None
    if found is None:
        return None
    file = found[1].replace(".", "/") + next(iter(OWN_ENDINGS))
    return CannotLoad(f"{what!r}: there is no {file} in {', '.join(folders)}")


def checked_folders(given: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The folders in which programs are looked for; ImageError."""
    if isinstance(given, str | os.PathLike):
        given = [given]
    found = [Path(os.fspath(each)) for each in given]
    for folder in found:
        if not folder.is_dir():
            raise ImageError(f"python: {str(folder)!r} is no folder in which programs could be")
    return tuple(str(folder.resolve()) for folder in found)


def program_text(path: Path) -> str:
    """The text of a program's file. CannotLoad."""
    try:
        return read_program(path)
    except NotText as error:
        raise CannotLoad(f"{str(path)!r} cannot be loaded: {error.reason}") from error
    except (OSError, ValueError) as error:  # ValueError: of a name with a NUL in it
        reason = getattr(error, "strerror", None) or error
        raise CannotLoad(f"{str(path)!r} cannot be loaded: {reason}") from error

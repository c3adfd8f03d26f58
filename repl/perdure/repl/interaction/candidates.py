"""Candidates to complete what is typed: names, libraries and files, those that are near it first.

Names that begin so, if there are any; else names that have the letters in them, in that order:
first those with all of them together, then those with few letters between.

Reads: perdure.repl.interaction.names. Read by: perdure.repl.interaction.completing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from perdure.image import Image
from perdure.languages.scheme.compiler.sources import SUFFIX
from perdure.repl.interaction.documentation import is_internal_name, is_public
from perdure.repl.interaction.names import is_bound, meaning_text
from perdure.vm.objects.environments import Environment

MOST: Final = 200
MOST_FUZZY: Final = 40
FEWEST_LETTERS: Final = 2  #: for names that only have the letters in them
DEEPEST: Final = 3  #: folders in each other in which libraries are looked for
MOST_FILES: Final = 2_000  #: that are looked at

Candidate = tuple[str, str]  #: what it is, and what is told of it


def matching(names: Iterable[str], before: str, after: str = "") -> list[str]:
    """The names that begin and end so, in the order given; else those that are near that."""
    names = list(names)
    fitting = [name for name in names if _encloses(name, before, after)]
    if fitting or not after:
        return fitting or fuzzy(names, before)
    ending = [name for name in names if name.endswith(after)]
    return fuzzy(ending, before + after) or matching(names, before)


def _encloses(name: str, before: str, after: str) -> bool:
    is_longer = len(name) > len(before) + len(after)
    return is_longer and name.startswith(before) and name.endswith(after)


def fuzzy(names: Iterable[str], letters: str) -> list[str]:
    """The names that have the letters in them, the nearest first."""
    if len(letters) < FEWEST_LETTERS:
        return []
    pattern = re.compile(f"(?=({'.*?'.join(map(re.escape, letters))}))", re.IGNORECASE)
    found: list[tuple[int, int, int, str]] = []
    for name in names:
        spans = [(len(each[1]), each.start()) for each in pattern.finditer(name)]
        if spans and name != letters:
            found.append((*min(spans), len(name), name))
    return [name for *_, name in sorted(found)[:MOST_FUZZY]]


# Of an image


def names_like(image: Image, before: str, after: str) -> list[Candidate]:
    """Names bound in the image's environment, with how they are called."""
    environment = image.workbench.interaction
    if before and not after:
        found = list(_with_prefix(environment, before))
        if found:
            return [(name, _meaning(environment, name)) for name in found]
    known = (name for name in environment.bindings if not is_internal_name(name))
    names = matching(known, before, after)
    bound = (name for name in names if is_bound(environment.find(name)))
    return [(name, _meaning(environment, name)) for name in islice(bound, MOST)]


def _with_prefix(environment: Environment, prefix: str) -> Iterator[str]:
    for number, name in enumerate(environment.bindings.keys(prefix)):
        if not name.startswith(prefix) or number == MOST:
            return
        if is_bound(environment.find(name)):
            yield name


def _meaning(environment: Environment, name: str) -> str:
    return meaning_text(name, environment.find(name))


def libraries(image: Image) -> list[str]:
    """Names of the libraries that the image has, as they are written."""
    return [title for title in image.workbench.libraries if is_public(title)]


def exports_like(image: Image, library: str, before: str) -> list[Candidate]:
    """Names that a library of the image exports."""
    found = image.workbench.libraries.get(library)
    if found is None:
        return []
    return [(name, f"from {library}") for name in matching(sorted(found.exports), before)[:MOST]]


# Of folders


def library_files(folder: Path) -> list[str]:
    """Names of the libraries whose files are in a folder and those in it."""
    found: list[str] = []
    waiting: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
    looked = 0
    while waiting and looked < MOST_FILES:
        place, parts = waiting.pop()
        for entry in _entries(place):
            looked += 1
            if entry.name.startswith("."):
                continue
            if entry.name.endswith(SUFFIX):
                name = entry.name.removesuffix(SUFFIX)
                found.append(f"({' '.join((*parts, name))})")
            elif len(parts) < DEEPEST and entry.is_dir(follow_symlinks=False):
                waiting.append((Path(entry.path), (*parts, entry.name)))
    return found


def libraries_like(known: Iterable[str], before: str) -> list[Candidate]:
    """Libraries whose name begins so; else those that are near it."""
    names = sorted(set(known), key=_natural)
    typed = " ".join(before.split()) + (" " if before[-1:].isspace() and before.strip() else "")
    fitting = [name for name in names if name.startswith(typed or "(")]
    found = fitting or fuzzy(names, typed.strip("( ").replace(" ", ""))
    return [(name, "library") for name in found[:MOST]]


def _natural(name: str) -> list[tuple[int, str]]:
    """For an order in which (srfi 2) is before (srfi 13)."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def files_like(before: str, endings: tuple[str, ...] = ()) -> list[Candidate]:
    """Paths that begin so; folders with a slash. Of files, those with these endings if any."""
    folder, slash, start = before.rpartition("/")
    place = Path(folder + slash).expanduser() if folder or slash else Path()
    entries = [each for each in _entries(place) if start[:1] == "." or each.name[:1] != "."]
    kinds = {each.name + ("/" if each.is_dir() else ""): each.is_dir() for each in entries}
    if endings:
        sources = {name: kind for name, kind in kinds.items() if kind or name.endswith(endings)}
        kinds = sources if matching(sources, start) else kinds
    names = sorted(kinds, key=lambda name: (kinds[name], name))
    found = matching(names, start) if start else names
    return [(folder + slash + name, "folder" if kinds[name] else "file") for name in found[:MOST]]


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as found:
            return list(found)
    except OSError:
        return []

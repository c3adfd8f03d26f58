"""Finding definitions: by a name that is spelled nearly so, and by what their texts say.

Read by: perdure.image.api.browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from perdure.image.browsing.modules import (
    definitions_in,
    environment_named,
    find_binding,
    is_file,
    is_public,
    names_in,
)
from perdure.image.browsing.references import Reference
from perdure.image.discovery import find_language
from perdure.image.processes.breakpoints import LINE, Stored
from perdure.image.processes.changes import newest_of
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Builtin

GAPS: Final = 2  #: letters that a name may have between those looked for, besides as many as these


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a definition's text in which something was found."""

    module: str
    name: str
    number: int  #: from 1, in the definition's text
    text: str


def rank_of(name: str, wanted: str) -> int | None:
    """How well a name fits what is looked for, 0 best; None where it does not.

    It is the name, begins with it, has it after a hyphen, has it, or has its letters in order.
    """
    name, wanted = name.lower(), wanted.lower()
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 10 + len(name) - len(wanted)
    at = name.find(wanted)
    if at >= 0:
        is_word = name[at - 1] in "-._"
        return (100 if is_word else 200) + len(name) - len(wanted)
    if len(wanted) < 2:
        return None
    place, gaps = -1, 0
    for letter in wanted:
        found = name.find(letter, place + 1)
        if found < 0:
            return None
        gaps += found - place - 1
        place = found
    is_near = name[0] == wanted[0] and gaps <= len(wanted) + GAPS
    return 1_000 + 10 * gaps + len(name) if is_near else None


def names_like(root: ImageRoot, module: str, wanted: str) -> Iterator[tuple[int, Reference]]:
    """The names of a module that fit, each with its rank."""
    environment = environment_named(root, module)
    names = dict.fromkeys(names_in(root, module))
    if environment is not None and is_public(module):
        exported = environment.exports.items()
        names |= {name: None for name, each in exported if isinstance(each, Builtin)}
    for name in names:
        rank = rank_of(name, wanted)
        if rank is not None:
            yield rank, Reference(module, name)


def is_same(root: ImageRoot, one: Reference, other: Reference) -> bool:
    """Whether two modules mean the same by a name, as where one passes on the other's."""
    there = [environment_named(root, each.module) for each in (one, other)]
    meant = [each and find_binding(each, one.name) for each in there]
    return one.name == other.name and meant[0] is meant[1] is not None


def lines_with(root: ImageRoot, module: str, wanted: str) -> Iterator[Line]:
    """The lines of a module's definitions that have a text in them, whatever its case."""
    wanted = wanted.casefold()
    seen: set[str] = set()
    for each in definitions_in(root, module):
        if each.text in seen:  # a record type's, that defines several names
            continue
        seen.add(each.text)
        for number, text in enumerate(each.text.split("\n"), 1):
            if wanted in text.casefold():
                yield Line(module, each.name, number, text)


def stops_in(root: ImageRoot, module: str, wanted: Stored) -> tuple[bool, str]:
    """Whether a breakpoint could stop something in a module; else why not, where that is known."""
    whole = newest_of(root, module, "") if is_file(root, module) else None
    if whole is not None and (wanted.kind != LINE or is_path(wanted.what, whole.source)):
        language = find_language(whole.language)
        told = language.stops_in(whole.text, wanted.what, wanted.line)
        if told is not None:
            return told
    return mentions(root, module, wanted), ""


def is_path(wanted: str, path: str) -> bool:
    """Whether a path is the one that a person means by its ending."""
    return path == wanted or path.endswith(f"/{wanted}")


def mentions(root: ImageRoot, module: str, wanted: Stored) -> bool:
    """Whether a definition of a module has that name in its text, or is of that file."""
    word = re.compile(rf"(?<![^\s()\[\]'`,.:]){re.escape(wanted.what)}(?![^\s()\[\]'`,.:])")
    for each in definitions_in(root, module):
        if wanted.kind == LINE:
            if is_path(wanted.what, each.place.rpartition(":")[0]):
                return True
        elif each.name == wanted.what or word.search(each.text):
            return True
    return False

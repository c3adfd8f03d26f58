"""Finding the source of a library that an image does not have.

A library `(shop prices)` is looked for as `shop/prices.sld` in the directories of
a search path, in their order.

Read by: perdure.languages.scheme.runtime.front_end, .language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from perdure.vm.texts import read_program

FindSource = Callable[[tuple["str | int", ...]], "tuple[str, str] | None"]

SUFFIX = ".sld"


def source_finder(search_path: Sequence[str]) -> FindSource:
    """A function from a library's name in parts to (path, text), or None; NotText."""

    def find_source(parts: tuple[str | int, ...]) -> tuple[str, str] | None:
        names = [str(part) for part in parts]
        if any(name in ("", ".", "..") or "/" in name or "\0" in name for name in names):
            return None
        for directory in search_path:
            path = Path(directory, *names[:-1], names[-1] + SUFFIX)
            try:
                return str(path), read_program(path)
            except OSError:
                continue
        return None

    return find_source

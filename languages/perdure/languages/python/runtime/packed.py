"""Packed files that a program reads: those of `gzip`, `bz2` and `lzma`, over one that it opens.

One that is read is made again over its file, and read on from where it was. The state of one that
is written cannot be told: it is volatile until it is closed.

Reads: files. Read by: perdure.languages.python.machine.packed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.files import RawFile, TextFile, buffered
from perdure.languages.python.runtime.redirections import in_place_of

#: The classes, by the names under which they are stored.
KINDS: dict[str, type] = {"gz": gzip.GzipFile, "bz2": bz2.BZ2File, "xz": lzma.LZMAFile}


def packed_over(kind: str, buffer: Any) -> Any:
    """A packed file that is read, over a binary one, which is closed with it."""
    if kind != "gz":
        made = KINDS[kind](buffer)
        made._closefp = True  # as of one that it has opened
        return made
    found = KINDS[kind](fileobj=buffer, mode="rb")
    found.myfileobj = buffer
    return found


def opened_packed(kind: str, path: Any, mode: str, **options: Any) -> Any:
    """Open a packed file for reading."""
    raw = RawFile(os.fsdecode(path), "r", path)
    try:
        made = packed_over(kind, buffered(raw, "r"))
        if "t" not in mode:
            return made
        return text_over_packed(made, mode, **options)
    except BaseException:
        raw.close()
        raise


def text_over_packed(packed: Any, mode: str, newline: str | None, **options: Any) -> TextFile:
    """A file of text over a packed one."""
    text = TextFile(packed, newline=newline, **options)
    text.newline, text.mode = newline, mode
    return text


def open_packed(kind: str, original: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """As Python's; what is no reading by a path is left to it."""
    if current() is None:
        return original(*arguments, **keywords)
    found = reading_of(*arguments, **keywords)
    if found is None or (found[1] == "rt" and isinstance(original, type)):
        return wait("effect", original, arguments, keywords)
    path, mode, options = found
    return opened_packed(kind, path, mode, **options)


def reading_of(
    filename: Any = None,
    mode: Any = "rb",
    compresslevel: Any = 9,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    **more: Any,
) -> tuple[Any, str, dict[str, Any]] | None:
    """The path, the mode, and the options of one of text; None where it is not to be read so."""
    mode = "rb" if mode is None else mode
    if more or not isinstance(filename, str | bytes | os.PathLike) or type(mode) is not str:
        return None
    if mode not in ("r", "rb", "rt"):
        return None
    options = {"encoding": encoding, "errors": errors, "newline": newline}
    if mode != "rt" and any(value is not None for value in options.values()):
        return None  # it raises
    return filename, mode, options if mode == "rt" else {}


for _kind, _module in (("gz", gzip), ("bz2", bz2), ("xz", lzma)):
    for _original in (_module.open, KINDS[_kind]):
        in_place_of(_original)(partial(open_packed, _kind, _original))

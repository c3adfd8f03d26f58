"""Temporary files with a name: kept by their path, and removed where the program closes them.

One whose program does not close it stays: nothing tells when a program that is in the image has let
go of it.

Reads: files. Read by: perdure.languages.python.machine.temporary.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.files import is_ours, opened, raw_of
from perdure.languages.python.runtime.redirections import in_place_of


class TemporaryFile:
    """An open file, and whether it goes when it is closed, or when its `with` ends."""

    def __init__(self, file: Any, name: str, delete: bool, delete_on_close: bool) -> None:
        self.file = file
        self.name = name
        self.delete = delete
        self.delete_on_close = delete_on_close

    def __getattr__(self, name: str) -> Any:
        if name in ("file", "__setstate__"):
            raise AttributeError(name)
        return getattr(self.file, name)

    @property
    def raw(self) -> Any:
        return raw_of(self.file)

    def __enter__(self) -> TemporaryFile:
        return self

    def __exit__(self, *raised: object) -> Any:
        return self._closed(self.delete)

    def close(self) -> Any:
        return self._closed(self.delete and self.delete_on_close)

    def _closed(self, is_removed: bool) -> Any:
        self.file.close()
        if not is_removed:
            return None
        self.delete = False
        return (
            removed(self.name) if current() is None else wait("effect", removed, (self.name,), {})
        )

    def __iter__(self) -> Iterator[Any]:
        return iter(self.file)


def removed(path: str) -> None:
    """Remove a file, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


def made(
    mode: str, buffering: int, encoding: Any, errors: Any, newline: Any, place: tuple[Any, ...],
    delete: bool, delete_on_close: bool,
) -> TemporaryFile:  # fmt: skip
    """Make a temporary file, and open it."""
    descriptor, name = tempfile.mkstemp(*place)
    os.close(descriptor)
    file = opened(name, mode.replace("x", "w"), buffering, encoding, errors, newline)
    raw = raw_of(file)
    if raw is not None:
        raw.name = name
    return TemporaryFile(file, name, delete, delete_on_close)


@in_place_of(tempfile.NamedTemporaryFile)
def named(
    mode: str = "w+b",
    buffering: int = -1,
    encoding: str | None = None,
    newline: str | None = None,
    suffix: Any = None,
    prefix: Any = None,
    dir: Any = None,
    delete: bool = True,
    *,
    errors: str | None = None,
    delete_on_close: bool = True,
) -> Any:
    """As Python's: an effect."""
    plain = (mode, buffering, encoding, errors, newline)
    if current() is None or not is_ours("", *plain, True, None):
        return tempfile.NamedTemporaryFile(
            mode, buffering, encoding, newline, suffix, prefix, dir, delete, errors=errors
        )
    place = (suffix, prefix, dir)
    return wait("effect", made, (*plain, place, delete, delete_on_close), {})

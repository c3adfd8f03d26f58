"""Open files over waits: their kinds in the heap.

Stored of a file are its path, how it was opened, its position and its length; what it has not
written yet is written first. See perdure.languages.python.runtime.files.

Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

import io
import os
import stat
from pickle import PicklingError
from typing import Any

from perdure.languages.python.heap import CannotLoad, maker, maker_with_load, register
from perdure.languages.python.heap.library import opening, reduce_stream
from perdure.languages.python.runtime.files import (
    RawFile,
    TextFile,
    behind,
    buffered,
    opened,
    raw_of,
    text_over,
)

opening.append(opened)


def reduce_text(dumper: Any, file: TextFile) -> Any:
    if file.closed:
        return closed_again, (True, file.mode, file.name)
    raw = raw_of(file)
    if raw is None:
        return NotImplemented
    if raw.writable():
        file.flush()
    options = (file.encoding, file.errors, file.line_buffering)
    state = state_of(raw)
    return text_again, (state, file.mode, file.newline, options, file.tell())


def reduce_foreign_text(dumper: Any, file: io.TextIOWrapper) -> Any:
    """A file of text that a library has opened."""
    if file.closed:
        return closed_again, (True, getattr(file, "mode", "r"), getattr(file, "name", ""))
    return reduce_stream(dumper, file)


def reduce_binary(dumper: Any, file: Any) -> Any:
    raw = raw_of(file)
    if raw is None:
        return reduce_stream(dumper, file)
    text = None if raw.text is None else raw.text()
    if text is not None and not isinstance(file, RawFile):
        return getattr, (text, "buffer")
    if file.closed:
        return closed_again, (False, raw.opened_as, raw.name)
    if raw.writable():
        file.flush()
    return binary_again, (state_of(raw), type(file).__name__, file.tell())


register(TextFile, reduce_text)
register(io.TextIOWrapper, reduce_foreign_text)
for _kind in (io.BufferedReader, io.BufferedWriter, io.BufferedRandom, RawFile):
    register(_kind, reduce_binary)


def state_of(raw: RawFile) -> tuple[Any, ...]:
    """The path, name, mode and length. PicklingError where the path does not lead to it again."""
    here = os.fstat(raw.fileno())
    try:
        there = os.stat(raw.path)  # noqa: PTH116
    except OSError:
        there = None
    if not stat.S_ISREG(here.st_mode):
        raise PicklingError(f"{raw.path} is no regular file")
    if there is None or (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino):
        raise PicklingError(f"{raw.path} is not that file any more: it was moved or deleted")
    length = here.st_size - len(raw.ahead)
    if raw.writable() and raw.synced != here.st_size:
        os.fsync(raw.fileno())
        raw.synced = here.st_size
    return raw.path, raw.name, raw.opened_as, length


def reopened(load: Any, state: tuple[Any, ...]) -> RawFile:
    """The file as it was when its program was stored. CannotLoad."""
    path, name, mode, length = state
    try:
        raw = RawFile(path, mode, name, opener=as_it_is)
    except OSError as error:
        raise CannotLoad(f"{path} cannot be opened again: {error.strerror}") from error
    if raw.writable():
        size = os.fstat(raw.fileno()).st_size
        if size < length:
            raw.close()
            raise CannotLoad(f"{path} is shorter than the program has written it: it was changed")
        if "a" in mode:
            raw.ahead = behind(path, length)
        elif size > length:
            os.ftruncate(raw.fileno(), length)
    return raw


def as_it_is(path: str, flags: int) -> int:
    """An opener that makes no file, and empties none."""
    return os.open(path, flags & ~(os.O_CREAT | os.O_EXCL | os.O_TRUNC))


@maker_with_load
def text_again(
    load: Any,
    state: tuple[Any, ...],
    mode: str,
    newline: str | None,
    options: tuple[Any, ...],
    position: int,
) -> Any:
    raw = reopened(load, state)
    encoding, errors, by_line = options
    made = text_over(
        buffered(raw, state[2]),
        raw,
        mode,
        newline,
        encoding=encoding,
        errors=errors,
        line_buffering=by_line,
    )
    made.seek(position)
    load.program.note_open(made)
    return made


@maker_with_load
def binary_again(load: Any, state: tuple[Any, ...], kind: str, position: int) -> Any:
    raw = reopened(load, state)
    made = buffered(raw, state[2], 0 if kind == "RawFile" else -1)
    made.seek(position)
    load.program.note_open(made)
    return made


@maker
def closed_again(is_text: bool, mode: str, name: Any) -> Any:
    """A file that was closed."""
    bare = mode.replace("b", "").replace("t", "").replace("x", "w")
    raw = RawFile(os.devnull, bare, name, opener=as_it_is)
    made = buffered(raw, bare)
    if is_text:
        made = text_over(made, raw, mode, None)
    made.close()
    return made

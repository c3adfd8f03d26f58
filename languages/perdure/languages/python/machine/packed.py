"""Packed files that are read, over waits: the file beneath, and how far each was read.

See perdure.languages.python.runtime.packed. Read by: perdure.languages.python.machine.storing.
"""

from __future__ import annotations

from io import BytesIO
from pickle import PicklingError
from typing import Any

from perdure.languages.python.heap import maker, maker_with_load, register
from perdure.languages.python.machine.open_files import reduce_text, reopened, state_of
from perdure.languages.python.runtime.files import RawFile, TextFile, buffered
from perdure.languages.python.runtime.packed import KINDS, packed_over, text_over_packed

NAMES = {kind: name for name, kind in KINDS.items()}


def reduce_packed(dumper: Any, file: Any) -> Any:
    kind = NAMES[type(file)]
    if file.closed:
        return closed_packed, (kind,)
    raw = beneath(file)
    if raw is None or not file.readable():
        raise PicklingError("it is written, or is over no file with a path; close it before")
    return packed_again, (kind, state_of(raw), file.tell())


def reduce_any_text(dumper: Any, file: TextFile) -> Any:
    """A file of text, over a packed one or another."""
    if type(file.buffer) not in NAMES:
        return reduce_text(dumper, file)
    options = (file.encoding, file.errors, file.line_buffering)
    position = None if file.closed else file.tell()
    return packed_text_again, (file.buffer, file.mode, file.newline, options, position)


register(TextFile, reduce_any_text)
for _kind in NAMES:
    register(_kind, reduce_packed)


def beneath(file: Any) -> RawFile | None:
    """The raw file beneath a packed one."""
    buffer = getattr(file, "fileobj", None) or getattr(file, "_fp", None)
    raw = getattr(buffer, "raw", None)
    return raw if isinstance(raw, RawFile) else None


@maker_with_load
def packed_again(load: Any, kind: str, state: tuple[Any, ...], position: int) -> Any:
    made = packed_over(kind, buffered(reopened(load, state), "r"))
    made.seek(position)
    return made


@maker
def closed_packed(kind: str) -> Any:
    """One that was closed."""
    made = packed_over(kind, BytesIO())
    made.close()
    return made


@maker
def packed_text_again(
    packed: Any,
    mode: str,
    newline: str | None,
    options: tuple[Any, ...],
    position: int | None,
) -> Any:
    if position is None:
        packed = packed_over(NAMES[type(packed)], BytesIO())
    encoding, errors, by_line = options
    made = text_over_packed(
        packed, mode, newline, encoding=encoding, errors=errors, line_buffering=by_line
    )
    if position is None:
        made.close()
    else:
        made.seek(position)
    return made

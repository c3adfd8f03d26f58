"""Files that programs open: stored by path and position, and opened there again.

`open` in a program gives Python's own kinds of files over a `RawFile`, which knows its path.
Reading is done within the slice. To open a file for writing is an effect: all that the program has
is committed first, so what it read before, and made of that, is not read again from what it wrote.
What a slice writes goes to the file at once, as under `python`. Where the slice is thrown away, the
file is cut back to the length that it had at the last commit, and written again from there.

A file that is appended to may be written by another program as well, and is never cut. What stands
behind the length that is known is taken to be written where it is what the program writes next.

Reads: perdure.languages.python.runtime.captures. Read by:
perdure.languages.python.machine.open_files.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from pathlib import Path
from typing import Any
from weakref import ref

from perdure.languages.python.runtime.captures import current, is_repeated, wait
from perdure.languages.python.runtime.redirections import in_place_of

ANYTHING = (str, bytes, os.PathLike)


class RawFile(io.FileIO):
    """The unbuffered file beneath one that a program has opened."""

    def __init__(self, path: str, mode: str, name: Any = None, opener: Any = None) -> None:
        super().__init__(path, mode, opener=opener)
        self.path = os.path.abspath(path)  # noqa: PTH100  (`resolve` follows links)
        self.opened_as = mode
        self.name: Any = path if name is None else name
        self.text: ref[TextFile] | None = None  #: the file of text that is over it
        self.is_dropped = False  #: whether what is in memory of it has not happened
        #: in a file that is appended to, what is there already of what will be written next
        self.ahead = b""
        self.synced = -1  #: the length to which it is known to be on the disk

    def write(self, data: Any, /) -> int:
        if self.is_dropped:
            return memoryview(data).nbytes
        if self.ahead:
            return self._write_again(bytes(data))
        return super().write(data)

    def _write_again(self, data: bytes) -> int:
        ahead, self.ahead = self.ahead, b""
        if ahead.startswith(data):
            self.ahead = ahead[len(data) :]
        elif data.startswith(ahead):
            rest = memoryview(data)[len(ahead) :]
            while rest:
                rest = rest[super().write(rest) :]
        else:
            return super().write(data)
        return len(data)


class TextFile(io.TextIOWrapper):
    """A file of text, whose position is known after each line too."""

    newline: str | None = None  #: as `open` was given it
    mode = "r"

    def __next__(self) -> str:  # type: ignore[override]
        line = self.readline()
        if not line:
            raise StopIteration
        return line


def raw_of(file: Any) -> RawFile | None:
    """The raw file beneath one that is open; None where it is none that can be opened again."""
    if isinstance(file, TextFile):
        file = file.buffer
    raw = file if isinstance(file, RawFile) else getattr(file, "raw", None)
    return raw if isinstance(raw, RawFile) else None


def buffered(raw: RawFile, mode: str, buffering: int = -1) -> Any:
    """Python's own binary file over a raw one."""
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    if "+" in mode:
        return io.BufferedRandom(raw, size)
    return (io.BufferedReader if "r" in mode else io.BufferedWriter)(raw, size)


def text_over(buffer: Any, raw: RawFile, mode: str, newline: str | None, **options: Any) -> Any:
    """A file of text over a binary one."""
    made = TextFile(buffer, newline=newline, **options)
    made.newline, made.mode = newline, mode
    raw.text = ref(made)
    return made


def opened(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    length: int | None = None,
) -> Any:
    """Open a file; `length`: of one to append to, as it was when the call was first made."""
    is_text = "b" not in mode
    bare = mode.replace("b", "").replace("t", "")
    if "x" in bare and is_repeated() and os.path.exists(file):  # noqa: PTH110
        bare = bare.replace("x", "w")  # it is this call that has made it
    raw = RawFile(os.fsdecode(file), bare, file)
    try:
        if length is not None and os.path.exists(raw.path):  # noqa: PTH110
            raw.ahead = behind(raw.path, length)
        buffer = buffered(raw, bare, -1 if is_text else buffering)
        if not is_text:
            return buffer
        by_line = buffering == 1 or raw.isatty()
        return text_over(
            buffer, raw, mode, newline, encoding=encoding, errors=errors, line_buffering=by_line
        )
    except BaseException:
        raw.close()
        raise


def behind(path: str, length: int) -> bytes:
    """All that stands in a file after so many bytes."""
    with builtins.open(path, "rb") as file:  # noqa: PTH123
        file.seek(length)
        return file.read()


@in_place_of(builtins.open, Path.open)
def open(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    """As Python's; to open for writing is an effect."""
    plain = (file, mode, buffering, encoding, errors, newline)
    if current() is None or not is_ours(*plain, closefd, opener):
        return builtins.open(*plain, closefd, opener)  # noqa: PTH123
    if not set(mode) & set("wax+"):
        return opened(*plain)
    path = os.fspath(file)
    if "x" in mode and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    length = None
    if "a" in mode:
        length = os.stat(path).st_size if os.path.exists(path) else 0  # noqa: PTH110, PTH116
    return wait("effect", opened, (path, *plain[1:], length), {})


def is_ours(
    file: Any, mode: Any, buffering: Any, encoding: Any, errors: Any, newline: Any, *more: Any
) -> bool:
    """Whether these are arguments that `open` takes, for a file that has a path."""
    closefd, opener = more
    if not isinstance(file, ANYTHING) or not isinstance(mode, str) or opener or not closefd:
        return False
    letters = set(mode)
    is_text = "b" not in letters
    return (
        len(letters) == len(mode)
        and letters <= set("rwaxbt+")
        and len(letters & set("rwax")) == 1
        and not {"b", "t"} <= letters
        and isinstance(buffering, int)
        and (is_text or (encoding is None and errors is None and newline is None))
        and not (is_text and buffering == 0)
        and newline in (None, "", "\n", "\r", "\r\n")
    )

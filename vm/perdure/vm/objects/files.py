"""File ports: a path and a position, so that they outlive the process that opened them.

No file is kept open. An input port reads a piece of its file at a time, from the
position in bytes that it has come to, and stores that position only.

What a program does to files (creating, writing, deleting) is an effect on the world
outside, and may happen only once the slice that asked for it has committed. So an
output port hands it to the host's `files`, which keeps it till then; a program that
looks at such a file meanwhile waits for the commit (`wait_until_written`), and one that
closes a port or deletes a file waits to be told whether that was done
(`look_when_written`).

The host's `files` has the methods `create(port)`, `write(port, data)`, `delete(port)` and
`is_unwritten(path)`. It notes in a port's `failure` what it could not do.

Reads: perdure.vm.objects.ports. Read by: perdure.vm.primitives.files, the primitives of a
language.
"""

from __future__ import annotations

import codecs
import stat
from pathlib import Path
from typing import Any

from persistent import Persistent

from perdure.vm.context import machine
from perdure.vm.objects.conditions import Fault, fault
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.ports import InputPort
from perdure.vm.objects.printer import describers
from perdure.vm.objects.procedures import Builtin, builtins
from perdure.vm.signals import Capture
from perdure.vm.texts import MARK, reason_of

WRITTEN = "%written"  #: the builtin that looks at a port once it has been written
LOST = "what was written before is not in"  #: what a port that failed says

PIECE = 1 << 16  #: bytes that are read at once, at least


def files_of(who: str) -> Any:
    """The part of the host that does things with files; see above."""
    found = machine().host.file_log()
    if found is None:
        raise fault(who, "there are no files here: this machine runs without an image", kind="file")
    return found


def wait_until_written(path: str, again: Builtin, *arguments: Value) -> None:
    """Go on only if nothing is to be done to the file with the next commit.

    Else the primitive `again` is called, with these arguments, after the commit.
    """
    if files_of(again.name).is_unwritten(path):
        raise Capture("commit", again, arguments)


def look_when_written(port: FileOutput, who: str, written: str) -> None:
    """Go on only if nothing is to be done for the port with the next commit, and it did not fail.

    `written` is what the error says: what could not be done. Else the process looks at the
    port after the commit: see `check_written`, which is the builtin `%written`.
    """
    if files_of(who).is_unwritten(port.path):
        raise Capture("commit", builtins[WRITTEN], (port, new_string(who), new_string(written)))
    check_written(port, who, written)


def check_written(port: FileOutput, who: str, written: str) -> None:
    """A file-error where what was to be done for the port has failed."""
    if port.failure:
        raise fault(who, f'{written} "{port.path}": {port.failure}', kind="file")


def is_look_at_written(end: Any) -> bool:
    """Whether a wait is that of `look_when_written`."""
    return end.kind == "commit" and end.arguments[0] is builtins[WRITTEN]


def file_fault(who: str, path: str, error: OSError) -> Fault:
    reason = error.strerror or str(error)
    return fault(
        who, f'cannot use the file "{path}": {reason[:1].lower()}{reason[1:]}', kind="file"
    )


def read_bytes(who: str, path: str, position: int, size: int) -> bytes:
    """So many bytes of a file from a position on, fewer at its end; a file-error."""
    try:
        with Path(path).open("rb", buffering=0) as file:
            if position:
                file.seek(position)
            pieces = []
            while size > 0 and (piece := file.read(size)):
                pieces.append(piece)
                size -= len(piece)
    except OSError as error:
        raise file_fault(who, path, error) from None
    return b"".join(pieces)


def check_readable(who: str, path: str) -> None:
    """A file-error unless a file is there that has positions."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        raise file_fault(who, path, _os_error(error)) from None
    if stat.S_ISDIR(mode):
        raise fault(who, f'"{path}" is a directory, not a file', kind="file")
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        raise fault(who, f'"{path}" is a pipe, which has no positions to go on from', kind="file")
    try:
        with Path(path).open("rb", buffering=0) as file:
            is_terminal = file.isatty()
    except OSError as error:
        raise file_fault(who, path, error) from None
    if is_terminal:
        raise fault(who, f'"{path}" is a terminal; read the console instead', kind="file")


def _os_error(error: Exception) -> OSError:
    """A path with a NUL in it is a ValueError in Python."""
    return error if isinstance(error, OSError) else OSError(0, str(error))


class FileInput(InputPort):
    """An input port that reads a file, textual (UTF-8) or binary.

    `source` is the piece of the file that is in memory; it is not stored.
    """

    __module__ = "perdure.vm"
    __slots__ = ("end", "is_binary", "path")

    path: str  #: absolute
    is_binary: bool
    end: int  #: where in the file `source` ends, in bytes

    def __init__(self, path: str, is_binary: bool) -> None:
        super().__init__(b"" if is_binary else "")
        self.path = path
        self.is_binary = is_binary
        self.end = 0

    @property
    def name(self) -> str:
        return self.path

    def more(self, again: Builtin, *arguments: Value) -> bool:
        wait_until_written(self.path, again, *arguments)
        who = again.name
        # Whoever needs more than a piece at once (`read`) comes again: in growing steps.
        size = max(PIECE, len(self.source))
        data = read_bytes(who, self.path, self.end, size)
        if not data:
            return False
        if self.is_binary:
            self.keep(data)
            self.end += len(data)
            return True
        text, used = self._decoded(data, len(data) < size)
        if not used:
            before = read_bytes(who, self.path, 0, self.end) + data
            reason = reason_of(before, self.end)
            raise fault(who, f'cannot read "{self.path}": {reason}', kind="read")
        if self.end == 0:
            text = text.removeprefix(MARK)
        self.keep(text)
        self.end += used
        return bool(text) or self.more(again, *arguments)

    @staticmethod
    def _decoded(data: bytes, is_last: bool) -> tuple[str, int]:
        """The text at the beginning of the data, and how many bytes that is."""
        try:
            return codecs.utf_8_decode(data, "strict", is_last)
        except UnicodeDecodeError as error:
            return data[: error.start].decode(), error.start

    def at(self) -> int:
        """How many bytes of the file have been read."""
        rest = self.source[self.position :]
        return self.end - len(rest if self.is_binary else rest.encode())

    def __getstate__(self) -> tuple[object, ...]:
        return (self.path, self.at(), self.is_open, self.folds, self.is_binary)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.path, self.end, self.is_open, self.folds, self.is_binary = state[:5]
        self.source = b"" if self.is_binary else ""
        self.position = 0
        self._v_reader = None


class FileOutput(Persistent):
    """An output port that writes a file, textual (UTF-8) or binary."""

    __module__ = "perdure.vm"
    __slots__ = ("failure", "is_binary", "is_open", "path", "position")

    path: str  #: absolute
    is_binary: bool
    position: int  #: in bytes: where in the file the next ones go
    is_open: bool
    failure: str  #: why what was written before could not be put into the file, or ""

    def __init__(self, path: str, is_binary: bool) -> None:
        self.path = path
        self.is_binary = is_binary
        self.position = 0
        self.is_open = True
        self.failure = ""

    def write(self, who: str, data: bytes) -> None:
        """Have the host put the bytes at the port's position when the slice commits."""
        if not self.is_open:
            raise fault(who, "the port is closed", self)
        check_written(self, who, LOST)
        try:
            files_of(who).write(self, data)
        except OSError as error:
            raise file_fault(who, self.path, error) from None
        self.position += len(data)

    def flush(self, who: str) -> None:
        """A file-error where what was written is not in the file, once all of it should be."""
        look_when_written(self, who, LOST)

    def close(self, who: str) -> None:
        """The same, the last time."""
        if self.is_open:
            self.is_open = False
            self.flush(who)

    def __getstate__(self) -> tuple[object, ...]:
        return (self.path, self.position, self.is_open, self.is_binary, self.failure)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.path, self.position, self.is_open, self.is_binary, self.failure = state[:5]


describers[FileInput] = lambda x: f"#<file input port {x.path}>"
describers[FileOutput] = lambda x: f"#<file output port {x.path}>"

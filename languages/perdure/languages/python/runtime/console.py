"""A program's standard streams: the console of its process.

While a slice runs, `sys.stdout`, `sys.stderr` and `sys.stdin` are these. Other threads of the same
interpreter go on with what was there before.
"""

from __future__ import annotations

import builtins
import io
import sys
import threading
from operator import is_not
from typing import Any

from perdure.languages.python.runtime.captures import Running, current, output, wait
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.twins import guest

#: How a program has asked for a line: what it is given, and what it is told at the end.
ASKED = "input"  #: without its end; EOFError
READLINE = "readline"  #: with it; ""
NEXT = "next"  #: with it; StopIteration

STREAMS = ("stdout", "stderr", "stdin")


class ConsoleOutput(io.TextIOBase):
    """The text that a program prints, seen when its slice has been committed."""

    encoding = "utf-8"
    errors = "strict"
    mode = "w"

    def __init__(self, name: str) -> None:
        self.name = name
        self.before: Any = None  #: the stream of the interpreter's other threads

    def __del__(self) -> None:
        """Nothing: io's own would flush it, also when this module is gone with the interpreter."""

    def write(self, text: str, /) -> int:
        printed = output()
        if printed is None:
            return int(self.before.write(text)) if self.before is not None else len(text)
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        printed.append(text)
        return len(text)

    def flush(self) -> None:
        if output() is None and self.before is not None:
            self.before.flush()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        if output() is None and self.before is not None:
            return int(self.before.fileno())
        raise io.UnsupportedOperation("fileno: the console of a process has no descriptor")

    def __reduce__(self) -> str:
        return "OUTPUT" if self.name == "<stdout>" else "ERRORS"


class ConsoleInput(io.TextIOBase):
    """The text that is typed for a process."""

    name = "<stdin>"
    encoding = "utf-8"
    errors = "strict"
    mode = "r"

    def __init__(self) -> None:
        self.before: Any = None

    def readable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        return str(self.next_line(READLINE))

    def __iter__(self) -> ConsoleInput:  # type: ignore[override]
        return self

    def __next__(self) -> str:  # type: ignore[override]
        return str(self.next_line(NEXT))

    def read(self, size: int | None = -1, /) -> str:
        return str(guest("read_all")(self))

    def readlines(self, hint: int = -1, /) -> Any:
        return guest("list_of")(self)

    def next_line(self, how: str) -> str:
        space = current()
        if space is None:
            return line_as(how, str(self.before.readline()))
        line = typed(space)
        if line is None:
            line = str(wait("input", how))
        return line_as(how, line)

    def __reduce__(self) -> str:
        return "INPUT"


OUTPUT = ConsoleOutput("<stdout>")
ERRORS = ConsoleOutput("<stderr>")
INPUT = ConsoleInput()
OWN: tuple[tuple[str, Any], ...] = tuple(zip(STREAMS, (OUTPUT, ERRORS, INPUT), strict=True))

_lock = threading.Lock()
_depth = 0


class program_streams:  # noqa: N801  (it is called as a function)
    """Let `sys`'s streams be the running program's in this thread."""

    __slots__ = ()

    def __enter__(self) -> None:
        global _depth
        with _lock:
            if _depth == 0:
                for name, stream in OWN:
                    now = getattr(sys, name)
                    if now is not stream:
                        stream.before = now
                        setattr(sys, name, stream)
            _depth += 1

    def __exit__(self, *error: object) -> None:
        global _depth
        with _lock:
            _depth -= 1
            if _depth == 0:
                for name, stream in OWN:
                    if getattr(sys, name) is stream:  # else another thread has put one there since
                        setattr(sys, name, stream.before)


class own_streams:  # noqa: N801  (it is called as a function)
    """Let `sys` have the streams that the program has put there, and keep those that it puts.

    `sys` is the interpreter's: while the slice runs, threads beside it have these streams too.
    """

    __slots__ = ("before", "space")

    def __init__(self, space: Running) -> None:
        self.space = space

    def __enter__(self) -> None:
        self.before = sys.stdout, sys.stderr, sys.stdin
        for name, stream in self.space.streams.items():
            setattr(sys, name, stream)

    def __exit__(self, *error: object) -> None:
        found, before = (sys.stdout, sys.stderr, sys.stdin), self.before
        if self.space.is_gone:  # it was left standing, and others may have put streams there since
            for name, now, was in zip(STREAMS, found, before, strict=True):
                if now is self.space.streams.get(name):
                    setattr(sys, name, was)
            return
        if any(map(is_not, found, before)):
            changed = zip(STREAMS, found, before, strict=True)
            self.space.streams = {name: now for name, now, was in changed if now is not was}
            sys.stdout, sys.stderr, sys.stdin = before
        else:
            self.space.streams = {}


@in_place_of(builtins.input)
def input(prompt: object = "", /) -> str:
    """As Python's: the process waits until a line is typed for it. EOFError at the end."""
    if prompt != "":
        OUTPUT.write(str(prompt))
    return INPUT.next_line(ASKED)


def typed(space: Running) -> str | None:
    """A line that is there. A volatile section, in a thread of its own, does not look for one."""
    if space.section is not None or (space.journal is not None and space.journal.has_answers()):
        return None
    return line_of(space.host)


def line_of(host: Any) -> str | None:
    """The next line that was typed, with its end; "" at the end; None where one is to wait."""
    source = host.console_input()
    if source is None:
        return ""
    text: str = source.source
    end = text.find("\n", source.position)
    if end < 0:
        if not source.has_ended:
            return None
        end = len(text) - 1
    line = text[source.position : end + 1]
    _reads.places.append((source, source.position))
    source.position = end + 1
    return line


class _Reads(threading.local):
    def __init__(self) -> None:
        self.places: list[tuple[Any, int]] = []  #: each input, and where it stood before a line


_reads = _Reads()


def begin_reading() -> None:
    """Remember from here on what is read in this thread."""
    _reads.places.clear()


def unread() -> None:
    """Put back the lines that were read since: the slice is run again."""
    while _reads.places:
        source, position = _reads.places.pop()
        source.position = position


def line_as(how: str, line: str) -> str:
    """The value that the program gets for a line; "" is the end."""
    if how == READLINE:
        return line
    if not line:
        raise EOFError("EOF when reading a line") if how == ASKED else StopIteration
    return line.removesuffix("\n") if how == ASKED else line

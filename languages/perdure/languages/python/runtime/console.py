"""A program's standard streams: the console of its process.

While a slice runs, `sys.stdout`, `sys.stderr` and `sys.stdin` are these. Other threads of the same
interpreter go on with what was there before.
"""

from __future__ import annotations

import builtins
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from perdure.languages.python.runtime.captures import current, output, wait
from perdure.languages.python.runtime.redirections import in_place_of


class ConsoleOutput(io.TextIOBase):
    """The text that a program prints, seen when its slice has been committed."""

    encoding = "utf-8"
    errors = "strict"
    mode = "w"

    def __init__(self, name: str) -> None:
        self.name = name
        self.before: Any = None  #: the stream of the interpreter's other threads

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

    def __reduce__(self) -> str:
        return "INPUT"


OUTPUT = ConsoleOutput("<stdout>")
ERRORS = ConsoleOutput("<stderr>")
INPUT = ConsoleInput()

_lock = threading.Lock()
_depth = 0


@contextmanager
def program_streams() -> Iterator[None]:
    """Let `sys`'s streams be the running program's in this thread."""
    global _depth
    with _lock:
        if _depth == 0:
            OUTPUT.before, ERRORS.before, INPUT.before = sys.stdout, sys.stderr, sys.stdin
            sys.stdout, sys.stderr, sys.stdin = OUTPUT, ERRORS, INPUT
        _depth += 1
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                if sys.stdout is OUTPUT:  # else the program has put its own there
                    sys.stdout = OUTPUT.before
                if sys.stderr is ERRORS:
                    sys.stderr = ERRORS.before
                if sys.stdin is INPUT:
                    sys.stdin = INPUT.before


@in_place_of(builtins.input)
def input(prompt: object = "", /) -> str:
    """As Python's: the process waits until a line is typed for it. EOFError at the end."""
    space = current()
    assert space is not None
    if prompt != "":
        space.output.append(str(prompt))
    line = line_of(space.host)
    if line is None:
        line = str(wait("input"))
    return without_end(line)


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
    source.position = end + 1
    return line


def without_end(line: str) -> str:
    """The value of `input` for a line."""
    if not line:
        raise EOFError("EOF when reading a line")
    return line[:-1] if line.endswith("\n") else line

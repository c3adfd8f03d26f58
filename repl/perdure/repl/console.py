"""The console of the processes that a command drives: lines from standard input.

A process that wants a line waits in the image until there is somebody to ask. Here is
that somebody: the process that waits first gets the next line. Lines are read only when one is
wanted, in a thread, so that the image's other processes go on meanwhile.

Read by: perdure.repl.driving.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from perdure.image import Image
from perdure.vm.texts import typed_decoder

PIECE = 1 << 16  #: bytes that are read at once


class Lines:
    """The lines of standard input, as text; an empty one when it has ended.

    Reads the file itself: a thread that is stopped with Python while it holds the lock
    of `sys.stdin` would make Python fail.
    """

    def __init__(self, number: int = 0) -> None:
        self._number = number
        self._decoder = typed_decoder()
        self._rest = ""

    def next(self) -> str:
        searched = 0
        while (end := self._rest.find("\n", searched)) < 0:
            searched = len(self._rest)
            data = os.read(self._number, PIECE)
            self._rest += self._decoder.decode(data, final=not data)
            if not data:
                end = len(self._rest) - 1
                break
        line, self._rest = self._rest[: end + 1], self._rest[end + 1 :]
        return line


class Console:
    """Gives lines to processes of an image that want them, in the order in which they ask."""

    def __init__(self, image: Image, is_asked: Callable[[int], bool], lines: Lines) -> None:
        self._image = image
        self._is_asked = is_asked  #: whether it is this console that a process is to ask
        self._lines = lines
        self._wanted: SimpleQueue[bool] = SimpleQueue()  #: for the thread: whether to go on
        self._is_reading = False
        self._kept: str | None = None  #: a line whose asker had ended when it came
        self._asking: dict[int, None] = {}  #: pids, in order
        self._thread: threading.Thread | None = None

    def ask(self, pid: int) -> bool:
        """The image's `on_input`."""
        if not self._is_asked(pid):
            return False
        self._asking[pid] = None
        self._read()
        return True

    def close(self) -> None:
        self._wanted.put(False)

    def _read(self) -> None:
        """Have one line read, unless that is being done."""
        if self._is_reading:
            return
        self._is_reading = True
        if self._kept is not None:
            line, self._kept = self._kept, None
            self._image.call_soon(lambda: self._supply(line))
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="perdure-stdin", daemon=True)
            self._thread.start()
        self._wanted.put(True)

    def _serve(self) -> None:
        while self._wanted.get():
            try:
                line = self._lines.next()
            except OSError:  # there is no standard input
                line = ""
            self._image.call_soon(lambda line=line: self._supply(line))  # type: ignore[misc]

    def _supply(self, line: str) -> None:
        """In the driver's thread: to the process that asked first and still wants it."""
        self._is_reading = False
        while self._asking:
            pid = next(iter(self._asking))
            del self._asking[pid]
            if self._image.process(pid).state not in ("ready", "waiting"):
                continue
            self._image.supply_input(pid, line or None)
            if line:
                break
        else:
            self._kept = line
        if self._asking:
            self._read()


@contextmanager
def console(
    image: Image, is_asked: Callable[[int], bool], lines: Lines | None = None
) -> Iterator[None]:
    """While inside, processes that want input get lines of standard input."""
    made = Console(image, is_asked, lines or Lines())
    image.on_input = made.ask
    try:
        yield
    finally:
        image.on_input = None
        made.close()

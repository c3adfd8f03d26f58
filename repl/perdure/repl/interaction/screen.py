"""The terminal that a person types at while processes print.

What comes while a line is being typed is shown above it, whole lines at a time. What a
process in the foreground prints goes out as it is.

Read by: perdure.repl.interaction.loop.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from perdure.repl.cells import terminal_size
from perdure.repl.folding import folded
from perdure.vm.texts import visible

PAUSE = 0.3  #: seconds after which half a line is shown all the same
DIM, RED, PLAIN = "\x1b[2m", "\x1b[31m", "\x1b[0m"


class Screen:
    """Everything that is shown goes through here. Its methods may be called from any thread."""

    def __init__(self, *, has_colours: bool = True) -> None:
        self.has_colours = has_colours
        self._lock = threading.RLock()
        self._queue: deque[str] = deque()  #: to be shown above the line that is being typed
        self._draw: Callable[[], None] | None = None  #: while a line is being typed
        self._halves: dict[int, str] = {}  #: by pid: what a background process began to print
        self._timer: threading.Timer | None = None
        self.last_line = ""  #: what stands on the cursor's line, after foreground output

    # What is shown

    def foreground(self, text: str) -> None:
        with self._lock:
            self._write(text)

    def background(self, pid: int, text: str) -> None:
        """Show what a process prints that is not in the foreground: lines, with its pid."""
        with self._lock:
            text = self._halves.pop(pid, "") + text
            *lines, half = text.split("\n")
            if half:
                self._halves[pid] = half
                if self._timer is None:
                    self._timer = threading.Timer(PAUSE, self.show_halves)
                    self._timer.daemon = True
                    self._timer.start()
            if lines:
                self.lines([f"[{pid}] {line}" for line in lines], DIM, folds=False)

    def show_halves(self) -> None:
        with self._lock:
            self._timer = None
            halves, self._halves = self._halves, {}
            for pid, text in halves.items():
                self.lines([f"[{pid}] {text}"], DIM, folds=False)

    def lines(self, lines: list[str], colour: str = "", *, folds: bool = True) -> None:
        """Lines of our own. Where it `folds`, those that are too long go on between two words."""
        if not lines:
            return
        lines = [clean(line) for line in lines]
        if folds:
            lines = list(folded(lines, terminal_size()[0]))
        if not (self.has_colours and colour):
            colour = ""
        end = PLAIN if colour else ""
        text = "".join(f"{colour}{line}{end}\n" for line in lines)
        with self._lock:
            if self._draw is not None:
                self._queue.append(text)
                self._draw()
                return
            self.end_line()
            self._write(text)

    def end_line(self) -> None:
        """Make sure that what comes next stands on a line of its own."""
        with self._lock:
            if self.last_line:
                self._write("\n")

    # While a line is being typed

    def typing_begins(self, draw: Callable[[], None]) -> None:
        """`draw` has `show_queue` called soon, with the cursor where output belongs."""
        with self._lock:
            self._draw = draw

    def typing_ends(self) -> None:
        with self._lock:
            self._draw = None
            self.last_line = ""
            self.show_queue()

    def has_queue(self) -> bool:
        return bool(self._queue)

    def show_queue(self) -> None:
        with self._lock:
            text = "".join(self._queue)
            self._queue.clear()
            if text:
                self._write(text)

    def _write(self, text: str) -> None:
        out: Any = sys.__stdout__
        try:
            out.write(text)
            out.flush()
        except OSError:
            os._exit(129)  # the terminal is gone; what is in the image is safe there
        self.last_line = text.rpartition("\n")[2] if "\n" in text else self.last_line + text


class Above(logging.Handler):
    """Shows warnings as lines of our own."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(logging.WARNING)
        self._screen = screen

    def emit(self, record: logging.LogRecord) -> None:
        self._screen.lines(record.getMessage().splitlines(), DIM)


def clean(line: str) -> str:
    """A line that cannot move the cursor or change the terminal."""
    return visible(line, but="\t")

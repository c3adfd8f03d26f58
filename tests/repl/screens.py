"""A terminal with somebody at it: types into `perdure repl`, and sees a screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte

from tests.hatchery import CAN_HATCH, PERDURE, Hatched, hatchery_for
from tests.repl.command import Command

Process = subprocess.Popen[bytes] | Hatched

LINES, COLUMNS = 40, 100
PROMPTS = (">", "debug>", "inspect>", "browse>")
TIMEOUT = 20.0  #: seconds until what is waited for must be seen

KEYS = {
    "Enter": "\r",
    "Tab": "\t",
    "Escape": "\x1b",
    "Alt-Enter": "\x1b\r",
    "Ctrl-C": "\x03",
    "Ctrl-D": "\x04",
    "Ctrl-R": "\x12",
    "Ctrl-Z": "\x1a",
    "Ctrl-\\": "\x1c",
    "Up": "\x1b[A",
    "Left": "\x1b[D",
    "Right": "\x1b[C",
}


class Screen:
    """A terminal's screen, and the process on it."""

    def __init__(self, process: Process, end: int) -> None:
        self.process = process
        self._end = end
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen, without blanks at the ends."""
        lines = [line.rstrip() for line in self._screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def picture(self) -> Any:
        """The screen itself, with colours."""
        return self._screen

    def style_of(self, text: str) -> Any:
        """The character with which the text begins where it stands last, with its colours."""
        for number, line in reversed(list(enumerate(self._screen.display))):
            if text in line:
                return self._screen.buffer[number][line.index(text)]
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def resize(self, lines: int, columns: int) -> None:
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def clear(self) -> None:
        """Forget what was shown by now."""
        self._screen.reset()

    def type(self, text: str) -> None:
        self.write_bytes(text.encode())

    def write_bytes(self, data: bytes) -> None:
        """Type bytes that may be no text."""
        os.write(self._end, data)

    def press(self, *names: str) -> None:
        for name in names:
            self.type(KEYS[name])

    def enter(self, text: str) -> None:
        self.type(text)
        self.press("Enter")

    def click(self, text: str) -> None:
        """Press and release the mouse's first button on a text that is on the screen."""
        row, line = next((n, line) for n, line in enumerate(self.lines) if text in line)
        place = f"0;{line.index(text) + 1};{row + 1}"
        self.type(f"\x1b[<{place}M\x1b[<{place}m")

    def turn_wheel(self, text: str) -> None:
        """Turn the mouse's wheel down by a notch over a text that is on the screen."""
        row, line = next((n, line) for n, line in enumerate(self.lines) if text in line)
        self.type(f"\x1b[<65;{line.index(text) + 1};{row + 1}M")

    def wait(self, seen: str | Callable[[Screen], bool], timeout: float = TIMEOUT) -> Screen:
        """Until a line begins so, or that is so."""
        deadline = time.monotonic() + timeout
        while True:
            if seen(self) if callable(seen) else has_line(self.lines, seen):
                return self
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"no {seen!r} on the screen:\n{self.text}")

    def wait_prompt(self) -> Screen:
        """Until a new form, or a command of a debugger or the like, can be typed."""
        return self.wait(lambda screen: bool(screen.lines) and screen.lines[-1] in PROMPTS)

    def wait_end(self) -> int:
        """How the process ended."""
        while self._read(TIMEOUT):
            pass
        return self.process.wait(TIMEOUT)

    def evaluate(self, text: str) -> list[str]:
        """The lines shown below a form that was typed, up to the next prompt."""
        self.enter(text)
        entered = [f"{prompt} {text}" for prompt in PROMPTS]
        self.wait(
            lambda screen: (
                any(each in screen.lines for each in entered) and screen.lines[-1] in PROMPTS
            )
        )
        lines = self.lines[:-1]
        start = max(number for number, line in enumerate(lines) if line in entered)
        return lines[start + 1 :]

    def drain(self) -> None:
        """Take in what is there: a process cannot write more than a terminal has read."""
        while self._read(0):
            pass

    def _read(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._end], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self._end, 1 << 14)  # fewer lines than a tall screen has
        except OSError:  # the other end is closed
            return False
        self._stream.feed(data)
        cursor = self._screen.cursor
        there = f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode()
        for _ in range(data.count(b"\x1b[6n")):  # it asks where the cursor is
            os.write(self._end, there)
        return bool(data)


def has_line(lines: list[str], start: str) -> bool:
    return any(line.startswith(start) for line in lines)


@contextmanager
def screen(perdure: Command, *arguments: str, **variables: str) -> Iterator[Screen]:
    """`perdure repl` on a terminal of its own; killed at the end, if it has not ended.

    It is forked off (tests.hatchery) where its variables do not matter to Python itself.
    """
    environment = environment_of(perdure, variables)
    line = ["repl", *arguments]

    def start(end: int) -> Process:
        if CAN_HATCH and all(each.startswith("PERDURE_") for each in variables):
            hatchery = hatchery_for(environment)
            return hatchery.start_on_terminal([PERDURE, *line], perdure.folder, environment, end)
        return new_process(perdure.line(*line), perdure.folder, environment, end)

    with shown_on_terminal(start) as shown:
        yield shown


@contextmanager
def new_screen(perdure: Command) -> Iterator[Screen]:
    """The same where it is a new process, as its users start it."""
    with terminal(perdure.line("repl"), perdure.folder, environment_of(perdure, {})) as shown:
        yield shown


def environment_of(perdure: Command, variables: dict[str, str]) -> dict[str, str]:
    environment = perdure.environment | {"TERM": "xterm-256color"} | variables
    environment.pop("NO_COLOR", None)
    return environment


@contextmanager
def terminal(line: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Screen]:
    """A command on a terminal of its own; killed at the end, if it has not ended."""
    with shown_on_terminal(lambda end: new_process(line, folder, environment, end)) as shown:
        yield shown


@contextmanager
def shown_on_terminal(start: Callable[[int], Process]) -> Iterator[Screen]:
    """`start` is given the end of the terminal that is the process's."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = start(theirs)
    os.close(theirs)
    shown = Screen(process, ours)
    try:
        yield shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def new_process(
    line: list[str], folder: Path, environment: dict[str, str], end: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        line,
        cwd=folder,
        env=environment,
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(end, termios.TIOCSCTTY, 0),
    )

"""The world outside the shared image: one line in a journal for each attempt at an effect."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from perdure.image import builtin, effect


@effect
def note(journal: str, who: int, count: int, key: str) -> int:
    """Seen at once, and under its key for good."""
    append_line(Path(journal), key, who, count)
    return count


@effect
def slowly(journal: str, who: int, seconds: float, key: str) -> int:
    """Seen when it begins."""
    append_line(Path(journal), key, who, os.getpid())
    time.sleep(seconds)
    return os.getpid()


@effect(at_most_once=True)
def once(journal: str, who: int, seconds: float, key: str) -> int:
    append_line(Path(journal), key, who, os.getpid())
    time.sleep(seconds)
    return os.getpid()


@effect
def nap(seconds: float) -> float:
    """Long enough for a worker to be told to leave meanwhile."""
    time.sleep(seconds)
    return seconds


@effect
def break_off(count: int) -> None:
    """Raises what would end a thread."""
    raise (SystemExit, KeyboardInterrupt, GeneratorExit)[count % 3](count)


@effect
async def break_off_on_loop(count: int) -> None:
    """Raises what would end a loop."""
    raise (SystemExit, KeyboardInterrupt, GeneratorExit)[count % 3](count)


@builtin
def break_off_in_slice(count: int) -> None:
    """Raises what would end a worker."""
    raise (SystemExit, KeyboardInterrupt, GeneratorExit)[count % 3](count)


@effect(at_most_once=True)
def until_file(journal: str, who: int, file: str, key: str) -> int:
    """Ends when there is such a file."""
    append_line(Path(journal), key, who, os.getpid())
    while not Path(file).exists():
        time.sleep(0.01)
    return os.getpid()


def append_line(file: Path, *items: object) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(opened, (json.dumps(items) + "\n").encode())
    finally:
        os.close(opened)


def lines_of(file: Path) -> list[list[object]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

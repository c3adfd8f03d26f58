"""How far a long command has come: one line on stderr, where that is a terminal.

Read by: the commands that keep an image in order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

EVERY = 0.1  #: seconds between two lines
CLEAR = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[str, float | None], None]]:
    """A function to tell what is being done, and how much of it is done (0 to 1, or None)."""
    if not sys.stderr.isatty():
        yield lambda doing, part: None
        return
    told = 0.0
    begun = monotonic()

    def tell(doing: str, part: float | None) -> None:
        nonlocal told
        now = monotonic()
        if now - told < EVERY:
            return
        told = now
        amount = f"{100 * part:.0f} %" if part is not None else f"{now - begun:.0f} s"
        print(f"{CLEAR}{doing}: {amount}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if told:
            print(CLEAR, end="", file=sys.stderr, flush=True)

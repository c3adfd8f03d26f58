"""A deep stack, committed where its innermost procedure waits, and gone on with elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.image.child import checked, evaluated
from benchmarks.wear.figures import Figure

DEPTH, QUICK = 100_000, 10_000
MOST_SECONDS = 0.3  #: for 100,000

PREPARE = """(begin (import (perdure process))
  (define (deep n) (if (= n 0) (receive) (+ 1 (deep (- n 1))))) 1)"""
BEGIN = "(begin (define pid (spawn (lambda () (deep {})))) 1)"
WAIT = """(let loop () (if (eq? (process-state pid) 'waiting) 1 (begin (sleep 0.05) (loop))))"""
END = "(begin (send! pid 5) (wait pid))"


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    depth = int((QUICK if is_quick else DEPTH) * scale)
    for count, name in ((depth, "one"), (10 * depth, "ten")):
        path = directory / name
        _, _, made, waited = evaluated(path, PREPARE, BEGIN.format(count), WAIT)
        ended = checked(evaluated(path, END)[1], count + 5)
        bar = MOST_SECONDS * count / DEPTH
        seconds = made.seconds + waited.seconds
        yield Figure(f"a stack {count:,} deep committed", seconds, "s", bar)
        yield Figure("each frame, on the disk", (made.added + waited.added) / count, "bytes")
        yield Figure("gone on with in a new process", ended.seconds, "s")

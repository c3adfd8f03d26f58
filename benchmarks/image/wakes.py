"""One wake of a process: what its commit adds to the data file, and the time of it.

The process has a dozen frames and a few small objects, waits for a message, changes one of its
objects, and waits for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.image.child import size_of
from benchmarks.wear.figures import Figure
from perdure.image import Image

WAKES, QUICK = 200, 50
FRAMES = 12
MOST = 250.0  #: bytes, of the message and of the wake

PROGRAM = """
(import (scheme base) (perdure process))
(define (work one two text)
  (let loop ((count 0))
    (set-car! one (+ count (receive)))
    (loop (car one))))
(define (deep n one two text) (if (= n 0) (work one two text) (+ 1 (deep (- n 1) one two text))))
(define shown (list 0))
(define pid (spawn (lambda () (deep {} shown (list 1 2 3) (string #\\a #\\b)))))
"""


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    path = directory / "image"
    wakes = int((QUICK if is_quick else WAKES) * scale)
    with Image.open(path) as image:
        image.eval(PROGRAM.format(FRAMES))
        settle(image)
        pid = image.eval("pid")
        received, woken = [], []
        for _ in range(wakes):
            before = size_of(path)
            image.send(pid, 1)
            between = size_of(path)
            settle(image)
            received.append(between - before)
            woken.append(size_of(path) - between)
        if image.eval("(car shown)") != wakes:
            raise AssertionError("a message was lost")
    yield Figure("a message to a process that waits, on the disk", median(received), "bytes")
    yield Figure(
        f"a wake of a process with {FRAMES} frames, on the disk", median(woken), "bytes", MOST
    )


def settle(image: Image) -> None:
    while image.run_slice():
        pass

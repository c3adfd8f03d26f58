"""A queue in steady state, and what it leaves in the data file after a pack.

A thousand messages wait in a list; a block of messages goes in and as many come out, then the image
is packed: its size must not grow with how many have passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.image.child import size_of
from benchmarks.wear.figures import Figure
from perdure.image import Image, pack

MESSAGES, QUICK = 100_000, 20_000
WAITING = 1_000
BLOCK = 500  #: messages of a transaction
PACKS = 5
MOST_GROWTH = 2.0  #: bytes a message, between the first pack and the last

PROGRAM = """
(import (scheme base) (perdure process))
(define queue (list 'head))
(define tail queue)
(define (put! message) (set-cdr! tail (list message)) (set! tail (cdr tail)))
(define (get!) (let ((first (cadr queue))) (set! queue (cdr queue)) first))
(define (fill n) (if (> n 0) (begin (put! (list n "a message")) (fill (- n 1)))))
(define (pass n) (if (= n 0) 0 (begin (put! (list n "a message")) (get!) (pass (- n 1)))))
"""


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    path = directory / "image"
    count = int((QUICK if is_quick else MESSAGES) * scale)
    with Image.open(path) as image:
        image.eval(PROGRAM)
        image.eval(f"(fill {WAITING})")
    sizes = []
    for _ in range(PACKS):
        with Image.open(path) as image:
            for _ in range(count // PACKS // BLOCK):
                if image.eval(f"(pass {BLOCK})") != 0:
                    raise AssertionError("a message was lost")
            if image.eval("(length queue)") != WAITING + 1:
                raise AssertionError("the queue has another length")
        pack(path)
        sizes.append(size_of(path))
    passed = count - count // PACKS
    yield Figure(
        f"a queue that {count:,} messages pass: growth a message, packed",
        (sizes[-1] - sizes[0]) / passed,
        "bytes",
        MOST_GROWTH,
    )
    yield Figure("the image after the first pack", sizes[0] / 1000, "KB")
    yield Figure("the image after the last", sizes[-1] / 1000, "KB")

"""A durable step as the image grows: its processor time in a small image and in a large one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.image.child import size_of
from benchmarks.waits import steps
from benchmarks.wear.figures import Figure
from perdure.image import Image

LARGE, QUICK = 200_000_000, 20_000_000  #: bytes
BLOCK = 50  #: lists of a transaction
STEPS, ROUNDS = 200, 5
MOST = 1.25  #: times as long in the large image

PROGRAM = """
(import (scheme base) (perdure process) (python steps))
(define kept '())
(define (grow n) (if (> n 0) (begin
  (set! kept (cons (list (make-string 2000 #\\a) (list n (+ n 1) (+ n 2))) kept)) (grow (- n 1)))))
(define (steps n) (if (= n 0) 0 (begin (step n) (steps (- n 1)))))
"""


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    path = directory / "image"
    with Image.open(path, provides=[steps]) as image:
        image.eval(PROGRAM)
        small = step_of(image)
        least = int((QUICK if is_quick else LARGE) * scale)
        while size_of(path) < least:
            image.eval(f"(grow {BLOCK})")
        large = step_of(image)
    size = size_of(path) // 1_000_000
    yield Figure(f"a step in an image of {size} MB, beside one of 3", large / small, "times", MOST)
    yield Figure("a step in the small one", 1e6 * small, "us")


def step_of(image: Image) -> float:
    """Seconds of the processor for a step."""
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        if image.eval(f"(steps {STEPS})") != 0:
            raise AssertionError("the steps were not taken")
        taken.append((process_time() - began) / STEPS)
    return median(taken)

"""Strings of 20 letters in a list: committed, and read in a new process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.image.baselines import bare, pickled
from benchmarks.image.child import checked, evaluated
from benchmarks.wear.figures import Figure

COUNT, QUICK = 100_000, 10_000
LETTERS = 20
MOST_SECONDS = 0.5  #: for 100,000
MOST_BYTES = 45.0

PREPARE = """(begin (define (text-of n) (string-append (number->string (+ n 10000000000000000000))))
  (define (make n made) (if (= n 0) made (make (- n 1) (cons (text-of n) made)))) 1)"""
MAKE = "(begin (define texts (make {} '())) 1)"
LENGTHS = """(let loop ((l texts) (sum 0))
  (if (null? l) sum (loop (cdr l) (+ sum (string-length (car l))))))"""


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    count = int((QUICK if is_quick else COUNT) * scale)
    path = directory / "image"
    values = [str(10**19 + n) for n in range(1, count + 1)]
    dumping, loading = pickled(values)
    storing, fetching = bare(directory, values)
    made = checked(evaluated(path, PREPARE, MAKE.format(count))[2], 1)
    read = checked(evaluated(path, "1", LENGTHS)[2], count * LETTERS)
    each, reading = made.seconds * 1e6 / count, read.seconds * 1e6 / count
    what = f"{count:,} strings of {LETTERS} letters in a list"
    yield Figure(f"{what} committed", made.seconds, "s", MOST_SECONDS * count / COUNT)
    yield Figure("each with its pair, on the disk", made.added / count, "bytes", MOST_BYTES)
    yield Figure("each, beside pickle", each / dumping, "times")
    yield Figure("each, beside bare ZODB", each / storing, "times")
    yield Figure(f"{what} read in a new process", read.seconds, "s")
    yield Figure("each, beside unpickling", reading / loading, "times")
    yield Figure("each, beside bare ZODB", reading / fetching, "times")

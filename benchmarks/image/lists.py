"""A list of numbers: committed, read in a new process, changed in one place, and its memory.

A list that is made by one expression outlives its turn, so that it is run apart and merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.image.baselines import bare, pickled
from benchmarks.image.child import checked, evaluated
from benchmarks.wear.figures import Figure

COUNT, QUICK = 1_000_000, 100_000
DROPPED = 10  #: times as many that are made and dropped in one expression
CHANGES = 20

MOST_SECONDS = 2.0  #: for 1,000,000, as all here
MOST_BYTES = 30.0
MOST_READING = 1.5
MOST_RESIDENT = 250.0  #: megabytes for 1,000,000
MOST_CHANGE, MOST_CHANGED = 0.3, 3_000.0  #: ms, bytes

MAKE = """(begin (define numbers (let loop ((n {}) (made '()))
  (if (= n 0) made (loop (- n 1) (cons n made))))) 1)"""
SUM = "(let loop ((l numbers) (sum 0)) (if (null? l) sum (loop (cdr l) (+ sum (car l)))))"
CHANGE = "(begin (set-car! {} 0) 1)"
#: Steps of a process that change one of them, or nothing, before each wait.
STEPS = 200
STEP = """(begin (import (perdure process))
  (define (change n) (if (> n 0) (begin (set-car! one n) (sleep 0) (change (- n 1))) 1))
  (define (nothing n) (if (> n 0) (begin (car one) (sleep 0) (nothing (- n 1))) 1)) 1)"""
DROP = """(let loop ((n {}) (last '()))
  (if (= n 0) (length last) (loop (- n 1) (cons n (if (null? last) '() (cons (car last) '()))))))"""


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    count = int((QUICK if is_quick else COUNT) * scale)
    million = count / 1_000_000
    path = directory / "image"
    values = list(range(1, count + 1))
    dumping, loading = pickled(values)
    storing, fetching = bare(directory, values)
    made = checked(evaluated(path, "1", MAKE.format(count))[2], 1)
    _, _, read = evaluated(path, "1", SUM)
    checked(read, count * (count + 1) // 2)
    each, reading = made.seconds * 1e6 / count, read.seconds * 1e6 / count
    what = f"{count:,} pairs"
    yield Figure(f"{what} committed", made.seconds, "s", MOST_SECONDS * million)
    yield Figure("each, on the disk", made.added / count, "bytes", MOST_BYTES)
    yield Figure("each, beside pickle", each / dumping, "times")
    yield Figure("each, beside bare ZODB", each / storing, "times")
    yield Figure("memory of making them, at most", made.highest, "MB")
    yield Figure(
        f"{what} read and summed in a new process", read.seconds, "s", MOST_READING * million
    )
    yield Figure("each, beside unpickling", reading / loading, "times")
    yield Figure("each, beside bare ZODB", reading / fetching, "times")
    yield Figure(f"memory with {what} kept and loaded, at most", read.highest, "MB", MOST_RESIDENT)
    pairs = [f"(list-tail numbers {count // 2 + 7 * i})" for i in range(CHANGES)]
    # What is read on the way is read before: the change alone is measured.
    texts = [f"(define places (list {' '.join(pairs)}))", "(car (car places))"]
    for i in range(CHANGES):
        texts += [f"(begin (define one (list-ref places {i})) (car one))", CHANGE.format("one")]
    found = evaluated(path, *texts)[3:]
    changes = found[3::2]
    yield Figure(
        "set-car! on one of them", 1000 * median(c.seconds for c in changes), "ms", MOST_CHANGE
    )
    yield Figure("set-car!, on the disk", median(c.added for c in changes), "bytes", MOST_CHANGED)
    steps = [f"(change {STEPS})", f"(nothing {STEPS})"] * 5
    _, *found = evaluated(path, STEP, *steps)[1:]
    changing, idle = (median(e.seconds for e in found[i::2]) / STEPS for i in (0, 1))
    added, little = (median(e.added for e in found[i::2]) / STEPS for i in (0, 1))
    yield Figure(
        "set-car! in a step, beside one without", 1000 * (changing - idle), "ms", MOST_CHANGE
    )
    yield Figure("the same, on the disk", added - little, "bytes", MOST_CHANGED)
    dropped = evaluated(path, DROP.format(DROPPED * count))[1]
    yield Figure(
        f"memory of {DROPPED * count:,} made and dropped, at most",
        checked(dropped, 2).highest,
        "MB",
        MOST_RESIDENT,
    )

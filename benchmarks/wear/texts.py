"""Memory and the time of a redefinition, after many texts were evaluated.

Each text is new code that calls the procedure which is then redefined. The first half of
the texts fills what is bounded (the database's cache of objects, above all); the second
must add next to nothing.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.wear.figures import Figure
from perdure.image import Image

COUNT, QUICK_COUNT = 40_000, 6_000
CACHE = 5_000  #: objects that the database's cache holds here, so that half of the texts fill it
REDEFINITIONS = 21

MOST_GROWTH = 8.0  #: MB that the second half of the texts may add
MOST_RATIO = 2.0  #: of the time of a redefinition after all texts, to that before them

TEXTS = (
    "(let ((a{i} {i})) (f (g a{i})))",
    "(map (lambda (x) (+ x {i})) (list 1 2 (f {i})))",
    "(begin (define (h x) (g (+ x {i}))) (h 1))",
)


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    count = QUICK_COUNT if is_quick else COUNT
    with Image.open(directory / "texts.image") as image:
        image.root._p_jar._cache.cache_size = CACHE
        image.eval("(define (f x) (+ x 1)) (define (g x) (f x))")
        evaluate(image, 0, 100)
        before = redefinition_seconds(image)
        evaluate(image, 100, count // 2)
        half = resident_megabytes()
        evaluate(image, count // 2, count)
        growth = resident_megabytes() - half
        after = redefinition_seconds(image)
    yield Figure(f"memory that texts {count // 2:,} to {count:,} add", growth, "MB", MOST_GROWTH)
    yield Figure("a redefinition before the texts", 1000 * before, "ms")
    yield Figure(f"a redefinition after {count:,} texts", 1000 * after, "ms")
    yield Figure("the one over the other", after / before, "", MOST_RATIO)


def evaluate(image: Image, first: int, end: int) -> None:
    for i in range(first, end):
        shape = i % 4
        expected: object = [1 + i, 2 + i, 2 * i + 1] if shape == 1 else i + 2
        if shape == 3:
            found, expected = image.call("f", i), i + 1
        else:
            found = image.eval(TEXTS[shape].format(i=i))
        if found != expected:
            raise AssertionError(f"text {i} gave {found}, not {expected}")


def redefinition_seconds(image: Image) -> float:
    """The median of some, each as a user sees it: the text evaluated and committed."""
    taken = []
    for _ in range(REDEFINITIONS):
        began = perf_counter()
        image.eval("(define (f x) (+ x 1))")
        taken.append(perf_counter() - began)
        image.eval("(g (f 1))")  # so that there are calls to be led to the next one
    return median(taken)


def resident_megabytes() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6

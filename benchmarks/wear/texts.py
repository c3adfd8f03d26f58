"""The memory that texts leave behind, and the time of a redefinition after many of them.

Each text is new code that calls the procedure which is then redefined. What the machine makes of
code must go with the code: so the second half of the texts must leave no more of it alive than the
first. A procedure that is in the database's cache of objects keeps what was made of it; so that
cache is smaller here than by default, and is emptied before anything is counted.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from types import FunctionType

from benchmarks.wear.figures import Figure
from perdure.image import Image
from perdure.vm.machine.linked import Linked

COUNT, QUICK_COUNT = 40_000, 6_000
CACHE = 5_000  #: objects that the database's cache holds here, so that half of the texts fill it
REDEFINITIONS = 21

MOST_LINKED = 500.0  #: pieces of linked code, and functions, that the second half may add
MOST_GROWTH = 8.0  #: MB that it may
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
        linked, memory = held(image)
        evaluate(image, count // 2, count)
        linked_later, memory_later = held(image)
        after = redefinition_seconds(image)
    added = f"that texts {count // 2:,} to {count:,} add"
    yield Figure("linked code and functions before that", linked, "")
    yield Figure(f"linked code and functions {added}", linked_later - linked, "", MOST_LINKED)
    yield Figure(f"memory {added}", memory_later - memory, "MB", MOST_GROWTH)
    yield Figure("a redefinition before the texts", 1000 * before, "ms")
    yield Figure(f"a redefinition after {count:,} texts", 1000 * after, "ms")
    yield Figure("the one over the other", after / before, "", MOST_RATIO)


def held(image: Image) -> tuple[int, float]:
    """(pieces of linked code and functions, MB of memory)."""
    image.root._p_jar.cacheMinimize()
    gc.collect()
    linked = sum(type(each) in (Linked, FunctionType) for each in gc.get_objects())
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return linked, pages * resource.getpagesize() / 1e6


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
    """The median of some, each the text evaluated and committed.

    It is the processor's time: what else the machine does may have changed when all is evaluated.
    """
    taken = []
    for _ in range(REDEFINITIONS):
        began = process_time()
        image.eval("(define (f x) (+ x 1))")
        taken.append(process_time() - began)
        image.eval("(g (f 1))")  # so that there are calls to be led to the next one
    return median(taken)

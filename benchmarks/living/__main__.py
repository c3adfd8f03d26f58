"""`python -m benchmarks.living`: what it takes to look into an image, and to be able to.

A page of an inspector of a list, and a debugger on a deep stack, each in an image that was just
opened, so that nothing of it is in memory. The programs of benchmarks.language as they are
compiled to keep variables that are done with, beside the same as they are compiled without; those
of benchmarks.python as processes of an image that keeps variables, beside one that does not, from
their beginning to their end.

Reads: benchmarks.language, benchmarks.python, benchmarks.wear.figures.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.language.__main__ import PROGRAMS, program_names
from benchmarks.language.scheme import open_runner
from benchmarks.measuring import geometric_mean, in_turn
from benchmarks.places import fresh_directory
from benchmarks.python import running as python
from benchmarks.wear.__main__ import report
from benchmarks.wear.figures import Figure
from perdure.image import Image, SimulatedClock

LIST, QUICK_LIST = 1_000_000, 50_000  #: elements
STACK, QUICK_STACK = 100_000, 20_000  #: frames
OPENINGS = 5
FAR_OPENINGS = 1
REPEATED = 3  #: runs of a program of Python in one process
ROUNDS, QUICK_ROUNDS = 9, 3
PAIRS, QUICK_PAIRS = 41, 11  #: of runs of STEPS

PAGE_MOST = 100.0  #: ms
DEBUGGER_MOST = 200.0  #: ms
KEEPING_MOST = 1.05  #: the geometric mean of the times with kept variables over those without

MADE = "(define big (let loop ((n {}) (made '())) (if (= n 0) made (loop (- n 1) (cons n made)))))"
STEPS = """
import time

def step(a, b):
    c = a + b
    d, e, f, g, h = [c], str(c), (a, b), {"of": c}, c * 2.5
    time.sleep(0.001)
    return 1

for n in range(150):
    step(n, 3)
"""
DEEP = "(define (deep n) (if (= n 0) (car '()) (+ 1 (deep (- n 1)))))"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.living",
        description="What it takes to look into an image, and to be able to.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer of everything, the same bars")
    parser.add_argument(
        "--directory", type=Path, default=Path("build"), help="where the data goes (default: build)"
    )
    options = parser.parse_args()
    figures: list[Figure] = []
    with fresh_directory(options.directory) as directory:
        figures += inspecting(directory / "list.image", QUICK_LIST if options.quick else LIST)
        figures += inspecting_vector(
            directory / "vector.image", QUICK_LIST if options.quick else LIST
        )
        figures += debugging(directory / "stack.image", QUICK_STACK if options.quick else STACK)
    figures += keeping(QUICK_ROUNDS if options.quick else ROUNDS)
    figures += keeping_python(QUICK_ROUNDS if options.quick else ROUNDS)
    figures += keeping_steps(QUICK_PAIRS if options.quick else PAIRS)
    return report(figures, as_json=options.json)


def timed(look: Callable[[], object]) -> float:
    """Milliseconds."""
    began = perf_counter()
    look()
    return 1000 * (perf_counter() - began)


def inspecting(path: Path, count: int) -> Iterator[Figure]:
    with Image.open(path) as image:
        image.eval(MADE.format(count), timeout=None)
    first, after = [], []
    for _ in range(OPENINGS):
        with Image.open(path) as image:
            inspector = image.inspect("big")
            page = inspector.page
            first.append(timed(page))
            after.append(timed(lambda page=page: page(20)))  # type: ignore[misc]
            if [line.text for line in inspector.page(20).lines][:2] != ["21", "22"]:
                raise AssertionError("the page has other elements")
    yield Figure(f"the first page of a list of {count:,}", median(first), "ms", PAGE_MOST)
    yield Figure("its next page", median(after), "ms", PAGE_MOST)
    walked, around, last = [], [], count - 20
    for _ in range(FAR_OPENINGS):
        with Image.open(path) as image:
            inspector = image.inspect("big")
            walked.append(timed(lambda page=inspector.page: page(last)))  # type: ignore[misc]
            around.append(timed(lambda page=inspector.page: page(last - 30)))  # type: ignore[misc]
            if inspector.page(last).lines[0].text != str(last + 1):
                raise AssertionError("the page has other elements")
    yield Figure("its last page, in an image just opened", median(walked), "ms", PAGE_MOST)
    yield Figure("a page near that one then", median(around), "ms", PAGE_MOST)


def inspecting_vector(path: Path, count: int) -> Iterator[Figure]:
    with Image.open(path) as image:
        image.eval(f"(define big (make-vector {count} 'x)) (vector-set! big {count // 2} 'here)")
    taken = []
    for _ in range(OPENINGS):
        with Image.open(path) as image:
            inspector = image.inspect("big")
            taken.append(timed(lambda page=inspector.page: page(count // 2)))  # type: ignore[misc]
            if inspector.page(count // 2).lines[0].text != "here":
                raise AssertionError("the page has other elements")
    yield Figure(f"a page in the middle of a vector of {count:,}", median(taken), "ms", PAGE_MOST)


def debugging(path: Path, count: int) -> Iterator[Figure]:
    with Image.open(path, keeps_variables=True) as image:
        image.eval(DEEP)
        pid = image.spawn_eval(f"(deep {count})")
        image.run_until_idle()
    taken = []
    for _ in range(OPENINGS):
        with Image.open(path, resumes=False) as image:

            def look(image: Image = image) -> None:
                debugger = image.debug(pid)
                if len(debugger.frames(0, 20)) != 20 or debugger.variables() != {"n": "0"}:
                    raise AssertionError("the stack has other frames")
                debugger.excerpt()

            taken.append(timed(look))
    yield Figure(f"a debugger on a stack of {count:,}", median(taken), "ms", DEBUGGER_MOST)


def keeping(rounds: int) -> Iterator[Figure]:
    ratios: dict[str, float] = {}
    with open_runner() as runner:
        for name in program_names():
            text = (PROGRAMS / f"{name}.scm").read_text(encoding="utf-8")
            size = importlib.import_module(f"benchmarks.language.programs.{name}").SIZE
            mains = [
                runner.main_of(text, f"{name}.scm", keeps_variables=each) for each in (False, True)
            ]
            actions = [lambda main=main, size=size: runner.call(main, size) for main in mains]
            if actions[0]() != actions[1]():
                raise AssertionError(f"{name} gives something else")
            without, with_ = in_turn(rounds, *actions, clock=process_time)
            ratios[name] = min(with_) / min(without)
    worst = max(ratios, key=lambda name: ratios[name])
    mean = geometric_mean(list(ratios.values()))
    yield Figure("programs that keep variables, over those that do not", mean, "", KEEPING_MOST)
    yield Figure(f"the same of the slowest, {worst}", ratios[worst], "")


def keeping_python(rounds: int) -> Iterator[Figure]:
    ratios: dict[str, float] = {}
    for name in python.program_names():
        actions = [lambda name=name, each=each: run_python(name, each) for each in (False, True)]
        without, with_ = in_turn(rounds, *actions, clock=process_time)
        ratios[name] = median(with_) / median(without)
    worst = max(ratios, key=lambda name: ratios[name])
    mean = geometric_mean(list(ratios.values()))
    yield Figure("processes of Python that keep variables, likewise", mean, "", KEEPING_MOST)
    yield Figure(f"the same of the slowest, {worst}", ratios[worst], "")


def run_python(name: str, keeps_variables: bool) -> None:
    """Run a program a few times in an image, in slices."""
    text = (python.PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
    begun = "asyncio.run(main(SIZE))" if python.is_async(name) else "main(SIZE)"
    text += f"\nimport asyncio\nfor _ in range({REPEATED}):\n    assert {begun} == ANSWER\n"
    with Image.open(":memory:", keeps_variables=keeps_variables) as image:
        pid = image.spawn_program(text, f"{name}.py")
        image.run_until_idle()
        image.result(pid)


def keeping_steps(pairs: int) -> Iterator[Figure]:
    """Steps of a process whose frame has eight variables that nothing reads any more."""
    actions = [lambda each=each: run_steps(each) for each in (False, True)]
    without, with_ = in_turn(pairs, *actions, clock=process_time)
    ratio = median(more / less for more, less in zip(with_, without, strict=True))
    yield Figure(
        "a step with eight variables that are done with, likewise", ratio, "", KEEPING_MOST
    )


def run_steps(keeps_variables: bool) -> None:
    with Image.open(":memory:", keeps_variables=keeps_variables, clock=SimulatedClock()) as image:
        image.spawn_program(STEPS, "steps.py")
        image.run_until_idle()


if __name__ == "__main__":
    sys.exit(main())

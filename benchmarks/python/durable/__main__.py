"""`python -m benchmarks.python.durable`: what it costs a program of Python to be durable.

- Steps a second of one process, each an effect that does nothing, beside commits of one small
  object to a bare FileStorage.
- Processor time of a step from three frames that hold a kilobyte, beside the same in Scheme.
- A fresh `perdure work` until its first new step, of a program of LINES lines that was killed.
- Bytes of a called function that sleeps, and the time to open an image with many.

The first two run in turn, and their ratios are medians over the rounds. Fails where one misses
its bar.

Reads: benchmarks.python.durable.restarts, sleepers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.measuring import seconds_of
from benchmarks.places import fresh_directory
from benchmarks.python.durable import restarts, scheme_steps, sleepers
from benchmarks.tables import table
from benchmarks.waits.commits import open_commits
from benchmarks.wear.figures import Figure, shown
from perdure.image import Image

STEPS = 0.5  #: of bare commits, at least
WAIT = 1.3  #: times one of Scheme, at most
RESTART = 0.5  #: seconds, at most
LINES = 1_000

ROUNDS, QUICK_ROUNDS = 5, 3
COUNT, QUICK_COUNT = 1_000, 300

PROGRAMS = Path(__file__).parent / "programs"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.python.durable",
        description="What it costs a program of Python to be durable.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--only", choices=MEASURES, nargs="+", help="these alone")
    parser.add_argument("--directory", type=Path, default=Path("build"), help="where the data goes")
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.only or MEASURES:
        with fresh_directory(options.directory) as directory:
            figures.extend(MEASURES[name](directory, options.quick))
    missed = [each for each in figures if not each.is_met]
    if options.json:
        found = [(each.what, each.value, each.unit, each.bar) for each in figures]
        print(json.dumps({"figures": found, "missed": [each.what for each in missed]}, indent=2))
    else:
        rows = [(each.what, f"{shown(each.value)} {each.unit}", each.bar) for each in figures]
        print(table(("what", "found", "bar"), rows))
        for each in missed:
            print(f"FAILED: {each.what}")
    return 1 if missed else 0


def steps_beside_commits(directory: Path, is_quick: bool) -> Iterator[Figure]:
    rounds, count = (QUICK_ROUNDS, QUICK_COUNT) if is_quick else (ROUNDS, COUNT)
    with Image.open(directory / "image") as image, open_commits(directory) as commits:
        take(image, "steps.py", 50)
        ratios = []
        for _ in range(rounds):
            bare = seconds_of(lambda: commits.run(count))
            ratios.append(bare / seconds_of(lambda: take(image, "steps.py", count)))
    yield Figure("durable steps for each bare commit", median(ratios), "", least=STEPS)


def waits_beside_scheme(directory: Path, is_quick: bool) -> Iterator[Figure]:
    rounds, count = (QUICK_ROUNDS, QUICK_COUNT) if is_quick else (ROUNDS, COUNT)
    with Image.open(directory / "image", provides=[scheme_steps]) as image:
        programs = ("frames.py", "frames.scm")
        for program in programs:
            take(image, program, 50)
        ratios, taken = [], []
        for _ in range(rounds):
            python, scheme = (
                seconds_of(taking(image, program, count), process_time) for program in programs
            )
            ratios.append(python / scheme)
            taken.append(1e6 * python / count)
    yield Figure("a wait with 3 frames and 1 KB", median(taken), "us of processor time")
    yield Figure("the same beside one of Scheme", median(ratios), "times", WAIT)


def taking(image: Image, program: str, count: int) -> Callable[[], None]:
    return lambda: take(image, program, count)


def take(image: Image, program: str, count: int) -> None:
    """Run a program to its end, which takes so many steps."""
    path = PROGRAMS / program
    pid = image.spawn_program(path.read_text(encoding="utf-8"), path.name, [str(count)])
    result = image.result(pid)
    if path.suffix == ".scm":
        found = result
    else:
        found = int(image.transcript(pid))
    if found != count:
        raise AssertionError(f"{program} took {found} steps, not {count}")


def after_a_kill(directory: Path, is_quick: bool) -> Iterator[Figure]:
    seconds = restarts.seconds_to_the_next_step(directory, LINES, 3 if is_quick else 10)
    what = f"kill -9 to the next step, a program of {LINES:,} lines"
    yield Figure(what, median(seconds), "s", RESTART)


MEASURES: dict[str, Callable[[Path, bool], Iterator[Figure]]] = {
    "steps": steps_beside_commits,
    "waits": waits_beside_scheme,
    "restart": after_a_kill,
    "sleepers": sleepers.measure,
}

if __name__ == "__main__":
    sys.exit(main())

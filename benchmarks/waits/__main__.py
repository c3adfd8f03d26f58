"""`python -m benchmarks.waits`: durable steps a second, beside bare commits.

A step is a call of a trivial Python effect: its intent is durable before it runs,
its result before the next one begins. Three things run in turn, in one process and
on one disk, with real fsyncs: bare FileStorage commits of one small object, one
process that takes steps, and PROCESSES processes that take steps at once. Fails
when one process takes fewer than ONE steps for each bare commit, or the many
fewer than MANY for each step of the one. The ratios are medians over the rounds.

Reads: benchmarks.waits.commits, benchmarks.waits.steps.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.measuring import seconds_of
from benchmarks.places import fresh_directory, fsync_seconds
from benchmarks.tables import table
from benchmarks.waits import steps
from benchmarks.waits.commits import open_commits
from perdure.image import Image

ONE = 0.5  #: steps of one process for each bare commit, at least
MANY = 5.0  #: steps of all processes for each of the one, at least
PROCESSES = 100

ROUNDS = 5
COUNT = 2000  #: commits, or steps, in a round
QUICK_ROUNDS, QUICK_COUNT = 3, 500

PROGRAM = Path(__file__).parent / "steps.scm"


def main() -> int:
    options = parsed(sys.argv[1:])
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    count = options.count or (QUICK_COUNT if options.quick else COUNT)
    with ExitStack() as stack:
        directory = stack.enter_context(fresh_directory(options.directory))
        image = stack.enter_context(Image.open(directory / "image", provides=[steps]))
        if options.profile:
            profile(image, options.profile, count)
            return 0
        commits = stack.enter_context(open_commits(directory))
        fsync = fsync_seconds(directory)
        take_steps(image, 1, 100)  # what is compiled at first need is compiled now
        take_steps(image, PROCESSES, 2)
        rates = rates_in_turn(
            rounds,
            (lambda: commits.run(count), count),
            (lambda: take_steps(image, 1, count), count),
            (lambda: take_steps(image, PROCESSES, count // 20), PROCESSES * (count // 20)),
        )
    return report(rates, fsync, rounds, as_json=options.json)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.waits",
        description="Durable steps a second, beside bare commits to a FileStorage.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--count", type=int, help=f"commits or steps in a round (default {COUNT})")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path("build"),
        help="where the data goes, on the disk to be measured (default: build)",
    )
    parser.add_argument(
        "--profile",
        type=int,
        metavar="PROCESSES",
        help="profile that many processes that take steps, and measure nothing",
    )
    return parser.parse_args(arguments)


def take_steps(image: Image, processes: int, count: int) -> None:
    """Run the program to its end; each process takes `count` steps."""
    text = PROGRAM.read_text(encoding="utf-8")
    pid = image.spawn_program(text, PROGRAM.name, [str(processes), str(count)])
    taken = image.result(pid)
    if taken != processes * count:
        raise AssertionError(f"{taken} steps were taken, not {processes * count}")


def rates_in_turn(rounds: int, *actions: tuple[Callable[[], None], int]) -> list[list[float]]:
    """For each (action, how many things it does), things a second in each round."""
    rates: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for found, (action, count) in zip(rates, actions, strict=True):
            found.append(count / seconds_of(action))
    return rates


def report(rates: list[list[float]], fsync: float, rounds: int, *, as_json: bool) -> int:
    """Print what was found; 1 if it is not enough."""
    commits, one, many = rates
    one_ratio = median(a / b for a, b in zip(one, commits, strict=True))
    many_ratio = median(a / b for a, b in zip(many, one, strict=True))
    problems = []
    if one_ratio < ONE:
        problems.append(f"one process: {one_ratio:.2f} steps a bare commit, fewer than {ONE}")
    if many_ratio < MANY:
        problems.append(
            f"{PROCESSES} processes: {many_ratio:.1f} times the one, less than {MANY:.0f}"
        )
    if as_json:
        found = {
            "commits": median(commits),
            "one": median(one),
            "many": median(many),
            "one_ratio": one_ratio,
            "many_ratio": many_ratio,
            "fsync_ms": 1000 * fsync,
            "problems": problems,
        }
        print(json.dumps(found, indent=2))
    else:
        rows = [
            ("bare commits of one object", f"{median(commits):,.0f}", ""),
            ("steps, one process", f"{median(one):,.0f}", f"{one_ratio:.2f} of the commits"),
            (
                f"steps, {PROCESSES} processes",
                f"{median(many):,.0f}",
                f"{many_ratio:.1f} of the one",
            ),
        ]
        print(table(("what", "a second", "ratio"), rows))
        print(f"\n{rounds} rounds in turn, medians; one fsync here takes {1000 * fsync:.2f} ms")
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


def profile(image: Image, processes: int, count: int) -> None:
    """Show where the driver's thread spends its time."""
    take_steps(image, processes, 2)
    each = max(1, count // processes)
    profiler = cProfile.Profile()
    began = perf_counter()
    profiler.runcall(take_steps, image, processes, each)
    took = perf_counter() - began
    print(f"{processes * each} steps in {took:.2f} s, profiled")
    pstats.Stats(profiler).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    sys.exit(main())

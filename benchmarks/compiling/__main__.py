"""`python -m benchmarks.compiling`: how long a large program takes before it runs.

A program of LINES lines is read, expanded and compiled, and then run once, which
makes Python code of each of its procedures; each must give the answer that Python
worked out. Then the bootstrap: a new image with all libraries, without the store of
prepared ones. Then procedures with WAITS waits in a row, each of which is gone on with. Every
round is in a process of its own. Fails when an answer differs, when the program takes more than
PROGRAM seconds until it has run once, the bootstrap more than BOOTSTRAP, the longest row of waits
more than ALL_WAITS, or a row GROWTH times what one of a fourth of its length does.

What `perdure eval 1` takes is measured by benchmarks.startup.

Reads: benchmarks.compiling.program, benchmarks.compiling.timing, benchmarks.compiling.waiting.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from itertools import pairwise
from statistics import median

from benchmarks.compiling.program import Program, large_program
from benchmarks.compiling.timing import Times, in_a_process, time_bootstrap, time_program
from benchmarks.compiling.waiting import time_waits
from benchmarks.tables import table

LINES = 10_000
PROGRAM = 20.0  #: seconds until the program has run once, at most
BOOTSTRAP = 5.0  #: seconds for an image with all libraries, at most
WAITS = (100, 400, 1600)  #: in a row, in one procedure
ALL_WAITS = 5.0  #: processor seconds for the longest row, at most
GROWTH = 8.0  #: four times the waits take less than so many times the time

ROUNDS, QUICK_ROUNDS = 5, 2


def main() -> int:
    options = parsed(sys.argv[1:])
    program = large_program(LINES)
    if options.show:
        print(program.text)
        return 0
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    times: list[Times] = []
    births: list[float] = []
    rows: dict[int, list[float]] = {waits: [] for waits in WAITS}
    problems: list[str] = []
    size = 0
    for _ in range(rounds):
        taken, different = in_a_process(time_program, program)
        times.append(taken)
        problems += different
        seconds, size = in_a_process(time_bootstrap)
        births.append(seconds)
        for waits, each in rows.items():
            seconds, different = in_a_process(time_waits, waits)
            each.append(seconds)
            problems += different
    typical = Times(
        median(each.reading for each in times),
        median(each.expanding for each in times),
        median(each.compiling for each in times),
        median(each.running for each in times),
    )
    waited = {waits: median(each) for waits, each in rows.items()}
    return report(program, typical, median(births), size, waited, problems, as_json=options.json)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compiling",
        description="A program of 10,000 lines until it has run; the bootstrap; waits in a row.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds")
    parser.add_argument("--show", action="store_true", help="print the program and stop")
    return parser.parse_args(arguments)


def report(
    program: Program,
    times: Times,
    bootstrap: float,
    size: int,
    waited: dict[int, float],
    problems: list[str],
    *,
    as_json: bool,
) -> int:
    """Print what was found; 1 if something was wrong or too slow."""
    if times.whole > PROGRAM:
        problems.append(f"the program takes {times.whole:.1f} s, more than {PROGRAM}")
    if bootstrap > BOOTSTRAP:
        problems.append(f"the bootstrap takes {bootstrap:.1f} s, more than {BOOTSTRAP}")
    if waited[WAITS[-1]] > ALL_WAITS:
        problems.append(f"{WAITS[-1]} waits take {waited[WAITS[-1]]:.1f} s, more than {ALL_WAITS}")
    for few, many in pairwise(WAITS):
        if waited[many] > GROWTH * waited[few]:
            problems.append(f"{many} waits take {waited[many] / waited[few]:.1f} times {few}")
    if as_json:
        found = {
            **asdict(times),
            "bootstrap": bootstrap,
            "bytes": size,
            "waits": waited,
            "problems": problems,
        }
        print(json.dumps(found, indent=2))
    else:
        rows = [(name, f"{seconds:.2f}") for name, seconds in asdict(times).items()]
        rows.append(("the whole program", f"{times.whole:.2f}"))
        rows.append(("bootstrap", f"{bootstrap:.2f}"))
        rows += [(f"{waits:,} waits in a row", f"{each:.2f}") for waits, each in waited.items()]
        print(table(("step", "seconds"), rows))
        print(
            f"\n{program.lines:,} lines, {program.procedures} procedures; "
            f"a new image is {size / 1e6:.1f} MB; medians"
        )
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

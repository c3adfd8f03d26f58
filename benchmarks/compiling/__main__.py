"""`python -m benchmarks.compiling`: how long a large program takes before it runs.

A program of LINES lines is read, expanded and compiled, and then run once, which
makes Python code of each of its procedures; each must give the answer that Python
worked out. Then genesis: a new image with all libraries, without the store of
prepared ones. Every round is in a process of its own. Fails when an answer differs,
when the program takes more than PROGRAM seconds until it has run once, or genesis
more than GENESIS.

What `perdure eval 1` takes is measured by benchmarks.startup.

Reads: benchmarks.compiling.program, benchmarks.compiling.timing.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from statistics import median

from benchmarks.compiling.program import Program, large_program
from benchmarks.compiling.timing import Times, in_a_process, time_genesis, time_program
from benchmarks.tables import table

LINES = 10_000
PROGRAM = 20.0  #: seconds until the program has run once, at most
GENESIS = 5.0  #: seconds for an image with all libraries, at most

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
    problems: list[str] = []
    size = 0
    for _ in range(rounds):
        taken, different = in_a_process(time_program, program)
        times.append(taken)
        problems += different
        seconds, size = in_a_process(time_genesis)
        births.append(seconds)
    typical = Times(
        median(each.reading for each in times),
        median(each.expanding for each in times),
        median(each.compiling for each in times),
        median(each.running for each in times),
    )
    return report(program, typical, median(births), size, problems, as_json=options.json)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compiling",
        description="How long a program of 10,000 lines takes before it runs; and genesis.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds")
    parser.add_argument("--show", action="store_true", help="print the program and stop")
    return parser.parse_args(arguments)


def report(
    program: Program,
    times: Times,
    birth: float,
    size: int,
    problems: list[str],
    *,
    as_json: bool,
) -> int:
    """Print what was found; 1 if something was wrong or too slow."""
    if times.whole > PROGRAM:
        problems.append(f"the program takes {times.whole:.1f} s, more than {PROGRAM}")
    if birth > GENESIS:
        problems.append(f"genesis takes {birth:.1f} s, more than {GENESIS}")
    if as_json:
        found = {**asdict(times), "genesis": birth, "bytes": size, "problems": problems}
        print(json.dumps(found, indent=2))
    else:
        rows = [(name, f"{seconds:.2f}") for name, seconds in asdict(times).items()]
        rows.append(("the whole program", f"{times.whole:.2f}"))
        rows.append(("genesis", f"{birth:.2f}"))
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

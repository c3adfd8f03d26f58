"""`python -m benchmarks.startup`: from a kill -9 to the next step; and `perdure eval`.

Two images hold a process that was killed in the midst of a step, one after FEW
steps and one after MANY. In turn, `perdure work` is started afresh on each, timed
until its first new step (the one cut off has then been done again, its result
committed, and the next intent too), and killed again. Then whole processes of
`perdure eval 1`. Fails when the first new step comes later than RESTART, later
by more than SAME after MANY steps than after FEW, or `eval` takes more than EVAL.

Reads: benchmarks.startup.restarts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.children import child_environment
from benchmarks.measuring import in_turn
from benchmarks.places import fresh_directory
from benchmarks.startup.restarts import Restart, prepare, restart
from benchmarks.tables import table

RESTART = 0.7  #: seconds from a fresh process to its first new step, at most
SAME = 0.1  #: seconds by which many steps may be slower than few
EVAL = 0.35  #: seconds for the whole process of `perdure eval 1`, at most

FEW, MANY, QUICK_MANY = 100, 100_000, 10_000
ROUNDS, QUICK_ROUNDS = 10, 3


def main() -> int:
    options = parsed(sys.argv[1:])
    many = options.steps or (QUICK_MANY if options.quick else MANY)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    with fresh_directory(options.directory) as directory:
        images = {count: directory / f"{count}.image" for count in (FEW, many)}
        for count, image in images.items():
            if not options.json:
                print(f"taking {count:,} steps ...", file=sys.stderr)
            prepare(image, count)
            restart(image)  # so that Python's own caches are warm
        restarts: dict[int, list[Restart]] = {count: [] for count in images}
        for _ in range(rounds):
            for count, image in images.items():
                restarts[count].append(restart(image))
        python, evaluated = whole_processes(directory / "eval.image", rounds)
    return report(restarts, python, evaluated, rounds, as_json=options.json)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.startup",
        description="From a kill -9 to the first new step; and `perdure eval 1`.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK_MANY} steps and {QUICK_ROUNDS} rounds"
    )
    parser.add_argument("--steps", type=int, help=f"how many are many (default {MANY})")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path("build"),
        help="where the data goes (default: build)",
    )
    return parser.parse_args(arguments)


def whole_processes(image: Path, rounds: int) -> tuple[float, float]:
    """Seconds, medians: an empty Python, and `perdure eval 1`, on an image that is there."""
    command = [sys.executable, "-m", "perdure.repl", "--image", str(image), "eval", "1"]
    environment = child_environment()

    def evaluate() -> None:
        printed = subprocess.check_output(command, env=environment, text=True)
        if printed != "1\n":
            raise AssertionError(f"perdure eval 1 printed {printed!r}")

    def do_nothing() -> None:
        subprocess.run([sys.executable, "-c", "pass"], env=environment, check=True)

    evaluate()  # makes the image, and Python's own caches
    python, evaluated = in_turn(rounds, do_nothing, evaluate)
    return median(python), median(evaluated)


def report(
    restarts: dict[int, list[Restart]],
    python: float,
    evaluated: float,
    rounds: int,
    *,
    as_json: bool,
) -> int:
    """Print what was found; 1 if something was too slow."""
    again = {count: median(each.again for each in found) for count, found in restarts.items()}
    new = {count: median(each.new for each in found) for count, found in restarts.items()}
    few, many = new
    problems = [
        f"after {count:,} steps: {seconds:.2f} s to the first new step, more than {RESTART}"
        for count, seconds in new.items()
        if seconds > RESTART
    ]
    if new[many] - new[few] > SAME:
        later = new[many] - new[few]
        problems.append(f"after {many:,} steps it takes {later:.2f} s longer than after {few:,}")
    if evaluated > EVAL:
        problems.append(f"perdure eval 1 takes {evaluated:.2f} s, more than {EVAL}")
    if as_json:
        found = {
            "again": again,
            "new": new,
            "python": python,
            "eval": evaluated,
            "problems": problems,
        }
        print(json.dumps(found, indent=2))
    else:
        rows = [("an empty Python process", f"{python:.3f}")]
        rows.append(("perdure eval 1, whole process", f"{evaluated:.3f}"))
        for count in restarts:
            rows.append((f"killed after {count:,} steps: the step cut off", f"{again[count]:.3f}"))
            rows.append((f"killed after {count:,} steps: the next one", f"{new[count]:.3f}"))
        print(table(("from the start of a process to", "seconds"), rows))
        print(f"\n{rounds} rounds in turn, medians")
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

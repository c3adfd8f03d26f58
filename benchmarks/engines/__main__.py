"""`python -m benchmarks.engines`: Perdure beside DBOS and Restate, in turn, on one disk.

Each figure is measured in a process of its own, on a new image or database, the engines in
turn, ROUNDS times; the medians count. What Perdure must reach is said of each measure in
benchmarks.engines.measures: a multiple of the better of the others on the same kind of
storage (a file, or PostgreSQL), or a figure. DBOS and Restate's SDK are measured where they can be
imported, Restate with the program of its server:

    python -m venv build/engines && build/engines/bin/pip install '.[engines]'
    npm install --prefix build/engines @restatedev/restate-server
    python -m benchmarks.engines --python build/engines/bin/python \\
        --restate build/engines/node_modules/@restatedev/restate-server-linux-x64/bin/restate-server

Reads: benchmarks.engines.measures, benchmarks.engines.places.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.engines.measures import LESS, MEASURES, Measure
from benchmarks.engines.places import BARE, Place, places
from benchmarks.engines.restarts import seconds_to_next_step
from benchmarks.places import fresh_directory, fsync_seconds
from benchmarks.tables import table

ROUNDS, QUICK_ROUNDS = 3, 1
PATIENCE = 900  #: seconds for one measure


def main() -> int:
    options = parsed(sys.argv[1:])
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    wanted = [each for each in MEASURES if options.only is None or each.name in options.only]
    figures: dict[str, dict[str, float]] = {each.name: {} for each in wanted}
    with fresh_directory(options.directory) as directory:
        fsync = fsync_seconds(directory)
        with places(directory, options.python, options.restate) as there:
            for measure in wanted:
                found: dict[str, list[float]] = {}
                for number in range(rounds):
                    for place in there:
                        figure = measured(measure, place, number, quick=options.quick)
                        if figure is not None:
                            found.setdefault(place.name, []).append(figure)
                figures[measure.name] = {name: median(taken) for name, taken in found.items()}
                print(f"{measure.text}: {figures[measure.name]}", file=sys.stderr, flush=True)
            names = [place.name for place in there]
    problems = [told for each in wanted if (told := short_of(each, figures[each.name]))]
    if options.json:
        found_all = {"figures": figures, "fsync_ms": 1000 * fsync, "problems": problems}
        print(json.dumps(found_all, indent=2))
    else:
        rows = [
            (f"{each.text} ({each.unit})", *[shown(figures[each.name].get(name)) for name in names])
            for each in wanted
        ]
        print(table(("what", *names), rows))
        print(f"\n{rounds} rounds in turn, medians; one fsync here takes {1000 * fsync:.2f} ms")
        for problem in problems:
            print(f"FAILED: {problem}")
    return 1 if problems else 0


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engines", description="Perdure beside other engines."
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--rounds", type=int, help=f"how many (default: {ROUNDS})")
    parser.add_argument("--only", nargs="+", help="these measures", metavar="MEASURE")
    parser.add_argument(
        "--python", default=sys.executable, help="the interpreter that has the other engines"
    )
    parser.add_argument(
        "--restate",
        type=Path,
        metavar="PROGRAM",
        help="Restate's server: restate-server of the npm package for this machine, such as "
        "@restatedev/restate-server-linux-x64 (default: without Restate)",
    )
    parser.add_argument(
        "--directory", type=Path, default=Path("build"), help="where the data goes (default: build)"
    )
    return parser.parse_args(arguments)


def measured(measure: Measure, place: Place, number: int, *, quick: bool) -> float | None:
    """The figure; None where the engine has no such thing."""
    if measure.name not in place.can:
        return None
    count = measure.quick if quick else place.counts.get(measure.name, measure.count)
    where = place.fresh(f"{measure.name}{number}")
    if measure.name == "restart":
        return seconds_to_next_step(place.python, place.engine, where, count)
    command = [place.python, "-m", "benchmarks.engines.run", place.engine, measure.name, where]
    ended = subprocess.run(
        [*command, str(count)], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    lines = ended.stdout.strip().splitlines()
    if ended.returncode or not lines:
        raise AssertionError(f"{place.name}, {measure.name}: {ended.stdout}{ended.stderr}")
    return float(json.loads(lines[-1]))


def short_of(measure: Measure, figures: dict[str, float]) -> str:
    """By what Perdure misses its bars; "" where it reaches them."""
    told = []
    for name, figure in figures.items():
        if not name.startswith("perdure"):
            continue
        storage = name.partition(" ")[2]
        others = [
            other
            for other_name, other in figures.items()
            if other_name.partition(" ")[2] == storage
            and other_name.partition(" ")[0] not in ("perdure", BARE)
        ]
        bars = [] if measure.bar is None else [measure.bar]
        if measure.factor is not None and others:
            best = min(others) if measure.better == LESS else max(others)
            bars.append(measure.factor * best)
        for bar in bars:
            is_reached = figure <= bar if measure.better == LESS else figure >= bar
            if not is_reached:
                told.append(f"{name}: {shown(figure)}, the bar is {shown(bar)} {measure.unit}")
    return f"{measure.text}: {'; '.join(told)}" if told else ""


def shown(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


if __name__ == "__main__":
    sys.exit(main())

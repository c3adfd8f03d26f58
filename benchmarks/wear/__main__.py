"""`python -m benchmarks.wear`: what use leaves behind in memory and on disk, and what it slows.

Each module measures one thing on an image of its own, checks what the image gives, and
yields figures, each with the bar that it must meet. They run one after the other in this
process; `--only NAME` runs one, in a process where nothing else has run.

Reads: the modules in MEASURES. A new one defines `measure(directory, *, is_quick)` and is
entered there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from benchmarks.places import fresh_directory
from benchmarks.tables import table
from benchmarks.wear.figures import Figure, shown

MEASURES = ("texts", "calls", "ended", "timers", "jobs", "requests", "upkeep")


def main() -> int:
    options = parsed(sys.argv[1:])
    figures: list[Figure] = []
    for name in options.only or MEASURES:
        module = importlib.import_module(f"benchmarks.wear.{name}")
        with fresh_directory(options.directory) as directory:
            figures += module.measure(directory, is_quick=options.quick)
    return report(figures, as_json=options.json)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.wear",
        description="What use leaves behind in memory and on disk, and what it slows.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer of everything, the same bars")
    parser.add_argument("--only", action="append", choices=MEASURES, help="measure this alone")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path("build"),
        help="where the data goes, on the disk to be measured (default: build)",
    )
    return parser.parse_args(arguments)


def report(figures: list[Figure], *, as_json: bool) -> int:
    """Print what was found; 1 if a bar is missed."""
    missed = [each for each in figures if not each.is_met]
    if as_json:
        found = [
            {"what": each.what, "value": each.value, "unit": each.unit, "bar": each.bar}
            for each in figures
        ]
        print(json.dumps({"figures": found, "missed": [each.what for each in missed]}, indent=2))
    else:
        rows = [
            (each.what, f"{shown(each.value)} {each.unit}".strip(), each.bar) for each in figures
        ]
        print(table(("what", "measured", "bar"), rows))
        for each in missed:
            print(f"FAILED: {each.what}: {shown(each.value)} {each.unit}, {each.bar}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

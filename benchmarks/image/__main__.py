"""`python -m benchmarks.image`: what data of real size costs an image, in time, bytes and memory.

Lists, strings, wakes, deep stacks, queues and sleepers, each in an image of its own, opened by a
process of its own, with clusters (docs/decisions/094) and without, in turn. Beside them, in the
same run: `pickle` of the same data, and a bare ZODB that keeps each object in a record. The bars
are those of clusters; without, the figures are told for information.

Reads: the modules in MEASURES. A new one defines `measure(directory, *, is_quick, scale)` and is
entered there.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.places import fresh_directory
from benchmarks.wear.__main__ import report
from benchmarks.wear.figures import Figure
from perdure.image.storage.creation import CLUSTERS

MEASURES = ("lists", "strings", "wakes", "stacks", "queues", "sleepers", "growth")
KINDS = {"on": (True,), "off": (False,), "both": (True, False)}


def main() -> int:
    options = parsed(sys.argv[1:])
    figures: list[Figure] = []
    for name in options.only or MEASURES:
        module = importlib.import_module(f"benchmarks.image.{name}")
        for has_clusters in KINDS[options.clusters]:
            os.environ[CLUSTERS] = "1" if has_clusters else "0"  # of the children too
            with fresh_directory(options.directory) as directory:
                for found in module.measure(directory, is_quick=options.quick, scale=options.scale):
                    figures.append(found if has_clusters else without_clusters(found))
                    print(f"{figures[-1]}", file=sys.stderr, flush=True)
    return report(figures, as_json=options.json)


def without_clusters(figure: Figure) -> Figure:
    """The same for information."""
    return replace(figure, what=f"{figure.what} (no clusters)", most=None, least=None)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.image",
        description="What data of real size costs an image.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, the same bars")
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        help="that many times as much of what is large (sleepers: 100,000; growth: 200 MB)",
    )
    parser.add_argument("--clusters", choices=KINDS, default="both", help="default: both")
    parser.add_argument("--only", action="append", choices=MEASURES, help="measure this alone")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path("build"),
        help="where the data goes, on the disk to be measured (default: build)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""One measure of one engine, in a process of its own.

    python -m benchmarks.engines.run ENGINE MEASURE PLACE COUNT

Prints the figure, as JSON, on a line of its own. Started by benchmarks.engines.__main__.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module


def main() -> None:
    engine, measure, place, count = sys.argv[1:]
    module = import_module(f"benchmarks.engines.programs.{engine}")
    found = module.FUNCTIONS[measure](place, int(count))
    print("\n" + json.dumps(found), flush=True)
    os._exit(0)  # threads of some engines stay


if __name__ == "__main__":
    main()

"""`python -m benchmarks.startup.prepare IMAGE`: take steps until killed.

Run by the benchmark, to make an image that is many steps old. It does not wait for
the disk (nothing here has to survive a power cut), or 100,000 steps would take a
minute; what is in the files is the same.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.startup import steps
from perdure.image import Image

PROGRAM = Path(__file__).parent / "steps.scm"


def main() -> None:
    # The package has a class of the module's own name, which hides the module.
    import_module("ZODB.FileStorage.FileStorage").fsync = None  # type: ignore[attr-defined]
    with Image.open(sys.argv[1], provides=[steps]) as image:
        image.spawn_program(PROGRAM.read_text(encoding="utf-8"), PROGRAM.name)
        image.drive()


if __name__ == "__main__":
    main()

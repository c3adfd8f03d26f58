"""`python -m benchmarks`: all benchmarks, one after the other; fails if one of them does."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "language",
    "python",
    "python.heap",
    "python.durable",
    "waits",
    "startup",
    "compiling",
    "wear",
    "image",
    "living",
)


def main() -> int:
    codes = []
    for name in BENCHMARKS:
        print(f"## {name}\n", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]]
        codes.append(subprocess.run(command, check=False).returncode)
        print(flush=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())

"""Texts evaluated in an image by a process in which nothing else has run.

`python -m benchmarks.image.child PATH` reads a list of texts and prints what came of each, as JSON.

Read by: the modules of benchmarks.image.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.children import child_environment
from perdure.image import Image


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One text evaluated; the first of all is the opening of the image."""

    value: Any
    seconds: float  #: of the processor
    passed: float  #: of the clock
    added: int  #: bytes, to the data file
    resident: float  #: megabytes, afterwards
    highest: float  #: megabytes, until then


def evaluated(path: Path, *texts: str) -> list[Evaluated]:
    """Open an image and evaluate the texts there; what came of each, and of the opening."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.image.child", str(path)],
        input=json.dumps(texts),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
        env=child_environment(),
    )
    return [Evaluated(**each) for each in json.loads(done.stdout)]


def checked(found: Evaluated, expected: Any) -> Evaluated:
    """The same; AssertionError where the value is another."""
    if found.value != expected:
        raise AssertionError(f"{found.value!r} instead of {expected!r}")
    return found


def main() -> None:
    path = Path(sys.argv[1])
    texts = json.load(sys.stdin)
    began = process_time(), perf_counter(), size_of(path)
    with Image.open(path) as image:
        found = [outcome(path, None, *began)]
        for text in texts:
            began = process_time(), perf_counter(), size_of(path)
            found.append(outcome(path, image.eval(text, timeout=None), *began))
    print(json.dumps([asdict(each) for each in found]))


def outcome(path: Path, value: Any, seconds: float, passed: float, size: int) -> Evaluated:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = [int(re.search(rf"{name}:\s*(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")]  # type: ignore[index]
    return Evaluated(
        value,
        process_time() - seconds,
        perf_counter() - passed,
        size_of(path) - size,
        *memory,
    )


def size_of(path: Path) -> int:
    """Bytes of an image's data file; 0 where there is none yet."""
    data = path / "data.fs"
    return data.stat().st_size if data.exists() else 0


if __name__ == "__main__":
    main()

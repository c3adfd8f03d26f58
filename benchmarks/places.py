"""Directories for benchmarks that need a real disk.

`/tmp` may be in memory, where fsync costs nothing; so the data goes into `build`
here unless another directory is named.

Read by: benchmarks.waits, benchmarks.startup.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter


@contextmanager
def fresh_directory(parent: Path) -> Iterator[Path]:
    """An empty directory that is deleted afterwards."""
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=parent) as made:
        yield Path(made)


def fsync_seconds(directory: Path, times: int = 50) -> float:
    """How long the disk takes to make one small write durable: the mean."""
    path = directory / "fsync-probe"
    with path.open("wb") as file:
        began = perf_counter()
        for _ in range(times):
            file.write(b"x" * 200)
            file.flush()
            os.fsync(file.fileno())
        took = perf_counter() - began
    path.unlink()
    return took / times

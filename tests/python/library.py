"""Files of the running Python's standard library, as texts to be lowered."""

from __future__ import annotations

import random
import sysconfig
import warnings
from functools import cache
from pathlib import Path

LIBRARY = Path(sysconfig.get_path("stdlib"))

LARGE = 40_000  #: bytes; a sample has no files that are larger


@cache
def texts(seed: int, count: int) -> list[tuple[str, bytes]]:
    """(path, text) of some files that Python itself compiles; all of them for a large count."""
    everything = (path.relative_to(LIBRARY) for path in LIBRARY.rglob("*.py"))
    chosen = sorted(LIBRARY / path for path in everything if "site-packages" not in path.parts)
    if count < len(chosen):
        small = [path for path in chosen if path.stat().st_size < LARGE]
        chosen = random.Random(seed).sample(small, count)
    found = []
    for path in chosen:
        text = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                compile(text, str(path), "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
        found.append((str(path), text))
    return found

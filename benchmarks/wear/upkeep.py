"""Upkeep of a large image: how long each takes, and how much memory.

The image is written by ZODB directly, in the shape that a program leaves: lists of vectors
with numbers and texts of a page's length in them, processes that sleep with their stacks,
and a tenth of it dead. Each operation runs in a process of its own, whose largest memory is
measured, and what it gives
is compared with what was made.

Reads: benchmarks.wear.figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import transaction

from benchmarks.wear.figures import Figure
from perdure.image import Image
from perdure.image.schema.root import ROOT_KEY
from perdure.image.storage.file_storage import open_database, open_storage
from perdure.vm import NIL, cons, new_string, new_vector

SIZE, QUICK = 1 << 30, 1 << 26  #: bytes of the image
LISTS = 2_000  #: elements of a list, which a commit stores
TEXT = 1_000  #: characters of each text in it
PAGE = 4096
DEAD = 10  #: one list in so many is dead
SLEEPERS = 100  #: processes
MOST = 300.0  #: megabytes that any of them may take

#: What is run in a process of its own, with the image's path as its argument.
MEASURED = """
import json, re, sys, time
from dataclasses import asdict
from pathlib import Path
from perdure import image
began = time.perf_counter()
found = getattr(image, sys.argv[1])(*sys.argv[2:])
seconds = time.perf_counter() - began
status = Path("/proc/self/status").read_text()  # resource would tell of the parent too
memory = int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1024
print(json.dumps([seconds, memory, asdict(found)]))
"""


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    path, backups, restored = (directory / name for name in ("image", "backups", "restored"))
    lists, dead = make(path, QUICK if is_quick else SIZE)
    size = (path / "data.fs").stat().st_size >> 20
    for name, arguments in (
        ("check", (path,)),
        ("stats", (path,)),
        ("backup", (path, backups)),
        ("pack", (path,)),
        ("restore", (backups, restored)),
        ("salvage", (restored, directory / "saved")),
    ):
        if name == "salvage":
            spoil(restored)
        seconds, memory, found = run(name, *arguments)
        if name == "check":
            assert found["problems"] == []
            assert found["records"] > lists * LISTS
        if name == "stats":
            assert found["dead_objects"] >= dead * LISTS
        if name == "salvage":
            assert sum(end - start for start, end in found["gaps"]) < 4 * PAGE
            assert found["objects"] > lists * LISTS
        if name == "pack":
            assert found["after"] < found["before"] * (1 - 0.5 / DEAD)
        yield Figure(f"{name} of {size} MB", seconds, "s")
        yield Figure(f"memory of that {name}", memory, "MB", MOST)


def run(name: str, *arguments: Path) -> tuple[float, float, dict[str, Any]]:
    """(seconds, megabytes, what it gave)."""
    line = [sys.executable, "-c", MEASURED, name, *map(str, arguments)]
    ended = subprocess.run(line, capture_output=True, encoding="utf-8", check=True)
    seconds, memory, found = json.loads(ended.stdout)
    return seconds, memory, found


def spoil(path: Path) -> None:
    """Overwrite a page in the middle."""
    with (path / "data.fs").open("r+b") as file:
        file.seek((path / "data.fs").stat().st_size // 2)
        file.write(bytes(PAGE))


def make(path: Path, size: int) -> tuple[int, int]:
    """(lists, how many of them are dead)."""
    with Image.open(path) as image:
        image.eval(
            "(import (perdure process)) (define shelf '()) (define (deep n)"
            " (if (= n 0) (sleep 100000000) (+ 1 (deep (- n 1)))))"
        )
        for _ in range(SLEEPERS):
            image.spawn_eval("(deep 50)")
        image.drive(until=lambda: all(p.state != "ready" for p in image.processes()))
    database = open_database(open_storage(path, read_only=False))
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    lists = dead = 0
    while (path / "data.fs").stat().st_size < size:
        manager.begin()
        shelf = connection.root()[ROOT_KEY].interaction.cell("shelf")
        below = shelf.value
        if lists % DEAD == 1:  # what is replaced now is dead
            below = below.cdr
            dead += 1
        shelf.value = cons(made_list(lists), below)
        lists += 1
        manager.commit()
        connection.cacheMinimize()
    connection.close()
    database.close()
    return lists, dead


def made_list(number: int) -> Any:
    found: Any = NIL
    for at in range(LISTS):
        text = new_string(f"order {number}/{at}".ljust(TEXT, "."))
        found = cons(new_vector([number, at, text]), found)
    return found

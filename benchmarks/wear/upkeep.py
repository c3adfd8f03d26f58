"""Upkeep of a large image: how long each takes, and how much memory.

The image is written by ZODB directly, in the shape that a program leaves: lists of vectors
with numbers and texts in them, processes that sleep with their stacks, and a tenth of it dead.
Each operation runs in a process of its own, whose largest memory is measured, and what it gives
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
from perdure.image.root import ROOT_KEY
from perdure.image.storage import open_database, open_storage
from perdure.vm import NIL, cons, new_string, new_vector

SIZE, QUICK = 1 << 30, 1 << 26  #: bytes of the image
LISTS = 2_000  #: elements of a list, which a commit stores
DEAD = 10  #: one list in so many is dead
SLEEPERS = 100  #: processes
MOST = 300.0  #: megabytes that any of them may take

#: What is run in a process of its own, with the image's path as its argument.
MEASURED = """
import json, resource, sys, time
from dataclasses import asdict
from perdure import image
began = time.perf_counter()
found = getattr(image, sys.argv[1])(*sys.argv[2:])
seconds = time.perf_counter() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, memory, asdict(found)]))
"""


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    path, backups = directory / "image", directory / "backups"
    lists, dead = make(path, QUICK if is_quick else SIZE)
    size = (path / "data.fs").stat().st_size >> 20
    for name, arguments in (
        ("check", (path,)),
        ("stats", (path,)),
        ("backup", (path, backups)),
        ("pack", (path,)),
        ("restore", (backups, directory / "restored")),
    ):
        seconds, memory, found = run(name, *arguments)
        if name == "check":
            assert found["problems"] == []
            assert found["records"] > lists * LISTS
        if name == "stats":
            assert found["dead_objects"] >= dead * LISTS
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
        text = new_string(f"order {number}/{at}, some text as long as a line of an order has")
        found = cons(new_vector([at, text, cons(at, cons(number, NIL))]), found)
    return found

"""Two releases of a program, one after the other, by a worker that may be killed at any point.

A folder has the releases "1.0" and, once it is made, "1.1". A worker that opens the image loads the
newest that is there, and goes on with what is not done: processes are started under unique names,
and told by names that are completed once, so nothing is done twice.

Read by: tests.kill.test_deploying, tests.sharing.test_killed_deployments.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from perdure.image import AlreadyCompleted, Image
from tests.programs import sections

PARTS = sections(__file__, "beside/deployed")
OLD, NEW = "1.0", "1.1"
PRICES = {OLD: "10", NEW: "15"}

#: The end of each process: its version, or those of the days of the one that moves, and prices.
ENDS: dict[str, Any] = {
    "canoe": [OLD, 30],
    "family": [OLD, 20],
    "shop": [[OLD, 10], [NEW, 30], [NEW, 45]],
    "tent": [NEW, 45],
}
#: The version that each is of in the end.
VERSIONS = {"canoe": OLD, "family": OLD, "shop": NEW, "tent": NEW}
SOLD = "(45 30 10)"  #: what the shop has written to the file of that name, in the end
#: The calls of effects, each once.
CALLS = sorted(
    [
        *(["lent", 3], ["canoe", 30], ["lent", 2], ["boat", 20]),
        *(["sold", 10], ["sold", 30], ["sold", 45], ["lent", 3], ["tent", 45]),
    ]
)


def make_release(folder: Path, name: str) -> Path:
    """The file to load; all of the release is there, or nothing."""
    release = folder / name
    if not release.exists():
        made = folder / f"making-{os.getpid()}"
        made.mkdir()
        (made / "renting.sld").write_text(PARTS["library"].replace("PRICE", PRICES[name]))
        (made / "shop.scm").write_text(PARTS["shop"])
        made.rename(release)
    return release / "shop.scm"


def begin_old(image: Image, folder: Path, *, named: bool) -> None:
    """The first release, with processes of it."""
    if not (folder / NEW).exists():
        load(image, folder, OLD, named=named)
        start(image, "canoe", "rent", "canoe", 3)
        start(image, "family", "rent-by-child", "boat", 2)
        start(image, "shop", "keep-shop", 1, [])
        complete(image, "day 1")


def begin_new(image: Image, folder: Path, *, named: bool) -> None:
    """The second: the shop moves to it, the others finish what they have begun."""
    load(image, folder, NEW, named=named)
    start(image, "tent", "rent", "tent", 3)
    for name in ("family begins", "day 2", "canoe", "day 3", "boat"):
        complete(image, name)


def end(image: Image) -> None:
    for name in ("tent", "day 4"):
        complete(image, name)


def load(image: Image, folder: Path, name: str, *, named: bool) -> None:
    image.load(make_release(folder, name), version=name if named else "")


def start(image: Image, name: str, *call: Any) -> None:
    image.spawn(*call, name=name, unique=name, reuse="never")


def complete(image: Image, name: str) -> None:
    with suppress(AlreadyCompleted):
        image.complete(name)


def calls_in(journal: Path) -> list[list[Any]]:
    """The calls, one for each key."""
    calls: dict[str, list[Any]] = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        _, key, _, arguments = json.loads(line)
        assert calls.setdefault(key, arguments) == arguments, "a key of two calls"
    return sorted(calls.values())

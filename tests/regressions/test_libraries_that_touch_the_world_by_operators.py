"""Objects of libraries that write by operators, and when they end, as a shelf does.

An operator is no call that could be an effect: a program with one was refused. And a slice that was
thrown away let its copy of a shelf go, whose `__del__` wrote the index that this copy knew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock

LIBRARY = """
import os

class Folders:
    def __init__(self, path):
        self.path = path

    def __iadd__(self, number):
        os.mkdir(f"{self.path}{number}")
        return self
"""

WITH_FOLDERS = """
import sys, time
import tables

folders = tables.Folders(sys.argv[1])
for number in range(3):
    folders += number
    time.sleep(0.001)
print(folders.path == sys.argv[1])
"""

WITH_SHELVES = """
import dbm.dumb, shelve, sys, time

def opened(**how):
    return shelve.Shelf(dbm.dumb.open(sys.argv[1]), **how)

with opened() as shelf:
    shelf["a"] = [1, 2]
    time.sleep(0.001)
    shelf["b"] = 3
time.sleep(86400)
with opened(writeback=True) as shelf:
    shelf["a"].append(3)
    print(sorted(shelf.items()), "a" in shelf, len(shelf))
    del shelf["b"]
time.sleep(86400)
with opened() as shelf:
    print(dict(shelf))
time.sleep(86400)
try:
    shelf["a"]
except ValueError as error:
    print(error)
shelf = opened()
time.sleep(86400)
"""


def test_what_they_do_is_done_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tables.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path))
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(WITH_FOLDERS, "flow.py", [str(tmp_path / "table")])
        image.result(pid)
        assert image.transcript(pid) == "True\n"
    found = sorted(each.name for each in tmp_path.glob("table[0-9]"))
    assert found == ["table0", "table1", "table2"]
    assert "tables touches the world outside" in caplog.text


def test_a_shelf_is_closed_before_a_long_wait(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(WITH_SHELVES, "flow.py", [str(tmp_path / "table")])
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    for _ in range(3):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.advance(days=1)
            image.run_until_idle()
            printed = image.transcript(pid)
            state = image.process(pid).state
    assert printed == (
        "[('a', [1, 2, 3]), ('b', 3)] True 2\n{'a': [1, 2, 3]}\ninvalid operation on closed shelf\n"
    )
    assert state == "failed"  # the last is open

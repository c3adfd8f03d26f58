"""Volatile sections: what sets the interpreter up works there; warnings are no output of theirs.

The image runs no process meanwhile, which was asked for its pid; the warning that a call cannot be
kept by itself was printed for the program, where nothing but `sys.stderr` takes warnings.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image

PROGRAM = """
import logging, struct, time
from perdure import program
import far_with_locks

packer = struct.Struct("<IH")
line = far_with_locks.line()
logging.getLogger("far_with_locks").setLevel(logging.ERROR)
print(program.self_pid(), logging.getLogger("far_with_locks").level, packer.pack(1, 2))
del line
time.sleep(0.001)

class Order:
    @property
    def bill(self):
        return far_with_locks.changed(items)

items = []
print(Order().bill, packer.size)
"""
LIBRARY = """
import os, threading


class Line:
    def __init__(self):
        os.utime(__file__)
        self.lock = threading.Lock()

line = Line

def changed(items):
    items.append(1)
    return items
"""


@pytest.fixture
def last_resort() -> Iterator[None]:
    """The handler of logging that nobody has set up: it says warnings on `sys.stderr` as it is."""
    handler, logger = logging.lastResort, logging.getLogger("perdure")
    assert handler is not None
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.mark.usefixtures("last_resort")
def test_a_section_is_of_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "far_with_locks.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path))
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(PROGRAM, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == (f"{pid} 40 b'\\x01\\x00\\x00\\x00\\x02\\x00'\n[1] 6\n")
    assert "cannot be kept by itself" in caplog.text

"""Clients whose making touches nothing outside are made again, whatever their making imports."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock

LIBRARY = {
    "__init__.py": """
import threading

class Client:
    def __init__(self):
        from lazy import parts
        self.lock = threading.Lock()
        self.name = parts.NAME
""",
    "parts.py": "NAME = 'made'",
}

PROGRAM = """
import time
import lazy

client = lazy.Client()
time.sleep(86400)
print(client.name)
"""


def test_a_client_is_made_again_whose_making_has_compiled_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python writes what it has compiled into a folder that it makes, in the first run of all."""
    for name, text in LIBRARY.items():
        (tmp_path / "lazy").mkdir(exist_ok=True)
        (tmp_path / "lazy" / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(PROGRAM, "flow.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(days=1)
        image.result(pid)
        assert image.transcript(pid) == "made\n"
    assert list((tmp_path / "compiled").rglob("parts.*.pyc"))

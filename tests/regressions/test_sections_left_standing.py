"""A section of a Python program that was left standing changes nothing of the interpreter later.

Its thread leaves at any time. It had put back the search path and the streams as they were when
its slice began, whatever the application, or another program, had put there since.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
from pathlib import Path

import pytest

from perdure.image import Image
from perdure.languages.python.machine import effects, volatile
from tests.python.test_journal import CACHED, UNDER, Forgetful


def test_what_was_put_there_since_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(effects, "_pending", Forgetful())
    monkeypatch.setattr(volatile, "PATIENCE", 0.3)
    monkeypatch.delitem(sys.modules, "outside", raising=False)
    before, stream = list(sys.path), sys.stdout
    sys.path.insert(0, str(UNDER))
    try:
        with Image.open(":memory:") as image:
            image.result(image.spawn_program(CACHED, "flow.py"))
        sys.path[:] = [str(tmp_path), *before]
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            for _ in range(20):
                print("x", end="")
                time.sleep(0.05)
        assert out.getvalue() == "x" * 20
        assert sys.path == [str(tmp_path), *before]
        assert sys.stdout is stream or not isinstance(sys.stdout, io.StringIO)
    finally:
        sys.path[:] = before

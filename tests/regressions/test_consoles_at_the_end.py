"""A console that goes with the interpreter asks nothing of modules that are gone already.

Under Python 3.13 each program that was run had ended with "TypeError: 'NoneType' object is not
callable" on the error stream.
"""

from __future__ import annotations

import gc

import pytest

from perdure.languages.python.runtime.console import ConsoleOutput


def test_a_console_that_goes_is_not_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[object] = []
    monkeypatch.setattr(ConsoleOutput, "flush", lambda self: flushed.append(1))
    console = ConsoleOutput("stdout")
    del console
    gc.collect()
    assert flushed == []

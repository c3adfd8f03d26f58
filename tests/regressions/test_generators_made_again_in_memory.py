"""A generator that a wait has gone through, of a task that goes on in memory, is made again. A
generator around it that had been loaded, and not gone on with since, was to go on with the one that
has ended: its loop ended early, and what was to come was lost.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.python.harness import stored

PROGRAM = Path(__file__).parent / "programs" / "iterators_in_iterators.py"


@pytest.fixture(autouse=True)
def no_garbage_of_others() -> Iterator[None]:
    """No cycles are collected but where the harness does: a program is not stopped within that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what others have left is theirs
        gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_nothing_that_a_generator_still_has_to_give_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stopped at one statement in nine, whichever is the first."""
    monkeypatch.setattr(stored, "SOON", 0)
    monkeypatch.setattr(stored, "SELDOM", 9)
    folder = str(PROGRAM.parent)
    printed = {}
    for first in range(9):
        stops = stored.Stops()
        stops.asked = first
        space = stored.begun(str(PROGRAM), PROGRAM.read_text(), folder, stops)
        stored.go_on(space, False, None, folder, stops)
        printed[first] = capsys.readouterr().out
    assert printed == dict.fromkeys(range(9), "[3, 2, 1, 0]\n")

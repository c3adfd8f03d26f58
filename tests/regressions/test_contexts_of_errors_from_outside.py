"""An exception that comes of a call outside has the causes and the contexts that it came with.

Where it could not be stored the program went on where that was handled, so the exception's context
was that it could not be stored. Where the call stood in an `except`, what that handled took the
place of the context.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image

LIBRARY = """
import threading

class Broken(Exception):
    def __init__(self, is_locked):
        super().__init__("broken")
        self.lock = threading.Lock() if is_locked else None

def fetch(is_locked):
    try:
        try:
            {}["key"]
        except KeyError:
            raise OSError("no answer")
    except OSError as error:
        raise Broken(is_locked) from error
"""

PROGRAM = """
import line

def chain(error):
    found = []
    while error is not None:
        found.append((type(error).__name__, type(error.__cause__).__name__))
        error = error.__context__
    return found

for is_locked in (False, True):
    try:
        line.fetch(is_locked)
    except line.Broken as error:
        print(chain(error))
    try:
        raise ValueError
    except ValueError:
        try:
            line.fetch(is_locked)
        except line.Broken as error:
            print(chain(error))
    try:
        try:
            raise ValueError
        finally:
            line.fetch(is_locked)
    except line.Broken as error:
        print(chain(error))
"""


def test_they_are_as_under_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "line.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path))
    chain = [("Broken", "OSError"), ("OSError", "NoneType"), ("KeyError", "NoneType")]
    handled = [*chain, ("ValueError", "NoneType")]
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(PROGRAM, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == f"{chain}\n{handled}\n{handled}\n" * 2

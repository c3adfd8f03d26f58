"""A program's signal handlers leave the worker's alone, and may be set anywhere.

They were set in the worker, for all programs; in a volatile section, which has a thread of its own,
setting one was an error.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from perdure.image import Image

PROGRAM = """
import signal

def stop(number, frame):
    raise SystemExit

class Handlers:
    @property
    def before(self):
        return signal.signal(signal.SIGTERM, stop)

view = memoryview(bytearray(b"kept in memory"))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
print(signal.signal(signal.SIGTERM, signal.SIG_IGN) is signal.SIG_DFL)
print(Handlers().before is signal.SIG_IGN, signal.getsignal(15) is stop)
for number, handler in ((signal.SIGTERM, "stop"), (999, stop)):
    try:
        signal.signal(number, handler)
    except (TypeError, ValueError) as error:
        print(type(error).__name__)
print(signal.alarm(1), signal.alarm(0), view[0])
"""


def test_they_are_kept_and_not_called(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Image.open(tmp_path / "image") as image:
        pid = image.spawn_program(PROGRAM, "flow.py")
        image.result(pid)
        assert image.transcript(pid) == ("True\nTrue\nTrue True\nTypeError\nValueError\n0 0 107\n")
    assert signal.getsignal(signal.SIGTERM) is before
    assert "SIGTERM: signals are the worker's" in caplog.text

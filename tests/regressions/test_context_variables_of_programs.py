"""Context variables that a Python program sets outside tasks are its own, and are kept.

They were those of the thread that ran it: lost where another went on, as was the precision of
`decimal`, and a token of one in a variable made the program volatile.
"""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image, SimulatedClock

PROGRAM = """
import contextvars, decimal, threading, time

user = contextvars.ContextVar("user", default="nobody")
decimal.getcontext().prec = 5
token = user.set("Ann")
time.sleep(3600)
print(user.get(), decimal.Decimal(1) / 3)
seen = []
thread = threading.Thread(target=lambda: seen.append(user.get()))
thread.start()
thread.join()
user.reset(token)
time.sleep(3600)
print(user.get(), seen, decimal.Decimal(2) / 3)
"""


def test_they_are_there_in_another_worker(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(PROGRAM, "user.py")
        other = image.spawn_program(PROGRAM.replace("Ann", "Bob"), "user.py")
    for _ in range(3):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.run_until_idle()
            image.advance(hours=1)
            image.run_until_idle()
    with Image.open(tmp_path / "image", clock=clock) as image:
        assert image.transcript(pid) == "Ann 0.33333\nnobody ['nobody'] 0.66667\n"
        assert image.transcript(other) == "Bob 0.33333\nnobody ['nobody'] 0.66667\n"

"""Libraries that call a program's functions again wait as the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock

RETRYING = """
import time
import threading
from tenacity import Retrying, retry, retry_if_exception_type, stop_after_attempt, wait_fixed

tries = []
local = threading.local()
local.seen = tries

@retry(stop=stop_after_attempt(3), wait=wait_fixed(7200), reraise=True,
       retry=retry_if_exception_type(ConnectionError))
def fetch(fail):
    tries.append(fail)
    time.sleep(3600)
    if len(tries) <= fail:
        raise ConnectionError(f"attempt {len(tries)}")
    return "fetched"

print(fetch(2), fetch.statistics["attempt_number"], fetch.statistics["idle_for"])
for attempt in Retrying(stop=stop_after_attempt(2), wait=wait_fixed(3600)):
    with attempt:
        tries.append("again")
        if len(tries) < 5:
            raise ValueError("no")
try:
    fetch(9)
except ConnectionError as error:
    print("failed", error)
print(len(tries), local.seen is tries, hasattr(local, "other"))
"""


def test_retries_of_tenacity_wait_for_hours_in_any_worker(tmp_path: Path) -> None:
    pytest.importorskip("tenacity")
    clock = SimulatedClock(stands=True)
    waits = 0
    with Image.open(tmp_path / "image", clock=clock) as image:
        pid = image.spawn_program(RETRYING, "flow.py")
        image.run_until_idle()
    while True:
        with Image.open(tmp_path / "image", clock=clock) as image:
            if image.process(pid).state != "waiting":
                image.result(pid)
                break
            assert image.process(pid).waits_for == "a timer"
            waits += 1
            image.advance(hours=1)
            image.run_until_idle()
    with Image.open(tmp_path / "image", clock=clock) as image:
        assert image.transcript(pid).splitlines() == [
            "fetched 3 14400.0",
            "failed attempt 8",
            "8 True False",
        ]
    assert waits == 2 * (3 + 2 * 2) + 1

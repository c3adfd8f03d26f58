"""Isolation holds as promised between members too, and while they are killed."""

from __future__ import annotations

import random
import time

import pytest

from tests.image.histories import Transaction, anomalies, unserializable
from tests.image.test_isolation import LISTS, plans_of
from tests.sharing.crowd import Crowd


@pytest.mark.parametrize("way", ["plain", "serialized"])
def test_histories_of_several_members_that_are_killed_show_no_anomaly(
    way: str, here: Crowd
) -> None:
    choose = random.Random(way)
    for _ in range(2):
        here.start_worker()
    with here.open() as image:
        image.eval("(import (perdure process) (srfi 1))")
        image.eval(LISTS)
        pids = [image.spawn(way, plans) for plans in plans_of(11, processes=5, transactions=8)]
        for _ in range(2):
            time.sleep(choose.uniform(0.1, 0.6))
            killed = here.workers.pop(0)
            killed.kill()
            killed.wait()
            here.start_worker(waits=False)
        history = [
            Transaction(f"{pid}.{i}", [(kind, at, what) for kind, at, what in done])
            for pid in pids
            for i, done in enumerate(image.result(pid, timeout=60))
        ]
        final = dict(enumerate(image.eval("(finally)")))
    assert len(history) == 5 * 8
    assert (anomalies if way == "plain" else unserializable)(history, final) == []

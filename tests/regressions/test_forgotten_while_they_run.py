"""A process that was cancelled and forgotten while its slice ran ended the image's driver."""

from __future__ import annotations

from time import sleep

import pytest

from perdure.image import Image, ProcessCancelled
from perdure.image.engine import apart


@pytest.mark.parametrize("is_apart", [False, True])
def test_what_runs_is_cancelled_and_forgotten(
    is_apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    with Image.open(":memory:") as image:
        image.start()
        for _ in range(5):
            pid = image.spawn("(let loop () (loop))")
            while not image.owner.run(image.scheduler.apart.count_running):
                sleep(0.01)
            image.kill(pid)
            with pytest.raises(ProcessCancelled):
                image.result(pid)
            image.forget(pid)
            assert image.eval("(+ 1 2)") == 3


def test_what_is_ready_is_cancelled_and_forgotten() -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn("1")
        image.kill(pid)
        image.forget(pid)
        assert image.eval("(+ 1 2)") == 3

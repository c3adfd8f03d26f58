"""A `stop` was lost: it came after the driver had looked for it, and the driver then took the
wake-up call out of its inbox without looking again before it waited."""

from __future__ import annotations

import threading

import pytest

from perdure.image import Image


def test_the_driver_looks_for_a_stop_before_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    with Image.open(":memory:") as image:
        step = image.driver.step

        def stopped_before() -> bool:
            monkeypatch.setattr(image.driver, "step", step)
            image.driver.stop()
            return step()

        monkeypatch.setattr(image.driver, "step", stopped_before)
        driving = threading.Thread(target=image.drive, daemon=True)
        driving.start()
        driving.join(10)
        is_driving = driving.is_alive()
        image.driver.stop()
        assert not is_driving

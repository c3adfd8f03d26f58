"""A supervisor does not start a child without end whose program cannot be read.

In a salvaged image a child's code may be lost; one without a limit made thousands of commits.
"""

from __future__ import annotations

from typing import Any

import pytest
from ZODB.POSException import POSKeyError

from perdure.image import Image, ProcessFailed, SimulatedClock
from perdure.image.host.isolation import run_slice
from tests.programs import program

PROGRAM = program(__file__, "supervised-without-a-limit")
ENOUGH = 40  #: slices for some restarts


def test_a_supervisor_without_a_limit_ends_where_its_child_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as image:
        scheduler = image.driver.scheduler

        def unread(*arguments: Any) -> Any:
            process = scheduler.host.process
            if process is not None and process.details.name == "broken":
                raise POSKeyError(bytes(8))
            return run_slice(*arguments)

        monkeypatch.setattr("perdure.image.host.probing.run_slice", unread)
        image.eval(PROGRAM)
        top = image.eval("top")
        for _ in range(ENOUGH):
            image.run_slice()
        assert image.process(top).state == "failed"
        with pytest.raises(ProcessFailed, match="too many restarts, the last for broken"):
            image.result(top)
        assert len(image.processes(name="broken")) < ENOUGH / 4
        assert {each.state for each in image.processes(name="whole")} == {"cancelled"}

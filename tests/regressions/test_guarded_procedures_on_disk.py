"""A procedure that is called under a guard, or handles what is raised, may not be in memory."""

from __future__ import annotations

import pytest

from perdure.image import Image, SimulatedClock
from perdure.image.storage import file_storage as storage
from tests.programs import program


def test_a_saga_undoes_its_steps_where_the_cache_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CACHED_OBJECTS", 10)
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        image.eval(program(__file__, "undone-after-a-wait"))
        told = ["no car", ["flight", "hotel", ["no", "hotel"], ["no", "flight"]]]
        assert [image.call("trip") for _ in range(3)] == [told] * 3

"""A slice that was run apart saw names of locks and channels that it had taken back, no queues that
it had made, and none of its jobs. Found by a kill test on a loaded machine, where slices are run
apart that are short otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image
from perdure.image.engine import apart
from tests.programs import sections

PROGRAMS = sections(__file__, "names_taken_back")

EXPECTED = {
    "a lock": [[True, ["a"]], [True, []], False, ["a"]],
    "a lock that was there": [False, []],
    "a channel": [["a", ["a"]], False, []],
    "a channel that was there": [False, []],
    "a process": [True, False],
    "a schedule": [[["a"], False], [], "schedule-next: no schedule is called 'a'"],
    "a queue": [[["a"], 0, 0], [], "queue-waiting: no queue is called 'a'"],
    "a queue and its jobs": [[1, 0], [1, 1], [2, 1], [2, 3], "queue-remove!: queue 'a' has jobs"],
    "a queue that was there": [[1, 1], 2, 0],
}


@pytest.fixture(params=["in batches", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with Image.open(":memory:") as opened:
        yield opened


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_slice_sees_what_it_has_done(image: Image, name: str) -> None:
    assert image.eval(f"(begin {PROGRAMS[name]})") == EXPECTED[name]

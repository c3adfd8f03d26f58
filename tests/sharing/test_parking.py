"""A member parks and cancels what another runs, at the moment at which that is about to commit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sharing.crowd import Crowd, wait_until

COUNTING = "(let loop ((i 0)) (if (< i 300000) (loop (+ i 1)) 'counted))"


@pytest.mark.parametrize(("deed", "state"), [("park", "parked"), ("cancel", "cancelled")])
def test_a_slice_whose_process_is_stopped_just_before_it_is_merged_is_dropped(
    zeo: Crowd, monkeypatch: pytest.MonkeyPatch, deed: str, state: str
) -> None:
    monkeypatch.setattr("perdure.image.engine.apart.ALWAYS", True)
    with zeo.open() as runner, zeo.open() as other:
        pid = runner.spawn(COUNTING)
        scheduler, merging = runner.scheduler, runner.driver.merging
        merge, begin = merging._merge, scheduler.begin
        done: list[str] = []

        def stop_and_begin(**how: bool) -> None:
            if not done:
                done.append(deed)
                other.refresh()
                getattr(other, deed)(pid)
                scheduler.members.sync()
            begin(**how)

        def merge_late(*arguments: Any) -> Any:
            monkeypatch.setattr(scheduler, "begin", stop_and_begin)
            return merge(*arguments)

        monkeypatch.setattr(merging, "_merge", merge_late)
        wait_until(lambda: not runner.driver.step() and bool(done))

        assert runner.process(pid).state == state
        assert runner.process(pid).steps == 0
        if deed == "park":
            other.resume(pid)
            assert str(runner.result(pid)) == "counted"

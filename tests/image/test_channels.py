"""Channels and locks as an image keeps them: checked, salvaged, retried, beside effects."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock, check, effect, salvage
from perdure.image.schema.lines import FEW
from tests.programs import program

DEFINITIONS = program(__file__, "channels")


@effect
def answer(question: str) -> str:
    return f"{question}!"


@pytest.fixture
def path(tmp_path: Path, clock: SimulatedClock) -> Path:
    path = tmp_path / "channels.image"
    with Image.open(path, clock=clock) as image:
        image.eval(DEFINITIONS)
    return path


def take_out_of_its_line(image: Image) -> None:
    channel = image.root.interaction.cell("items").value

    def take_out() -> None:
        place, _ = channel.takers.first()
        channel.takers.take(place)
        channel.changed()

    image.driver.change(take_out)


def test_a_wait_that_is_in_no_line_is_told_and_mended(path: Path, clock: SimulatedClock) -> None:
    with Image.open(path, clock=clock) as image:
        pid = image.spawn_eval("(channel-take! items)")
        image.run_slice()
    assert check(path).is_sound
    with Image.open(path, clock=clock) as image:
        take_out_of_its_line(image)

    (problem,) = check(path).problems
    assert str(problem) == f"process {pid}: waits for a value of a channel, which would not wake it"

    mended = path.with_name("mended.image")
    salvage(path, mended)
    assert check(mended).is_sound
    with Image.open(mended, clock=clock) as image:
        image.eval("(channel-put! items 'here)")
        assert str(image.result(pid)) == "here"


def test_a_long_line_is_kept_in_a_tree_and_comes_back_into_the_record(
    path: Path, clock: SimulatedClock
) -> None:
    count = 3 * FEW
    with Image.open(path, clock=clock) as image:
        pids = []
        for _ in range(count):
            pids.append(image.spawn_eval("(channel-take! items)"))
            image.run_until_idle()  # so that they come in this order
        image.kill(pids.pop(count // 2))
    with Image.open(path, clock=clock) as image:
        image.eval(f"(do ((i 0 (+ i 1))) ((= i {len(pids)})) (channel-put! items i))")
        assert [image.result(pid) for pid in pids] == list(range(len(pids)))
        assert image.root.interaction.cell("items").value.takers.state() == (count + 1,)
    assert check(path).is_sound


def test_one_that_failed_of_its_time_takes_without_an_end_when_it_is_retried(
    path: Path, clock: SimulatedClock
) -> None:
    with Image.open(path, clock=clock) as image:
        pid = image.spawn_eval("(list 'took (channel-take! items 5))")
        with pytest.raises(ProcessFailed, match="nobody put a value in time"):
            image.result(pid)

        image.retry(pid)

        assert image.process(pid).until is None
        image.eval("(channel-put! items 7)")
        assert image.result(pid) == ["took", 7]


def test_one_that_failed_with_a_mutex_has_it_no_longer(path: Path, clock: SimulatedClock) -> None:
    with Image.open(path, clock=clock) as image:
        pid = image.spawn_eval("(begin (lock! key) (sleep 1) (car '()))")
        with pytest.raises(ProcessFailed):
            image.result(pid)

        assert str(image.eval("(lock! key)")) == "abandoned"
        assert image.root.process(pid).locks is None


def test_select_waits_for_effects_too(path: Path, clock: SimulatedClock) -> None:
    with Image.open(path, [answer], clock=clock) as image:
        image.eval("(import (python test_channels))")

        won = image.eval('(select ((on-take items)) ((on-call answer "well") => list))')
        image.eval("(channel-put! items 1)")
        lost = image.eval('(select ((on-call answer "late")) ((on-take items) => list))')

        assert (won, lost) == (["well!"], [1])
        with pytest.raises(ProcessFailed, match="a function that the application provides"):
            image.eval("(on-call car '())")

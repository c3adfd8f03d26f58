"""Channels and locks as an image keeps them: checked, salvaged, retried, beside effects."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock, check, effect, salvage
from perdure.image.processes.waits.channel import AT_ONCE
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


WAITING = 250  #: processes that wait at a channel, more than are told at once


def told(image: Image) -> list[int]:
    """The pids of those that have been told that the channel is closed."""
    takers = [each for each in image.processes() if each.name == "taker"]
    return [each.pid for each in takers if each.state != "waiting"]


@pytest.fixture
def crowded(path: Path, clock: SimulatedClock) -> Path:
    """The channel has WAITING takers."""
    with Image.open(path, clock=clock) as image:
        image.eval("(define (take k) (channel-take! items))")
        image.spawn_many("take", [(k,) for k in range(WAITING)], name="taker")
        image.run_until_idle()
    return path


def test_of_many_that_wait_some_are_told_at_a_time(crowded: Path, clock: SimulatedClock) -> None:
    with Image.open(crowded, clock=clock) as image:
        image.scheduler.run_singly(WAITING)
        image.spawn_eval("(channel-close! items)")
        image.run_slice()
        assert len(told(image)) == AT_ONCE < WAITING
        with pytest.raises(ProcessFailed, match="the channel is closed"):
            image.eval("(channel-put! items 1)")
        image.crash()
    assert check(crowded).is_sound
    with Image.open(crowded, clock=clock) as image:
        image.run_until_idle()
        assert len(told(image)) == WAITING
    assert check(crowded).is_sound


def test_whoever_is_told_by_nobody_any_more_is_told_by_closing_again(
    crowded: Path, clock: SimulatedClock
) -> None:
    with Image.open(crowded, clock=clock) as image:
        image.scheduler.run_singly(WAITING)
        image.spawn_eval("(channel-close! items)")
        image.run_slice()
        (teller,) = [each for each in image.processes() if each.name == "channel-close!"]
        image.kill(teller.pid)
        image.run_until_idle()
        assert len(told(image)) < WAITING
        first, *_ = check(crowded).problems
        assert str(first).endswith("waits for a value of a channel, which has one")
        image.eval("(channel-close! items)")
        image.run_until_idle()
        assert len(told(image)) == WAITING
    assert check(crowded).is_sound

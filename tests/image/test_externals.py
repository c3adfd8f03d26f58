"""Values completed from outside: once, before or after anybody waits, over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perdure.image import (
    AlreadyCompleted,
    CannotConvert,
    Image,
    NotDone,
    ProcessFailed,
    SimulatedClock,
)

IMPORT = "(import (perdure process))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        image.eval(IMPORT)
        yield image


def test_a_completion_wakes_all_that_await_it(image: Image) -> None:
    pids = [image.spawn("(await-external 'payment/1)"), image.spawn('(await-external "payment/1")')]
    image.run_until_idle()
    assert image.process(pids[0]).waits_for == "completion of payment/1"
    assert not image.is_completed("payment/1")
    image.complete("payment/1", {"cents": 500})
    assert image.is_completed("payment/1")
    assert [image.result(pid) for pid in pids] == [{"cents": 500}] * 2


def test_a_completion_before_anybody_waits_is_kept(image: Image) -> None:
    image.complete("payment/2", "early")
    assert image.eval("(await-external 'payment/2)") == "early"
    assert image.eval("(await-external 'payment/2)") == "early"


def test_a_second_completion_is_an_error_and_changes_nothing(image: Image) -> None:
    image.complete("payment/3", 1)
    with pytest.raises(AlreadyCompleted, match="'payment/3' was completed before"):
        image.complete("payment/3", 2)
    with pytest.raises(ProcessFailed, match=r"complete-external!: 'payment/3' was completed"):
        image.eval("(complete-external! 'payment/3 2)")
    assert image.eval("(await-external 'payment/3)") == 1


def test_a_program_may_complete_what_another_awaits(image: Image) -> None:
    pid = image.spawn("(await-external 'inner)")
    image.run_until_idle()
    image.eval("(complete-external! 'inner (list 1 2))")
    assert image.result(pid) == [1, 2]


def test_waiting_may_have_an_end(image: Image) -> None:
    assert image.eval("(await-external 'never 5 'nothing)") == "nothing"
    with pytest.raises(ProcessFailed, match="await-external: nobody completed it in time"):
        image.eval("(await-external 'never 5)")
    image.complete("never", "now")
    assert image.eval("(await-external 'never 5)") == "now"


def test_who_was_cancelled_awaits_no_longer(image: Image) -> None:
    pid, other = image.spawn("(await-external 'a)"), image.spawn("(await-external 'a)")
    image.run_until_idle()
    image.cancel(pid)
    image.complete("a", 1)
    assert image.result(other) == 1
    assert image.process(pid).state == "cancelled"


def test_a_name_is_a_string_or_a_symbol(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="await-external: expected a name"):
        image.eval("(await-external 5)")
    with pytest.raises(CannotConvert, match="is a str, not 5"):
        image.complete(5, "value")  # type: ignore[arg-type]
    image.complete("after that", 1)


def test_completions_and_those_that_await_them_survive_restarts(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = image.spawn(f"{IMPORT} (list (await-external 'one) (await-external 'two))")
        with pytest.raises(NotDone, match="completion of one"):
            image.result(pid)
        image.complete("two", 2)
    with Image.open(image_path) as image:
        image.complete("one", 1)
    with Image.open(image_path) as image:
        assert image.result(pid) == [1, 2]
        with pytest.raises(AlreadyCompleted):
            image.complete("two", 3)


def test_what_is_awaited_can_be_listed(image: Image) -> None:
    assert image.awaited_names() == []
    for name in ("b", "a", "b"):
        image.spawn(f"(await-external '{name})")
    image.complete("early", 1)
    image.run_until_idle()
    assert image.awaited_names() == ["a", "b"]
    image.complete("a", 1)
    assert image.awaited_names() == ["b"]


def test_of_many_threads_that_complete_one_succeeds(image: Image) -> None:
    image.start()
    pid = image.spawn("(await-external 'race)")

    def complete(n: int) -> int | None:
        try:
            image.complete("race", n)
        except AlreadyCompleted:
            return None
        return n

    with ThreadPoolExecutor(8) as pool:
        winners = [n for n in pool.map(complete, range(20)) if n is not None]
    assert [image.result(pid, timeout=120)] == winners

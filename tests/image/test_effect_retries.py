"""Provided functions that are tried again by themselves: `@effect(retry=Retry(...))`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    CannotProvide,
    Image,
    ProcessFailed,
    Retry,
    SimulatedClock,
    check,
    effect,
)

IMPORTS = "(import (perdure process) (perdure channels) (python test_effect_retries))"
CALLS: list[tuple[Any, ...]] = []
FAILS = {"often": 2}
STEADY = {"jitter": 0.0}


@effect(retry=Retry(attempts=4, jitter=0.0))
def charge(amount: int, key: str) -> int:
    CALLS.append((amount, key))
    if len(CALLS) <= FAILS["often"]:
        raise ConnectionError(f"away {len(CALLS)}")
    return amount


@effect(retry=Retry(attempts=3, jitter=0.0))
async def charge_later(amount: int) -> int:
    CALLS.append((amount,))
    if len(CALLS) <= FAILS["often"]:
        raise ConnectionError("away")
    return amount


@effect(retry=Retry(on=ConnectionError))
def refused() -> None:
    CALLS.append(())
    raise ValueError("refused")


@effect(retry=Retry(on=lambda error: "again" in str(error), jitter=0.0))
def asks(text: str) -> str:
    CALLS.append(())
    if len(CALLS) == 1:
        raise ValueError("again")
    raise ValueError(text)


@effect(retry=Retry(attempts=None, delay=10, factor=1, jitter=0.0, within=35))
def never() -> None:
    CALLS.append(())
    raise ConnectionError(f"away {len(CALLS)}")


@effect(retry=Retry(attempts=2, jitter=0.0), timeout=0.02)
def hangs() -> str:
    CALLS.append(())
    if len(CALLS) == 1:
        threading.Event().wait(0.5)
    return "done"


@effect(within=60)
async def endless() -> None:
    CALLS.append(())
    await asyncio.sleep(3600)


@effect(retry=Retry(jitter=0.0))
def gives_an_object() -> object:
    CALLS.append(())
    return object()


PROVIDED = [charge, charge_later, refused, asks, never, hangs, endless, gives_an_object]


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(0.0)


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    CALLS.clear()
    FAILS["often"] = 2
    with Image.open(":memory:", PROVIDED, clock=clock) as opened:
        opened.eval(IMPORTS)
        yield opened


def test_what_fails_is_called_again_under_the_same_key(image: Image, clock: SimulatedClock) -> None:
    pid = image.spawn("(charge 5)")
    assert image.result(pid) == 5
    assert [(5, f"{image.id}-{pid}-1")] * 3 == CALLS
    assert clock.now() == 1 + 2


def test_a_coroutine_is_tried_again_too(image: Image, clock: SimulatedClock) -> None:
    assert image.eval("(charge-later 5)") == 5
    assert (len(CALLS), clock.now()) == (3, 3)


def test_the_last_error_is_raised_where_the_program_called(image: Image) -> None:
    FAILS["often"] = 9
    text = "(guard (e (#t (error-object-message e))) (charge 5))"
    assert image.eval(text) == "charge: ConnectionError: away 4"


def test_an_error_that_is_not_worth_it_is_raised_at_once(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="refused"):
        image.eval("(refused)")
    with pytest.raises(ProcessFailed, match="cannot take the result"):
        image.eval("(gives-an-object)")
    assert len(CALLS) == 2


def test_a_function_may_say_which_errors_are_worth_it(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="enough"):
        image.eval('(asks "enough")')
    assert len(CALLS) == 2


def test_a_call_that_takes_too_long_has_failed_too(image: Image) -> None:
    assert image.eval("(hangs)") == "done"
    assert len(CALLS) == 2


def test_no_attempt_begins_when_the_time_of_all_is_over(
    image: Image, clock: SimulatedClock
) -> None:
    with pytest.raises(ProcessFailed, match="away 4"):
        image.eval("(never)")
    assert clock.now() == 30


def test_an_attempt_is_given_up_when_the_time_of_all_is_over(image: Image) -> None:
    pid = image.spawn("(guard (e ((error-object? e) (condition-kind e))) (endless))")
    image.run_slice()
    assert image.process(pid).until == 60
    image.clock.advance(60)  # type: ignore[attr-defined]
    image.run_until_idle()
    assert image.result(pid) == "timeout"
    assert image.driver.is_idle()


def test_the_list_says_which_attempt_is_next_and_when(image: Image) -> None:
    pid = image.spawn("(charge 5)")
    image.driver.run(lambda: image.process(pid).until is not None)
    found = image.process(pid)
    text = "effect charge (python test_effect_retries), next is attempt 2 after "
    assert (found.state, found.waits_for) == ("waiting", text + "ConnectionError: away 1")
    assert found.until == 1
    assert image.result(pid) == 5


def test_a_pause_outlives_the_worker(tmp_path: Path) -> None:
    CALLS.clear()
    FAILS["often"] = 3
    path, clock = tmp_path / "image", SimulatedClock(0.0)
    with Image.open(path, PROVIDED, clock=clock) as image:
        image.eval(IMPORTS)
        pid = image.spawn("(charge 7)")
        image.driver.run(lambda: len(CALLS) == 2 and image.process(pid).until is not None)
    assert len(CALLS) == 2
    assert check(path).is_sound
    with Image.open(path, PROVIDED, clock=clock) as image:
        image.run_until_idle()
        assert image.result(pid) == 7
    assert len(CALLS) == 4
    assert len({key for _, key in CALLS}) == 1
    assert clock.now() == 1 + 2 + 4


def test_one_of_several_that_are_waited_for_may_pause(image: Image, clock: SimulatedClock) -> None:
    pid = image.spawn("(select ((on-call charge 1) => list) ((on-call charge-later 2) => list))")
    image.run_until_idle()
    assert image.result(pid) in ([1], [2])
    with pytest.raises(ProcessFailed, match="cancelled"):
        image.eval("(let ((p (spawn (lambda () (never))))) (sleep 5) (cancel! p) (wait p))")
    assert image.driver.is_idle()


def test_a_deadline_ends_a_pause(image: Image, clock: SimulatedClock) -> None:
    assert image.eval("(with-timeout 15 (lambda () (never)) 'late)") == "late"
    assert clock.now() == 15
    assert len(CALLS) == 2
    assert image.driver.is_idle()


def test_a_parked_process_is_tried_on(image: Image, clock: SimulatedClock) -> None:
    pid = image.spawn("(charge 5)")
    image.driver.run(lambda: image.process(pid).until is not None)
    image.park(pid)
    image.run_until_idle()
    assert len(CALLS) == 3
    image.resume(pid)
    assert image.result(pid) == 5


def test_retrying_the_process_begins_the_attempts_anew(image: Image) -> None:
    FAILS["often"] = 6
    pid = image.spawn("(charge 5)")
    with pytest.raises(ProcessFailed):
        image.result(pid)
    image.retry(pid)
    assert image.result(pid) == 5
    assert len(CALLS) == 7
    assert len({key for _, key in CALLS}) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"attempts": 0},
        {"attempts": 1.5},
        {"delay": -1},
        {"factor": 0.5},
        {"jitter": float("nan")},
        {"within": "long"},
        {"on": 5},
        {"on": int},
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(CannotProvide, match="Retry: "):
        Retry(**options)


def test_what_may_happen_once_has_no_other_attempt() -> None:
    with pytest.raises(CannotProvide, match="no other attempt"):
        effect(at_most_once=True, retry=Retry())(lambda: None)
    with pytest.raises(CannotProvide, match="is no Retry"):
        effect(retry=3)(lambda: None)  # type: ignore[call-overload]


def test_pauses_grow_up_to_the_longest_and_vary() -> None:
    steady = Retry(attempts=None, jitter=0.0)
    error = ConnectionError()
    assert [steady.pause_after(n, error) for n in (1, 2, 3, 8, 5000)] == [1, 2, 4, 100, 100]
    varied = {Retry(jitter=0.5).pause_after(1, error) for _ in range(20)}
    assert len(varied) > 1
    assert all(0.5 <= pause <= 1.5 for pause in varied if pause is not None)

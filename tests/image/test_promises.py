"""A promise is kept once, and each thread that waits for it has what it was kept with."""

from __future__ import annotations

import threading

import pytest

from perdure.image.engine.promises import Promise


def test_a_promise_gives_what_it_is_kept_with_to_all_that_wait() -> None:
    promise: Promise[int] = Promise()
    found: list[int] = []
    waiting = [threading.Thread(target=lambda: found.append(promise.result())) for _ in range(3)]
    for each in waiting:
        each.start()
    assert not promise.done()
    promise.set_result(7)
    for each in waiting:
        each.join(timeout=60)
    assert found == [7, 7, 7]
    assert promise.done()
    assert promise.exception() is None


def test_an_error_is_raised_again_wherever_it_is_waited_for() -> None:
    promise: Promise[int] = Promise()
    promise.set_exception(KeyError("gone"))
    for _ in range(2):
        with pytest.raises(KeyError, match="gone"):
            promise.result()


def test_who_asks_to_be_told_is_told_once_before_and_after() -> None:
    promise: Promise[int] = Promise()
    told: list[str] = []
    promise.add_done_callback(lambda kept: told.append(f"before {kept.result()}"))
    promise.set_result(1)
    promise.add_done_callback(lambda kept: told.append(f"after {kept.result()}"))
    assert told == ["before 1", "after 1"]


def test_callbacks_that_come_while_it_is_kept_are_each_called_once() -> None:
    for _ in range(200):
        promise: Promise[int] = Promise()
        told: list[int] = []
        begin = threading.Barrier(3)

        def ask(number: int, promise: Promise[int] = promise, begin: threading.Barrier = begin,
                told: list[int] = told) -> None:  # fmt: skip
            begin.wait()
            promise.add_done_callback(lambda _: told.append(number))

        asking = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
        for each in asking:
            each.start()
        begin.wait()
        promise.set_result(0)
        for each in asking:
            each.join()
        assert sorted(told) == [0, 1]

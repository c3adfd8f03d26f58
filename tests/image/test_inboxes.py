from __future__ import annotations

import threading
import time
from queue import Empty

import pytest

from perdure.image.inbox import Inbox


def test_what_was_put_first_is_taken_first() -> None:
    inbox: Inbox[int] = Inbox()
    for number in range(5):
        inbox.put(number)
    assert inbox.qsize() == 5
    assert [inbox.get(timeout=1.0), inbox.get_nowait(), inbox.get(timeout=0.0)] == [0, 1, 2]
    assert not inbox.empty()
    assert [inbox.get_nowait(), inbox.get_nowait()] == [3, 4]
    assert inbox.empty()


@pytest.mark.parametrize("timeout", [-1.0, 0.0, 0.05])
def test_a_wait_takes_as_long_as_it_was_told(timeout: float) -> None:
    inbox: Inbox[int] = Inbox()
    with pytest.raises(Empty):
        inbox.get_nowait()
    for _ in range(2):  # the second finds the bell as the first has left it
        inbox.put(1)
        inbox.get_nowait()
        began = time.monotonic()
        with pytest.raises(Empty):
            inbox.get(timeout=timeout)
        assert time.monotonic() - began >= timeout


def test_who_waits_is_woken() -> None:
    inbox: Inbox[str] = Inbox()
    threading.Timer(0.05, inbox.put, ["here"]).start()
    assert inbox.get(timeout=60.0) == "here"


def test_nothing_is_lost_or_taken_twice_by_threads_that_put_and_take_at_once() -> None:
    inbox: Inbox[int] = Inbox()
    taken: list[list[int]] = [[] for _ in range(4)]
    per_thread, end = 5_000, -1

    def put(first: int) -> None:
        for number in range(first, first + per_thread):
            inbox.put(number)

    def take(found: list[int]) -> None:
        while (number := inbox.get(timeout=60.0)) != end:
            found.append(number)

    takers = [threading.Thread(target=take, args=(found,)) for found in taken]
    putters = [threading.Thread(target=put, args=(k * per_thread,)) for k in range(3)]
    for thread in (*takers, *putters):
        thread.start()
    for thread in putters:
        thread.join()
    for _ in takers:
        inbox.put(end)
    for thread in takers:
        thread.join(60.0)
    assert sorted(number for found in taken for number in found) == list(range(3 * per_thread))
    for found in taken:  # of what one thread has put
        for k in range(3):
            of_one = [number for number in found if number // per_thread == k]
            assert of_one == sorted(of_one)

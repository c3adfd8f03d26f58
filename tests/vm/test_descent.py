"""Recursion that goes on in new threads: at any depth, with the limit of Python as it is."""

from __future__ import annotations

import sys
import threading

import pytest

from perdure.vm.core import descent
from perdure.vm.core.descent import Descent, TooDeep, with_stack


class Counting:
    """Counts down by recursion."""

    def __init__(self) -> None:
        self.descent = Descent()
        self.threads = {threading.get_ident()}

    def down(self, n: int) -> int:
        if self.descent.left < 2:
            return self.descent.deeper(self.down, n)
        self.descent.left -= 2
        self.threads.add(threading.get_ident())
        value = self.next(n)
        self.descent.left += 2
        return value

    def next(self, n: int) -> int:
        return self.end() if n == 0 else 1 + self.down(n - 1)

    def end(self) -> int:
        return 0


def test_recursion_is_as_deep_as_it_needs_to_be() -> None:
    limit = sys.getrecursionlimit()
    counting = Counting()
    left = counting.descent.left

    assert counting.down(20_000) == 20_000

    assert len(counting.threads) > 20
    assert (counting.descent.left, counting.descent.stacks) == (left, 0)
    assert sys.getrecursionlimit() == limit


def test_an_exception_comes_through_all_stacks() -> None:
    class Failing(Counting):
        def end(self) -> int:
            raise ValueError("the end")

    with pytest.raises(ValueError, match="the end"):
        Failing().down(5_000)


def test_where_there_are_no_more_stacks_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent, "STACKS", 2)
    with pytest.raises(TooDeep):
        Counting().down(5_000)


def test_where_the_system_gives_no_thread_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(TooDeep):
        Counting().down(5_000)


def test_an_interrupt_ends_the_deeper_stack_too(monkeypatch: pytest.MonkeyPatch) -> None:
    started, ended = threading.Event(), threading.Event()

    class Endless(Counting):
        def next(self, n: int) -> int:
            started.set()
            return self.down(n + 1)

    class Waiting(threading.Thread):
        interrupted = False

        def run(self) -> None:
            super().run()
            ended.set()

        def join(self, timeout: float | None = None) -> None:
            if threading.current_thread() is threading.main_thread() and not self.interrupted:
                self.interrupted = True
                started.wait()
                raise KeyboardInterrupt
            super().join(timeout)

    monkeypatch.setattr(threading, "Thread", Waiting)
    endless = Endless()
    endless.descent.left = 0
    with pytest.raises(KeyboardInterrupt):
        endless.down(0)
    assert ended.wait(30)


def test_what_finds_no_room_is_done_on_a_stack_of_its_own() -> None:
    def fall(n: int) -> int:
        return 0 if n == 0 else 1 + fall(n - 1)

    def fall_from(n: int) -> int:
        return with_stack(fall, 600) if n == 0 else fall_from(n - 1)

    assert fall_from(500) == 600

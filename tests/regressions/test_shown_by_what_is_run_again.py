"""A Python program that is run again from its last wait, after it failed, shows nothing twice.

A slice that has failed is run again by a retry, and by a step. The text that it had shown was left
out of the first slice that came then, and no other: where a step, a breakpoint or a turn's end cut
the slice in two, the rest of the text was shown a second time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Debugger, Image, SimulatedClock
from perdure.languages.python.machine.spaces import without

PLAIN = """\
import time
time.sleep(1)
print("hello")
two = 2
print("there")
prices = {}
print(prices["pen"])
"""

BESIDE = """\
import threading
import time

prices = {}

def work():
    for n in range(2):
        time.sleep(20)
        print("worked", n)
    print("worked")

other = threading.Thread(target=work)
other.start()
time.sleep(10)
print("main")
print(prices["pen"])
"""

TASKS = """\
import asyncio

prices = {}

async def f(n):
    await asyncio.sleep(n)
    print("f", n)

async def main():
    await asyncio.gather(f(1), f(2), f(2))
    print("end")
    print(prices["pen"])

asyncio.run(main())
"""

LONG = """\
import time
time.sleep(1)
print("hello")
n = 0
while n < 300_000:
    n += 1
print("there")
prices = {}
print(prices["pen"])
"""

UNDER_C = """\
import time
time.sleep(1)
print("hello")
def key(n):
    print("of", n)
    time.sleep(0.01)
    return n
print(sorted([2, 1], key=key))
prices = {}
print(prices["pen"])
"""


class Failed:
    """A program that has failed, in an image that is opened anew for each thing done."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.moment = path, 0.0
        with self.opened() as image:
            self.pid = image.spawn_program(text, "shop.py")
        while self.state() not in ("done", "failed"):
            self.moment += 10
            with self.opened() as image:
                image.run_until_idle()
        assert self.state() == "failed"

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock(self.moment, stands=True))

    def state(self) -> str:
        with self.opened() as image:
            image.run_until_idle()
            return image.process(self.pid).state

    def printed(self) -> list[str]:
        with self.opened() as image:
            return image.transcript(self.pid).splitlines()

    def steps(self, how: str) -> None:
        """Step until it stands where it had failed, as each time another debugger does it."""
        for _ in range(60):
            with self.opened() as image:
                debugger = image.debug(self.pid)
                debugger.step(how)
                image.run_until_idle()
                if debugger.is_stopped and stands_at_the_end(debugger):
                    return
        pytest.fail("it did not come to its end")

    def repaired(self) -> str:
        """Have it go on with what it lacked; the state in the end."""
        with self.opened() as image:
            debugger = image.debug(self.pid)
            debugger.evaluate("prices.update(pen=2)")
            debugger.go_on()
        for _ in range(30):
            if self.state() in ("done", "failed"):
                break
            self.moment += 10
        return self.state()


def stands_at_the_end(debugger: Debugger) -> bool:
    found = debugger.excerpt(0)
    return found is not None and "print(prices" in dict(found.lines)[found.start[0]]


EXPECTED = {
    PLAIN: ["hello", "there"],
    TASKS: ["f 1", "f 2", "f 2", "end"],
    LONG: ["hello", "there"],
}


@pytest.mark.parametrize("text", [PLAIN, TASKS])
@pytest.mark.parametrize("how", ["over", "into"])
def test_steps_from_the_last_wait_show_nothing_twice(tmp_path: Path, text: str, how: str) -> None:
    failed = Failed(tmp_path / "image", text)
    assert failed.printed() == EXPECTED[text]
    failed.steps(how)
    assert failed.printed() == EXPECTED[text]
    assert failed.repaired() == "done"
    assert failed.printed() == [*EXPECTED[text], "2"]


def test_steps_beside_a_thread_show_nothing_twice(tmp_path: Path) -> None:
    failed = Failed(tmp_path / "image", BESIDE)
    before = ["main", "worked 0", "worked 1", "worked"]
    assert failed.printed() == before
    for _ in range(4):
        with failed.opened() as image:
            image.debug(failed.pid).step("over")
            image.run_until_idle()
    assert failed.printed() == before
    with failed.opened() as image:
        debugger = image.debug(failed.pid)
        debugger.evaluate("prices.update(pen=2)")
    assert failed.printed() == before


def test_a_retry_that_a_breakpoint_cuts_shows_nothing_twice(tmp_path: Path) -> None:
    failed = Failed(tmp_path / "image", PLAIN)
    with failed.opened() as image:
        image.set_breakpoint("shop.py:4")
        image.retry(failed.pid)
        image.run_until_idle()
        assert image.process(failed.pid).state == "waiting"
    assert failed.printed() == ["hello", "there"]
    failed.steps("over")
    assert failed.repaired() == "done"
    assert failed.printed() == ["hello", "there", "2"]


def test_a_retry_of_many_turns_shows_nothing_twice(tmp_path: Path) -> None:
    failed = Failed(tmp_path / "image", LONG)
    with failed.opened() as image:
        image.retry(failed.pid)
        for _ in range(3):
            image.run_slice()
    assert failed.state() == "failed"
    assert failed.printed() == ["hello", "there"]


def test_steps_of_two_kinds_show_nothing_twice(tmp_path: Path) -> None:
    failed = Failed(tmp_path / "image", PLAIN)
    with failed.opened() as image:
        debugger = image.debug(failed.pid)
        debugger.step("over")
        image.run_until_idle()
        debugger.step("over")
        image.run_until_idle()
        assert debugger.frame(0).line == 4
    assert failed.printed() == ["hello", "there"]
    failed.steps("into")
    assert failed.printed() == ["hello", "there"]


def test_what_waits_under_c_shows_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "image"
    before = ["hello", "of 2", "of 1", "[1, 2]"]
    with Image.open(path) as image:
        pid = image.spawn_program(UNDER_C, "shop.py")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert image.transcript(pid).splitlines() == before
    with Image.open(path) as image:
        image.retry(pid)
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert image.transcript(pid).splitlines() == before
    with Image.open(path) as image:
        debugger = image.debug(pid)
        debugger.step("over")
        image.run_until_idle()
        debugger.step("over")
        image.run_until_idle()
        assert image.transcript(pid).splitlines() == before
        debugger.go_on()
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert image.transcript(pid).splitlines() == before


def test_another_line_is_shown_from_its_beginning() -> None:
    assert without("one\nhallo\n", "one\nhello\n") == "hallo\n"
    assert without("one\ntwo\n", "one\n") == "two\n"
    assert without("total: 5\n", "total: ") == "5\n"
    assert without("one\n", "one\ntwo\n") == ""

"""Programs of regular Python as processes of an image: what they print, wait for and end with."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock
from perdure.languages.python.machine import effects, keeping
from perdure.languages.python.runtime import twins


@pytest.fixture
def image_path(tmp_path: Path) -> Path:
    return tmp_path / "image"


def spawn(image: Image, text: str, name: str = "flow.py", *arguments: str, **more: Any) -> int:
    return image.spawn_program(text, name, arguments, **more)


def opened(path: Path | str, clock: SimulatedClock | None = None) -> Image:
    return Image.open(path, clock=clock or SimulatedClock(stands=True))


def test_a_program_prints_and_ends() -> None:
    with opened(":memory:") as image:
        pid = spawn(image, "import sys\nprint('hello', sys.argv, __name__)", "a.py", "one", "two")
        image.result(pid)
        assert image.transcript(pid) == "hello ['a.py', 'one', 'two'] __main__\n"


SLEEPER = """
import time
from dataclasses import dataclass

@dataclass
class Order:
    days: int
    history: list

def wait(order):
    for day in range(order.days):
        time.sleep(86400)
        order.history.append(day)
        yield order

order = Order(3, [])
same = order
for each in wait(order):
    print(len(each.history), each is same)
"""


def test_a_sleeper_goes_on_in_another_opening_from_where_it_slept(image_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with opened(image_path, clock) as image:
        pid = spawn(image, SLEEPER)
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
        assert [frame.position for frame in image.backtrace(pid)] == [
            "flow.py:12:9",
            "flow.py:18:13",
        ]
        assert image.backtrace(pid)[0].variables == {
            "order": "Order(days=3, history=[])",
            "day": "0",
        }
    for days in (1, 2, 3):
        with opened(image_path, clock) as image:
            image.advance(days=1)
            image.run_until_idle()
            assert image.transcript(pid).count("True") == days
    with opened(image_path, clock) as image:
        assert image.process(pid).state == "done"
        assert image.transcript(pid) == "1 True\n2 True\n3 True\n"


LOOKED_AT = """
import time
from dataclasses import dataclass
from enum import Enum

class State(Enum):
    NEW = 1

@dataclass
class Order:
    number: int
    state: State = State.NEW

    def __repr__(self):
        raise ValueError("nothing of the program is run")

def outer(order, *rest):
    count = 0
    def inner():
        nonlocal count
        count += 1
        time.sleep(5)
        return order
    return inner(), rest, order

text = "tea"
outer(Order(7), 1, 2)
"""


def test_the_variables_of_a_suspended_program_are_seen(image_path: Path) -> None:
    with opened(image_path) as image:
        pid = spawn(image, LOOKED_AT)
        image.run_until_idle()
    with opened(image_path) as image:
        seen = [
            {name: repr(value) for name, value in frame.locals.items()}
            for frame in image.stack(pid)
        ]
    order = "Order(number=7, state=State.NEW)"
    assert seen == [
        {"count": "1", "order": order},
        {"rest": "(1, 2)", "order": order, "count": "1"},
        {"text": "'tea'"},
    ]


def test_two_images_run_the_same_program(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as one, opened(tmp_path / "other") as other:
        for image in (one, other, one):
            pid = spawn(image, "import time\ntime.sleep(0)\nprint('ran', input())")
            image.run_until_idle()
            image.supply_input(pid, "well\n")
            image.result(pid)
            assert image.transcript(pid) == "ran well\n"


def test_a_line_that_is_typed_is_read() -> None:
    with opened(":memory:") as image:
        pid = spawn(image, "name = input('name? ')\nprint('hello', name)")
        image.run_until_idle()
        assert image.process(pid).waits_for == "input"
        image.supply_input(pid, "Ann\n")
        image.result(pid)
        assert image.transcript(pid).endswith("hello Ann\n")


@pytest.mark.parametrize(("given", "code"), [("3", 3), ("None", 0), ("'no'", 1), ("", 0)])
def test_the_exit_code_is_that_of_sys_exit(given: str, code: int) -> None:
    with opened(":memory:") as image:
        pid = spawn(image, f"import sys\nsys.exit({given})")
        image.run_until_idle()
        assert image.exit_code(pid) == code


def test_a_failure_says_what_and_where() -> None:
    with opened(":memory:") as image:
        pid = spawn(image, "def f(x):\n    return x['none']\n\nf({})\n")
        with pytest.raises(ProcessFailed, match="KeyError: 'none'"):
            image.result(pid)
        assert [frame.position for frame in image.backtrace(pid)] == ["flow.py:2:12", "flow.py:4:1"]


def test_a_text_that_is_no_python_fails_at_its_place() -> None:
    with opened(":memory:") as image:
        pid = spawn(image, "print('x'\n")
        with pytest.raises(ProcessFailed, match="never closed"):
            image.result(pid)


def test_a_cancelled_program_runs_its_finally_and_a_stored_one_does_not(image_path: Path) -> None:
    text = "import time\ntry:\n    time.sleep(9)\nfinally:\n    print('cleaned')\n"
    clock = SimulatedClock(stands=True)
    with opened(image_path, clock) as image:
        pid = spawn(image, text)
        image.run_until_idle()
    with opened(image_path, clock) as image:
        assert image.transcript(pid) == ""
        image.cancel(pid)
        image.run_until_idle()
        assert image.process(pid).state == "cancelled"
        assert image.transcript(pid) == "cleaned\n"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that programs can import, and that nothing is known of."""
    folder = tmp_path / "library"
    folder.mkdir()
    write(folder, outside=LIBRARY)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "outside", raising=False)


def write(folder: Path, **modules: str) -> None:
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)


def test_a_module_of_the_program_may_wait_while_it_is_imported(tmp_path: Path) -> None:
    write(tmp_path, helper="import time\ntime.sleep(5)\nvalue = 42\nprint('loaded')\n")
    clock = SimulatedClock(stands=True)
    with opened(tmp_path / "image", clock) as image:
        text = "import helper\nprint(helper.value)\nimport helper as again\nprint(again is helper)"
        pid = spawn(image, text, search_path=[str(tmp_path)])
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
    with opened(tmp_path / "image", clock) as image:
        image.advance(seconds=6)
        image.result(pid)
        assert image.transcript(pid) == "loaded\n42\nTrue\n"


OUTSIDE = """
import outside

counts = [outside.count(n) for n in range(3)]
print(counts)
try:
    outside.fail("no")
except ValueError as error:
    print("failed", error)
client = outside.Client("address")
print(client.ask(1), client.ask(2), client.asked)
with outside.stream(4) as lines:
    total = 0
    for line in lines:
        total += outside.count(line)
print(total)
outside.change(counts)
print(counts)
"""

LIBRARY = """
called = []

def slow(n):
    import time
    time.sleep(0.01)
    return count(n)

def loud(text):
    print(text)

def applied(function, *arguments):
    return function(*arguments)

def count(n):
    called.append(n)
    return n * 10

def fail(text):
    raise ValueError(text)

def change(items):
    items.append("changed")

class Client:
    def __init__(self, address):
        import threading
        self.lock = threading.Lock()
        self.address = address
        self.asked = 0

    def ask(self, what):
        self.asked += 1
        return f"{self.address} {what}"

class stream:
    def __init__(self, count):
        self.items = (n for n in range(count))

    def __enter__(self):
        return self.items

    def __exit__(self, *error):
        self.items.close()
"""


def test_calls_of_a_library_that_is_not_known_are_effects(image_path: Path, outside: None) -> None:
    """Among them one that makes a client with a lock, and one that gives a library's generator."""
    with opened(image_path) as image:
        pid = spawn(image, OUTSIDE)
        image.result(pid)
        assert image.transcript(pid).splitlines() == [
            "[0, 10, 20]",
            "failed no",
            "address 1 address 2 2",
            "60",
            "[0, 10, 20, 'changed']",
        ]


UNDER_C = """
import re
import outside
from contextlib import contextmanager

@contextmanager
def counted(n):
    yield outside.count(n)
    outside.count(n + 1)

print(re.sub("[0-9]", lambda found: str(outside.count(int(found.group()))), "a1 b2"))
with counted(4) as got:
    print(got)
print(outside.called)
"""


def test_a_wait_under_a_library_or_c_is_done_in_memory(image_path: Path, outside: None) -> None:
    with opened(image_path) as image:
        pid = spawn(image, UNDER_C)
        image.result(pid)
        assert image.transcript(pid) == "a10 b20\n40\n[1, 2, 4, 5]\n"


def test_a_coroutine_is_driven_by_asyncio() -> None:
    text = (
        "import asyncio\nasync def double(n):\n    await asyncio.sleep(0)\n    return 2 * n\n"
        "async def main():\n    return await asyncio.gather(double(1), double(2))\n"
        "print(asyncio.run(main()))\n"
    )
    with opened(":memory:") as image:
        pid = spawn(image, text)
        image.result(pid)
        assert image.transcript(pid) == "[2, 4]\n"


MADE_AGAIN = """
import time
import outside

client = outside.Client("address")
client.colour = "red"
for n in range(20):
    outside.Client(str(n))
time.sleep(5)
print(client.ask("again"), client.colour)
time.sleep(5)
print(client.ask("and again"), client.colour)
"""


def test_a_client_is_made_again_as_often_as_it_is_loaded(image_path: Path, outside: None) -> None:
    clock = SimulatedClock(stands=True)
    with opened(image_path, clock) as image:
        pid = spawn(image, MADE_AGAIN)
        image.run_until_idle()
    for _ in range(2):
        with opened(image_path, clock) as image:
            image.advance(seconds=6)
            image.run_until_idle()
    with opened(image_path, clock) as image:
        assert image.transcript(pid) == "address again red\naddress and again red\n"


def test_many_programs_wait_for_effects_at_once(
    image_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than are kept in memory otherwise: each call is made once."""
    library = tmp_path / "library"
    library.mkdir()
    write(
        library,
        outside=LIBRARY
        + "\n\ndef slow(n):\n    import time\n    time.sleep(0.01)\n    return count(n)\n",
    )
    monkeypatch.syspath_prepend(str(library))
    monkeypatch.delitem(sys.modules, "outside", raising=False)
    text = "import outside, sys\nn = int(sys.argv[1])\nprint(outside.slow(n), outside.slow(-n))"
    with opened(image_path) as image:
        pids = [spawn(image, text, "flow.py", str(n)) for n in range(1, 151)]
        for n, pid in enumerate(pids, 1):
            image.result(pid)
            assert image.transcript(pid) == f"{10 * n} {-10 * n}\n"
    assert len(sys.modules["outside"].called) == 300


def test_what_an_effect_prints_is_printed_once_where_the_slice_after_it_is_run_again(
    image_path: Path, tmp_path: Path, outside: None
) -> None:
    """It holds a file that is open, which is found at its next wait."""
    (tmp_path / "lines").write_text("one\n")
    text = (
        f"import outside\noutside.loud('loud')\nfile = open({str(tmp_path / 'lines')!r})\n"
        "print(outside.count(1), file.read().strip())\nfile.close()\ndel file\n"
        "print(outside.count(2))\n"
    )
    with opened(image_path) as image:
        pid = spawn(image, text)
        image.result(pid)
        assert image.transcript(pid) == "loud\n10 one\n20\n"


def test_a_function_of_the_program_runs_as_it_is_where_a_library_calls_it_in_an_effect(
    image_path: Path, outside: None
) -> None:
    text = (
        "import outside\n"
        "def chosen(words):\n    import json\n    return sorted(words, key=lambda w: -len(w))\n"
        "print(outside.applied(chosen, ['a', 'ccc', 'bb']))\n"
    )
    with opened(image_path) as image:
        pid = spawn(image, text)
        image.result(pid)
        assert image.transcript(pid) == "['ccc', 'bb', 'a']\n"


def test_the_text_that_a_program_exits_with_is_printed(image_path: Path) -> None:
    with opened(image_path) as image:
        pid = spawn(image, "import sys\nsys.exit('no more')")
        image.run_until_idle()
        assert (image.exit_code(pid), image.transcript(pid)) == (1, "no more\n")


def test_a_line_that_is_there_is_read_at_the_end_of_a_volatile_section(
    image_path: Path, tmp_path: Path, outside: None
) -> None:
    (tmp_path / "lines").write_text("one\n")
    text = (
        f"import outside\nfirst = input('a? ')\nfile = open({str(tmp_path / 'lines')!r})\n"
        "outside.count(1)\nline = file.read().strip()\nfile.close()\ndel file\n"
        "print(first, line, input('b? '))\n"
    )
    with opened(image_path) as image:
        pid = spawn(image, text)
        image.run_until_idle()
        image.supply_input(pid, "Ann\nBea\n")
        image.result(pid)
        assert image.transcript(pid) == "a? b? Ann one Bea\n"


def test_a_program_waits_for_a_worker_that_has_its_modules(
    image_path: Path, tmp_path: Path, outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimulatedClock(stands=True)
    with opened(image_path, clock) as image:
        pid = spawn(image, "import outside, time\ntime.sleep(5)\nprint(outside.count(4))")
        image.run_until_idle()
    library = tmp_path / "library" / "outside.py"
    library.rename(tmp_path / "elsewhere")
    monkeypatch.delitem(sys.modules, "outside")
    with opened(image_path, clock) as image:
        image.advance(seconds=6)
        image.run_until_idle()
        found = image.process(pid)
        assert (found.state, found.waits_for) == ("ready", "a worker with the module outside")
        assert not found.is_provided
    (tmp_path / "elsewhere").rename(library)
    with opened(image_path, clock) as image:
        image.result(pid)
        assert image.transcript(pid) == "40\n"


AWAY = """
import far
far.ask("away")
"""

FAR = """
import threading
asked, go_on = [], threading.Event()

def ask(what):
    asked.append(what)
    go_on.wait(20)
    return what
"""


def test_the_outcome_of_a_call_is_forgotten_whose_process_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far.py").write_text(FAR)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "far", raising=False)
    monkeypatch.setattr(keeping, "SPACES", 1)
    with Image.open(":memory:") as image:
        killed = spawn(image, AWAY)
        until = time.monotonic() + 20
        while "far" not in sys.modules or not sys.modules["far"].asked:
            image.run_slice()
            assert time.monotonic() < until
        image.kill(killed)
        sys.modules["far"].go_on.set()
        for _ in range(3):
            image.result(spawn(image, AWAY))
        assert not effects._fresh
    del sys.modules["far"]


NEW_TWIN = """
import time

def key(number):
    time.sleep(86400)
    return -number

print([*map(key, [1])])
print(sorted([1, 2], key=key))
"""


def test_a_program_of_an_older_perdure_has_what_the_newer_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guests that it began with lack a function."""
    text = twins.GUESTS[twins.UNIT].path.read_text()
    (tmp_path / "guest.py").write_text(text.replace("def sorted_of(", "def unknown("))
    clock = SimulatedClock(stands=True)
    with monkeypatch.context() as older, opened(tmp_path / "image", clock) as image:
        old = twins.Guest(tmp_path / "guest.py", twins.GUESTS[twins.UNIT].names)
        older.setitem(twins.GUESTS, twins.UNIT, old)
        pid = spawn(image, NEW_TWIN)
        image.run_until_idle()
    with opened(tmp_path / "image", clock) as image:
        image.advance(days=4)
        image.result(pid)
        assert image.transcript(pid) == "[-1]\n[2, 1]\n"

"""Breakpoints and watches in regular Python: they are the image's, and survive."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Debugger, Image, SimulatedClock

PROGRAMS = Path(__file__).with_name("debugged")
PRINTED = "8\n6 IIInk\n"


class Running:
    """A program in an image that is closed after each thing that is done."""

    def __init__(self, path: Path, name: str = "pauses") -> None:
        self.path = path
        self.name = name
        self.pid = 0

    def opened(self) -> Image:
        return Image.open(self.path, clock=SimulatedClock())

    def begin(self) -> None:
        with self.opened() as image:
            text = (PROGRAMS / f"{self.name}.py").read_text()
            self.pid = image.spawn_program(text, f"{self.name}.py")

    def begin_and_stand(self) -> None:
        """Begin it, and leave it where it waits first."""
        with Image.open(self.path, clock=SimulatedClock(stands=True)) as image:
            text = (PROGRAMS / f"{self.name}.py").read_text()
            self.pid = image.spawn_program(text, f"{self.name}.py")
            image.run_until_idle()
            assert image.process(self.pid).waits_for == "a timer"

    def breakpoint(self, where: str, condition: str = "") -> int:
        with self.opened() as image:
            return image.set_breakpoint(where, condition)

    def on(self) -> str:
        """Let it go on; where it stops, or what it has printed in the end."""
        with self.opened() as image:
            debugger = image.debug(self.pid)
            if debugger.is_stopped:
                debugger.go_on()
            image.run_until_idle()
            return self.told(image, debugger)

    def told(self, image: Image, debugger: Debugger) -> str:
        if debugger.settle() == "done":
            return image.transcript(self.pid)
        frame = debugger.frame(0)
        why = debugger.problem.rpartition(" (")[0]
        return f"{why} at {frame.name}:{frame.line}"


@pytest.fixture
def running(tmp_path: Path) -> Running:
    return Running(tmp_path / "test.image")


def test_a_program_stops_in_a_function_and_goes_on(running: Running) -> None:
    assert running.breakpoint("price_of") == 1
    running.begin()
    assert [running.on() for _ in range(3)] == ["breakpoint 1 at price_of:19"] * 3
    assert running.on() == PRINTED  # under `re.sub` nothing stops


def test_a_program_that_stands_stops_at_a_breakpoint_that_is_set_then(running: Running) -> None:
    running.begin_and_stand()
    assert running.breakpoint("pauses.py:26", "thing == 'pen'") == 1
    assert running.breakpoint("Order.add") == 2
    assert running.on() == "breakpoint 2 at Order.add:14"
    assert running.on() == "breakpoint 1 at total:26"
    with running.opened() as image:
        debugger = image.debug(running.pid)
        assert debugger.variables()["found"] == "5"
        debugger.set("found", "50")
        image.delete_breakpoint(1)
        image.delete_breakpoint(2)
    assert running.on() == PRINTED.replace("8", "53")


def test_a_line_is_met_where_control_comes_to_it(running: Running) -> None:
    for line in (12, 13, 25, 35):  # of a `def`, a docstring, a loop, and the module's body
        running.breakpoint(f"pauses.py:{line}")
    running.begin()
    assert [running.on() for _ in range(5)] == [
        "breakpoint 3 at total:25",
        "breakpoint 1 at Order.add:14",
        "breakpoint 1 at Order.add:14",
        "breakpoint 4 at <module>:35",
        "breakpoint 3 at total:25",
    ]


def test_a_condition_is_of_the_frame_and_one_that_fails_stops(running: Running) -> None:
    running.breakpoint("price_of", "len(thing) == 3 and prices[thing] > 4")
    running.breakpoint("total", "nix > 1")
    running.breakpoint("Order.add", "time.sleep(1)")
    running.begin()
    name = "NameError: name 'nix' is not defined"
    assert running.on() == f"breakpoint 2, whose condition fails: {name} at total:24"
    waits = "breakpoint 3, whose condition would have to wait, or takes long at Order.add:14"
    assert running.on() == waits
    assert running.on() == waits
    assert running.on().startswith("breakpoint 2")
    assert running.on() == waits
    assert running.on() == "breakpoint 1 at price_of:19"
    assert running.on() == PRINTED


def test_variables_fields_and_objects_are_watched(running: Running) -> None:
    running.breakpoint("total")
    running.begin()
    assert running.on() == "breakpoint 1 at total:24"
    with running.opened() as image:
        debugger = image.debug(running.pid)
        debugger.step("over")
        debugger.settle()
        assert debugger.watch("found") == 2
        assert debugger.watch("order.number") == 3
        assert debugger.watch("order.lines") == 4
        assert debugger.watch("prices", 1) == 5
        with pytest.raises(CannotDebug, match="a watch is on a variable, a field or an item"):
            debugger.watch("len(things)")
        with pytest.raises(CannotDebug, match="name 'nix' is not defined"):
            debugger.watch("nix")
        assert [each.what for each in image.breakpoints()][1] == (
            f"found, of process {running.pid}"
        )
        image.delete_breakpoint(1)
    assert running.on() == "watch 4: order.lines was changed: it is ['ink'] at Order.add:15"
    with running.opened() as image:
        image.delete_breakpoint(4)
    assert running.on() == "watch 2: found was 0, is 5 at total:26"
    assert running.on() == "watch 2: found was 5, is 8 at total:27"
    assert running.on() == (
        "watch 5: prices was changed: it is {'ink': 5, 'pen': 2} at <module>:35"
    )
    with running.opened() as image:
        image.debug(running.pid).watch("order.number")
    assert running.on() == "watch 6: order.number was 7, is 8 at <module>:36"
    with running.opened() as image:
        for each in image.breakpoints():
            image.delete_breakpoint(each.number)
    assert running.on() == PRINTED


def test_what_has_failed_stops_when_it_is_begun_again(tmp_path: Path) -> None:
    running = Running(tmp_path / "test.image", "shop")
    running.begin()
    assert "KeyError: 'pen'" in running.on()
    running.breakpoint("price_of", "thing == 'nib'")
    with running.opened() as image:
        debugger = image.debug(running.pid)
        debugger.evaluate("prices.update(pen=1)")
        debugger.restart_frame()
        assert running.told(image, debugger).startswith("breakpoint 1 at price_of:")
        debugger.set("thing", "'ink'")
    assert running.on() == "[8, 2, 8] ['ink', 'pen', 'nib'] ['nib']\n"  # `kept` has its own


def test_another_program_has_nothing_to_do_with_a_breakpoint(running: Running) -> None:
    running.breakpoint("other.py:26")
    running.begin()
    assert running.on() == PRINTED


CALLED = """
import asyncio
import json

seen = []


def half(x):
    found = json.loads(json.dumps(x)) // 2
    seen.append(found)
    return found


async def quarter(x):
    await asyncio.sleep(1)
    return half(half(x))


async def both():
    return await asyncio.gather(quarter(8), quarter(12))


def begin(x):
    return half(x), asyncio.run(both())
"""


def test_calls_and_tasks_stop_and_the_module_of_others_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "called.py"
    file.write_text(CALLED)
    with Image.open(tmp_path / "test.image", clock=SimulatedClock()) as image:
        assert image.call(f"{file}:half", 6) == 3
        image.set_breakpoint("called.py:10", "found == 2")
        pid = image.spawn(f"{file}:begin", 10)
        image.run_until_idle()
        debugger = image.debug(pid)
        found = []
        while debugger.is_stopped:
            names = [frame.name for frame in debugger.frames()]
            found.append((names[:2], debugger.variables(0)))
            debugger.go_on()
            image.run_until_idle()
        assert found == [(["half", "quarter"], {"found": "2"})]
        assert image.result(pid) == (5, [2, 3])
        image.delete_breakpoint(1)
        assert image.call(f"{file}:half", 8) == 4


ASKING = """
import time
from pathlib import Path


def told(name):
    text = Path(name).read_text()
    return text.upper()


time.sleep(1)
print(told("a.txt"), told("b.txt"))
"""


def test_what_waits_for_a_call_outside_stops_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(name)
    with Image.open(tmp_path / "test.image", clock=SimulatedClock(stands=True)) as image:
        pid = image.spawn_program(ASKING, "asking.py")
        image.run_until_idle()
    with Image.open(tmp_path / "test.image", clock=SimulatedClock()) as image:
        image.set_breakpoint("asking.py:8", "text == 'b'")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.variables(0) == {"text": "'b'"}
        debugger.set("text", "text + text")
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.transcript(pid) == "A BB\n"


KINDS = (PROGRAMS / "kinds.py").read_text()


@pytest.mark.parametrize(
    "place",
    [
        *("Order.add", "add", "Order.add.inner", "inner", "Order.make", "make", "Order.rate"),
        *("Order.Line.price", "Line.price", "price", "cond", "kinds.py:4", "kinds.py:28"),
    ],
)
def test_each_kind_of_function_is_known_and_stops(place: str) -> None:
    with Image.open(":memory:") as image:
        image.spawn_program(KINDS, "kinds.py")
        image.run_until_idle()
        assert image.browse().why_no_stop(place) is None
        image.set_breakpoint(place)
        pid = image.spawn_program(KINDS, "kinds.py")
        image.run_until_idle()
        assert image.process(pid).state == "waiting"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("Order.total", "it is a property, which is called within an expression"),
        ("kinds.py:21", "it is in a property, which is called within an expression"),
        ("kinds.py:2", "it is in the body of a class, which does not stop"),
        ("double", "it is a lambda, which has no statement to stop before; write it as a def"),
        ("Order", "it is a class, whose body does not stop; choose a method, as Order.__init__"),
        ("order", "it is a variable; `watch order` in a debugger stops where it is changed"),
        ("documented", "it has no statement to stop before"),
        ("kinds.py:900", "no statement is on line 900"),
        ("Order.nix", ""),
    ],
)
def test_what_cannot_stop_is_told_when_a_breakpoint_is_set(place: str, why: str) -> None:
    with Image.open(":memory:") as image:
        image.spawn_program(KINDS, "kinds.py")
        image.run_until_idle()
        told = image.browse().why_no_stop(place)
        assert told is not None
        assert told.startswith(why)
        image.set_breakpoint(place)
        pid = image.spawn_program(KINDS, "kinds.py")
        image.run_until_idle()
        assert image.process(pid).state == "done"


def test_a_watch_goes_with_its_process_unless_that_may_go_on(tmp_path: Path) -> None:
    with Image.open(tmp_path / "image", clock=SimulatedClock()) as image:
        ended = image.debug(image.spawn_program("n = 1\nbreakpoint()\nn = n\n", "ended.py"))
        text = "n = 1\nbreakpoint()\nm = 1 / (n - 1)\nn = 3\n"
        failed = image.debug(image.spawn_program(text, "failed.py"))
        other = image.debug(image.spawn_program("n = 1\nbreakpoint()\n", "other.py"))
        image.run_until_idle()
        for each in (ended, failed, other):
            each.watch("n")
        ended.go_on()
        failed.go_on()
        image.run_until_idle()
        assert image.process(failed.pid).state == "failed"
        assert [each.what for each in image.breakpoints()] == [
            f"n, of process {failed.pid}",
            f"n, of process {other.pid}",
        ]
        image.kill(other.pid)
        assert [each.what for each in image.breakpoints()] == [f"n, of process {failed.pid}"]
        image.retry(failed.pid)
        image.run_until_idle()
        assert image.process(failed.pid).state == "failed"
    with Image.open(tmp_path / "image", clock=SimulatedClock()) as image:
        assert len(image.breakpoints()) == 1
        image.forget(failed.pid)
        assert image.breakpoints() == []

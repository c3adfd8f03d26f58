"""The frames of tasks and threads that wait: they are shown, evaluated in and changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Image, SimulatedClock
from perdure.repl.debugging import Shell
from perdure.repl.stacks import stack_lines

TASKS = """\
import asyncio

async def price_of(thing):
    wanted = thing.upper()
    await asyncio.sleep(50)
    return wanted

async def priced(things):
    rate = 2
    found = await asyncio.gather(*[price_of(thing) for thing in things])
    return found, rate

def total(things):
    return asyncio.run(priced(things))

print(total(["ink", "pen"]))
"""

THREADS = """\
import threading, time

seen = []

def work(first):
    kept = [first]
    time.sleep(30)
    seen.append(kept)

other = threading.Thread(target=work, args=[1], name="worker")
other.start()
time.sleep(50)
print(seen)
"""


def standing(path: Path) -> Image:
    return Image.open(path, clock=SimulatedClock(stands=True), keeps_variables=True)


def begun(path: Path, text: str) -> int:
    with standing(path) as image:
        pid = image.spawn_program(text, "tasks.py")
        image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
        return pid


def test_each_task_is_shown_where_it_stands_with_its_variables(tmp_path: Path) -> None:
    pid = begun(tmp_path / "image", TASKS)
    with standing(tmp_path / "image") as image:
        shell = Shell(image, pid)
        assert shell.run("bt") == [
            "*  0  total  tasks.py:14:12",
            "   1  <module>  tasks.py:16:7",
            "  task Task-1",
            "   2  priced  tasks.py:10:13",
            "  task Task-2",
            "   3  price_of  tasks.py:5:5",
            "  task Task-3",
            "   4  price_of  tasks.py:5:5",
        ]
        assert shell.run("frame 3")[-2:] == ["      thing  = 'ink'", "      wanted = 'INK'"]
        with pytest.raises(CannotDebug, match="no frame of task Task-2"):
            shell.run("up")
        shell.run("frame 1")
        with pytest.raises(CannotDebug, match="no frame of the stack that runs"):
            shell.run("up")
        assert [line for line in stack_lines(image.stack(pid)) if "=" not in line] == [
            *("  0  total  tasks.py:14:12", "  1  <module>  tasks.py:16:7"),
            *("  task Task-1", "  2  priced  tasks.py:10:13"),
            *("  task Task-2", "  3  price_of  tasks.py:5:5"),
            *("  task Task-3", "  4  price_of  tasks.py:5:5"),
        ]
        stacks = list(dict.fromkeys(each.stack for each in image.backtrace(pid)))
        assert stacks == ["", "task Task-1", "task Task-2", "task Task-3"]


def test_variables_of_tasks_are_changed_and_they_go_on_with_them(tmp_path: Path) -> None:
    path = tmp_path / "image"
    pid = begun(path, TASKS)
    with standing(path) as image:
        debugger = image.debug(pid)
        assert debugger.evaluate("wanted + thing", 4).text == "'PENpen'"
        debugger.set("wanted", "'CAP'", 3)
        assert debugger.evaluate("rate += len(things)", 2).changed == ("rate",)
    with standing(path) as image:
        debugger = image.debug(pid)
        assert debugger.variables(3)["wanted"] == "'CAP'"
        with pytest.raises(CannotDebug, match="would have to wait"):
            debugger.evaluate("import time; time.sleep(1)", 3)
        with pytest.raises(CannotDebug):
            debugger.return_from(3, "4")
        with pytest.raises(CannotDebug, match="a watch is on variables of modules there"):
            debugger.watch("wanted", 3)
    with Image.open(path, clock=SimulatedClock()) as image:
        image.run_until_idle()
        assert image.transcript(pid) == "(['CAP', 'PEN'], 4)\n"


def test_threads_that_wait_are_shown_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "image"
    pid = begun(path, THREADS)
    with standing(path) as image:
        debugger = image.debug(pid)
        shown = [(frame.name, frame.stack) for frame in debugger.frames()]
        assert shown == [("<module>", ""), ("work", "thread worker")]
        debugger.evaluate("kept.append(first + 1)", 1)
    with Image.open(path, clock=SimulatedClock()) as image:
        image.run_until_idle()
        assert image.transcript(pid) == "[[1, 2]]\n"


def test_other_tasks_are_shown_beside_one_that_stands_at_a_breakpoint(tmp_path: Path) -> None:
    path = tmp_path / "image"
    text = TASKS.replace(
        "    return wanted", "    if thing == 'pen': breakpoint()\n    return wanted"
    )
    with Image.open(path, clock=SimulatedClock()) as image:
        pid = image.spawn_program(text, "tasks.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.is_stopped
        shown = [(frame.name, frame.stack) for frame in debugger.frames()]
        assert shown[0] == ("price_of", "")
        assert ("priced", "task Task-1") in shown
        assert ("<module>", "beneath the loop of MainThread") in shown
        number = shown.index(("priced", "task Task-1"))
        debugger.set("rate", "9", number)
        debugger.go_on()
        image.run_until_idle()
        assert image.transcript(pid) == "(['INK', 'PEN'], 9)\n"


def test_long_lists_of_tasks_are_cut(tmp_path: Path) -> None:
    pid = begun(tmp_path / "image", TASKS.replace('["ink", "pen"]', '["ink"] * 40'))
    with standing(tmp_path / "image") as image:
        lines = list(stack_lines(image.stack(pid)))
        assert lines[-1] == "  ..."
        assert sum(line.startswith("  task") for line in lines) == 20
        assert len(image.debug(pid).frames()) == 43

"""Breakpoints on exceptions of regular Python: where one is raised, before it is handled."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from perdure.image import CannotDebug, Image, SimulatedClock
from perdure.languages.python.machine.raising import link_asking
from tests.hatchery import PERDURE, started
from tests.kill.incarnations import PATIENT
from tests.python.test_breakpoints import Running
from tests.repl.command import Command

PROGRAMS = Path(__file__).with_name("debugged")


@cache
def printed(name: str) -> str:
    """The output under CPython."""
    command = [sys.executable, str(PROGRAMS / f"{name}.py")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


class Raising(Running):
    """A program with breakpoints on exceptions, in an image that is closed after each stop."""

    def __init__(self, path: Path, name: str = "raising") -> None:
        super().__init__(path, name)

    def break_on(self, *wanted: str) -> None:
        with self.opened() as image:
            image.break_on(*wanted)

    def stops(self) -> list[str]:
        """The program's stops, from its beginning to its end, where it has printed what it does."""
        self.begin()
        found: list[str] = []
        while (told := self.on()).startswith("breakpoint"):
            found.append(told.removeprefix("breakpoint 1 on "))
        assert told == printed(self.name)
        return found


@pytest.fixture
def raising(tmp_path: Path) -> Raising:
    return Raising(tmp_path / "test.image")


@pytest.fixture
def within(tmp_path: Path) -> Raising:
    return Raising(tmp_path / "test.image", "raised_within")


JSON = "JSONDecodeError: Expecting ',' delimiter: line 1 column 3 (char 2) at parsed:33"
PEN, KEPT = "KeyError: 'pen' at price_of:22", "KeyError: 'pen' at kept:40"
NIB, CAP = "Gone: nib at roomy:55", "OutOfStock: cap at again:61"


def test_it_stops_at_each_exception_once_and_prints_the_same(raising: Raising) -> None:
    raising.break_on("any")
    assert raising.stops() == [PEN, JSON, KEPT, NIB, CAP]


@pytest.mark.parametrize(
    ("name", "stops"),
    [
        ("KeyError", [PEN, KEPT]),
        ("LookupError", [PEN, KEPT]),
        ("ValueError", [JSON]),
        ("json.JSONDecodeError", [JSON]),
        ("json.decoder.JSONDecodeError", [JSON]),
        ("JSONDecodeError", [JSON]),
        ("OutOfStock", [NIB, CAP]),
        ("Gone", [NIB]),
        ("raising.Gone", [NIB]),
        ("__main__.Gone", [NIB]),
        ("other.Gone", []),
        ("Exception", [PEN, JSON, KEPT, NIB, CAP]),
        ("BaseException", [PEN, JSON, KEPT, NIB, CAP]),
        ("OSError", []),
        ("int", []),
        ("type", []),  # a kind of Scheme's conditions
    ],
)
def test_a_class_is_meant_by_its_name_with_its_subclasses(
    raising: Raising, name: str, stops: list[str]
) -> None:
    raising.break_on(name)
    assert raising.stops() == stops


def test_no_handler_or_finally_has_run_and_all_variables_are_there(raising: Raising) -> None:
    raising.break_on("KeyError")
    raising.begin()
    assert raising.on() == f"breakpoint 1 on {PEN}"
    with raising.opened() as image:
        debugger = image.debug(raising.pid)
        assert debugger.problem == "breakpoint 1 on KeyError: 'pen' (raising.py:22:16)"
        assert [each.name for each in debugger.restarts()] == ["continue", "abort"]
        assert [each.name for each in debugger.frames()] == ["price_of", "<module>"]
        assert debugger.variables() == {"rate": "2", "thing": "'pen'"}
        assert debugger.evaluate("log, thing + 's', rate").text == "([], 'pens', 2)"
        assert debugger.evaluate("prices", 1).text == "{'ink': 4}"
        debugger.set("prices", "{'ink': 4, 'pen': 7}", 1)
        debugger.restart_frame(0)  # the call is begun again: nothing of it has been done
        assert debugger.settle() == "done"
        assert image.transcript(raising.pid).startswith("14 8\n")


def test_a_value_may_be_returned_instead(raising: Raising) -> None:
    raising.break_on("KeyError")
    raising.begin()
    raising.on()
    with raising.opened() as image:
        debugger = image.debug(raising.pid)
        debugger.return_from(0, "99")
        image.delete_breakpoint(1)
    assert raising.on().startswith("99 8\n")


def test_abort_ends_it_with_what_cleans_up(raising: Raising) -> None:
    raising.break_on("KeyError")
    raising.begin()
    raising.on()
    with raising.opened() as image:
        debugger = image.debug(raising.pid)
        debugger.restart("abort")
        image.run_until_idle()
        assert image.process(raising.pid).state in ("failed", "cancelled")
        with pytest.raises(CannotDebug):
            image.debug(raising.pid).go_on()


def test_a_predicate_is_a_function_of_it_that_sees_the_frame(raising: Raising) -> None:
    raising.break_on("OutOfStock", "lambda error: error.thing == thing == 'nib'")
    assert raising.stops() == [NIB]


def test_any_is_for_the_language_that_its_predicate_is_of(raising: Raising) -> None:
    raising.break_on("any", "(lambda (e) #t)")
    raising.break_on("any", "lambda e: 'p' in thing")
    with raising.opened() as image:
        assert image.debug(image.spawn_eval("(car 5)")).settle() == "waiting"
        assert image.process(1).waits_for.startswith("breakpoint 1 on car: ")
        image.delete_breakpoint(1)
        pid = image.spawn_eval("(car 5)")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
    raising.begin()
    assert raising.on() == f"breakpoint 2 on {PEN}"


def test_a_predicate_that_never_holds_stops_nothing(raising: Raising) -> None:
    raising.break_on("any", "lambda e: False")
    assert raising.stops() == []


def test_one_that_fails_stops_and_says_so(raising: Raising) -> None:
    raising.break_on("ValueError", "lambda e: e.nix")
    raising.begin()
    name = "AttributeError: 'JSONDecodeError' object has no attribute 'nix'"
    assert raising.on().startswith(f"breakpoint 1, whose condition fails: {name} on JSONDecode")


def test_in_tasks_threads_generators_and_what_a_library_calls(within: Raising) -> None:
    within.break_on("any")
    assert within.stops() == [
        "KeyError: 'pen' at price:14",  # of a task of gather
        "KeyError: 'pad' at price:14",  # of one that is awaited in a `try`
        "KeyError: 'nib' at work:29",  # of a thread
        "ZeroDivisionError: integer division or modulo by zero at numbers:37",
        "KeyError: 'n' at key:51",  # of a key of `sorted`
        "KeyError: 'mop' at reduced:57",
        "KeyError: 'sum' at summed.<locals>.<genexpr>:86",
        "KeyError: 'cup' at listed:93",
        "KeyError: 'fig' at futures:102",
        "KeyError: 'lam' at by_lambda:109",
    ]  # not in `looked_up`, which handles it under a function of C's, nor where iterators end


@pytest.mark.parametrize("is_loaded", [False, True])
def test_in_modules_groups_timeouts_and_texts_of_a_flow(tmp_path: Path, is_loaded: bool) -> None:
    def opened() -> Image:
        clock = SimulatedClock()
        return Image.open(tmp_path / "image", clock=clock, python=[PROGRAMS / "further"])

    expected = ["'pool'", "group", "timed", "broken", "text", "odd"]
    with opened() as image:
        if is_loaded:
            assert image.call("flow:main", 1) == expected
        image.break_on("any")
        pid = image.spawn("flow:main", 1)
    found: list[str] = []
    while True:
        with opened() as image:
            image.run_until_idle()
            debugger = image.debug(pid)
            if not debugger.is_stopped:
                assert image.result(pid) == expected
                break
            frame = debugger.frame(0)
            text = debugger.problem.removeprefix("breakpoint 1 on ").partition(" (")[0]
            found.append(f"{text.partition(':')[0]} at {frame.name}:{frame.line}")
            debugger.go_on()
    assert found == [
        "KeyError at look:5",  # in a thread of a pool; its future raises it again
        "KeyError at look:5",  # in a task of a group
        "ExceptionGroup at grouped:18",
        "TimeoutError at timed:28",
        "ZeroDivisionError at <module>:5",  # of a module that is being imported
        "KeyError at main:48",  # in a text for `exec`
        "Odd at main:58",  # whose text would have to wait
    ]


def test_one_by_which_an_iterator_ends_is_to_be_named(within: Raising) -> None:
    within.break_on("StopIteration")
    within.begin()
    assert within.on() == "breakpoint 1 on StopIteration at last:79"


@pytest.mark.parametrize("waits", range(12))
def test_a_program_that_stands_somewhere_stops_at_what_comes(tmp_path: Path, waits: int) -> None:
    text = (PROGRAMS / "standing.py").read_text()
    expected = ["one:19", "two:33", "two:33", "made:54", "made:54", "made:54", "three:41"]
    over = [0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 7]  # exceptions that have been raised by then
    with Image.open(tmp_path / "image", clock=SimulatedClock(stands=True)) as image:
        pid = image.spawn_program(text, "standing.py")
        image.run_until_idle()
        for _ in range(waits):
            image.advance(seconds=5)
            image.run_until_idle()
        assert image.process(pid).waits_for == "a timer"
        image.break_on("any")
    found: list[str] = []
    while True:
        with Image.open(tmp_path / "image", clock=SimulatedClock()) as image:
            image.run_until_idle()
            debugger = image.debug(pid)
            if not debugger.is_stopped:
                break
            found.append(f"{debugger.frame(0).name}:{debugger.frame(0).line}")
            debugger.go_on()
    assert [*expected, "three:47"][over[waits] :] == found
    with Image.open(tmp_path / "image") as image:
        said = "error invalid literal for int() with base 10: 'c'"
        assert image.transcript(pid) == f"0\n10\n[0, 1, 2]\n{said}\n"


def test_one_that_nobody_handles_stops_and_then_fails_as_ever(tmp_path: Path) -> None:
    text = (PROGRAMS / "failing.py").read_text()
    with Image.open(tmp_path / "image") as image:
        image.break_on("KeyError")
        pid = image.spawn_program(text, "failing.py")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.problem == "breakpoint 1 on KeyError: 'pen' (failing.py:2:12)"
        debugger.go_on()
        assert debugger.settle() == "failed"
        assert [each.name for each in debugger.frames()][:1] == ["price"]
        assert "use-value" in [each.name for each in debugger.restarts()]
        debugger.restart("use-value", "3")
        assert debugger.settle() == "done"
        assert image.transcript(pid).startswith("7\n")


def test_a_step_begins_where_it_stands(raising: Raising) -> None:
    raising.break_on("KeyError")
    raising.begin()
    raising.on()
    with raising.opened() as image:
        debugger = image.debug(raising.pid)
        debugger.step("over")
        debugger.settle()
        assert (debugger.frame(0).name, debugger.frame(0).line) == ("price_of", 24)


def test_a_new_version_goes_on_from_where_it_stands(raising: Raising) -> None:
    raising.break_on("KeyError")
    raising.begin()
    raising.on()
    text = (PROGRAMS / "raising.py").read_text()
    with raising.opened() as image:
        image.upgrade(raising.pid, {"raising.py": text.replace("return 0\n", "return 55\n")})
        image.delete_breakpoint(1)
    assert raising.on().startswith("55 8\n")


def test_workers_are_killed_while_it_stands(tmp_path: Path) -> None:
    perdure = Command(tmp_path)
    (tmp_path / "raising.py").write_text((PROGRAMS / "raising.py").read_text())
    assert perdure("run", "--detach", "raising.py").code == 0
    assert perdure.out("breakpoint", "--raised", "LookupError") == "1\n"

    def worked(pause: float | None) -> None:
        with (tmp_path / "complaints").open("w") as complaints:
            environment = perdure.environment | PATIENT
            worker = started([PERDURE, "work", "--until-idle"], tmp_path, environment, complaints)
        if pause is not None:
            time.sleep(pause)
            worker.kill()
        worker.wait()

    for place in ("raising.py:22:16", "raising.py:40:16"):
        for pause in (0.4, 1.0, None, 0.6):
            worked(pause)
        assert place in perdure.out("show", "1")
        assert perdure("resume", "1").code == 0
    worked(0.5)
    worked(None)
    assert perdure.out("transcript", "1").startswith("0 8\n2 -1 swallowed cap\n")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((name, None) for name in ("any", "KeyError", "IOError", "json.JSONDecodeError")),
        *((name, None) for name in ("Gone", "raising.Gone", "shop.Gone", "sqlite3.DataError")),
        ("KeyErorr", "no exception is called KeyErorr so far; did you mean KeyError?"),
        ("OutOfStok", "no exception is called OutOfStok so far; did you mean OutOfStock?"),
        ("Qqqq", "no exception is called Qqqq so far"),
        ("json.loads", "json.loads is no class of exceptions"),
        ("IntEnum", "no exception is called IntEnum so far"),
        (
            "json.JSONDecodeErr",
            "json has no exception json.JSONDecodeErr; did you mean json.JSONDecodeError?",
        ),
        (
            "no_such.Error",
            "there is no module no_such here, and no program of the image has no_such.Error",
        ),
    ],
)
def test_a_class_that_is_not_known_is_told(name: str, why: str | None) -> None:
    with Image.open(":memory:") as image:
        image.spawn_program((PROGRAMS / "raising.py").read_text(), "raising.py")
        image.run_until_idle()
        assert image.browse().why_not_raised(name) == why
        assert image.break_on(name) == 1


def test_blocks_as_deep_as_python_has_them_are_lowered_so() -> None:
    for head in ("for a in b:", "while a:", "with a as b:", "try:"):
        for depth in range(1, 19 if head == "try:" else 20):
            lines = [f"{' ' * n}{head}" for n in range(depth)]
            lines.append(f"{' ' * depth}f(a)")
            if head == "try:":
                lines += [f"{' ' * n}except E: f(a)" for n in reversed(range(depth))]
            text = "\n".join(["def f():", *(f" {line}" for line in lines)])
            link_asking("m", "m.py", text)

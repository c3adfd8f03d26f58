"""Programs of Python that an error has stopped go on: by a retry, by a value, by a definition."""

from __future__ import annotations

import asyncio
import importlib
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from perdure.image import CannotRetry, Image, ProcessFailed, SimulatedClock
from tests.repl.command import Command

REPAIRED = Path(__file__).with_name("repaired")


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service that the programs call, in this interpreter."""
    monkeypatch.syspath_prepend(REPAIRED / "far")
    bank: Any = importlib.import_module("bank")
    bank.asked.clear()
    bank.refused.clear()
    return bank


class Run:
    """A program in an image that is closed and opened again between any two steps."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.clock = SimulatedClock(stands=True)
        with self.opened() as image:
            file = REPAIRED / f"{name}.py"
            self.pid = image.spawn_program(file.read_text(), file.name)
            image.run_until_idle()

    def opened(self) -> Image:
        return Image.open(self.path, clock=self.clock)

    def go_on(self, restart: str, *values: object) -> str:
        """Choose a restart; gives the state that the process then comes to."""
        with self.opened() as image:
            image.restart(self.pid, restart, *values)
            image.run_until_idle()
            return image.process(self.pid).state

    def restarts(self) -> list[str]:
        with self.opened() as image:
            return [each.name for each in image.restarts(self.pid)]

    def printed(self) -> str:
        with self.opened() as image:
            return image.transcript(self.pid)

    def error(self) -> str:
        with self.opened() as image, pytest.raises(ProcessFailed) as caught:
            image.result(self.pid)
        return str(caught.value)


PAID = "['paid tea', 'paid pen']\n"
LOG = "['in', 'paid tea', 'paid pen', 'out', 'left']\n"

#: What each prints in the end, and the ways on while the bank refuses a pen.
CALLED = {
    "plain": (f"begin\n{PAID}", ["retry", "use-value"]),
    "leaving": (f"then pen\n{LOG}", ["retry", "use-value"]),
    "translating": (PAID, ["retry", "use-value"]),
    "generating": (PAID, ["retry", "use-value"]),
    "under_c": ("paid tea paid pen\n", ["retry", "use-value"]),
    "tasks": ("['paid tea', 'paid ink', 'paid pen']\n", ["retry"]),
    "threads": (PAID, ["retry"]),
}


@pytest.mark.parametrize("name", CALLED)
def test_a_call_that_has_failed_is_made_again_under_its_key(
    name: str, bank: Any, tmp_path: Path
) -> None:
    printed, offered = CALLED[name]
    bank.refused.add("pen")
    run = Run(tmp_path / "image", name)
    assert run.restarts() == offered
    assert run.go_on("retry") == "failed"
    bank.refused.clear()
    assert run.go_on("retry") == "done"
    assert run.printed() == printed
    asked = Counter(what for what, _ in bank.asked)
    assert asked == {**dict.fromkeys(asked, 1), "pen": 3}
    if name not in ("tasks", "threads"):
        assert len({key for what, key in bank.asked if what == "pen"}) == 1


@pytest.mark.parametrize("name", ["plain", "leaving", "translating", "generating"])
def test_a_value_is_what_the_call_that_has_failed_gives(
    name: str, bank: Any, tmp_path: Path
) -> None:
    bank.refused.add("pen")
    run = Run(tmp_path / "image", name)
    assert run.go_on("use-value", "given") == "done"
    assert run.printed() == CALLED[name][0].replace("paid pen", "given")
    assert [what for what, _ in bank.asked] == ["tea", "pen"]


def test_an_error_of_the_program_s_own_is_met_again_and_nothing_is_called_twice(
    bank: Any, tmp_path: Path
) -> None:
    run = Run(tmp_path / "image", "own")
    assert run.restarts() == ["retry", "use-value"]
    assert run.go_on("retry") == "failed"
    assert "KeyError: 'pen' (own.py:7:13)" in run.error()
    assert run.go_on("use-value", 100) == "done"
    assert run.printed() == "paid tea 104\n"
    assert len(bank.asked) == 1


def test_a_library_s_function_that_has_failed_gives_a_value(bank: Any, tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "reading")
    assert run.go_on("use-value", [1]) == "done"
    assert run.printed() == "[1, 2]\n"


def test_a_variable_that_is_not_defined_is(bank: Any, tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "unbound")
    assert run.restarts() == ["retry", "use-value", "store-value"]
    assert run.go_on("store-value", 7) == "done"
    assert run.printed() == "('paid tea', 7)\n"
    assert len(bank.asked) == 1


def test_a_call_that_was_left_through_a_try_gives_no_value_and_the_one_around_does(
    bank: Any, tmp_path: Path
) -> None:
    run = Run(tmp_path / "image", "kept_in_try")
    assert run.go_on("use-value", 5) == "done"
    assert run.printed() == "left\n5\n"


def test_a_line_that_was_read_is_not_asked_for_again(tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "asking")
    with run.opened() as image:
        image.supply_input(run.pid, "Ann\n")
        image.run_until_idle()
    assert run.go_on("retry") == "failed"
    assert "'xAnn'" in run.error()
    assert run.go_on("use-value", 5) == "done"
    assert run.printed().endswith("hello Ann\n5\n")


def test_a_wait_that_was_over_begins_again(tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "late")
    with run.opened() as image:
        image.advance(seconds=60)
        image.run_until_idle()
        assert image.process(run.pid).state == "failed"
    assert run.go_on("retry") == "waiting"
    with run.opened() as image:
        image.send(run.pid, "there")
        image.result(run.pid)
    assert run.printed() == "there\n"


def test_a_function_that_was_called_goes_on_with_what_it_was_given(
    bank: Any, tmp_path: Path
) -> None:
    bank.refused.add("pen")
    with Image.open(tmp_path / "image", python=[REPAIRED]) as image:
        pid = image.spawn("called:order", "pen", 2)
        other = image.spawn("called:order", "tea")
        image.run_until_idle()
        bank.refused.clear()
        assert image.retry_all(error="no pen") == [pid]
        assert image.result(pid) == ["paid pen"] * 2
        assert image.result(other) == ["paid tea"]
        with pytest.raises(CannotRetry, match="has not failed: it is done"):
            image.retry(pid)


def test_one_that_is_parked_by_its_error_waits_and_cleans_up_when_it_is_cancelled(
    bank: Any, tmp_path: Path
) -> None:
    bank.refused.add("pen")
    with Image.open(tmp_path / "image") as image:
        image.set_error_policy("park")
        texts = [(REPAIRED / f"{name}.py").read_text() for name in ("leaving", "own", "leaving")]
        pids = [image.spawn_program(text, "flow.py") for text in texts]
        image.run_until_idle()
        assert image.process(pids[0]).waits_for == "a restart: ConnectionError: no pen"
        assert [each.name for each in image.restarts(pids[1])] == ["retry", "use-value", "abort"]
        frame = image.backtrace(pids[1])[0]
        assert (frame.name, frame.position) == ("price", "flow.py:7:13")
        assert frame.variables == {"thing": "'pen'"}
        image.restart(pids[2], "abort")
        image.restart(pids[1], "use-value", 1)
        image.run_until_idle()
        assert [image.process(pid).state for pid in pids] == ["waiting", "done", "cancelled"]
        bank.refused.clear()
        assert image.retry_all() == [pids[0]]
        image.result(pids[0])
        assert image.transcript(pids[0]) == f"then pen\n{LOG}"


def test_an_application_on_asyncio_repairs_too(bank: Any, tmp_path: Path) -> None:
    async def repair() -> object:
        async with Image.open_async(tmp_path / "image", python=[REPAIRED]) as image:
            pid = await image.spawn("called:order", "pen", 2)
            await image.run_until_idle()
            assert [each.name for each in await image.restarts(pid)] == ["retry", "use-value"]
            await image.retry(pid, value=1)
            return await image.result(pid)

    bank.refused.add("pen")
    assert asyncio.run(repair()) == [1, 1]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own, as pytest has another."""
    monkeypatch.setattr(sys, "breakpointhook", sys.__breakpointhook__)


@pytest.mark.usefixtures("hook")
def test_a_process_stands_at_a_breakpoint_until_it_is_let_go_on(tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "stopping")
    with run.opened() as image:
        process = image.process(run.pid)
        assert (process.state, process.waits_for) == (
            "waiting",
            "a breakpoint to be left: stopping.py:6:5",
        )
        frame = image.backtrace(run.pid)[0]
        assert (frame.name, frame.position) == ("tax", "stopping.py:6:5")
        assert frame.variables == {"amount": "10", "rate": "0.5"}
        assert image.retry_all() == []
    assert run.restarts() == ["continue", "abort"]
    assert run.printed() == "begin\n"
    with run.opened() as image:
        image.resume(run.pid)
        image.run_until_idle()
        assert image.process(run.pid).waits_for == "a breakpoint to be left: stopping.py:12:37"
    assert run.go_on("continue") == "done"
    assert run.printed() == "begin\n5.0\na11\n"


@pytest.mark.usefixtures("hook")
def test_one_that_stands_at_a_breakpoint_is_cancelled(tmp_path: Path) -> None:
    run = Run(tmp_path / "image", "stopping")
    assert run.go_on("abort") == "cancelled"


def test_the_command_says_how_to_go_on_from_a_breakpoint(tmp_path: Path) -> None:
    perdure = Command(tmp_path)
    shutil.copy(REPAIRED / "stopping.py", tmp_path)
    assert perdure("run", "--detach", "stopping.py").code == 0
    worked = perdure("work", "--until-idle")
    assert "process 1, stopping.py, stands at a breakpoint (stopping.py:6:5)" in worked.err
    assert "`perdure show 1` shows it, `perdure resume 1` lets it go on" in worked.err
    assert "rate   = 0.5" in perdure("show", "1").out
    for _ in range(2):
        assert perdure("resume", "1").code == 0
        perdure("work", "--until-idle")
    assert perdure("transcript", "1").out == "begin\n5.0\na11\n"


@pytest.mark.usefixtures("hook")
def test_what_is_in_the_place_of_the_debugger_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONBREAKPOINT", "0")
    assert Run(tmp_path / "image", "stopping").printed() == "begin\n5.0\na11\n"


def test_a_debugger_has_a_frame_be_left_whose_call_has_failed(bank: Any, tmp_path: Path) -> None:
    bank.refused.add("pen")
    run = Run(tmp_path / "image", "leaving")
    with run.opened() as image:
        debugger = image.debug(run.pid)
        assert [frame.name for frame in debugger.frames()] == ["pay", "<module>"]
        debugger.evaluate("log.append('seen')")
        assert debugger.variables(1)["log"] == "['in', 'paid tea', 'seen']"
    with run.opened() as image:
        image.debug(run.pid).return_from(0)
        image.run_until_idle()
        assert image.process(run.pid).state == "done"
    assert run.printed() == "then pen\n['in', 'paid tea', 'seen', 'out', 'left']\n"
    assert [what for what, _ in bank.asked] == ["tea", "pen"]


def test_all_are_given_a_value_that_is_read_in_the_language_of_each(tmp_path: Path) -> None:
    text = (REPAIRED / "priced.py").read_text()
    with Image.open(tmp_path / "perdure.image") as image:
        pids = [image.spawn_program(text, "priced.py", [each]) for each in ("2", "3")]
        scheme = image.spawn_eval("(list (car 5))", "priced.py")
        image.run_until_idle()
        with pytest.raises(CannotRetry, match=f"in process {pids[0]}: .*NameError.*nix"):
            image.retry_all(text="nix")
        with pytest.raises(CannotRetry, match="more than one form of scheme"):
            image.retry_all(text="count * 10")
        with pytest.raises(ProcessFailed, match="__name__"):
            image.retry_all(text="__name__")
        assert [image.process(pid).state for pid in (*pids, scheme)] == ["failed"] * 3
    perdure = Command(tmp_path)
    ended = perdure("retry", "--like", str(pids[0]), "--value", "count * 10")
    assert (ended.out, ended.code) == (f"{pids[0]}\n", 0)
    ended = perdure("retry", "--all", "--value", "70")
    assert ended.out == f"{pids[1]}\n{scheme}\n"
    perdure("work", "--until-idle")
    with Image.open(tmp_path / "perdure.image") as image:
        assert [image.transcript(pid) for pid in pids] == ["20\n", "70\n"]
        assert image.result(scheme) == [70]


def test_the_repl_gives_all_a_value(tmp_path: Path) -> None:
    shutil.copy(REPAIRED / "priced.py", tmp_path)
    perdure = Command(tmp_path)
    for each in ("2", "3"):
        perdure("run", "priced.py", each)
    ended = perdure("repl", "--plain", stdin=",retry all nix\n,retry all count + 1\n,retry all\n")
    assert "none goes on, as 'nix' has no value in process 1: NameError" in ended.out + ended.err
    assert "2 processes go on: 1, 2" in ended.out
    assert "none that has failed can go on so" in ended.out
    perdure("work", "--until-idle")
    assert perdure("transcript", "2").out == "4\n"

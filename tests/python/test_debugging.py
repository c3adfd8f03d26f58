"""The debugger of regular Python: frames, variables, expressions of what is shown, restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Debugger, Image
from perdure.image.debugging.frames import expression_of

PROGRAMS = Path(__file__).with_name("debugged")


def begun(image: Image, name: str) -> Debugger:
    text = (PROGRAMS / f"{name}.py").read_text()
    pid = image.spawn_program(text, f"{name}.py")
    image.run_until_idle()
    return image.debug(pid)


def marked(debugger: Debugger, frame: int) -> str:
    found = debugger.excerpt(frame)
    return "" if found is None else expression_of(found)


def test_a_program_that_stands_at_a_breakpoint_is_looked_into(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        pid = begun(image, "total").pid
    with Image.open(tmp_path / "test.image") as image:
        debugger = image.debug(pid)
        assert debugger.problem == "a breakpoint (total.py:13:5)"
        assert [frame.name for frame in debugger.frames()] == ["total", "<module>"]
        assert marked(debugger, 0) == "breakpoint()"
        assert marked(debugger, 1) == "total(order, 3)"
        assert debugger.variables(0)["found"] == "[4, 2]"
        assert debugger.evaluate("sum(found) * rate").text == "18"
        assert debugger.evaluate("[each for each in found if each > rate]").text == "[4]"
        assert debugger.evaluate("order.number + len(order.lines)", 1).text == "9"
        with pytest.raises(CannotDebug, match="AttributeError: 'nix' is no attribute"):
            debugger.evaluate("order.nix", 1)
        with pytest.raises(CannotDebug, match="looked at, and not changed"):
            debugger.restart_frame()
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.transcript(pid) == "18\n"


def test_a_program_that_has_failed_shows_where(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        debugger = begun(image, "failing")
        assert debugger.is_stopped
        assert "KeyError: 'pen'" in debugger.problem
        assert [frame.name for frame in debugger.frames()][-1] == "<module>"
        assert debugger.excerpt(len(debugger.frames()) - 1) is not None


def test_dicts_of_further_kinds_are_shown_as_such() -> None:
    with Image.open(":memory:") as image:
        debugger = begun(image, "tables")
        shown = debugger.variables()
        assert shown["lists"] == "defaultdict(<class list>, {'a': [1]})"
        assert shown["empty"] == "defaultdict(<class int>, {})"
        assert shown["table"] == "Table({'x': 1})"
        assert debugger.evaluate("lists['a'], list(lists)").text == "([1], ['a'])"
        with pytest.raises(CannotDebug, match="KeyError"):
            debugger.evaluate("lists['b']")

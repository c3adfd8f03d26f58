"""An inspector evaluates with, and changes, the objects of a Python program that stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import CannotDebug, CannotInspect, Image, ImageError, SimulatedClock
from perdure.image.api.inspector import Inspector

PROGRAM = """
import time


class Order:
    def __init__(self, number):
        self.number = number
        self.lines = [{"sku": "ink", 5: 2, (1, 2): 3}]
        self.marks = {"new"}

    def total(self):
        return self.number * 100


order = Order(7)


def wait(mine):
    local = (mine, [1])
    time.sleep(3600)
    return mine, local[1]


given = wait(order)
print(given[0] is order, order.number, order.lines, order.marks, given[1])
time.sleep(3600)
"""


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(stands=True)


@pytest.fixture
def image(tmp_path: Path, clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(tmp_path / "test.image", clock=clock) as image:
        image.spawn_program(PROGRAM, "flow.py")
        image.run_until_idle()
        yield image


def follow(inspector: Inspector, *labels: str) -> Inspector:
    for label in labels:
        lines = inspector.page().lines
        inspector.follow(next(line.number for line in lines if line.label == label))
    return inspector


def change(inspector: Inspector, label: str, text: str) -> None:
    lines = inspector.page().lines
    number, can = next((line.number, line.can_change) for line in lines if line.label == label)
    assert can
    inspector.set(number, text)


def test_what_is_evaluated_and_changed_is_the_program_s(
    image: Image, clock: SimulatedClock
) -> None:
    inspector = follow(image.inspect(1), "stack", "0", "mine")
    assert inspector.evaluate("it.total() + it.number").text == "707"
    change(inspector, "number", "it.number + 1")
    assert (
        inspector.page().text
        == "Order(number=8, lines=[{'sku': 'ink', 5: 2, (1, 2): 3}], marks={'new'})"
    )
    follow(inspector, "lines", "0")
    change(inspector, "'sku'", "it['sku'].upper()")
    change(inspector, "5", "9")
    inspector.evaluate("it.update(more=it[5])")
    assert [line.label for line in inspector.page().lines] == ["'sku'", "5", "(1, 2)", "'more'"]
    assert inspector.way[2:] == ["0", "mine", "lines", "0"]
    image.advance(hours=1)
    image.run_until_idle()
    told = "True 8 [{'sku': 'INK', 5: 9, (1, 2): 3, 'more': 9}] {'new'} [1]\n"
    assert image.transcript(1) == told


def test_a_variable_of_a_frame_is_changed(image: Image) -> None:
    frame = follow(image.inspect(1), "stack", "0")
    change(frame, "local", "(local[0], [2, 3])")
    assert follow(frame, "local", "1").page().text == "[2, 3]"
    image.advance(hours=1)
    image.run_until_idle()
    assert image.transcript(1).endswith("[2, 3]\n")


def test_what_has_no_name_is_refused(image: Image) -> None:
    inspector = follow(image.inspect(1), "stack", "0")
    at = {line.label: line for line in inspector.page().lines}
    assert not at["(position)"].can_change
    with pytest.raises(CannotInspect, match="is no variable"):
        inspector.set(at["(position)"].number, "1")
    follow(inspector, "mine", "lines", "0")
    with pytest.raises(CannotInspect, match=r"\(1, 2\) is in .*evaluate what changes it"):
        inspector.set(2, "1")
    inspector = follow(image.inspect(1), "stack", "0", "mine", "marks", "0")
    with pytest.raises(CannotInspect, match=r"0 is in .*of which the program names no parts"):
        inspector.evaluate("it")
    assert inspector.page().text == "'new'"


def test_what_goes_wrong_is_told_and_changes_nothing(image: Image) -> None:
    inspector = follow(image.inspect(1), "stack", "0", "mine")
    for text in ("it.", "1 / 0", "it.nothing"):
        with pytest.raises(CannotDebug):
            inspector.evaluate(text)
        with pytest.raises(CannotDebug):
            inspector.set(0, text)
    assert inspector.page().lines[0].text == "7"


def test_a_process_that_has_gone_on_is_looked_at_again(image: Image) -> None:
    inspector = follow(image.inspect(1), "stack", "0", "mine")
    image.advance(hours=1)
    image.run_until_idle()
    for act in (lambda: inspector.evaluate("it"), lambda: inspector.set(0, "1")):
        with pytest.raises(CannotInspect, match="has gone on since"):
            act()


def test_a_variable_of_a_frame_of_scheme_is_changed() -> None:
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process)) (define (more n) (receive) (+ n 1))")
        pid = image.spawn("more", 1)
        image.run_until_idle()
        frame = follow(image.inspect(pid), "stack", "0")
        change(frame, "n", "(+ n 40)")
        image.send(pid, True)
        assert image.result(pid) == 42


def test_a_way_that_began_elsewhere_is_kept(image: Image) -> None:
    inspector = image.inspect()
    process = image.inspect(1).stored
    assert process is not None
    inspector.go_to(process.oid)
    follow(inspector, "stack", "0", "mine")
    change(inspector, "number", "9")
    assert inspector.way == ["the image", f"@{process.oid}", "stack", "0", "mine"]
    assert inspector.page().lines[0].text == "9"


def test_the_value_of_a_text_is_no_part(image: Image) -> None:
    inspector = follow(image.inspect(1), "stack", "0", "mine", "lines")
    inspector.look("0")
    for act in (lambda: inspector.set(0, "1"), lambda: inspector.evaluate("it[0]")):
        with pytest.raises(ImageError):
            act()
    assert image.inspect(1).page().lines

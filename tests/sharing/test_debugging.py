"""A debugger of processes that another member runs."""

from __future__ import annotations

from perdure.image import Image
from tests.sharing.crowd import Crowd

IMPORTS = "(import (scheme base) (perdure process))"
TEXT = "(define (f x) (list x (car x))) (define (g n) (receive) (let ((r (f n))) (list n r)))"


def failed(one: Image) -> int:
    """The pid of a process of this member that has failed."""
    one.eval(IMPORTS)
    one.eval(TEXT)
    pid = one.spawn_eval("(g 5)")
    one.run_until_idle()
    one.send(pid, "go")
    one.run_until_idle()
    assert one.process(pid).state == "failed"
    return pid


def test_a_member_mends_a_process_of_another(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        pid = failed(one)
        one.start()
        debugger = other.debug(pid)
        assert [frame.name for frame in debugger.frames(0, 2)] == ["f", "g"]
        assert debugger.evaluate("(* x 2)").text == "10"
        debugger.set("n", "7", 1)
        assert one.debug(pid).variables(1)["n"] == "7"
        debugger.return_from(0, "'mended")
        assert debugger.settle(timeout=60) == "done"
        assert other.language.write(other.result_value(pid)) == "(7 mended)"


def test_the_changes_of_one_that_is_gone_are_there(here: Crowd) -> None:
    with here.open() as one:
        pid = failed(one)
    with here.open() as other:
        other.debug(pid).set("n", "8", 1)
    with here.open() as third:
        third.start()
        debugger = third.debug(pid)
        debugger.return_from(0, "'mended")
        assert debugger.settle(timeout=60) == "done"
        assert third.language.write(third.result_value(pid)) == "(8 mended)"


def test_a_breakpoint_of_one_stops_a_process_of_another(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval(IMPORTS)
        one.eval("(define (f x) (* 2 x))")
        assert one.eval("(f 1)") == 2
        number = other.set_breakpoint("f")
        pid = one.spawn_eval("(list (f 4) (f 5))")
        one.run_until_idle()
        assert one.debug(pid).is_stopped
        debugger = other.debug(pid)
        assert debugger.problem.startswith(f"breakpoint {number}")
        assert debugger.evaluate("x").text == "4"
        debugger.step("out")
        debugger.settle(timeout=60)
        assert [frame.name for frame in debugger.frames(0, 1)] == ["user"]
        debugger.go_on()
        debugger.settle(timeout=60)
        assert debugger.variables() == {"x": "5"}
        other.delete_breakpoint(number)
        debugger.go_on()
        assert debugger.settle(timeout=60) == "done"
        assert other.result(pid) == [8, 10]
        assert one.eval("(f 6)") == 12


def test_a_step_of_a_process_of_another_is_undone(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        one.eval("(import (scheme base) (perdure process) (perdure conditions))")
        one.eval("(define seen (list 0))")
        one.eval("(define (f x) (breakpoint) (set-car! seen x) (set! x (* 2 x)) (list x seen))")
        pid = one.spawn_eval("(f 4)")
        one.run_until_idle()
        one.start()
        debugger = other.debug(pid)
        before = debugger.frame(0).position
        for _ in range(3):
            debugger.step("over")
            debugger.settle(timeout=60)
        assert one.eval("(car seen)") == 4
        for _ in range(3):
            assert debugger.undo_step().name == "over"
        assert one.eval("(car seen)") == 0
        assert (debugger.frame(0).position, debugger.variables()) == (before, {"x": "4"})
    with here.open() as third:
        third.start()
        debugger = third.debug(pid)
        debugger.go_on()
        assert debugger.settle(timeout=60) == "done"
        assert third.result(pid) == [8, [4]]
        debugger.undo_step()
        debugger.set("x", "5")
        debugger.go_on()
        assert debugger.settle(timeout=60) == "done"
        assert third.result(pid) == [10, [5]]


PROGRAM = """
from perdure.program import receive

def price(line, rate):
    receive()
    return len(line) * rate

def total(lines, rate):
    return [price(line, rate) for line in lines], lines

lines = ["ink", "cap"]
found, same = total(lines, 3)
print(found, same is lines, lines)
"""


def test_frames_of_python_of_another_member_are_changed_and_left(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn_program(PROGRAM, "total.py")
        one.run_until_idle()
        one.start()
        debugger = other.debug(pid)
        assert [frame.name for frame in debugger.frames(0, 1)] == ["price"]
        debugger.set("rate", "rate + 1")
        assert one.debug(pid).variables(0) == {"line": "'ink'", "rate": "4"}
        assert one.debug(pid).evaluate("lines.append('nib') or len(lines)", 3).text == "3"
        one.send(pid, "go")
        debugger.settle(timeout=60)
        assert debugger.variables(0)["line"] == "'cap'"
        debugger.return_from(0, "rate * 100")
        debugger.settle(timeout=60)
        assert debugger.variables(0)["line"] == "'nib'"
        assert debugger.undo_step().name == "return"
        debugger.return_from(0, "rate")
        debugger.settle(timeout=60)
    with here.open() as third:
        third.send(pid, "go")
        third.start()
        assert third.debug(pid).settle(timeout=60) == "done"
        assert third.transcript(pid) == "[12, 3, 9] True ['ink', 'cap', 'nib']\n"


def test_a_step_of_python_of_another_member_is_made_and_undone(here: Crowd) -> None:
    text = (
        "def double(x):\n    y = x + x\n    return y\n\n\nbreakpoint()\nprint(double(2), double(3))"
    )
    with here.open() as one, here.open() as other:
        pid = one.spawn_program(text, "double.py")
        one.run_until_idle()
        one.start()
        debugger = other.debug(pid)
        lines = []
        for mode in ("into", "into", "over", "over"):
            debugger.step(mode)
            debugger.settle(timeout=60)
            lines.append((debugger.frame(0).name, debugger.frame(0).line))
        assert lines == [("<module>", 7), ("double", 2), ("double", 3), ("double", 2)]
        assert debugger.undo_step().name == "over"
        debugger.set("y", "y * 10")
    with here.open() as third:
        third.start()
        debugger = third.debug(pid)
        debugger.step("out")
        debugger.settle(timeout=60)
        assert third.transcript(pid) == "40 6\n"


def test_breakpoints_and_watches_in_python_stop_a_process_of_another(here: Crowd) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn_program(PROGRAM, "total.py")
        one.run_until_idle()
        number = other.set_breakpoint("total.py:6", "line == 'cap'")
        one.start()
        one.send(pid, "go")
        one.send(pid, "on")
        debugger = other.debug(pid)
        debugger.settle(timeout=60)
        assert debugger.problem.startswith(f"breakpoint {number} (total.py:6:")
        debugger.watch("lines", 3)
        debugger.evaluate("lines.append('nib')", 3)
        other.delete_breakpoint(number)
        debugger.go_on()
        debugger.settle(timeout=60)
    with here.open() as third:
        assert [each.what for each in third.breakpoints()] == [f"lines, of process {pid}"]
        third.send(pid, "go")
        third.start()
        assert third.debug(pid).settle(timeout=60) == "done"
        assert third.transcript(pid) == "[9, 9, 9] True ['ink', 'cap', 'nib']\n"

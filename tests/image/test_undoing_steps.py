"""Steps that are taken back: what they changed is as it was, and what cannot be undone is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Image, check, effect, pack
from perdure.image.engine import apart
from perdure.image.storage.creation import CLUSTERS
from tests.image.test_stepping import at, opened, stepped, stopped
from tests.programs import program

COUNT = program(__file__, "counted-steps")


@pytest.fixture(params=["in the batch", "apart"])
def path(image_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with opened(image_path) as image:
        image.eval("(import (perdure conditions) (perdure process) (scheme hash-table))")
        image.eval(COUNT)
    return image_path


def seen(image: Image) -> tuple[object, object]:
    return image.eval("(car seen)"), image.eval("(hash-table-size table)")


def test_a_step_is_undone_and_made_again(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(note! 5)")
        stepped(debugger, "over")
        places = [at(debugger)]
        for _ in range(3):
            stepped(debugger, "over")
            places.append(at(debugger))
        assert seen(image) == (5, 1)
        undone = debugger.undo_step()
        assert (undone.name, at(debugger)) == ("over", places[2])
        for place in reversed(places[:2]):
            debugger.undo_step()
            assert at(debugger) == place
        assert seen(image) == (0, 0)
        pid = debugger.pid
    with opened(path) as image:
        debugger = image.debug(pid)
        assert at(debugger) == places[0]
        assert [stepped(debugger, "over") for _ in range(3)] == places[1:]
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.result(pid) == [11, 5, 1]


def test_what_was_changed_in_the_debugger_since_is_undone_with_the_step(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(note! 5)")
        debugger.set("x", "6")
        stepped(debugger, "over")
        debugger.set("x", "7")
        debugger.undo_step()
        assert debugger.variables(0)["x"] == "6", "that was changed before the step"
        debugger.go_on()
        debugger.settle()
        assert image.result(debugger.pid) == [13, 6, 1]


def test_a_process_that_has_ended_stands_again_where_it_stood(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(note! 5)")
        place = at(debugger)
        debugger.go_on()
        assert debugger.settle() == "done"
        undone = debugger.undo_step()
        assert (undone.name, undone.has_printed) == ("continue", True)
        assert at(debugger) == place
        assert image.process(debugger.pid).state == "waiting"
        assert seen(image) == (0, 0)
        pid = debugger.pid
    with opened(path) as image:
        image.debug(pid).go_on()
        image.run_until_idle()
        assert image.result(pid) == [11, 5, 1]
        assert check(path).problems == []


@pytest.mark.parametrize("way", ["return", "again", "restart"])
def test_other_ways_to_go_on_are_undone(path: Path, way: str) -> None:
    with opened(path) as image:
        pid = image.spawn_eval("(list 1 (let ((x 2)) (car x)))")
        image.run_until_idle()
        debugger = image.debug(pid)
        problem = debugger.problem
        if way == "return":
            debugger.return_from(0, "7")
        elif way == "again":
            debugger.restart_frame(0)
        else:
            debugger.restart("use-value", "7")
        debugger.settle()
        assert debugger.undo_step().name == way
        assert (image.process(pid).state, debugger.problem) == ("failed", problem)
        debugger.restart("use-value", "9")
        debugger.settle()
        assert image.result(pid) == [1, 9]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("(send! (self) 1)", ""),
        ("(spawn (lambda () 1))", "has made process"),
        ("(send! other 'hello)", "has changed process"),
        ("(charge 5)", "has called an effect"),
        ('(call-with-output-file "x" (lambda (port) (write 1 port)))', "has written"),
    ],
)
def test_what_reaches_others_is_not_undone(
    path: Path, form: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    charged: list[int] = []

    @effect
    def charge(amount: int) -> int:
        charged.append(amount)
        return amount

    with Image.open(path, [charge], keeps_variables=True) as image:
        image.eval("(import (python test_undoing_steps) (scheme file))")
        image.eval("(define other (spawn (lambda () (receive) (receive)))) (define v (vector 0))")
        debugger = stopped(image, f"(begin (breakpoint) {form} (vector-set! v 0 1) 'end)")
        stepped(debugger, "over")
        assert at(debugger) in (form, "(self)")
        while at(debugger) != "(vector-set! v 0 1)":
            stepped(debugger, "over")
        state = image.process(debugger.pid).state
        if why:
            with pytest.raises(CannotDebug, match=why):
                debugger.undo_step()
            assert image.process(debugger.pid).state == state
        else:
            debugger.undo_step()
        debugger.go_on()
        debugger.settle()
        assert image.result_value(debugger.pid).name == "end"


def test_what_others_have_changed_since_refuses_the_whole(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(note! 5)")
        stepped(debugger, "over")
        stepped(debugger, "over")
        place = at(debugger)
        assert seen(image) == (5, 0)
        image.eval("(set-car! seen 1000)")
        with pytest.raises(CannotDebug, match="changed again since"):
            debugger.undo_step()
        assert at(debugger) == place
        assert seen(image) == (1000, 0)


def test_others_that_went_on_meanwhile_keep_what_they_did(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define (nap) (sleep 3600) 'slept)")
        debugger = stopped(image, "(note! 5)")
        others = [image.spawn_eval("(nap)") for _ in range(3)]
        stepped(debugger, "over")
        stepped(debugger, "over")
        others += [image.spawn_eval("(nap)") for _ in range(3)]
        image.run_slice()
        debugger.undo_step()
        assert seen(image) == (0, 0)
        assert all(image.process(pid).waits_for == "a timer" for pid in others)
        assert len(image.timers()) == len(others)
        assert check(path).problems == []


def test_a_step_that_waits_is_undone_with_its_timer(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(begin (breakpoint) (sleep 3600) 'slept)")
        stepped(debugger, "over")
        assert at(debugger) == "(sleep 3600)"
        debugger.step("over")
        assert debugger.settle() == "waiting"
        assert len(image.timers()) == 1
        debugger.undo_step()
        assert at(debugger) == "(sleep 3600)"
        assert image.timers() == []
        debugger.return_from(0, "'early")
        debugger.settle()
        assert image.result_value(debugger.pid).name == "early"


def test_there_is_nothing_to_undo(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(note! 5)")
        with pytest.raises(CannotDebug, match=r"no step of process .* is known"):
            debugger.undo_step()
        stepped(debugger, "over")
        debugger.undo_step()
        with pytest.raises(CannotDebug, match=r"no step of process .* is known"):
            debugger.undo_step()
        stepped(debugger, "over")
    pack(path)
    with opened(path) as image:
        debugger = image.debug(debugger.pid)
        with pytest.raises(CannotDebug, match=r"packed|no step"):
            debugger.undo_step()


def test_one_that_runs_is_left_alone(path: Path) -> None:
    with opened(path) as image:
        pid = image.spawn_eval("(note! 5)")
        with pytest.raises(CannotDebug, match=f"process {pid} runs; park it"):
            image.debug(pid).undo_step()


def test_a_definition_that_the_step_made_is_undone_for_those_who_call(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define (rate) 1) (define (ask) (list (rate)))")
        assert image.eval("(ask)") == [1]
        debugger = stopped(image, "(begin (breakpoint) (set! rate (lambda () 2)) (ask))")
        stepped(debugger, "over")
        stepped(debugger, "over")
        assert image.eval("(ask)") == [2]
        debugger.undo_step()
        assert image.eval("(ask)") == [1]


def test_an_image_in_memory_keeps_history_too() -> None:
    with Image.open(":memory:", keeps_variables=True) as image:
        image.eval("(import (perdure conditions))")
        debugger = stopped(image, "(let ((v (vector 1))) (breakpoint) (vector-set! v 0 2) v)")
        stepped(debugger, "over")
        stepped(debugger, "over")
        debugger.undo_step()
        assert debugger.variables(0)["v"] == "#(1)"


def test_what_shares_a_record_with_what_the_step_changed_keeps_what_was_done_to_it(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLUSTERS, "1")
    with opened(image_path) as image:
        image.eval("(import (perdure conditions)) (define pairs (list 1 2))")
        debugger = stopped(image, "(begin (breakpoint) (set-car! pairs 10) 'end)")
        stepped(debugger, "over")
        stepped(debugger, "over")
        image.eval("(set-car! (cdr pairs) 20)")
        assert image.eval("pairs") == [10, 20]
        debugger.undo_step()
        assert image.eval("pairs") == [1, 20]
        stepped(debugger, "over")
        image.eval("(set-car! pairs 30)")
        with pytest.raises(CannotDebug, match="changed again since"):
            debugger.undo_step()
        assert image.eval("pairs") == [30, 20]

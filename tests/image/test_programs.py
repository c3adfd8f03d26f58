"""Whole programs in an image: the real machine, language and libraries."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock, builtin, effect
from tests.programs import program

GATE = threading.Event()
CALLS: list[tuple[Any, ...]] = []


@pytest.fixture(autouse=True)
def no_calls_yet() -> Iterator[None]:
    CALLS.clear()
    GATE.clear()
    yield
    GATE.set()


@effect
def charge_card(account: str, cents: int, key: str) -> dict[str, Any]:
    CALLS.append((account, cents, key))
    if account == "empty":
        raise ValueError("no money left")
    return {"account": account, "cents": cents}


@effect
async def confirm(order: dict[str, Any]) -> bool:
    CALLS.append(("confirm", order))
    return True


@builtin
def vat(cents: int) -> int:
    return cents // 5


SHOP = [charge_card, confirm, vat]


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(":memory:", SHOP, clock=clock) as image:
        yield image


def test_an_expression_has_a_value(image: Image) -> None:
    assert image.eval("(define x 20) (+ x x 2)") == 42


def test_definitions_stay_in_the_image(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(define (square x) (* x x))")
    with Image.open(image_path) as image:
        assert image.eval("(square 12)") == 144


def test_an_error_says_where_it_arose(image: Image) -> None:
    with pytest.raises(ProcessFailed) as caught:
        image.eval(program(__file__, "error-inside"))
    assert str(caught.value) == "car: expected a pair, got () (<eval>:2:3)"
    assert caught.value.position == "<eval>:2:3"
    assert [frame.name for frame in image.stack(caught.value.pid)][:1] == ["f"]


@pytest.mark.parametrize("text", ["(foo", "(let ((x)) x)", "(if)", ")"])
def test_an_error_in_the_text_is_the_process_s_error(image: Image, text: str) -> None:
    with pytest.raises(ProcessFailed, match="<eval>:1:"):
        image.eval(text)


def test_a_program_has_its_arguments(image: Image) -> None:
    pid = image.spawn_program(
        "(import (scheme base) (scheme write) (scheme process-context))\n"
        "(write (cdr (command-line)))",
        "program.scm",
        ["one", "two"],
    )
    image.run_until_done(pid)
    assert image.transcript(pid) == '("one" "two")'


def test_a_program_finds_libraries_on_its_search_path(image: Image, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "prices.sld").write_text(
        "(define-library (shop prices) (import (scheme base)) (export price)"
        " (begin (define (price n) (* n 250))))"
    )
    text = "(import (scheme base) (shop prices)) (price 4)"
    pid = image.spawn_program(text, "program.scm", search_path=[tmp_path])
    assert image.result(pid) == 1000
    with pytest.raises(ProcessFailed, match="there is no library"):
        image.result(image.spawn_program("(import (no such))", "other.scm"))


def test_a_sleeping_process_wakes_in_another_worker(
    image_path: Path, clock: SimulatedClock
) -> None:
    with Image.open(image_path, clock=clock) as image:
        pid = image.spawn("(begin (sleep 1/10) 42)")
        image.run_slice()
    with Image.open(image_path, clock=clock) as image:
        assert image.result(pid, timeout=60) == 42


def test_a_killed_worker_loses_nothing_that_was_committed(image_path: Path) -> None:
    text = program(__file__, "counted-sleeps")
    script = (
        "import os\n"
        "from perdure.image import Image\n"
        f"image = Image.open({str(image_path)!r})\n"
        f"pid = image.spawn({text!r})\n"
        "image.driver.run(lambda: image.process(pid).steps > 10)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    with Image.open(image_path) as image:
        (process,) = image.processes()
        assert process.state == "waiting"
        assert image.result(process.pid) == 30
        assert image.transcript(process.pid) == "".join(f"{i}\n" for i in range(31))


def test_redefining_a_procedure_leaves_who_sleeps_in_it_alone(image: Image) -> None:
    image.eval("(define (version) 1)")
    image.eval("(define (greet) (sleep 10) (list 'old (version)))")
    old = image.spawn("(greet)")
    image.run_slice()
    image.driver.run(lambda: image.process(old).state == "waiting")
    define = image.spawn("(define (greet) (sleep 10) (list 'new (version)))")
    image.run_until_done(define)
    new = image.spawn("(greet)")
    image.run_until_idle()
    assert image.result(old) == ["old", 1]
    assert image.result(new) == ["new", 1]


def test_processes_talk_by_messages(image: Image) -> None:
    assert image.eval(program(__file__, "echo")) == ["hello", "stopped", "nothing"]


def test_the_error_of_a_process_is_raised_where_it_is_waited_for(image: Image) -> None:
    assert (
        image.eval(
            """(guard (e (#t (error-object-message e)))
                 (wait (spawn (lambda () (error "it broke" 1 2)))))"""
        )
        == "it broke"
    )


def test_a_cancelled_process_is_an_error_to_wait_for(image: Image) -> None:
    assert image.eval(program(__file__, "cancelled")) == [
        "cancelled",
        "wait: process 2 was cancelled",
    ]


def test_a_long_slice_lets_the_others_run(image: Image) -> None:
    # An endless loop beside a process that ends: without preemption, this hangs.
    endless = image.spawn("(let loop () (loop))")
    other = image.spawn("(begin (yield) (yield) 'done)")
    assert image.result(other) == "done"
    assert image.process(endless).state == "ready"


def test_an_effect_is_called_and_gives_its_result(image: Image) -> None:
    assert image.eval(program(__file__, "receipt")) == [250, 20, True]
    assert [call[:2] for call in CALLS] == [
        ("a1", 250),
        ("confirm", {"account": "a1", "cents": 250}),
    ]


def test_an_exception_in_an_effect_can_be_handled(image: Image) -> None:
    assert (
        image.eval(program(__file__, "failed-effect")) == "charge-card: ValueError: no money left"
    )


def test_a_message_from_outside_is_evaluated_and_sent(image: Image) -> None:
    pid = image.spawn("(* 2 (receive))")
    image.run_until_idle()
    image.send_eval(pid, "(+ 20 1)")
    assert image.result(pid) == 42


def test_a_sleeper_takes_little_of_the_disk(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval(
            "(define (go n) (if (> n 0) (begin (spawn (lambda () (sleep 100000) n)) (go (- n 1)))))"
        )
        before = (image_path / "data.fs").stat().st_size
        image.spawn("(go 2000)")
        while image.run_slice():
            pass
        image.root._p_jar.db().pack()
        after = (image_path / "data.fs").stat().st_size
    assert (after - before) / 2000 < 600

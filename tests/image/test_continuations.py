"""Delimited continuations in an image, and what the records of a long walk hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock
from tests.vm.reached import reached

PRELUDE = """
(import (srfi 226) (srfi 41))
(define tag (make-continuation-prompt-tag 'tag))
(define p (make-parameter 'p0))
(define (tree-walk tree)
  (reset (let walk ((tree tree))
           (cond ((pair? tree) (walk (car tree)) (walk (cdr tree)))
                 ((null? tree) #f)
                 (else (sleep 1) (shift k (cons tree (lambda () (k #f)))))))
         '()))
(define-stream (from i) (stream-cons i (from (+ i 1))))
"""


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(":memory:", clock=clock) as image:
        image.eval(PRELUDE)
        yield image


def test_a_generator_outlives_its_worker(image_path: Path, clock: SimulatedClock) -> None:
    with Image.open(image_path, clock=clock) as image:
        image.eval(PRELUDE)
        image.eval("(define found (tree-walk '((1 2) (3))))")
    with Image.open(image_path, clock=clock) as image:
        assert image.eval("(car found)") == 1
        image.eval("(define found ((cdr found)))")
        pid = image.spawn("(list (car found) (car ((cdr found))) (car ((cdr found))))")
        image.run_slice()
    with Image.open(image_path, clock=clock) as image:
        assert image.result(pid) == [2, 3, 3]


def test_a_continuation_survives_the_killing_of_its_worker(image_path: Path) -> None:
    script = (
        "import os\n"
        "from perdure.image import Image\n"
        f"image = Image.open({str(image_path)!r})\n"
        "image.eval('''(import (srfi 226))\n"
        "  (define p (make-parameter 1))\n"
        "  (define k (reset (list (guard (e (#t (list e (p))))\n"
        "    (parameterize ((p (+ 1 (p)))) ((shift k k)))))))''')\n"
        "image.spawn('''(parameterize ((p 10))\n"
        "  (let loop ((i 0) (made '()))\n"
        "    (if (< i 30)\n"
        "        (loop (+ i 1) (k (lambda () (sleep 0.001) (raise (list i (p))))))\n"
        "        made)))''')\n"
        "image.driver.run(lambda: image.process(2).steps > 10)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    with Image.open(image_path) as image:
        assert image.process(2).state == "waiting"
        assert image.result(2) == [[[29, 2], 10]]
        assert image.eval("(k (lambda () (p)))") == [2]


def test_a_process_has_its_parent_s_parameters_and_not_its_prompts(image: Image) -> None:
    assert image.eval(
        """
        (define (child) (list (p) (continuation-prompt-available? tag)))
        (parameterize ((p 'p1)) (wait (reset-at tag (spawn child))))
        """
    ) == ["p1", False]
    with pytest.raises(ProcessFailed, match="there is no prompt with this tag around"):
        image.eval("(wait (reset-at tag (spawn (lambda () (shift-at tag k 1)))))")


def test_an_abort_to_the_beginning_keeps_the_parent_s_parameters(image: Image) -> None:
    assert image.eval(
        """
        (define (child)
          (parameterize ((p 'p2))
            (abort-current-continuation (default-continuation-prompt-tag)
              (lambda () (sleep 1) (list (p) (shift k (list (k 1) (k 2))))))))
        (parameterize ((p 'p1)) (wait (reset (spawn child))))
        """
    ) == [["p1", 1], ["p1", 2]]


WALKS = {
    "a list": "(for-each (lambda (x) (sleep 1)) (iota {n}))",
    "a list by a tail call": """
        (define (walk l) (sleep 1) (if (pair? (cdr l)) (walk (cdr l))))
        (walk (iota {n}))""",
    "a stream": """
        (let loop ((s (from 0))) (sleep 1) (if (< (stream-car s) {n}) (loop (stream-cdr s))))""",
    "a stream by stream-for-each": """
        (stream-for-each (lambda (x) (sleep 1)) (stream-take {n} (from 0)))""",
    "a generator": """
        (let loop ((found (tree-walk (iota {n})))) (if (pair? found) (loop ((cdr found)))))""",
    "messages": """
        (let loop ((i 0))
          (send! (self) (iota 10)) (receive) (sleep 1) (if (< i {n}) (loop (+ i 1))))""",
}


@pytest.mark.parametrize("walk", WALKS)
def test_a_process_holds_nothing_that_its_walk_has_passed(walk: str, image: Image) -> None:
    few = held_at_the_last_wait(WALKS[walk].replace("{n}", "5"), image)
    many = held_at_the_last_wait(WALKS[walk].replace("{n}", "80"), image)

    assert many == few


def held_at_the_last_wait(program: str, image: Image) -> int:
    held: list[int] = []
    pid = image.spawn(program)

    def look() -> bool:
        process = image.root.process(pid)
        if process.state == "waiting":
            held.append(reached(process.__getstate__()))
        return process.state in ("done", "failed")

    image.driver.run(look)
    image.result(pid)
    return held[-1]

"""Stacks as lines: equal frames once, and nothing of what loads a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image, ProcessFailed
from perdure.repl.stacks import outline, stack_lines
from tests.programs import program


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with Image.open(":memory:", keeps_variables=True) as opened:
        yield opened


def failed(image: Image, text: str) -> int:
    pid = image.spawn_eval(text, "t.scm")
    with pytest.raises(ProcessFailed):
        image.result(pid)
    return pid


def test_frames_that_repeat_are_told_once(image: Image) -> None:
    text = "(define (f n) (if (= n 0) (car n) (+ 1 (f (- n 1))))) (+ 1 (f 60))"

    lines = list(stack_lines(image.stack(failed(image, text))))

    assert lines == [
        "  0  f  t.scm:1:27",
        "       n = 0",
        "  1  f  t.scm:1:40",
        "       n = 1",
        "     ... 58 more like it, up to",
        " 60  f  t.scm:1:40",
        "       n = 60",
        " 61  the form  t.scm:1:60",
    ]


def test_procedures_that_call_each_other_are_told_together(image: Image) -> None:
    text = program(__file__, "even-and-odd")
    pid = failed(image, text)

    lines = [line for line in stack_lines(image.stack(pid)) if "=" not in line]

    assert lines == [
        "  0  even  t.scm:1:30",
        "  1  odd  t.scm:2:37",
        "  2  even  t.scm:1:43",
        "     ... these 2 again, 19 times, up to",
        " 40  even  t.scm:1:43",
        " 41  the form  t.scm:3:7",
    ]
    assert outline(image.stack(pid), 6) == [
        "in even  t.scm:1:30",
        "in odd  t.scm:2:37",
        "in even  t.scm:1:43  (these 20 times)",
        "in the form  t.scm:3:7",
    ]


def test_a_procedure_without_a_name_is_called_by_its_place(image: Image) -> None:
    pid = failed(image, "(list (vector-map (lambda (x) (+ 1 (car x))) #(1 2)))")

    lines = list(stack_lines(image.stack(pid)))

    assert lines[0] == "  0  lambda at t.scm:1:19  t.scm:1:31"
    assert image.eval("(call-with-output-string (lambda (port) (write (lambda () 1) port)))") == (
        "#<procedure lambda at <eval>:1:48>"
    )


def test_the_loader_is_not_shown(image: Image) -> None:
    for text in (
        "(car 5)",
        "(list (car 5))",
        "(list (eval '(list (car 5)) (interaction-environment)))",
    ):
        lines = list(stack_lines(image.stack(failed(image, text))))
        assert not any("perdure/load" in line or "%" in line for line in lines), lines

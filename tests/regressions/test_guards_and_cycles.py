"""An object that a guard has caught is freed at once; a cycle with its traceback would be later."""

from __future__ import annotations

import gc

import pytest

from perdure.image import Image
from perdure.vm.machine.guards import Raised


@pytest.mark.parametrize(
    "body",
    [
        "(guard (e ((symbol? e) e)) (raise 'x))",
        "(guard (e (#t e)) (guard (e ((string? e) e)) (raise 'x)))",
        "(guard (e ((symbol? e) e)) (+ 1 (raise-continuable 'x)))",
        "(guard (e ((error-object? e) e)) (car 5))",
    ],
)
def test_nothing_of_it_is_left(body: str) -> None:
    with Image.open(":memory:") as image:
        image.eval(f"(define (go n) (if (> n 0) (begin {body} (go (- n 1)))))")
        image.call("go", 2)
        gc.collect()
        gc.disable()
        try:
            image.call("go", 100)
            left = sum(type(each) is Raised for each in gc.get_objects())
        finally:
            gc.enable()
    assert left < 10

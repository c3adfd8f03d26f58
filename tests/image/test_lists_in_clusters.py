"""Lists in an image, changed in place and read again in another process."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, check

REVERSED = """(define (reversed! at done)
  (if (pair? at) (let ((next (cdr at))) (set-cdr! at done) (reversed! next at)) done))"""


@pytest.mark.parametrize("length", [9, 10, 101, 250])
def test_a_list_that_was_reversed_in_place_is_read_again(tmp_path: Path, length: int) -> None:
    path = tmp_path / "test.image"
    with Image.open(path, clusters=True) as image:
        image.eval(REVERSED)
        image.eval("(define end (make-vector 100 0))")
        image.eval(f"(define numbers (iota {length}))")
        image.eval("(define numbers (reversed! numbers (list end)))")
    with Image.open(path) as image:
        assert image.eval(f"(equal? (list-head numbers {length}) (reverse (iota {length})))")
        assert image.eval(f"(eq? (car (list-tail numbers {length})) end)")
    assert check(path).problems == []

"""A thunk that is read from the image, and called under a guard of a library's."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image

USES = (
    "(saga (step thunk list))",
    "(retry thunk)",
    "(with-children thunk)",
    "(parallel thunk)",
    "(first-success thunk)",
)


@pytest.mark.parametrize("use", USES)
def test_a_thunk_that_was_stored_is_loaded_to_be_called(tmp_path: Path, use: str) -> None:
    imports = "(import (perdure process) (perdure parallel) (perdure retry))"
    with Image.open(tmp_path / "image") as image:
        image.eval(f"{imports} (define thunk ((lambda (n) (lambda () n)) 5))")
        image.eval(f"(define steps (list (step thunk list))) (define (use) {use})")
    with Image.open(tmp_path / "image") as image:
        assert image.eval(use) in (5, [5])
    with Image.open(tmp_path / "image") as image:
        assert image.eval("(apply saga steps)") == [5]
        assert image.call("use") in (5, [5])

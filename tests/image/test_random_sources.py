"""Sources of random bits (SRFI 27) are part of the image."""

from __future__ import annotations

from pathlib import Path

from perdure.image import Image

DRAW = "(list (random-integer 1000000) (draw 1000000))"


def test_a_source_goes_on_where_it_was_when_the_image_is_opened_again(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.eval("(import (srfi 27))")
        image.eval("(define draw (random-source-make-integers (make-random-source)))")
        default, own = image.eval(DRAW)
        assert default == own, "the default source begins as every other"
    with Image.open(image_path) as image:
        default, own = image.eval(DRAW)
        assert default == own

"""Effects that have a place, where an image is open alone; and one that may only ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotProvide, Image, ImageError, effect


@effect(place="gpu")
def train(model: str) -> str:
    return f"{model} trained"


LIBRARY = __name__.rpartition(".")[2]


def test_an_image_that_one_process_has_runs_effects_of_all_places() -> None:
    with Image.open(":memory:", provides=[train]) as image:
        image.eval(f"(import (python {LIBRARY}))")
        assert image.call("train", "m") == "m trained"


@pytest.mark.parametrize(("places", "is_run"), [(["cpu", "gpu"], True), ("gpu", True), ([], False)])
def test_places_that_are_said_are_those(places: object, is_run: bool, image_path: Path) -> None:
    with Image.open(image_path, provides=[train]) as image:
        image.eval(f"(import (python {LIBRARY}))")
    with Image.open(image_path, provides=[train], places=places) as image:  # type: ignore[arg-type]
        pid = image.spawn("train", "m")
        image.run_until_idle()
        assert (image.process(pid).state == "done") is is_run
        assert image.process(pid).is_provided is is_run


def test_a_place_is_a_name() -> None:
    with pytest.raises(CannotProvide, match="is no name of a place"):
        effect(place=3)(lambda: 1)  # type: ignore[call-overload]


def test_an_image_that_is_not_shared_must_be_driven() -> None:
    with pytest.raises(ImageError, match="nobody else could drive it"):
        Image.open(":memory:", drive=False)

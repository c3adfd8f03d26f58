"""Transactions at once in images whose small objects share records: which conflict, which not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdure.image import Image
from perdure.image.engine import apart
from perdure.image.storage.creation import CLUSTERS
from perdure.vm import Done
from perdure.vm.objects.data import Vector


@pytest.fixture
def image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    """One in which each slice is run apart, and `boxes`, a vector of lists in one record."""
    monkeypatch.setenv(CLUSTERS, "1")
    monkeypatch.setattr(apart, "ALWAYS", True)
    with Image.open(tmp_path / "image") as made:
        made.eval("(import (perdure process)) (define boxes (vector (list 1) (list 2) (list 3)))")
        made.eval("(define (get n) (car (vector-ref boxes n)))")
        made.eval("(define (put! n x) (set-car! (vector-ref boxes n) x))")
        yield made


def run_with(image: Image, text: str, place: int, value: int) -> tuple[object, int]:
    """The result of a slice that is run apart while something else changes one of the lists.

    With it how often it began again.
    """
    began: list[int] = []
    begin = apart.Apart.begin_again
    merge = type(image.driver.merging)._merge
    is_changed = False

    def merged(self: Any, workspace: Any, end: Any, now: float) -> Any:
        nonlocal is_changed
        if not is_changed and isinstance(end, Done):  # the slice that has the whole of the text
            is_changed = True
            image.driver.scheduler.change(changed)
        return merge(self, workspace, end, now)

    def changed() -> None:
        boxes: Vector = image.root.interaction.bindings["boxes"].value
        boxes.items[place].car = value

    def again(self: Any, pid: int, **options: Any) -> None:
        began.append(pid)
        begin(self, pid, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(image.driver.merging), "_merge", merged)
        patch.setattr(apart.Apart, "begin_again", again)
        return image.eval(text), len(began)


ALL = "(vector->list (vector-map car boxes))"
TEN_MORE = "(put! 1 (+ 10 (get 1)))"


@pytest.mark.parametrize("text", [TEN_MORE, f"(serializable (lambda () {TEN_MORE}))"])
def test_changes_of_different_objects_in_a_record_are_merged(image: Image, text: str) -> None:
    _, conflicts = run_with(image, text, 2, 30)
    assert conflicts == 0
    assert image.eval(ALL) == [1, 12, 30]


def test_a_serializable_slice_conflicts_with_a_change_of_what_it_read(image: Image) -> None:
    """Also where it has changed something else in the same record."""
    _, conflicts = run_with(image, "(serializable (lambda () (put! 1 (* 10 (get 0)))))", 0, 5)
    assert conflicts == 1
    assert image.eval(ALL) == [5, 50, 3]


def test_a_serializable_slice_does_not_conflict_with_a_change_of_what_it_passed_by(
    image: Image,
) -> None:
    given, conflicts = run_with(image, "(serializable (lambda () (get 0)))", 2, 30)
    assert (given, conflicts) == (1, 0)
    assert image.eval(ALL) == [1, 2, 30]

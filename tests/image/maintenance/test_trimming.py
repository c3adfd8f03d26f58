"""Dead members of clusters that live: a pack takes them out, and all that they lead to goes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import perdure.image.maintenance.collecting
from perdure.image import Image, check, pack, stats
from perdure.image.maintenance import trimming
from perdure.image.maintenance.living import living, since
from perdure.image.maintenance.trimming import Trimmed
from perdure.image.storage.creation import CLUSTERS
from perdure.image.storage.file_storage import open_storage
from tests.image.maintenance.images import copied
from tests.programs import program

QUEUE = program(__file__, "endless_queue")
WAITING = "(length (car queue))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image with clusters and the queue."""
    path = tmp_path_factory.mktemp("trimming") / "made"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CLUSTERS, "1")
        with Image.open(path) as image:
            image.eval(QUEUE)
    pack(path)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "image")


def turn(path: Path, *counts: int) -> None:
    with Image.open(path, resumes=False) as image:
        for count in counts:
            image.eval(f"(turn! {count})")


def objects(path: Path) -> int:
    return stats(path).objects


def waiting(path: Path) -> object:
    with Image.open(path, resumes=False) as image:
        return image.eval(WAITING)


def test_a_queue_in_steady_state_is_no_larger_after_a_pack(path: Path) -> None:
    turn(path, 150, 150)
    assert pack(path).members > 0
    first = objects(path)
    turn(path, *[150] * 4)
    assert objects(path) > first + 600
    pack(path)
    assert abs(objects(path) - first) <= 100  # a cluster, which is as full as it happens to be
    assert check(path).is_sound
    assert waiting(path) == 21


def test_a_pack_that_is_killed_between_two_commits_leaves_a_sound_image(
    path: Path, tmp_path: Path
) -> None:
    turn(path, 60, 60, 60)
    whole = copied(path, tmp_path / "whole")
    pack(whole)
    assert killed_while_it_trims(path, 1)
    assert check(path).is_sound
    assert waiting(path) == 21
    pack(path)
    assert check(path).is_sound
    assert abs(objects(path) - objects(whole)) <= 100


def killed_while_it_trims(path: Path, number: int) -> bool:
    """Whether a child came to as many commits while it packed, and was killed before the next."""
    child = os.fork()
    if child == 0:
        left, commit = number, trimming._commit

        def counted(writing: Any, batch: list[Trimmed]) -> int:
            nonlocal left
            if left == 0:
                os._exit(1)
            left -= 1
            return commit(writing, batch)

        try:
            trimming.BATCH = 1
            trimming._commit = counted
            pack(path)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 1


def test_an_image_that_is_open_is_trimmed_of_what_was_dead_at_the_moment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(path, resumes=False) as image:
        image.eval("(turn! 150)")
        image.eval("(turn! 150)")
        assert pack(image, days=0).members == 0  # of the last ten minutes all is kept
        monkeypatch.setattr(perdure.image.maintenance.collecting, "LEAST", 0.0)
        assert pack(image, days=0).members > 0
        assert image.eval(WAITING) == 21
        image.eval("(turn! 30)")
        assert image.eval(WAITING) == 21
        pack(image, days=0)
    assert check(path).is_sound


def test_what_was_alive_at_the_moment_or_since_lives(path: Path) -> None:
    """Also where it was moved meanwhile from what is looked at late to what was looked at."""
    with Image.open(path, resumes=False) as image:
        image.eval("(define box (list 'a (list 'b (list 'c))))")
        image.eval("(set-cdr! (cdr box) 'nothing)")
        pair = image.root.interaction.bindings["box"].value.cdr
        serial, oid = pair._p_serial, pair._p_oid
        image.eval("(set-cdr! box 'nothing)")
    storage = open_storage(path, read_only=True)
    load = storage.load
    now, _ = living(since(load, storage.loadBefore, storage.lastTransaction()))
    then, _ = living(since(load, storage.loadBefore, serial))
    storage.close()
    address = int.from_bytes(oid, "big")
    assert address not in now
    assert address in then


def test_an_image_without_clusters_is_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLUSTERS, "0")
    told: list[str] = []
    Image.open(tmp_path / "plain").close()
    assert pack(tmp_path / "plain", progress=lambda doing, _: told.append(doing)).members == 0
    assert not [doing for doing in told if "clusters" in doing]

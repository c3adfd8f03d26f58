"""A server that was started after another had been killed gave ids of objects that the other had
given already. Clients that still had some of these made other objects under the same ids: a
process ended with "Perdure itself failed here: POSKeyError"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ZODB.POSException import ConflictError
from ZODB.utils import p64, z64

from perdure.image import Image, NotAnImage
from perdure.image.storage.file_storage import open_storage
from perdure.image.storage.folder import DATA
from perdure.image.storage.oids import RESERVED, highest_given, reserve
from perdure.image.storage.unpickling import check_conflict
from perdure.image.storage.zeo.serving import ServedStorage
from tests.sharing.crowd import Crowd, crowd

COUNT = 15


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Crowd]:
    with crowd(tmp_path) as found:
        found.start_server()
        yield found


def ids_of(image: Image, count: int) -> set[bytes]:
    assert image.root._p_jar is not None
    return {image.root._p_jar.new_oid() for _ in range(count)}


def test_a_client_that_keeps_ids_meets_nobody_elses(here: Crowd) -> None:
    with here.open() as one:
        one.eval("(define x (list 1 2 3))")  # takes some of a list of ids
        here.kill_server()
        here.start_server()
        with here.open() as other:
            for i in range(COUNT):
                other.eval(f"(define (f{i} x) (lambda (y) (list x y {i})))")
            for i in range(COUNT):
                one.eval(f"(define (g{i} x) (lambda (y) (list y x {i})))")
            for i in range(COUNT):
                assert other.eval(f"((g{i} 1) 2)") == [2, 1, i]
                assert one.eval(f"((f{i} 1) 2)") == [1, 2, i]
            assert one.scheduler.conflicts == other.scheduler.conflicts == 0


def test_no_server_gives_an_id_that_another_gave(here: Crowd) -> None:
    given: set[bytes] = set()
    for _ in range(3):
        with here.open() as image:
            ids = ids_of(image, 250)
        assert len(ids) == 250
        assert not given & ids
        given |= ids
        here.kill_server()
        here.start_server()
    here.kill_server()
    with Image.open(here.folder / "image") as image:  # the same for who opens it alone
        assert not given & ids_of(image, 250)


def test_ids_are_noted_before_they_are_given(tmp_path: Path) -> None:
    Image.open(tmp_path / "image").close()
    data = str(tmp_path / "image" / DATA)
    assert highest_given(data) == z64
    storage = open_storage(tmp_path / "image", read_only=False, kind=ServedStorage)
    try:
        for _ in range(RESERVED + 2):
            assert storage.new_oid() <= highest_given(data)
    finally:
        storage.close()


def test_a_spoilt_note_is_one_clear_error(tmp_path: Path) -> None:
    Image.open(tmp_path / "image").close()
    note = tmp_path / "image" / f"{DATA}.oids"
    note.write_text("many")
    with pytest.raises(NotAnImage, match=r"data\.fs\.oids' is damaged; .* delete it"):
        Image.open(tmp_path / "image")
    assert reserve(str(tmp_path / "image" / DATA), p64(5)) == p64(5 + RESERVED)
    Image.open(tmp_path / "image").close()


def test_a_conflict_of_what_cannot_be_loaded_is_a_conflict(tmp_path: Path) -> None:
    """An object that a client read may have been packed away before it wants to change it."""
    Image.open(tmp_path / "image").close()
    storage = open_storage(tmp_path / "image", read_only=False)
    try:
        record, tid = storage.load(z64)
        check_conflict(storage, z64, tid, tid, record, b"")
        for old, committed in ((z64, tid), (tid, p64(1))):
            with pytest.raises(ConflictError):
                check_conflict(storage, z64, committed, old, record, b"")
    finally:
        storage.close()

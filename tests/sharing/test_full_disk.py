"""The disk of a server is full: its members are told so, and go on when there is room."""

from __future__ import annotations

import resource

import pytest

from perdure.image import CannotWrite, ProcessFailed
from tests.sharing.crowd import Crowd


def limit(here: Crowd, size: int) -> None:
    """How long the server's files may become: the end of its disk."""
    assert here.server is not None
    resource.prlimit(here.server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_member_is_told_and_goes_on_when_there_is_room(zeo: Crowd) -> None:
    with zeo.open() as image:
        image.eval("(define n 1)")
        limit(zeo, (zeo.folder / "image" / "data.fs").stat().st_size + 50_000)
        with pytest.raises(CannotWrite, match="the server cannot write the image: file too large"):
            image.eval("(define big (make-string 100000 #\\x))")
        with pytest.raises(ProcessFailed, match="unbound variable: big"):
            image.eval("big")  # what could not be committed has not happened
        limit(zeo, resource.RLIM_INFINITY)
        image.eval("(define big (make-string 100000 #\\x))")
        assert image.eval("(list n (string-length big))") == [1, 100000]
    told = (zeo.folder / "errors").read_text()
    assert "Traceback" not in told
    assert "cannot be written: file too large" in told

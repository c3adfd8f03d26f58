"""Texts that a tool evaluates by a process, of which nothing stays.

Read by: perdure.image.api.in_frames, perdure.image.api.inspector.
"""

from __future__ import annotations

from contextlib import suppress

from perdure.image.api.begun import note_begun
from perdure.image.api.blocking import BlockingImage
from perdure.image.errors import CannotForget, NotDone
from perdure.vm.objects.data import Value


def finished(image: BlockingImage, pid: int, timeout: float | None = None) -> Value:
    """The value that a process ends with, which is forgotten then. ProcessFailed.

    One that has not ended in time goes on, and stays: NotDone.
    """
    note_begun(pid)
    try:
        value = image.finished(pid, timeout)
    except NotDone:
        raise
    except BaseException:
        _forget(image, pid)
        raise
    _forget(image, pid)
    return value


def _forget(image: BlockingImage, pid: int) -> None:
    with suppress(CannotForget):
        image.forget(pid)

"""An image opens at once after the process that had it was killed, though a child was just forked.

A child lets go of the image's lock as soon as it runs. Where the parent was killed before that,
the image was said to be open in another process, and nobody had it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

import pytest

from perdure.image import Image, ImageInUse

LAG = 0.3  #: seconds until the child runs


def test_a_child_that_has_not_let_go_of_the_lock_yet_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "image"
    with Image.open(path) as image:
        image.eval("(define x 7)")
    left_behind = holder(path, ends_first=True)
    with Image.open(path) as image:
        assert image.eval("x") == 7
    os.waitpid(left_behind, 0)


def test_a_process_that_lives_and_has_the_image_is_told_of_at_once(tmp_path: Path) -> None:
    path = tmp_path / "image"
    Image.open(path).close()
    living = holder(path, ends_first=False)
    began = time.monotonic()
    with pytest.raises(ImageInUse):
        Image.open(path)
    assert time.monotonic() - began < LAG
    os.kill(living, signal.SIGKILL)
    os.waitpid(living, 0)


def holder(path: Path, *, ends_first: bool) -> int:
    """A process that has the lock, and has written down itself, or else one that has ended."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        with (path / "data.fs.lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.truncate(0)
            lock.write(f" {ended() if ends_first else os.getpid()}\n")
            lock.flush()
            os.write(writes, b".")
            time.sleep(LAG if ends_first else 60)
            os._exit(0)
    assert os.read(reads, 1) == b"."
    os.close(reads)
    os.close(writes)
    return pid


def ended() -> int:
    """The number of a process that is no more."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid

"""Descriptors that an image has closed are not taken from their later holder, in a fork.

The pipe of a thread that had listened to PostgreSQL was given up in every child by number,
also once it was closed: a terminal that had got the number was lost to the child.
"""

from __future__ import annotations

import os
import stat

import pytest

listening = pytest.importorskip("perdure.image.storage.postgresql.listening")


def test_numbers_of_a_pipe_that_was_closed_are_left_alone_in_children() -> None:
    listener = listening.Listener("host=/nowhere connect_timeout=1", "", lambda oids: None)
    numbers = {listener._ended, listener._end}
    listener.stop()
    ours: list[int] = []
    while not numbers <= {*ours}:
        ours += os.pipe()
    pid = os.fork()
    if pid == 0:
        os._exit(0 if all(stat.S_ISFIFO(os.fstat(number).st_mode) for number in ours) else 1)
    _, status = os.waitpid(pid, 0)
    for number in ours:
        os.close(number)
    assert os.waitstatus_to_exitcode(status) == 0

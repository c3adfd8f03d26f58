"""Sleeping: a timer of the image's."""

from __future__ import annotations

import time

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.redirections import in_place_of

_now = time.time


@in_place_of(time.sleep)
def sleep(seconds: float) -> None:
    """As `time.sleep`: the process waits, and nothing of it is in memory."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    space = current()
    assert space is not None
    wait("timer", space.host.now() + seconds)

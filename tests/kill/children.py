"""Children of a worker, forked in the middle of what it does: weather, like kills.

A child tries to use the image, must be refused, and then leaves: by an exception that
unwinds whatever its parent was in the middle of, the end of `with Image.open` included,
as it is for a child that comes to `sys.exit`. The parent goes on.

Read by: tests.kill.worker, tests.kill.traps.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from perdure.image import Image, OpenedBeforeFork

PATIENCE = 120  #: seconds in which a child must have left


class Left(BaseException):
    """The end of a child."""


def fork_child(image: Image, *, lasts: float = 0.0, unwinds: bool = True) -> int:
    """Fork a child that leaves after so many seconds; gives its pid, in the parent."""
    child = os.fork()
    if child:
        return child
    signal.alarm(PATIENCE)
    logging.disable()  # ZODB tells of transactions that it cannot put back
    try:
        image.processes()
    except OpenedBeforeFork:
        time.sleep(lasts)
    else:
        os._exit(5)
    if not unwinds:
        os._exit(0)
    raise Left


def fork_and_wait(image: Image, *, unwinds: bool) -> None:
    """Fork a child, and go on when it has left as it should."""
    _, status = os.waitpid(fork_child(image, unwinds=unwinds), 0)
    assert status == 0, f"a child ended with {os.waitstatus_to_exitcode(status)}"


@contextmanager
def children_end_here() -> Iterator[None]:
    """No child that was forked within comes out of this."""
    parent = os.getpid()
    code = 6  # it came to the end, as if the image had let it
    try:
        yield
    except BaseException as error:
        if os.getpid() == parent:
            raise
        code = 0 if is_of_a_child(error) else 7
    finally:
        if os.getpid() != parent:
            gc.collect()
            os._exit(code)


def is_of_a_child(error: BaseException | None) -> bool:
    """Whether it is that a child leaves or was refused, or what came of that on the way."""
    while error is not None and not isinstance(error, Left | OpenedBeforeFork):
        error = error.__context__
    return error is not None

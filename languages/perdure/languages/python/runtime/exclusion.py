"""Exclusion: the parts of the interpreter that one program at a time may have.

`sys.modules`, `sys.argv` and the standard streams are the running program's while it runs. So
programs run one at a time in an interpreter; while one waits for the world outside, another may.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from perdure.languages.python.runtime.captures import current, set_current

programs = threading.RLock()  #: held while a program's code runs


@contextmanager
def others_may_run() -> Iterator[None]:
    """Let other programs run meanwhile; what is called here is none."""
    space = current()
    set_current(None)
    programs.release()
    try:
        yield
    finally:
        programs.acquire()
        set_current(space)

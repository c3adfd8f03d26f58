"""Ctrl-C while an image is driven: it stops after a commit.

Read by: perdure.image.engine.driver.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from perdure.image.conversion.foreign import Interrupted


@contextmanager
def interruptible(stop: Callable[[], None], forget_stop: Callable[[], None]) -> Iterator[None]:
    """While inside, on the main thread, Ctrl-C calls `stop`; it is raised again at the end."""
    is_ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if not is_ours:
        yield
        return
    was_interrupted = False

    def on_interrupt(number: int, frame: object) -> None:
        nonlocal was_interrupted
        if was_interrupted:
            raise Interrupted(number)  # a second one does not wait
        was_interrupted = True
        stop()

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if was_interrupted:
        forget_stop()
        raise KeyboardInterrupt

"""The question of a function whether anybody still waits for it.

A thread cannot be ended from outside. A function that takes long may ask: `while not
cancelled(): ...`. A coroutine need not: it is cancelled where it awaits.

Written by: perdure.image.effects.runner. Called by provided functions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

calls = threading.local()  #: `is_given_up` of the call that the thread runs


def cancelled() -> bool:
    """Whether the call of a provided function that runs in this thread is given up.

    It is when its process was cancelled, or its timeout is over: what it gives is not wanted any
    more. False where no such call runs in this thread.
    """
    is_given_up: Callable[[], bool] | None = getattr(calls, "is_given_up", None)
    return is_given_up is not None and is_given_up()

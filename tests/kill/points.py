"""Points of a commit that a database of the application's shares, at which a worker is killed.

Read by: tests.kill.test_databases, tests.sharing.booking.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from perdure.image.effects.databases import _Joined

#: Where a worker is killed: a method of the data manager, and whether before or after it.
POINTS = {
    "called": ("tpc_begin", "before"),  # all is done, and nothing committed
    "before its vote": ("tpc_vote", "before"),  # the image has voted
    "after its vote": ("tpc_vote", "after"),  # committed in one phase, prepared in two
    "before its end": ("tpc_finish", "before"),  # the image has committed
    "after its end": ("tpc_finish", "after"),
}


def lay_trap(point: str, n: int) -> None:
    """Kill this Python process when the point is reached for the n-th time."""
    method, when = POINTS[point]
    inner: Callable[..., Any] = getattr(_Joined, method)
    count = 0

    def trapped(self: _Joined, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count == n and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = inner(self, *arguments)
        if count == n:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(_Joined, method, trapped)

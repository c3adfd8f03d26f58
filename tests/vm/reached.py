"""How much a stored state leads to: a measure of what a waiting computation holds."""

from __future__ import annotations

from typing import Any

from persistent import Persistent

from perdure.vm import Cell, Code, Environment, Escape, Values


def reached(state: Any) -> int:
    """How many objects the state leads to, and how many items it and they have.

    Code, libraries and globals are left out.
    """
    seen: set[int] = set()
    count = 0
    waiting = [state]
    while waiting:
        x = waiting.pop()
        if isinstance(x, (tuple, list)):
            count += len(x)
            waiting += x
        elif isinstance(x, (Values, Escape)):
            waiting.append(x.__reduce__()[1])
        elif isinstance(x, Persistent) and not isinstance(x, (Code, Cell, Environment)):
            if id(x) not in seen:
                seen.add(id(x))
                x._p_activate()
                waiting.append(x.__getstate__())
    return count + len(seen)

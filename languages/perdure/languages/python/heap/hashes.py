"""Objects with their own `__hash__` that lead back to themselves.

Such an object may be a key of a dict that it leads to: then it is hashed while it is loaded,
before it has what its `__hash__` wants. A dump finds out whether one of its objects leads back to
itself; if so, its dicts and sets are filled when all else is there (`loading.PatientLoad`), which
is slower.

Reads: nothing. Read by: `storing`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

__all__ = ["in_circles"]

#: Nothing that an object has of its own is reached by way of these.
ELSEWHERE = (type, ModuleType, FunctionType, BuiltinFunctionType)


def in_circles(hashed: list[Any]) -> list[list[Any]]:
    """The circles (strongly connected components) that have one of these objects in them.

    Tarjan, "Depth-first search and linear graph algorithms", 1972, without recursion.
    """
    wanted = {id(thing) for thing in hashed}
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[Any] = []
    on_stack: set[int] = set()
    circles: list[list[Any]] = []
    for root in hashed:
        if id(root) in number:
            continue
        number[id(root)] = low[id(root)] = len(number)
        stack.append(root)
        on_stack.add(id(root))
        work = [(root, iter(reached_from(root)))]
        while work:
            thing, rest = work[-1]
            key = id(thing)
            for other in rest:
                other_key = id(other)
                if other_key not in number:
                    number[other_key] = low[other_key] = len(number)
                    stack.append(other)
                    on_stack.add(other_key)
                    work.append((other, iter(reached_from(other))))
                    break
                if other_key in on_stack:
                    low[key] = min(low[key], number[other_key])
            else:
                work.pop()
                if work:
                    above = id(work[-1][0])
                    low[above] = min(low[above], low[key])
                if low[key] == number[key]:
                    circle: list[Any] = []
                    while not circle or circle[-1] is not thing:
                        circle.append(stack.pop())
                        on_stack.discard(id(circle[-1]))
                    if any(id(one) in wanted for one in circle) and is_circle(circle):
                        circles.append(circle)
    return circles


def is_circle(component: list[Any]) -> bool:
    return len(component) > 1 or any(one is component[0] for one in reached_from(component[0]))


def reached_from(thing: Any) -> Iterable[Any]:
    return [
        one
        for one in gc.get_referents(thing)
        if gc.is_tracked(one) and not isinstance(one, ELSEWHERE)
    ]

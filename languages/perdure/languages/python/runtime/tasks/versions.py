"""Queues that another version of Python has stored: they are given the attributes of this one.

Python 3.13 has queues that can be shut down; those of 3.12 know nothing of that.
"""

from __future__ import annotations

import asyncio
import queue
from typing import Any

from perdure.languages.python.heap import maker, register_family

PLAIN = (bool, int, type(None))


def reduce_queue(dumper: Any, thing: Any) -> Any:
    kind: Any = type(thing)
    if hasattr(kind, "__setstate__") or kind.__reduce_ex__ is not object.__reduce_ex__:
        return NotImplemented
    reduced: Any = object.__reduce_ex__(thing, 2)
    function, given, state, *_ = reduced
    if type(state) is not dict:
        return NotImplemented
    return function, given, state, None, None, set_queue


@maker
def set_queue(thing: Any, state: dict[str, Any]) -> None:
    family = next(each for each in FAMILIES if isinstance(thing, each))
    new = {name: value for name, value in vars(family()).items() if type(value) in PLAIN}
    vars(thing).update({**new, **state})


FAMILIES = (asyncio.Queue, queue.Queue)
for _family in FAMILIES:
    register_family(_family, reduce_queue)

"""`yield from`, gone on with in its middle.

The definition is that of PEP 380. Python's own `yield from` begins an iterator; a generator
that is stored while it delegates goes on with one that has begun already.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from perdure.languages.python.runtime.captures import Capture


def delegated(
    iterator: Any, is_primed: bool, is_raised: bool, value: Any
) -> Generator[Any, Any, Any]:
    """Go on delegating to an iterator, and give its value.

    Where `is_primed`, it stands at a `yield`, whose value the caller has had; else it is
    to be advanced first: it was running, and has what it goes on with itself.
    """
    item: Any = None
    if not is_primed:
        try:
            item = iterator.send(None) if hasattr(iterator, "send") else next(iterator)
        except StopIteration as stop:
            return stop.value
    while True:
        try:
            given = yield item
        except GeneratorExit:
            if hasattr(iterator, "close"):
                iterator.close()
            raise
        except Capture:
            raise
        except BaseException as error:
            if not hasattr(iterator, "throw"):
                raise
            try:
                item = iterator.throw(error)
            except StopIteration as stop:
                return stop.value
        else:
            try:
                item = next(iterator) if given is None else iterator.send(given)
            except StopIteration as stop:
                return stop.value

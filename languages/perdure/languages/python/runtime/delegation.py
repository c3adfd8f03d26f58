"""`yield from`, gone on with in its middle.

The definition is that of PEP 380. Python's own `yield from` begins an iterator; a generator
that is stored while it delegates goes on with one that has begun already.
"""

from __future__ import annotations

from collections.abc import Generator
from types import FrameType, GeneratorType
from typing import Any

from perdure.languages.python.runtime.captures import Capture


def delegated(
    iterator: Any, is_primed: bool, is_raised: bool, value: Any
) -> Generator[Any, Any, Any]:
    """Go on delegating to an iterator, and give its value.

    Where `is_primed`, it stands at a `yield`, whose value the caller has had. Else it was running:
    a generator is to be advanced, as it has what it goes on with itself; of another iterator
    `value` is the item, or what it has raised.
    """
    item: Any = None
    if not is_primed:
        try:
            if type(iterator) is GeneratorType:
                item = next(iterator)
            elif is_raised:
                raise value
            else:
                item = value
        except StopIteration as stop:
            return stop.value
    while True:
        try:
            given = yield item
        except GeneratorExit:
            if hasattr(iterator, "close"):
                close(iterator)
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
                item = following(iterator) if given is None else iterator.send(given)
            except StopIteration as stop:
                return stop.value


def following(iterator: Any) -> Any:
    """The next item; of a coroutine too, which is no iterator."""
    return next(iterator) if hasattr(type(iterator), "__next__") else iterator.send(None)


def close(iterator: Any) -> None:
    """Close what is delegated to. What waits there does as under C: see `closes`."""
    iterator.close()


def closes(frame: FrameType) -> bool:
    """Whether that frame closes what is delegated to, as C does for Python's own `yield from`."""
    return frame.f_globals is _OWN and frame.f_code is _CLOSE


_OWN, _CLOSE = globals(), close.__code__  # asking for a code is told to audit hooks

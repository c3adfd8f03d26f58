"""Objects whose end runs code of the program: its generators that have begun; those with `__del__`.

Python lets a variable go when its function ends. The rest of a frame keeps no variable that it does
not mention, so those are looked at: one that leads to such an object is kept, until then. So is one
of a frame that an exception has left, for as long as the exception's traceback has the frame.

Read by: perdure.languages.python.machine.capturing, perdure.languages.python.machine.spaces.
"""

from __future__ import annotations

import gc
import inspect
import itertools
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from types import (
    CellType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    SimpleNamespace,
    TracebackType,
)
from typing import Any

from perdure.languages.python.heap import Program
from perdure.languages.python.heap.tracebacks import LEFT
from perdure.languages.python.machine.frames import Box
from perdure.languages.python.runtime.identity import identity

NO_NAMES: dict[str, object] = {}
NOTHING: tuple[Iterable[object], ...] = (
    *([], (), NO_NAMES, NO_NAMES.values(), NO_NAMES.items()),
    *(set(), deque()),
)
#: What is gone into, besides instances of the program's classes, and what functions share.
HOLDING = frozenset(
    [
        *(list, tuple, dict, set, frozenset, deque),
        *(MethodType, type([].__len__), partial, CellType, SimpleNamespace),
        *(TracebackType, GeneratorType, Box),
        *(map, filter, zip, enumerate, reversed),
        *(type(iter(each)) for each in NOTHING),
        *(each for each in vars(itertools).values() if isinstance(each, type)),
        *(type(iter(list, None)), type(NO_NAMES.keys()), type(NO_NAMES.values())),
        type(NO_NAMES.items()),
    ]
)


def ends_by_code(thing: Any) -> bool:
    """Whether code runs when nothing refers to that any more: a `finally`, or a `__del__`."""
    kind = type(thing)
    if kind is GeneratorType:  # one that has ended may have been running: see `Frame.generator`
        return inspect.getgeneratorstate(thing) != inspect.GEN_CREATED
    return type(getattr(kind, "__del__", None)) is FunctionType


def leads_to_code(program: Program, thing: Any) -> bool:
    """Whether letting go of an object may run code of the program's, by way of all that it has."""
    if not gc.is_tracked(thing):
        return False
    if ends_by_code(thing):
        return True
    seen: set[int] = set()
    found = [thing]
    while found:
        each = found.pop()
        number = identity(each)
        if number in seen:
            continue
        seen.add(number)
        if each is not thing and ends_by_own_code(program, each):
            return True
        found += (inner for inner in _inside(program, each) if gc.is_tracked(inner))
    return False


def ends_by_own_code(program: Program, thing: Any) -> bool:
    kind = type(thing)
    if kind is GeneratorType:
        frame = thing.gi_frame
        own = frame is None or frame.f_globals.get("__builtins__") is program.builtins
        return own and ends_by_code(thing)
    ending = getattr(kind, "__del__", None)
    return (
        type(ending) is FunctionType and ending.__globals__.get("__builtins__") is program.builtins
    )


def _inside(program: Program, thing: Any) -> Iterator[Any]:
    """The objects that end with that one, where nothing else has them."""
    kind = type(thing)
    if kind is FunctionType:
        yield from (thing.__closure__, thing.__defaults__, thing.__kwdefaults__)
    elif kind is FrameType:
        local = thing.f_locals
        if LEFT in local:
            yield local[LEFT]
        elif thing.f_builtins is program.builtins and local is not thing.f_globals:
            yield from () if is_running(thing) else local.values()
    elif kind in HOLDING or issubclass(kind, BaseException) or program.is_program_class(kind):
        yield from gc.get_referents(thing)


def left_in(program: Program, frame: FrameType) -> tuple[Any, ...]:
    """The variables that a frame has, which an exception has left, that lead to such code."""
    local = frame.f_locals
    if frame.f_builtins is not program.builtins or local is frame.f_globals:
        return ()
    # The items of a tuple end from the last to the first.
    found = tuple([value for value in reversed(local.values()) if leads_to_code(program, value)])
    return () if found and is_running(frame) else found


def is_running(frame: FrameType) -> bool:
    """Whether a frame is on the stack from which this is called."""
    above: FrameType | None = sys._getframe(1)
    while above is not None:
        if above is frame:
            return True
        above = above.f_back
    return False

"""Frames: what every suspended procedure still has to do.

A frame is `(code, point, values)`: a Code, a point in it (code.lowered) and
the variables kept there. Frames are never changed. Those that leave the machine
together are stored together, in a Segment of at most a hundred, innermost last;
a place in a segment is how many of its frames are still to be returned to, so
returning into the middle of one writes nothing.

Read by: perdure.vm.machine.machine; the image stores what `Execution.to_state` gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from perdure.vm.objects.data import UncheckedSlots, Value
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.procedures import Code
from perdure.vm.objects.singletons import NIL

#: of a machine that is not the VM's own, with its own code: see perdure.vm.protocols.machine
Frame: TypeAlias = "tuple[Code | ForeignCode, int, tuple[Value, ...]]"

SEGMENT_FRAMES = 100  #: frames a stored segment holds at most
INLINE_FRAMES = 8  #: frames a process keeps in its own record


class Segment(UncheckedSlots):
    """Frames that were captured together, innermost last. Immutable.

    Its reader activates it first.
    """

    __module__ = "perdure.vm"
    __slots__ = ("below", "count", "frames")

    frames: tuple[Frame, ...]
    below: Segment | None  #: the segment that the outermost of them returns into
    count: int  #: how many frames of `below` are still to be returned to

    def __getstate__(self) -> tuple[object, ...]:
        return (self.frames, self.below, self.count)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.frames, self.below, self.count = state[:3]


def new_segment(frames: tuple[Frame, ...], below: Segment | None, count: int) -> Segment:
    made = Segment()
    made.frames = frames
    made.below = below
    made.count = count
    return made


class Execution:
    """A suspended computation: its stack and its dynamic state. Treated as immutable.

    The stack is `frames` (innermost last) upon the first `count` frames of `below`.
    """

    __slots__ = ("below", "count", "fault", "frames", "handlers", "parameters", "winders")

    #: of one that was interrupted, the machine's note of an object that is being raised; only
    #: for as long as it is in memory
    fault: Any

    def __init__(
        self,
        frames: tuple[Frame, ...] = (),
        below: Segment | None = None,
        count: int = 0,
        handlers: Value = NIL,
        winders: Value = NIL,
        parameters: Value = NIL,
    ) -> None:
        self.frames = frames
        self.below = below
        self.count = count
        self.handlers = handlers
        self.winders = winders
        self.parameters = parameters
        self.fault = None

    @classmethod
    def start(
        cls, handlers: Value = NIL, winders: Value = NIL, parameters: Value = NIL
    ) -> Execution:
        """An empty stack: what is returned to it is the computation's result."""
        return cls((), None, 0, handlers, winders, parameters)

    def to_state(self) -> tuple[Any, ...]:
        """A tuple that can be part of a record; short where nothing special is in effect."""
        state = (self.frames, self.below, self.count)
        if self.handlers is NIL and self.winders is NIL and self.parameters is NIL:
            return state
        return (*state, self.handlers, self.winders, self.parameters)

    @classmethod
    def from_state(cls, state: tuple[Any, ...]) -> Execution:
        return cls(*state)

    def outermost(self) -> Frame | None:
        """The frame that all others return to; None of an empty stack."""
        if self.below is None:
            return self.frames[0] if self.frames else None
        *_, found = self.all_frames()
        return found

    def all_frames(self) -> Iterator[Frame]:
        """Every frame, innermost first."""
        yield from reversed(self.frames)
        segment, count = self.below, self.count
        while segment is not None:
            segment._p_activate()
            yield from reversed(segment.frames[:count])
            count, segment = segment.count, segment.below


def sealed(frames: list[Frame], below: Segment | None, count: int) -> tuple[Segment | None, int]:
    """Put frames (innermost last) into segments; (segment, count) is their place."""
    if 0 < len(frames) <= SEGMENT_FRAMES:
        return new_segment(tuple(frames), below, count), len(frames)
    for start in range(0, len(frames), SEGMENT_FRAMES):
        part = tuple(frames[start : start + SEGMENT_FRAMES])
        below, count = new_segment(part, below, count), len(part)
    return below, count

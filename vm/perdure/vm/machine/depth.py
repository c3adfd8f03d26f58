"""The depth of a stack, in frames: of what is on the heap, and of what runs natively.

Read by: perdure.vm.machine.machine, perdure.image.host.probing.
"""

from __future__ import annotations

import sys
from types import FrameType

from perdure.vm.machine.python_frames import PLACES, is_native, native_codes
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.primitive import Native
from perdure.vm.protocols.frames import Execution, Segment

_BASE, _GUARD = Native.BASE, Native.GUARD


class Depths:
    """How deep stacks are; what has been counted once is not loaded again."""

    def __init__(self) -> None:
        #: by the `id` of a segment: it, and the frames below it
        self._below: dict[int, tuple[Segment, int]] = {}

    def of(self, stack: Stack | Execution) -> int:
        """How many frames a stack on the heap has."""
        below = stack.below
        return len(stack.frames) + (0 if below is None else stack.count + self._count(below))

    def _count(self, segment: Segment) -> int:
        path: list[Segment] = []
        at: Segment | None = segment
        while at is not None and id(at) not in self._below:
            at._p_activate()
            path.append(at)
            at = at.below
        count = 0 if at is None else self._below[id(at)][1]
        for each in reversed(path):
            if each.below is not None:
                count += each.count
            self._below[id(each)] = (each, count)
        return count


def native_count() -> int:
    """How many frames of a program's run natively, within the machine's base."""
    count = 0
    frame: FrameType | None = sys._getframe(1)
    guard = native_codes[_GUARD]
    while frame is not None and not is_native(frame, _BASE):
        if PLACES in frame.f_globals or frame.f_code is guard:
            count += 1
        frame = frame.f_back
    return count

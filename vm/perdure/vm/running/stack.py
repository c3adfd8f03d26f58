"""The part of a running computation's stack that is on the heap, and how it grows.

Read by: perdure.vm.running.machine.
"""

from __future__ import annotations

from types import TracebackType

from perdure.vm.lowering.lowered import after
from perdure.vm.running.frames import INLINE_FRAMES, Frame, Segment, sealed
from perdure.vm.running.linker import Linker
from perdure.vm.values.data import Value


class Stack:
    """Frames in a list, innermost last, upon the first `count` frames of a segment."""

    __slots__ = ("below", "count", "frames", "old")

    def __init__(self, frames: tuple[Frame, ...], below: Segment | None, count: int) -> None:
        self.frames = list(frames)
        self.below = below
        self.count = count
        self.old = len(frames)  #: how many of the frames came from the last commit

    def pop(self) -> Frame | None:
        """The innermost frame, taken off; None when the stack is empty."""
        if self.frames:
            frame = self.frames.pop()
            self.old = min(self.old, len(self.frames))
            return frame
        segment = self.below
        if segment is None:
            return None
        frame = segment.frames[self.count - 1]
        self.count -= 1
        if self.count == 0:
            self.below, self.count = segment.below, segment.count
        return frame

    def reset(self, below: Segment | None, count: int) -> None:
        """Make it the stack of a continuation."""
        self.frames, self.below, self.count, self.old = [], below, count, 0

    def seal(self) -> None:
        """Put all frames into segments, so that others may share them."""
        self.below, self.count = sealed(self.frames, self.below, self.count)
        self.frames, self.old = [], 0

    def settle(self) -> None:
        """Keep few frames outside segments: those that the next wait may well replace.

        Frames that have lasted since the last commit go into a segment, so that
        later commits do not write them again.
        """
        if self.old > 2 or len(self.frames) > INLINE_FRAMES:
            keep = 2 if len(self.frames) > INLINE_FRAMES else len(self.frames) - self.old
            lasting = len(self.frames) - keep
            self.below, self.count = sealed(self.frames[:lasting], self.below, self.count)
            self.frames = self.frames[lasting:]
            self.old = 0


def captured_frames(traceback: TracebackType | None, linker: Linker) -> list[Frame]:
    """The generated functions in a traceback as frames after their sites, innermost last."""
    frames: list[Frame] = []
    while traceback is not None:
        python = traceback.tb_frame
        code = python.f_globals.get("%code")
        if code is not None:
            site = traceback.tb_lineno
            names = linker.names_after(code, site)
            if names:
                local = python.f_locals
                values: tuple[Value, ...] = tuple([local[name] for name in names])
            else:
                values = ()
            frames.append((code, after(site), values))
        traceback = traceback.tb_next
    return frames

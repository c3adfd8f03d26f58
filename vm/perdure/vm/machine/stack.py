"""The part of a running computation's stack that is on the heap, and how it grows.

Read by: perdure.vm.machine.machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from perdure.vm.machine.linked import hands_on
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.python_frames import CODE, PLACES, native_codes
from perdure.vm.objects.data import is_ghost
from perdure.vm.objects.primitive import Native
from perdure.vm.protocols.frames import INLINE_FRAMES, Frame, Segment, sealed

_GUARD, _CALL_CC = Native.GUARD, Native.CALL_CC

#: (frames below it, a continuation whose place is not settled), outermost first
Pending = list[tuple[int, Any]]


class Stack:
    """Frames in a list, innermost last, upon the first `count` frames of a segment."""

    __slots__ = ("below", "committed", "count", "frames")

    def __init__(self, frames: tuple[Frame, ...], below: Segment | None, count: int) -> None:
        self.frames = list(frames)
        self.below = below
        self.count = count
        self.committed = frames  #: those that came from the last commit

    def pop(self) -> Frame | None:
        """The innermost frame, taken off; None when the stack is empty."""
        if self.frames:
            return self.frames.pop()
        segment = self.below
        if segment is None:
            return None
        segment._p_activate()
        frame = segment.frames[self.count - 1]
        self.count -= 1
        if self.count == 0:
            self.below, self.count = segment.below, segment.count
        return frame

    def top(self) -> Frame | None:
        """The innermost frame; None when the stack is empty."""
        if self.frames:
            return self.frames[-1]
        if self.below is None:
            return None
        self.below._p_activate()
        return self.below.frames[self.count - 1]

    def reset(self, below: Segment | None, count: int) -> None:
        """Make it the stack of a continuation."""
        self.frames, self.below, self.count = [], below, count

    def seal(self) -> None:
        """Put all frames into segments, so that several stacks may share them."""
        if self.frames:
            self.below, self.count = sealed(self.frames, self.below, self.count)
            self.frames = []

    def extend(self, frames: list[Frame], pending: Pending) -> None:
        """Put captured frames on top, and give pending continuations their places."""
        done = self.place(frames, pending)
        self.frames.extend(frames[done:] if done else frames)

    def place(self, frames: list[Frame], pending: Pending) -> int:
        """Give pending continuations their places; how many of the frames are below one."""
        done = 0
        for below, k in pending:
            self.frames += frames[done:below]
            done = below
            if self.frames:
                self.below, self.count = sealed(self.frames, self.below, self.count)
                self.frames = []
            k.below, k.count = self.below, self.count
        return done

    def settle(self) -> None:
        """Keep few frames outside segments: those that the next wait may well replace.

        Frames that have lasted since the last commit go into a segment, so that
        later commits do not write them again.
        """
        self.take_over()
        frames = self.frames
        old = 0
        while old < min(len(frames), len(self.committed)) and frames[old] is self.committed[old]:
            old += 1
        if old > 2 or len(frames) > INLINE_FRAMES:
            lasting = len(frames) - 2 if len(frames) > INLINE_FRAMES else old
            self.below, self.count = sealed(frames[:lasting], self.below, self.count)
            self.frames = frames[lasting:]

    def take_over(self) -> None:
        """Let go of a segment of which little is left to be returned to.

        What the other frames refer to would live on with it. Where more than a few are
        left, and more than half, the segment is kept, so that a deep stack is not written
        anew at each wait on the way back. One that is not in memory was not returned to.
        """
        segment, count = self.below, self.count
        if segment is None or is_ghost(segment) or count == len(segment.frames):
            return
        if count <= INLINE_FRAMES or 2 * count <= len(segment.frames):
            self.frames[:0] = segment.frames[:count]
            self.below, self.count = segment.below, segment.count


def frames_within(error: BaseException, linker: Linker) -> list[Frame]:
    """The frames between the function that has caught `error` and where it was raised.

    A function of its own, so that no frame in the traceback refers to the traceback:
    such a cycle would be left to Python's collector.
    """
    traceback = error.__traceback__
    return captured_frames(traceback and traceback.tb_next, linker)


def captured_frames(
    traceback: TracebackType | None,
    linker: Linker,
    natives: Sequence[Any] = (),
    pending: Pending | None = None,
    until: int = -1,
) -> list[Frame]:
    """The generated functions in a traceback as frames after their sites, innermost last.

    `natives` are the continuations that are pending on that stack, outermost first. Adds
    them to `pending`, each with the number of frames below it. Frames above the one numbered
    `until`, from 1, are left out. So are frames that only hand on the value of the next: a loop
    would leave one each time that it is gone on with in another worker.
    """
    frames: list[Frame] = []
    is_idle = False  # whether the innermost so far is such a frame
    guard, call_cc = native_codes[_GUARD], native_codes[_CALL_CC]
    while traceback is not None:
        python = traceback.tb_frame
        names = python.f_globals
        if PLACES in names:
            line = traceback.tb_lineno
            try:
                code, point, keeper = names[PLACES][line]
            except KeyError:
                code, point, keeper = linker.place(names[CODE], line)
            if is_idle:
                frames.pop()
            is_idle = keeper is hands_on
            frames.append((code, point, () if keeper is None else keeper(python.f_locals)))
        elif python.f_code is guard:
            local = python.f_locals
            if is_idle:
                frames.pop()
            is_idle = False
            frames.append(linker.guard_frame(local["marker"], local["handler"]))
        elif (
            pending is not None
            and python.f_code is call_cc
            and len(pending) < len(natives)  # else its receiver was refused
        ):
            pending.append((len(frames), natives[len(pending)]))
            is_idle = False  # it is part of that continuation now
            if len(pending) == until:
                break
        traceback = traceback.tb_next
    return frames

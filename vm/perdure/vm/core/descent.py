"""Recursion as deep as a text is nested, whatever Python's limit.

A compiler pass recurses over a tree. Python counts how deep calls are nested in each
thread, against one limit that is the application's and stays as it is. So a pass counts
how many Python frames it may still add, a level at a time; where none are left, it goes
on in a new thread, for whose end this one waits. At any moment one of them runs: they are
pieces of one stack.

    def expr(self, expr):
        descent = self.descent
        if descent.left < FRAMES:
            return descent.deeper(self.expr, expr)
        descent.left -= FRAMES
        made = self.inner(expr)     # comes to self.expr again, at most FRAMES frames deeper
        descent.left += FRAMES
        return made

Reads: nothing. Read by: perdure.vm.optimize, perdure.vm.lower, perdure.vm.machine.linker,
perdure.languages.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")

RESERVE = 150  #: frames of each stack that are left to what a pass calls at its leaves
STACKS = 1000  #: threads that one descent may come to

_NEVER = -(1 << 60)


class TooDeep(Exception):
    """A tree is nested deeper than memory, or the system's threads, allow."""

    def __init__(self, arguments: tuple[object, ...]) -> None:
        super().__init__()
        self.arguments = arguments  #: of the call for which there is no stack


class Descent:
    """The Python stack that a recursion has left; for one thread at a time."""

    __slots__ = ("left", "stacks")

    def __init__(self) -> None:
        depth = 0
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            depth += 1
            frame = frame.f_back
        self.left = sys.getrecursionlimit() - depth - RESERVE  #: frames, in this thread
        self.stacks = 0  #: threads that wait for a deeper one

    def deeper(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call the function on a new stack, and give its result. TooDeep where there is none."""
        if self.stacks >= STACKS or self.left <= _NEVER >> 1:
            raise TooDeep(arguments)
        results: list[Result] = []
        errors: list[BaseException] = []

        def go() -> None:
            try:
                results.append(function(*arguments))
            except BaseException as error:  # noqa: BLE001  (raised again below)
                errors.append(error)

        left, self.left = self.left, max(sys.getrecursionlimit() - RESERVE, RESERVE)
        self.stacks += 1
        thread = threading.Thread(target=go, name="perdure-descent", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system gives no more threads
            raise TooDeep(arguments) from None
        try:
            thread.join()
        except BaseException:  # an interrupt: the deeper stack ends at its next level
            self.left = _NEVER
            thread.join()
            raise
        self.stacks -= 1
        self.left = left
        if errors:
            raise errors.pop()
        return results.pop()


def with_stack(function: Callable[..., Result], *arguments: object) -> Result:
    """The result of a function that changes nothing; on a new stack if this one is too short."""
    try:
        return function(*arguments)
    except RecursionError:
        return Descent().deeper(function, *arguments)

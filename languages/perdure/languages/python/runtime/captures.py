"""Captures: how a process leaves the Python stack to wait.

A wait raises `Capture`. Nothing of the program handles it: its handlers let it pass, and its
`finally` clauses see the flag `.capturing` and do nothing. The traceback that it gathers
on its way is the process's stack, which perdure.languages.python.machine.capturing makes
frames of.

The space that runs in a thread is `current()`: functions of this folder find it there, as they
are ordinary functions, which a program may keep in its variables.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

#: The waits that are for another stack of the program, or let others go on.
SWITCHES = frozenset(("park", "loop", "await", "until"))

#: In a program's builtins: whether what unwinds the stack just now is a capture.
CAPTURING = ".capturing"


class Capture(BaseException):
    """Unwinds the stack of a process that waits, or is to stop."""

    def __init__(self, kind: str, *arguments: Any) -> None:
        super().__init__(kind, *arguments)
        self.kind = kind  #: a kind of wait (perdure.vm.protocols.Waiting), or one of the machine's
        self.arguments = arguments
        self.was_capturing = False  #: whether another unwound the stack when it was raised


class Running(Protocol):
    """The part of a running space that runtime functions know."""

    builtins: dict[str, Any]
    host: Any  #: a perdure.vm.protocols.Host
    output: list[str]  #: what the slice has printed
    streams: dict[str, Any]  #: what the program has put in the place of those of `sys`
    section: Any  #: a perdure.languages.python.machine.volatile.Section, or None
    journal: Any  #: a perdure.languages.python.machine.journal.Journal, or None
    is_gone: bool  #: whether it was let go of, or the process goes on with another


class _Current(threading.local):
    space: Running | None = None
    #: where the output goes of what is called outside for a program; None: of no program
    printing: list[str] | None = None
    is_repeated = False  #: whether the call that is made here may have been made before a crash


_current = _Current()


def current() -> Running | None:
    """The space whose program runs in this thread; None outside programs."""
    return _current.space


def set_current(space: Running | None) -> Running | None:
    """Let a space run in this thread; gives the one before."""
    previous, _current.space = _current.space, space
    return previous


def output() -> list[str] | None:
    """The list to which what is printed in this thread is added; None outside programs."""
    return _current.printing if _current.space is None else _current.space.output


def set_printing(output: list[str] | None) -> None:
    """Have what is called in this thread, outside of slices, print for a program."""
    _current.printing = output


@contextmanager
def outside_programs() -> Iterator[None]:
    """Have what is said here be the worker's, and no output of the program that runs."""
    space, printing = _current.space, _current.printing
    _current.space = _current.printing = None
    try:
        yield
    finally:
        _current.space, _current.printing = space, printing


def is_repeated() -> bool:
    """Whether the call that is made in this thread may have been made before a crash."""
    return _current.is_repeated


def set_repeated(is_repeated: bool) -> None:
    """Say so of what is called in this thread."""
    _current.is_repeated = is_repeated


def wait(kind: str, *arguments: Any) -> Any:
    """Leave the stack of the program that runs here, until it gets what it waits for.

    In a volatile section that is not over it is done here and now, and given back; where the
    slice has waited for it before, it is given what it got then.
    """
    space = _current.space
    if space is None:
        raise RuntimeError(f"a wait ({kind}) outside any program")
    journal = space.journal
    if journal is not None and journal.has_answers() and kind not in SWITCHES:
        return journal.answered(kind, arguments)
    section = space.section
    if section is not None:
        frame = _program_frame(space)
        if not section.can_leave(kind, arguments, frame):
            return section.wait(kind, arguments, frame)
    raise captured(space, kind, *arguments)


def captured(space: Running, kind: str, *arguments: Any) -> Capture:
    """A capture that is about to be raised."""
    capture = Capture(kind, *arguments)
    capture.was_capturing = space.builtins[CAPTURING]
    space.builtins[CAPTURING] = True
    return capture


def _program_frame(space: Running) -> Any:
    """The innermost frame of the program's."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__builtins__") is not space.builtins:
        frame = frame.f_back
    return frame

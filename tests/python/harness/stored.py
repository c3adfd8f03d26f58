"""Runs a program that is stopped, stored and loaded before every statement.

A long one is so for its first statements, and then for one in several. With PERDURE_TEST_STOPS, a
number, it is stopped now and then instead, each number at other statements.

What it waits for comes at once: timers are due, effects are called. Started by the nursery.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import types
from collections.abc import Callable
from functools import partial
from types import FrameType, SimpleNamespace
from typing import Any

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.lowering import Options
from perdure.languages.python.machine.ends import Raised, Waits
from perdure.languages.python.machine.frames import START, Frame
from perdure.languages.python.machine.invoking import invoked
from perdure.languages.python.machine.linking import link
from perdure.languages.python.machine.raising import Raises
from perdure.languages.python.machine.running import new_space
from perdure.languages.python.machine.running import run as run_space
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.storing import Shape, shape_of, space_of
from perdure.languages.python.machine.switching import CALLS
from perdure.languages.python.machine.underway import first_outcomes
from perdure.languages.python.runtime.captures import CAPTURING, Capture
from perdure.languages.python.runtime.console import line_as, program_streams
from perdure.vm.protocols import Pause

#: A program is stopped before each of so many statements, and then before one in several.
SOON, SELDOM = 400, 11
#: By chance, one in so many statements, which goes by the number.
SEED = os.environ.get("PERDURE_TEST_STOPS", "")
RATES = (2, 3, 5, 9, 10, 11, 13, 20, 40, 100)

OPTIONS = Options(checks=True, ticks=True, pokes=True)
RAISES = Options(checks=True, ticks=True, raises=True)
EVERY = (Pause(1, "BaseException", is_raised=True),)


class Host:
    """A world of one program: a line is typed when it reads."""

    def now(self) -> float:
        return 0.0

    def pid(self) -> int:
        return 1

    def console_input(self) -> SimpleNamespace:
        return SimpleNamespace(source="", position=0, has_ended=False)


class Stops:
    """How often a program was stopped, and why it could not be."""

    def __init__(self) -> None:
        self.asked = 0
        self.count = 0
        self.is_over = False  #: whether it is to run to its end
        self.are_raised = False  #: whether it is stopped where exceptions are raised instead
        self.refused: dict[str, int] = {}
        self.chance = random.Random(SEED)
        self.rate = self.chance.choice(RATES)

    def is_wanted(self) -> bool:
        """Whether to stop at the statement that comes now."""
        self.asked += 1
        if self.is_over:
            return False
        if SEED:
            return self.chance.randrange(self.rate) == 0
        return self.asked <= SOON or self.asked % SELDOM == 0


def make(folder: str, stops: Stops) -> Space:
    space = new_space(Host())
    space.folders = (folder,)
    space.arguments = tuple(sys.argv)
    space.link = partial(link, options=OPTIONS)
    space.texts.options = OPTIONS

    def is_stop_wanted(frame: FrameType) -> bool:
        if not stops.is_wanted():
            return False
        why = space.why_not(frame)
        if why is None:
            stops.count += 1
            return True
        stops.refused[why] = stops.refused.get(why, 0) + 1
        return False

    space.is_stop_wanted = is_stop_wanted
    if stops.are_raised:
        space.link = partial(link, options=RAISES)
        space.builtins[".raising"] = space.is_showing = True
        raises = Raises(space, EVERY)

        def note_raised(frame: FrameType, error: BaseException, parts: tuple[int, ...]) -> None:
            try:
                raises.met(frame, error, parts)
            except Capture:
                stops.count += 1
                raise

        space.note_raised = note_raised
    return space


def run(file: str, text: str, main: types.ModuleType) -> None:
    stops = Stops()
    folder = file.rpartition("/")[0]
    go_on(begun(file, text, folder, stops), False, None, folder, stops)


def begun(file: str, text: str, folder: str, stops: Stops) -> Space:
    space = make(folder, stops)
    module = space.add(space.link(MAIN, file, text))
    module.__dict__.update(__doc__=None, __package__=None, __annotations__={})
    space.frames.append(Frame(MAIN, 0, START, cells={}))
    return space


def collect(space: Space) -> None:
    """Collect garbage that has come to be since the load: Python may do that at any time.

    It is not stored, so a `finally` in a circle of it would not run.
    """
    space.builtins[CAPTURING] = False
    gc.collect(1)
    print("".join(space.output), end="", flush=True)
    space.output.clear()
    space.builtins[CAPTURING] = True


def nothing(shape: Shape, stops: Stops) -> None: ...


def go_on(
    space: Space,
    is_raised: bool,
    value: Any,
    folder: str,
    stops: Stops,
    hand_over: Callable[[Shape, Stops], None] = nothing,
) -> None:
    """Run a program to its end; `hand_over` is told each time that it has been stored."""
    while True:
        with program_streams(), space.in_sight():
            end = run_space(space, is_raised, value)
        print("".join(space.output), end="", flush=True)
        space.output.clear()
        if not isinstance(end, Waits):
            break
        collect(space)
        is_raised, value = False, None
        if end.kind == "effect":
            space.call = end.arguments
            is_raised, value = invoked(space, space.call, space.output)
            sys.stdout.write("".join(space.output))
            space.output.clear()
        elif end.kind == CALLS:
            value = first_outcomes(space, *end.arguments)
        elif end.kind == "input":
            try:
                value = line_as(end.arguments[0], sys.stdin.readline())
            except (EOFError, StopIteration) as error:
                is_raised, value = True, error
        try:
            shape = shape_of(space, (is_raised, value))
        except CannotStore:
            if space.is_stale:
                raise
            continue  # it goes on in memory
        space.let_go()
        hand_over(shape, stops)
        space, (is_raised, value) = space_of(shape, lambda: make(folder, stops))
    if isinstance(end, Raised):
        raise end.error

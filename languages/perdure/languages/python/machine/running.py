"""The base of a Python process's stack: enters frames, and makes frames of what leaves them.

The suspended frames are in the space. The innermost is entered as a call of its rest, with
the value that it waits for; what that returns goes to the next, until a capture makes
frames of what is on Python's stack, or none is left.

Reads: perdure.languages.python.machine.capturing. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from functools import partial
from types import CodeType, FunctionType, GeneratorType, TracebackType
from typing import Any

from perdure.languages.python.machine.activations import activated
from perdure.languages.python.machine.capturing import (
    NotCapturable,
    captured_frames,
    home_in,
    why_not,
)
from perdure.languages.python.machine.ends import End, Ended, Raised, Waits
from perdure.languages.python.machine.finalizers import finalizers_for_exit
from perdure.languages.python.machine.frames import (
    START,
    Box,
    Closing,
    Constructed,
    Defaulting,
    Frame,
    box_of,
    is_unstarted,
)
from perdure.languages.python.machine.letting_go import dropped_captures_seen
from perdure.languages.python.machine.own_context import in_own_context
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.switching import after, resumed
from perdure.languages.python.machine.valuing import stays
from perdure.languages.python.runtime.at_exit import note_finalizers
from perdure.languages.python.runtime.captures import CAPTURING, SWITCHES, Capture, set_current
from perdure.languages.python.runtime.console import own_streams

#: Whether `close` of a generator gives what its `return` does.
CLOSE_GIVES_VALUE = sys.version_info >= (3, 13)


OF_A_LOOP = re.compile(r"\.i\d+")  #: variables that have the iterators of loops

#: References to what only a frame has that is being looked at.
ONLY_LEFT = 4

#: Captures that make no frames: the stack is left, to be run again from its last commit.
LEAVING = ("journal", "left")


class TouchedOutside(Exception):
    """The slice was about to touch the world outside, by what was taken to stay inside.

    It is to be run again from its beginning, where calls of that module are effects.
    """

    def __init__(self, home: str) -> None:
        super().__init__(home)
        self.home = home


class JournalMismatch(Exception):
    """A slice that was run again did not wait for what it had waited for."""

    def __init__(self, came: str, was: str) -> None:
        super().__init__(
            f"{came} came where {was} had been, when what waits under a function of C's or a "
            "library's was run again; make what is called there depend on its arguments only"
        )


def new_space(host: Any = None) -> Space:
    """An empty space, which knows when its stack can be left."""
    space = Space(host)
    space.why_not = partial(why_not, space)
    space.finalizers_for_exit = partial(finalizers_for_exit, space)
    return space


def run(space: Space, is_raised: bool, value: Any) -> End:
    """Go on with the space's frames: the innermost gets a value, or has one raised in it.

    NotCapturable where the program waits where it cannot; its objects are then what they
    are, and the space is to be loaded anew.
    """
    with own_streams(space), space.set_up.noted(), dropped_captures_seen(space):
        if space.tasks is None:
            following = _only(space, is_raised, value)
        else:
            following = _current(space, resumed, is_raised, value)
        while True:
            while isinstance(following, tuple):
                following = _switched(space, *following)
            if not _begins_to_leave(space, following):
                break
            following = _only(space, False, None)
        if space.has_dropped:
            space.has_dropped = False
            raise NotCapturable("cannot wait in what Python runs while it lets an object go")
        return following


def _begins_to_leave(space: Space, end: End) -> bool:
    """Where the program has ended, whether there are calls left for that; they are to begin."""
    if isinstance(end, Waits) or space.is_loading:
        return False
    is_raised = isinstance(end, Raised)
    value: Any = end.error if isinstance(end, Raised) else end.value
    if is_raised and not isinstance(value, SystemExit):
        return False  # it has failed, or was cancelled
    note_finalizers(space)
    if not space.at_exit:
        return False
    space.tasks = None  # of threads, only daemons are left
    space.begin = (space.twin("leave"), (is_raised, value), {})
    return True


def _only(space: Space, is_raised: bool, value: Any) -> tuple[bool, Any] | End:
    """Go on with the only stack of a program, and give what is next."""
    end = in_own_context(space, _run, space, is_raised, value)
    if space.tasks is None and not (isinstance(end, Waits) and end.kind in SWITCHES):
        return end
    following: tuple[bool, Any] | End = _current(space, after, end)
    return following


def _switched(space: Space, is_raised: bool, value: Any) -> tuple[bool, Any] | End:
    """Go on with one of several stacks, and give what is next."""
    thread = space.tasks.thread
    loop_before = asyncio._get_running_loop()
    asyncio._set_running_loop(thread.loop)
    try:
        if thread.context is None:
            end = in_own_context(space, _run, space, is_raised, value)
        else:
            end = thread.context.run(_run, space, is_raised, value)
        return _current(space, after, end)
    finally:
        asyncio._set_running_loop(loop_before)


def _current(space: Space, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call what knows the space as the one that runs."""
    previous = set_current(space)
    try:
        return function(space, *arguments)
    finally:
        set_current(previous)


def _run(space: Space, is_raised: bool, value: Any) -> End:
    frames = space.frames
    given = [value]  # a frame takes what it is given: it may let go of it
    value = None
    previous = set_current(space)
    space.builtins[CAPTURING] = False
    try:
        while frames or space.begin is not None:
            frame = frames.pop() if space.begin is None else Frame("", -1, START)
            space.base = frame
            held: tuple[Any, ...] | None = None
            if is_raised and space.passed and stays(space, frame):
                held = frame.values  # it has them still where it is given a value instead
            else:
                space.passed = []  # it may take what is raised
            try:
                if space.begin is not None:
                    (function, arguments, keywords), space.begin = space.begin, None
                    given = [_called(space, partial(function, *arguments, **keywords))]
                    continue
                if frame.generator is not None:
                    frame = space.base = _outermost(space, frame, is_raised, given)
                handled = handled_in(space)
                if handled is None:
                    given = [_enter(space, frame, is_raised, given)]
                else:
                    given = [_enter_handling(handled, space, frame, is_raised, given)]
                is_raised = False
                if is_of_import(frame):
                    space.bind_to_parent(frame.unit)
                if type(frame.instead) is Constructed:
                    given = [frame.instead.value]
                    frame.instead = None
                elif type(frame.instead) is Closing:  # it has given an item
                    is_raised = True
                    given = [RuntimeError("generator ignored GeneratorExit")]
            except Capture as capture:
                if capture.kind == "outside":
                    raise TouchedOutside(home_in(space, capture.__traceback__)) from None
                if capture.kind == "mismatch":
                    raise JournalMismatch(*capture.arguments) from None
                if capture.kind in LEAVING:
                    return Waits(capture.kind, capture.arguments)
                captured = captured_frames(space, capture.__traceback__, frame)
                capture.__traceback__ = None
                frames.extend(captured)
                goes_on = space.tasks is not None or capture.kind in SWITCHES
                frame.generator = None
                for each in reversed(captured):
                    if each.generator is None:
                        continue
                    if goes_on:
                        _remake(space, each, frames)
                    else:
                        space.is_stale = True  # an exception has gone through it: it has ended
                if len(frames) < sys.getrecursionlimit():
                    return Waits(capture.kind, capture.arguments)
                space.builtins[CAPTURING] = False
                is_raised, given = True, [RecursionError("maximum recursion depth exceeded")]
            except BaseException as error:  # noqa: BLE001  (it is raised in the next frame)
                error.__traceback__ = without_base(error.__traceback__)
                close_left(space, error.__traceback__)
                if is_of_import(frame):
                    space.drop_module(frame.unit)
                if held is not None:
                    frame.values = held
                space.passed.append(frame)
                is_raised, value = _given(frame, error)
                given, value = [value], None
    finally:
        space.builtins[CAPTURING] = True
        set_current(previous)
    return Raised(given[0]) if is_raised else Ended(given[0])


def _enter(space: Space, frame: Frame, is_raised: bool, given: list[Any]) -> Any:
    """Go on with a frame, which takes what it is given out of the list."""
    if frame.call is not None:
        function, arguments, keywords = frame.call
        return _called(space, function, *arguments, **keywords)
    if frame.generator is not None:  # it was running: it gives its next item
        return _called(space, frame.generator.send, None)
    unit = space.unit(frame.unit)
    namespace = space.namespace_of(frame)
    namespace.setdefault("__builtins__", space.builtins)  # a module of its own has lost them
    if frame.where is not None and frame.index == 0:
        own = dict(zip(frame.kept, frame.values, strict=True))
        own |= {".r": is_raised, ".x": given.pop()}
        frame.values = ()
        rest = unit.rest(0, frame.point, (), ())
        return _called(space, eval, activated(unit, rest, own), *frame.where)
    if frame.index == 0:
        code = unit.entry if frame.point == START else unit.rest(0, frame.point, (), ())
        namespace[".r"], namespace[".x"] = is_raised, given.pop()
        return _called(space, exec, code, namespace)
    function = function_of(code_of(space, frame), namespace, frame.cells)
    box = iter([is_raised, given.pop(), *frame.values])
    frame.values = ()  # they are the function's own, which may let them go
    return _called(space, function, box)


def is_of_import(frame: Frame) -> bool:
    """Whether that is the body of a module which an import runs."""
    is_body = frame.index == 0 and frame.unit != MAIN and frame.where is None
    return is_body and type(frame.instead) is not Constructed  # `reload` gives the module


def _called(space: Space, function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Any:
    """Call that; the stack can be left while it runs, and not while what it used is let go."""
    space.is_entered = True
    try:
        return function(*arguments, **keywords)
    finally:
        space.is_entered = False


def _enter_handling(
    handled: BaseException, space: Space, frame: Frame, is_raised: bool, given: list[Any]
) -> Any:
    """Enter a frame under one that handles an exception: `sys.exc_info` and contexts have it."""
    traceback, context = handled.__traceback__, handled.__context__
    try:
        raise handled
    except BaseException:  # noqa: BLE001
        handled.__traceback__, handled.__context__ = traceback, context
        return _enter(space, frame, is_raised, given)


def handled_in(space: Space) -> BaseException | None:
    """The exception that the innermost of the suspended frames handles that handles one."""
    for frame in reversed(space.frames):
        unit = space.unit(frame.unit)
        for name in reversed(unit.handled_at(frame.index, frame.point)):
            found = variable(space, frame, name)
            if found is not None:
                return found
    return None


def variable(space: Space, frame: Frame, name: str) -> Any:
    """The value of a variable of a suspended frame; None where it has none."""
    if frame.index == 0:
        return space.body_variables(frame).get(name)
    if name in frame.cells:
        try:
            return frame.cells[name].cell_contents
        except ValueError:
            return None
    return dict(zip(frame.kept, frame.values, strict=True)).get(name)


def _outermost(space: Space, frame: Frame, is_raised: bool, given: list[Any]) -> Frame:
    """The outermost of the generators that delegate to each other down to this one.

    Each is unstarted; the innermost goes on with the value, the others by asking the next.
    """
    while True:
        box_of(frame.generator).fill(False, is_raised, given[0])
        frame.values = ()
        outer = space.frames[-1] if space.frames else None
        if outer is None or outer.generator is None:
            given.clear()
            return frame
        site = space.unit(outer.unit).module.sites[outer.point >> 1]
        if site.kind != "yield from":
            given.clear()
            return frame
        frame = space.frames.pop()


def _remake(space: Space, frame: Frame, frames: list[Frame]) -> None:
    """Have another generator in the place of one that has ended, where a capture went through it.

    Frames of the stack that refer to it are given the other. Where something else may, what is in
    memory is stale: it is loaded anew, but in a section, which cannot be stored. There it is
    replaced when it is stored.
    """
    ended = frame.generator
    bodies = [space.namespace_of(each) for each in frames if each.index == 0]
    if frame.steps is None and not _is_of_stack_only(ended, frames, bodies):
        if space.section is None:
            space.is_stale = True
            return
        space.replaced[id(ended)] = ended, frame
    box = Box()
    box.values = frame.values
    made = function_of(code_of(space, frame), space.namespace_of(frame), frame.cells)(box)
    frame.generator = made
    for number, (each, instead) in list(space.replaced.items()):
        if instead is frame or instead is ended:
            space.replaced[number] = each, made
    if frame.steps is not None:
        frame.steps.go_on_with(made)
    for other in frames:
        if any(value is ended for value in other.values):
            other.values = tuple([made if value is ended else value for value in other.values])
            if other.generator is not None and is_unstarted(other.generator):
                box_of(other.generator).values = other.values  # what it goes on with
    for body in bodies:  # the variables of a module's body are its namespace
        for name in [name for name, value in body.items() if value is ended]:
            body[name] = made


def _is_of_stack_only(generator: Any, frames: list[Frame], bodies: list[dict[str, Any]]) -> bool:
    """Whether nothing but frames of its stack refers to a generator."""
    known = sum(value is generator for each in frames for value in each.values)
    known += sum(value is generator for body in bodies for value in body.values())
    own = 1  # its frame has it
    here = 3  # this function, the one that calls it, and what counts
    return sys.getrefcount(generator) <= known + own + here


def code_of(space: Space, frame: Frame) -> CodeType:
    """The code of what a frame still has to do."""
    unit = space.unit(frame.unit)
    return unit.rest(frame.index, frame.point, frame.kept, tuple(sorted(frame.cells)))


def function_of(code: CodeType, namespace: dict[str, Any], cells: dict[str, Any]) -> FunctionType:
    """A function of that code whose free variables are these cells."""
    closure = tuple([cells[name] for name in code.co_freevars])
    made = FunctionType(code, namespace, code.co_name, None, closure or None)
    made.__qualname__ = code.co_qualname
    return made


def _given(frame: Frame, error: BaseException) -> tuple[bool, Any]:
    """(whether it raises, what) for the next frame, where this one has raised."""
    instead = frame.instead
    if type(instead) is Closing and isinstance(error, StopIteration):
        return False, error.value if CLOSE_GIVES_VALUE else None
    if type(instead) is Closing and isinstance(error, GeneratorExit):
        return False, None
    if type(instead) is Defaulting and isinstance(error, StopIteration):
        return False, instead.default
    return True, error


def without_base(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without the entries of this module."""
    while traceback is not None and traceback.tb_frame.f_globals is globals():
        traceback = traceback.tb_next
    return traceback


def close_left(space: Space, traceback: TracebackType | None) -> None:
    """Close the generators of loops that an exception has left: only the traceback has them.

    Code that older Perdures have lowered leaves them in variables.
    """
    while traceback is not None:
        frame = traceback.tb_frame
        if space.unit_at(frame) is not None and frame.f_locals is not frame.f_globals:
            for name in [name for name in frame.f_locals if OF_A_LOOP.fullmatch(name)]:
                generator = frame.f_locals[name]
                if type(generator) is GeneratorType and sys.getrefcount(generator) <= ONLY_LEFT:
                    generator.close()
        traceback = traceback.tb_next

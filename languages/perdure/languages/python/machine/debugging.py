"""A stack that stands, as a debugger works in its frames.

It is loaded, changed and stored again, as an upgrade does (see `upgrading`); what is not changed
stays what it is. A frame is *left* for another call in its place by having that call stand below
it, and an exception raised in the innermost: `finally` and `with` run on its way to the call.

Reads: perdure.languages.python.machine.in_frames. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.beginning import waiting_call
from perdure.languages.python.machine.failing import has_failed
from perdure.languages.python.machine.frames import BEFORE, START, Frame
from perdure.languages.python.machine.in_frames import (
    CannotEnter,
    Found,
    assign,
    evaluated,
    own_names,
    parsed,
    variables_of,
)
from perdure.languages.python.machine.looking import live_text
from perdure.languages.python.machine.programs import Program
from perdure.languages.python.machine.repeating import is_section
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import (
    execution_of,
    held_by,
    journal_of,
    loaded_with,
    shape_of,
)
from perdure.languages.python.machine.values import LEFT
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution, Raise, Resumption
from perdure.vm.objects.conditions import Condition
from perdure.vm.protocols import Evaluation

Make = Callable[[Program], Space]

#: A function that gives its argument: what a frame's place is given to return a value.
GIVE = tuple.__getitem__


class Standing(NamedTuple):
    """A stack that is in memory for a debugger."""

    space: Space
    program: Program
    token: str  #: of the call that it waits for
    outcome: Any  #: that is stored with it
    frames: list[Frame]  #: outermost first

    def frame(self, depth: int) -> Frame:
        """The frame of that depth, counted from the innermost."""
        return self.frames[-1 - depth]


def opened(execution: Execution, make: Make) -> Standing:
    """The stack in memory. CannotEnter where it is not one that can be changed."""
    if not execution.frames or has_failed(execution):
        raise CannotEnter("it keeps only what is shown of its frames")
    if waiting_call(execution) is not None:
        raise CannotEnter("it waits for its program to be loaded")
    if journal_of(execution) is not None:
        raise CannotEnter("it waits under a function of C's, or a library's")
    program, _, token = held_by(execution)
    space, outcome = loaded_with(execution, lambda: make(program))
    if is_section(space.call):
        space.let_go()
        raise CannotEnter("it has something open that cannot be stored")
    return Standing(space, program, token, outcome, space.frames)


def evaluated_in(
    execution: Execution, depth: int, text: str, name: str, make: Make
) -> tuple[Evaluation, Any]:
    """The outcome of a text in a frame, and the object that it has given.

    With a name, that variable is given the value. CannotEnter.
    """
    standing = opened(execution, make)
    space = standing.space
    try:
        frame = standing.frame(depth)
        before = shape_of(space, standing.outcome)
        found = assigned(space, frame, name, text) if name else evaluated(space, frame, text)
        after = stored(space, standing.outcome)
        changed: Execution | None = None
        if (after.namespaces, after.held) != (before.namespaces, before.held):
            changed = execution_of(after, own(standing.program), standing.token)
        said = found.printed + (live_text(found.value) if found.has_value else "")
        return Evaluation(changed, said, found.changed), found.value
    finally:
        space.let_go()


def assigned(space: Space, frame: Frame, name: str, text: str) -> Found:
    """Give a variable of a frame the value of an expression. CannotEnter."""
    known = variables_of(space, frame)
    if name not in (known if frame.index == 0 else own_names(space, frame)):
        shown = ", ".join(sorted(each for each in known if not each.startswith("__"))) or "none"
        raise CannotEnter(f"the frame has no variable {name}; it has {shown}")
    if len(parsed(f"({text})").body) != 1:
        raise CannotEnter(f"{text!r} is no expression")
    found = evaluated(space, frame, f"({text})")
    assign(space, frame, name, found.value)
    return Found(None, False, found.printed, (*found.changed, name))


def stored(space: Space, outcome: Any) -> Any:
    """The space in bytes. CannotEnter where it has what cannot be stored."""
    try:
        return shape_of(space, outcome, is_explained=True)
    except CannotStore as obstacle:
        raise CannotEnter(f"what it has then cannot be stored: {obstacle}") from None


def own(program: Program) -> Program:
    """A record of a program that may be changed."""
    return program.copy() if program.is_shared else program


# Frames that are left


def left(
    execution: Execution, depth: int, text: str | None, make: Make
) -> tuple[Execution, Resumption]:
    """A stack that goes on in a frame's place, and with what.

    There is the value of a text, evaluated in the frame; or the function is called again, where
    there is no text. CannotEnter.
    """
    standing = opened(execution, make)
    space = standing.space
    try:
        if space.tasks is not None and not space.tasks.is_running:
            raise CannotEnter("none of its tasks, or threads, runs: their frames cannot be left")
        frame = standing.frame(depth)
        check_left(space, frame)
        if text is None:
            call = again(space, frame)
        else:
            call = GIVE, ((evaluated(space, frame, text).value,), 0), {}
        number = standing.frames.index(frame)
        there = Frame(frame.unit, BEFORE, START, cells={}, instead=frame.instead, call=call)
        frame.instead = None
        space.frames.insert(number, there)
        space.call = None
        shape = stored(space, None)
        return execution_of(shape, own(standing.program)), Raise(Condition("left", kind=LEFT))
    finally:
        space.let_go()


def check_left(space: Space, frame: Frame) -> None:
    """CannotEnter where nothing can take the frame's place."""
    if frame.index == BEFORE:
        raise CannotEnter("the call has not begun")
    name = space.linked[frame.unit].module.functions[frame.index].qualname
    if frame.index == 0:
        raise CannotEnter(
            "it is the body of a module, which returns nothing and runs once; choose a frame that "
            "it has called"
        )
    if frame.generator is not None or frame.steps is not None:
        raise CannotEnter(
            f"`{name}` is a generator, which ends with its frame; choose the frame that reads it"
        )


def again(space: Space, frame: Frame) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """The call of a frame's function, with the arguments that it has by now. CannotEnter."""
    unit = space.linked[frame.unit]
    function = unit.module.functions[frame.index]
    name = function.qualname
    if frame.unit in GUESTS or (function.name.startswith("<") and function.name != "<lambda>"):
        raise CannotEnter(
            f"`{name}` is a part of the expression that it is in; choose the frame around it"
        )
    code = unit.code_of(frame.index)
    has = variables_of(space, frame)
    positional = code.co_varnames[: code.co_argcount]
    keywords = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
    others = list(code.co_varnames[code.co_argcount + code.co_kwonlyargcount :])
    star = others.pop(0) if code.co_flags & inspect.CO_VARARGS else ""
    stars = others.pop(0) if code.co_flags & inspect.CO_VARKEYWORDS else ""
    lost = [each for each in (*positional, *keywords, star, stars) if each and each not in has]
    if lost:
        raise CannotEnter(
            f"`{name}` keeps no more what it was called with for {', '.join(lost)}; "
            f"`set {lost[0]} VALUE` gives it"
        )
    closure = tuple([frame.cells[each] for each in code.co_freevars])
    made = FunctionType(code, space.namespace(frame.unit), function.name, None, closure or None)
    made.__qualname__ = name
    given = (*[has[each] for each in positional], *(has[star] if star else ()))
    named = {each: has[each] for each in keywords}
    return made, given, {**named, **(has[stars] if stars else {})}

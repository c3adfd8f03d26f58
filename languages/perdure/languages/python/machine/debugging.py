"""A stack that stands, as a debugger works in its frames.

It is loaded, changed and stored again, as an upgrade does (see `upgrading`); what is not changed
stays what it is. A frame is *left* for another call in its place by having that call stand below
it, and an exception raised in the innermost: `finally` and `with` run on its way to the call.

One that has stopped at an error has its frames as the exception has left them, stored beside the
stack that a retry goes on with (see `stopping`). A text that changes something there is evaluated
again in the same frame of that other one, where it stood before, so that a retry has it too. Where
a call outside has failed, there is just the stack that waits for it.

Reads: perdure.languages.python.machine.in_frames. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

from perdure.languages.python.code.text_names import is_text
from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.beginning import waiting_call
from perdure.languages.python.machine.effects import is_section
from perdure.languages.python.machine.failing import has_failed
from perdure.languages.python.machine.frames import BEFORE, START, Frame, giving
from perdure.languages.python.machine.in_frames import (
    NAME,
    CannotEnter,
    Found,
    OnlyShown,
    assign,
    evaluated,
    own_names,
    parsed,
    variables_of,
)
from perdure.languages.python.machine.linking import link
from perdure.languages.python.machine.live_texts import live_text, texts_of
from perdure.languages.python.machine.moving import CannotMove
from perdure.languages.python.machine.programs import MACHINE, Program
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.machine.stepping import level_of
from perdure.languages.python.machine.stopping import (
    AGAIN,
    BEGIN,
    FAILED,
    Stopped,
    stopped_in,
)
from perdure.languages.python.machine.storing import (
    execution_of,
    held_by,
    journal_of,
    loaded_with,
    shape_of,
    with_journal,
)
from perdure.languages.python.machine.upgrading import FOR_STEPS, upgraded, upgraded_stack
from perdure.languages.python.machine.values import LEFT
from perdure.languages.python.machine.valuing import Left
from perdure.languages.python.machine.watching import Scope, is_own, is_watchable
from perdure.languages.python.runtime.tasks.scheduler import stacks_beside
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution, ForeignCode, Raise, Resumption, Return
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols import Evaluation

Make = Callable[[Program], Space]


class Standing(NamedTuple):
    """A stack that is in memory for a debugger."""

    space: Space
    program: Program
    token: str  #: of the call that it waits for
    outcome: Any  #: that is stored with it
    #: those that are shown, outermost first; behind them, innermost first, those of other stacks
    frames: tuple[Frame, ...]

    def frame(self, number: int, name: str) -> Frame:
        """The frame of that number, from the outermost, of a function of that name."""
        if number < len(self.frames):
            frame = self.frames[number]
            if name_of(self.space, frame) == name or not name:
                return frame
        raise OnlyShown(f"only what is shown is kept of `{name}`; choose a frame further out")


Worked = tuple[Execution | None, Found, list[Any]]  #: with the variables then, as texts


def name_of(space: Space, frame: Frame) -> str:
    """The qualified name of a frame's function."""
    if frame.index == BEFORE:
        return "call"
    return space.unit(frame.unit).module.functions[frame.index].qualname


def opened(execution: Execution, make: Make) -> Standing:
    """The stack in memory. CannotEnter where it is not one that can be changed."""
    if not execution.frames or has_failed(execution):
        raise OnlyShown("it keeps only what is shown of its frames")
    if waiting_call(execution) is not None:
        raise OnlyShown("it waits for its program to be loaded")
    if journal_of(execution) is not None:
        raise OnlyShown("it waits under a function of C's, or a library's")
    program, _, token = held_by(execution)
    space, outcome = loaded_with(execution, lambda: make(program))
    if is_section(space.call):
        space.let_go()
        raise OnlyShown("it has something open that cannot be stored")
    beside = frames_beside(space) if stopped_in(execution) is None else []
    return Standing(space, program, token, outcome, (*space.frames, *beside))


def frames_beside(space: Space) -> list[Frame]:
    """The frames of tasks and threads that do not run, in the order in which they are shown."""
    if space.tasks is None:
        return []
    return [frame for _, frames in stacks_beside(space.tasks) for frame in reversed(frames)]


def opened_fault(stopped: Stopped, make: Make) -> tuple[Standing, Left, int]:
    """The stack as an exception has left it, the frames that it has left, and how many stay."""
    assert stopped.fault is not None
    standing = opened(Execution.from_state(stopped.fault), make)
    left = Left(*standing.outcome)
    staying = standing.space.frames if stopped.valued is not None else []
    shown = [frame for frame in (*staying, *left.frames) if frame.unit not in GUESTS]
    return standing._replace(frames=tuple(shown)), left, len(staying)


# Evaluating


def evaluated_in(
    execution: Execution, depth: int, text: str, name: str, make: Make
) -> tuple[Evaluation, Any]:
    """The outcome of a text in a frame, and the object that it has given.

    With a name, that variable is given the value. CannotEnter.
    """
    stopped = stopped_in(execution)
    number, function = place_of(execution, depth)
    if stopped is None:
        changed, found, _ = worked(opened(execution, make), number, "", text, name)
    elif stopped.fault is not None:
        standing, _, _ = opened_fault(stopped, make)
        unit = module_meant(standing, number, function, text, name)
        changed, found, texts = worked(standing, number, function, text, name)
        if changed is not None:
            stands = in_both(stopped, number, function, text, name, unit, make)
            valued = None if stopped.valued is None else changed
            made = Stopped(stands, stopped.how, valued, None, stopped.printed, changed)
            made.common = stopped.common
            changed = shown_with(execution, made, stopped, texts)
    else:
        stands = waiting_stack(stopped)
        changed, found, texts = worked(opened(stands, make), number, function, text, name)
        if changed is not None:
            valued = None if stopped.valued is None else with_journal(changed, "", None)
            made = Stopped(changed, stopped.how, valued, None, stopped.printed)
            changed = shown_with(execution, made, stopped, texts)
    said = found.printed + (live_text(found.value) if found.has_value else "")
    return Evaluation(changed, said, found.changed), found.value


def place_of(execution: Execution, depth: int) -> tuple[int, str]:
    """The number of a frame from the outermost, and the name of its function."""
    names = [code.name for code, _, _ in execution.all_frames()]
    if depth >= len(names):
        return depth, ""  # of a task, or of a thread that does not run
    return len(names) - 1 - depth, str(names[depth])


def waiting_stack(stopped: Stopped) -> Execution:
    """The stack of one that has stopped as a call outside has failed; CannotEnter of another."""
    if stopped.how[0] != AGAIN:
        raise OnlyShown(
            "only what is shown is kept of its frames, as it had something then that cannot be "
            "stored; a retry goes on from its last wait"
        )
    return stopped.standing()


def worked(standing: Standing, number: int, function: str, text: str, name: str) -> Worked:
    """The stack where a text has changed it, the outcome, and the variables then. CannotEnter."""
    space = standing.space
    try:
        frame = standing.frame(number, function)
        before = shape_of(space, standing.outcome)
        found = assigned(space, frame, name, text) if name else evaluated(space, frame, text)
        after = stored(space, standing.outcome)
        texts = [texts_of(variables_of(space, each)) for each in standing.frames if each.index >= 0]
        changed: Execution | None = None
        if (after.namespaces, after.held) != (before.namespaces, before.held):
            changed = execution_of(after, own(standing.program), standing.token)
        return changed, found, texts
    finally:
        space.let_go()


def module_meant(standing: Standing, number: int, function: str, text: str, name: str) -> str:
    """The module whose variables a text is about; "" where it has to do with the frame's own.

    CannotEnter: the stack is let go then.
    """
    try:
        frame, tree = standing.frame(number, function), parsed("" if name else text)
    except CannotEnter:
        standing.space.let_go()
        raise
    if name or frame.index == BEFORE or is_text(frame.unit):
        return ""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    is_own = frame.index > 0 and not names.isdisjoint(own_names(standing.space, frame))
    return "" if is_own else frame.unit


def in_both(
    stopped: Stopped, number: int, function: str, text: str, name: str, unit: str, make: Make
) -> Execution:
    """The stack that a retry goes on with, where the text has been evaluated, if it can be.

    That is in the frame of that number, where it stood before; else with the module's variables,
    if the text is about these.
    """
    stands = stopped.standing()
    if number >= stopped.common and not unit:
        return stands
    try:
        standing = opened(stands, make)
        own = tuple([frame for frame in standing.frames if frame.unit not in GUESTS])
        if number >= stopped.common:
            if unit not in standing.space.linked:
                standing.space.let_go()
                return stands
            own, number, function = (Frame(unit, 0, START, cells={}),), 0, ""
        changed, _, _ = worked(standing._replace(frames=own), number, function, text, name)
    except CannotEnter:
        return stands
    return stands if changed is None else changed


def shown_with(
    execution: Execution, made: Stopped, stopped: Stopped, texts: list[Any]
) -> Execution:
    """The frames that are shown, with variables that have changed, and other ways on."""
    made.unbound, made.unit = stopped.unbound, stopped.unit
    frames = list(reversed(list(execution.all_frames())))
    for number, each in enumerate(texts[: len(frames)]):
        code, point, values = frames[number]
        assert isinstance(code, ForeignCode)
        content = (FAILED, each)
        shown = ForeignCode(MACHINE, code.name, content, code.source, code.places)
        frames[number] = (shown, point, values)
    code, point, _ = frames[0]
    frames[0] = (code, point, (made,))
    return Execution(tuple(frames))


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

    There is the value of a text, evaluated in the frame; or the function is called again, as its
    text is now, where there is no text. CannotEnter.
    """
    stopped = stopped_in(execution)
    number, function = place_of(execution, depth)
    if stopped is None:
        found = left_live(opened(execution, make), number, "", text)
    elif stopped.fault is not None:
        found = left_already(*opened_fault(stopped, make), number, function, text)
    else:
        found = left_live(opened(waiting_stack(stopped), make), number, function, text)
    if text is not None:
        return found
    try:
        moved = upgraded_stack(found[0], None, make)
    except CannotMove as refused:
        raise CannotEnter(str(refused)) from None
    return found if moved is None else (moved[0], found[1])


def left_live(
    standing: Standing, number: int, function: str, text: str | None
) -> tuple[Execution, Resumption]:
    """The same where the frames that are left are still to clean up."""
    space = standing.space
    try:
        if space.tasks is not None and not space.tasks.is_running:
            raise CannotEnter("none of its tasks, or threads, runs: their frames cannot be left")
        frame = standing.frame(number, function)
        if all(each is not frame for each in space.frames):
            raise CannotEnter(
                "it is of a task, or a thread, that waits: its variables can be changed, and only "
                "frames of the stack that runs return or begin again"
            )
        there = in_place_of(space, frame, text)
        frame.instead = None
        space.frames.insert(space.frames.index(frame), there)
        space.call = None
        shape = stored(space, None)
        return execution_of(shape, own(standing.program)), Raise(Condition("left", kind=LEFT))
    finally:
        space.let_go()


def left_already(
    standing: Standing, left: Left, staying: int, number: int, function: str, text: str | None
) -> tuple[Execution, Resumption]:
    """The same where an exception has left them."""
    space = standing.space
    try:
        frame = standing.frame(number, function)
        every = [*space.frames[:staying], *left.frames]
        place = next(n for n, each in enumerate(every) if each is frame)
        is_first = place == staying and left.is_replaceable
        if place >= staying and not is_first and left.frames[0].unit in GUESTS:
            raise CannotEnter(
                "it ran in a task, or under a library's function, which is over by now; choose the "
                "frame that has called that, or one further out"
            )
        if place >= staying and not is_first:
            raise CannotEnter(
                f"the error has left `{name_of(space, left.frames[0])}` through a `try`, a `with` "
                "or a loop over a generator, which are over by now; choose that frame, or one "
                "further out"
            )
        there = in_place_of(space, frame, text)
        space.frames[:] = [*space.frames[:place], there] if staying else [there]
        shape = stored(space, None)
        return execution_of(shape, own(standing.program)), Return(UNSPECIFIED)
    finally:
        space.let_go()


def in_place_of(space: Space, frame: Frame, text: str | None) -> Frame:
    """The call that is to stand in place of a frame. CannotEnter."""
    check_left(space, frame)
    if text is None:
        made = Frame(frame.unit, BEFORE, START, cells={}, call=again(space, frame))
    else:
        made = giving(frame.unit, evaluated(space, frame, text).value)
    made.instead = frame.instead
    return made


def stepping(execution: Execution, make: Make) -> tuple[Execution, int]:
    """The stack of a program that can stop before each statement, and its level. CannotEnter."""
    stopped = stopped_in(execution)
    if stopped is not None and stopped.how[0] == BEGIN:
        raise CannotEnter(
            "a retry begins it anew, where no step can begin; `again` of a frame goes on"
        )
    try:
        moved = upgraded(execution, FOR_STEPS, make)
    except CannotMove as refused:
        raise CannotEnter(f"no step can begin here: {refused}") from None
    there = execution if moved is None else moved[0]
    stopped = stopped_in(there)
    return there, level_of(there if stopped is None else stopped.standing())


def scope_of(execution: Execution, depth: int, text: str, make: Make) -> Scope:
    """The scope in which a variable, a field or an object of a frame is watched. CannotEnter."""
    tree = tree_of(f"({text.strip()})", mode="eval") if parsed(text).body else None
    if tree is None or not is_watchable(tree):
        raise CannotEnter(
            f"{text!r} is not watched: a watch is on a variable, a field or an item, such as "
            'total, order.lines or prices["ink"]'
        )
    standing, number, function = standing_of(execution, depth, make)
    space = standing.space
    try:
        frame = standing.frame(number, function)
        evaluated(space, frame, text)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if frame.index <= 0 or names.isdisjoint(own_names(space, frame)):
            return frame.unit, "", 0
        if all(each is not frame for each in space.frames):
            raise CannotEnter(
                "it is of a task, or a thread, that waits: a watch is on variables of modules there"
            )
        place = sum(map(is_own, standing.frames[:number]))
        return frame.unit, name_of(space, frame), place
    finally:
        space.let_go()


def standing_of(execution: Execution, depth: int, make: Make) -> tuple[Standing, int, str]:
    """The stack in memory, with the number and the function of a frame of it. CannotEnter."""
    stopped = stopped_in(execution)
    number, function = place_of(execution, depth)
    if stopped is None:
        return opened(execution, make), number, ""
    if stopped.fault is not None:
        return opened_fault(stopped, make)[0], number, function
    return opened(waiting_stack(stopped), make), number, function


def value_in(execution: Execution, text: str, make: Make, convert: Callable[[Any], Value]) -> Value:
    """The value of an expression in the innermost frame; by itself where that is only shown.

    CannotEnter.
    """
    try:
        standing, number, function = standing_of(execution, 0, make)
        space, frame = standing.space, standing.frame(number, function)
    except OnlyShown:
        space = make(Program(("",), ()))
        space.add(link(MAIN, NAME, ""))
        frame = Frame(MAIN, 0, START, cells={})
    try:
        found = evaluated(space, frame, text)
        if not found.has_value:
            raise CannotEnter(f"{text!r} is no expression")
        with space.in_sight():
            return convert(found.value)
    except TypeError as error:
        raise CannotEnter(str(error)) from None
    finally:
        space.let_go()


def check_left(space: Space, frame: Frame) -> None:
    """CannotEnter where nothing can take the frame's place."""
    if frame.index == BEFORE:
        raise CannotEnter("the call has not begun")
    name = space.unit(frame.unit).module.functions[frame.index].qualname
    if frame.index == 0:
        raise CannotEnter(
            "it is the body of a module, which returns nothing and runs once; choose a frame that "
            "it has called"
        )
    code = space.unit(frame.unit).code_of(frame.index)
    if frame.steps is not None or code.co_flags & inspect.CO_GENERATOR:
        raise CannotEnter(
            f"`{name}` is a generator, which ends with its frame; choose the frame that reads it"
        )


def again(space: Space, frame: Frame) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """The call of a frame's function, with the arguments that it has by now. CannotEnter."""
    unit = space.unit(frame.unit)
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
    made = FunctionType(code, space.namespace_of(frame), function.name, None, closure or None)
    made.__qualname__ = name
    given = (*[has[each] for each in positional], *(has[star] if star else ()))
    named = {each: has[each] for each in keywords}
    return made, given, {**named, **(has[stars] if stars else {})}

"""Delimited continuations: the part of the stack from a prompt inwards, as a value.

A prompt is a frame that is declared to be one (perdure.vm.core.control), and keeps a `Prompt`. The
prompts in effect stand among the parameters, as bindings of which no parameter is the
key: so whatever puts the parameters back puts the prompts back, and looking for one
needs no look at the stack. Each operator then leaves the native stack (by a Capture),
after which all frames are on the heap, and cuts or copies them there:

    ABORT       drop the frames up to and with a prompt's; call its handler
    TAKE        copy the frames within a prompt into a DelimitedContinuation
    EXTEND      put such frames on top of the stack (NIL), or in place of those within a prompt
    ENTER       call a procedure in a continuation made by call/cc

Taken frames are shared by all calls of the continuation. Where the dynamic state around
differs from the one they were taken in, they are copied (perdure.vm.machine.rebasing).

Read by: perdure.vm.machine.machine; the library (perdure prompts).
"""

from __future__ import annotations

from typing import Any

from perdure.vm.core.control import Role
from perdure.vm.machine.current import current
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.own import CALL_DELIMITED
from perdure.vm.machine.rebasing import DynamicState, Prompt, Rebasing
from perdure.vm.machine.running_machine import RunningMachine
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Pair, UncheckedSlots, Value, cons
from perdure.vm.objects.procedures import builtins
from perdure.vm.objects.singletons import FALSE, NIL, UNSPECIFIED
from perdure.vm.protocols.frames import Frame, Segment, sealed
from perdure.vm.protocols.outcomes import Invoke, Raise
from perdure.vm.signals import ABORT, ENTER, EXTEND, TAKE, Unwind

_PROMPT = Role.PROMPT
KINDS = (ABORT, TAKE, EXTEND, ENTER)


def _enter(k: DelimitedContinuation, depth: int, *values: Value) -> Value:
    machine = current()
    return machine.tail_call(machine.own(CALL_DELIMITED), k, builtins["values"], list_of(values))


class DelimitedContinuation(UncheckedSlots):
    """Frames that were taken from within a prompt. Immutable; activate it before reading.

    `tag` is FALSE where the continuation is composable: a call of it puts the frames on
    top of the caller's. Else a call puts them in place of all within the prompt so tagged;
    where there is none, `is_whole` says that the computation's beginning is one.
    """

    __module__ = "perdure.vm"
    __slots__ = ("below", "count", "inside", "is_whole", "outside", "tag")

    _v_entry = staticmethod(_enter)

    below: Segment | None
    count: int
    outside: DynamicState  #: within the prompt, where the outermost frame returned to
    inside: DynamicState  #: where it was taken
    tag: Value
    is_whole: bool

    @property
    def winders(self) -> Value:
        return self.inside[1]

    def __getstate__(self) -> tuple[object, ...]:
        return (self.below, self.count, self.outside, self.inside, self.tag, self.is_whole)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.below, self.count, self.outside, self.inside, self.tag, self.is_whole = state[:6]


def new_delimited(
    frames: list[Frame], outside: DynamicState, inside: DynamicState, tag: Value, is_whole: bool
) -> DelimitedContinuation:
    made = DelimitedContinuation()
    made.below, made.count = sealed(frames, None, 0)
    made.outside = outside
    made.inside = inside
    made.tag = tag
    made.is_whole = is_whole
    return made


def list_of(items: tuple[Value, ...]) -> Value:
    made: Value = NIL
    for item in reversed(items):
        made = cons(item, made)
    return made


# ---- prompts among the parameters


def enter_prompt(machine: RunningMachine, tag: Value, handler: Value) -> Prompt:
    """A new prompt, in effect from now on; its frame must keep it."""
    prompt = Prompt()
    prompt.raw_tag = tag
    prompt.raw_handler = handler
    prompt.raw_outside = (machine.handlers, machine.winders, machine.parameters)
    machine.parameters = cons(cons(prompt, FALSE), machine.parameters)
    return prompt


def prompt_place(parameters: Value, tag: Value, end: Value = NIL) -> Pair | None:
    """Where among the parameters, down to `end`, the innermost prompt with that tag stands."""
    place = parameters
    while place is not NIL and place is not end:
        key = place.car.car
        if type(key) is Prompt and key.tag is tag:
            return place
        place = place.cdr
    return None


def within(prompt: Value, parameters: Value) -> DynamicState:
    """The dynamic state within a prompt; FALSE stands for the computation's beginning."""
    if prompt is FALSE:
        return (NIL, NIL, inherited(parameters))
    place = parameters
    while place.car.car is not prompt:
        place = place.cdr
    handlers, winders, _ = prompt.outside
    return (handlers, winders, place)


def inherited(parameters: Value) -> Value:
    """The parameters that a process had from its parent when it began."""
    place = prompt_place(parameters, UNSPECIFIED)
    return NIL if place is None else place


def to_inherit(parameters: Value, left_out: tuple[Value, ...] = ()) -> Value:
    """The parameters for a new process: without the prompts, whose frames it does not have.

    Nor has it values of `left_out`, parameters that speak of the frames here.
    """
    kept: list[Value] = []
    while parameters is not NIL:
        key = parameters.car.car
        if type(key) is not Prompt and not any(key is each for each in left_out):
            kept.append(parameters.car)
        parameters = parameters.cdr
    if not kept:
        return NIL
    beginning = Prompt()
    beginning.raw_tag = UNSPECIFIED
    beginning.raw_handler = FALSE
    beginning.raw_outside = (NIL, NIL, NIL)
    return cons(cons(beginning, FALSE), list_of(tuple(kept)))


# ---- on the stack


def step(
    machine: RunningMachine, stack: Stack, kind: Unwind, arguments: tuple[Value, ...]
) -> Invoke | Raise:
    """The call or raise that a Capture of one of KINDS asks for, once all frames are in `stack`."""
    if kind is ENTER:
        k, procedure, operands = arguments
        k._p_activate()
        stack.reset(k.below, k.count)
        machine.handlers, machine.winders, machine.parameters = k.handlers, k.winders, k.parameters
        return Invoke(procedure, operands)
    prompt, *rest = arguments
    if kind is EXTEND and (prompt is NIL or prompt is FALSE):
        return extended(machine, stack, prompt, *rest[1:])
    frames = taken(machine.linker, stack, prompt)
    if frames is None:
        tag = prompt.tag
        return Raise(Condition(NO_PROMPT, (tag,), kind="continuation", who=str(rest[0])))
    if kind is ABORT:
        _, procedure, operands = rest
        if prompt is FALSE:
            machine.handlers, machine.winders, machine.parameters = within(
                prompt, machine.parameters
            )
        else:
            stack.pop()
            drop_idle(machine, stack)
            machine.handlers, machine.winders, machine.parameters = prompt.outside
        return Invoke(procedure, operands)
    if kind is TAKE:
        _, receiver, tag, is_whole = rest
        inside = (machine.handlers, machine.winders, machine.parameters)
        outside = within(prompt, machine.parameters)
        k = new_delimited(frames, outside, inside, tag, is_whole is not FALSE)
        stack.frames.extend(frames)
        return Invoke(receiver, (k,))
    return extended(machine, stack, prompt, *rest[1:])


def extended(
    machine: RunningMachine,
    stack: Stack,
    prompt: Value,
    target: DelimitedContinuation,
    procedure: Value,
    operands: tuple[Value, ...],
) -> Invoke:
    """Call a procedure in the continuation: on top of the stack, or instead of it for FALSE."""
    target._p_activate()
    if prompt is FALSE:
        stack.reset(target.below, target.count)
    else:
        stack.frames.extend(frames_of(target.below, target.count))
    machine.handlers, machine.winders, machine.parameters = target.inside
    return Invoke(procedure, operands)


def go_into(linker: Linker, stack: Stack, prompt: Value, target: Any) -> None:
    """Make the stack that of a continuation put within a prompt; NIL and FALSE as in `extended`."""
    if prompt is FALSE:
        stack.reset(target.below, target.count)
        return
    if prompt is not NIL:
        taken(linker, stack, prompt)
    stack.frames.extend(frames_of(target.below, target.count))


NO_PROMPT = "there is no prompt with this tag around; call it within call-with-continuation-prompt:"


def taken(linker: Linker, stack: Stack, prompt: Value) -> list[Frame] | None:
    """Take off the frames above a prompt's, outermost first; all of them for FALSE.

    None, and the stack as it was, where the prompt has no frame in it: a winder may run
    with the prompts of a stack that is not there yet.
    """
    frames: list[Frame] = []
    while True:
        frame = stack.pop()
        if frame is None:
            frames.reverse()
            if prompt is FALSE:
                return frames
            stack.frames.extend(frames)
            return None
        held = linker.held(frame[0], frame[1])
        if any(each.value(_PROMPT, frame[2]) is prompt for each in held):
            stack.frames.append(frame)
            frames.reverse()
            return frames
        frames.append(frame)


def drop_idle(machine: RunningMachine, stack: Stack) -> None:
    """Take off the innermost frames that only return: what is called next is a tail call."""
    while (frame := stack.pop()) is not None:
        if not machine.linker.only_returns(frame[0], frame[1]):
            stack.frames.append(frame)
            return


def frames_of(segment: Segment | None, count: int) -> list[Frame]:
    """The first `count` frames of a segment and all below it, innermost last."""
    parts: list[tuple[Frame, ...]] = []
    while segment is not None:
        segment._p_activate()
        parts.append(segment.frames[:count])
        count, segment = segment.count, segment.below
    return [frame for part in reversed(parts) for frame in part]


def rebased(
    k: DelimitedContinuation, machine: RunningMachine, prompt: Value
) -> DelimitedContinuation:
    """The continuation as if taken in the dynamic state that it is now to be called in.

    That is the one within the prompt; for NIL the present one.
    """
    k._p_activate()
    if prompt is NIL:
        here = (machine.handlers, machine.winders, machine.parameters)
    else:
        here = within(prompt, machine.parameters)
    if all(old is new for old, new in zip(k.outside, here, strict=True)):
        return k
    rebasing = Rebasing(machine.linker, k.outside, here)
    inside = rebasing.state(k.inside)
    frames = [rebasing.frame(frame) for frame in frames_of(k.below, k.count)]
    return new_delimited(frames, here, inside, k.tag, k.is_whole)

"""Builtins of delimited continuations, upon which (perdure prompts) is written in Scheme."""

from __future__ import annotations

from perdure.vm.machine.continuations import Continuation
from perdure.vm.machine.current import current
from perdure.vm.machine.delimited import (
    NO_PROMPT,
    DelimitedContinuation,
    enter_prompt,
    prompt_place,
    rebased,
    within,
)
from perdure.vm.machine.rebasing import Prompt
from perdure.vm.objects.conditions import Condition, fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import describers
from perdure.vm.objects.procedures import builtins
from perdure.vm.objects.singletons import FALSE, NIL, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import items_of
from perdure.vm.primitives.registry import control, effectful, predicate, pure
from perdure.vm.signals import ABORT, ENTER, EXTEND, TAKE, Capture

describers[DelimitedContinuation] = lambda k: "#<continuation>"


@effectful("%enter-prompt!")
def enter(tag: Value, handler: Value) -> Value:
    """Put a prompt into effect, and give it: the caller's frame must keep it."""
    return enter_prompt(current(), tag, handler)


@effectful("%leave-prompt!")
def leave(prompt: Prompt) -> Value:
    machine = current()
    machine.handlers, _, machine.parameters = prompt.outside
    return UNSPECIFIED


@effectful("%find-prompt")
def find(tag: Value) -> Value:
    """The innermost prompt with that tag, or #f."""
    place = prompt_place(current().parameters, tag)
    return FALSE if place is None else place.car.car


@effectful("%prompt-within?")
def is_prompt_within(prompt: Value, tag: Value) -> Value:
    """Whether a prompt with that tag stands within the prompt."""
    parameters = current().parameters
    end = NIL if prompt is FALSE else within(prompt, parameters)[2]
    return boolean(prompt_place(parameters, tag, end) is not None)


@pure("%prompt-handler")
def prompt_handler(prompt: Value) -> Value:
    return FALSE if prompt is FALSE else prompt.handler


@pure("%prompt-winders")
def prompt_winders(prompt: Value) -> Value:
    return NIL if prompt is FALSE else prompt.outside[1]


@predicate("%delimited?", may_fail=False, folds=True)
def is_delimited(value: Value) -> bool:
    return type(value) is DelimitedContinuation


@predicate("%undelimited?", may_fail=False, folds=True)
def is_undelimited(value: Value) -> bool:
    return type(value) is Continuation


@pure("%delimited-tag")
def delimited_tag(k: DelimitedContinuation) -> Value:
    """#f where the continuation is composable."""
    k._p_activate()
    return k.tag


@pure("%delimited-whole")
def delimited_whole(k: Continuation, tag: Value) -> Value:
    """A continuation that is on the heap as one that the process's beginning delimits."""
    k._p_activate()
    made = DelimitedContinuation()
    made.below, made.count = k.below, k.count
    made.outside = within(FALSE, k.parameters)
    made.inside = (k.handlers, k.winders, k.parameters)
    made.tag = tag
    made.is_whole = True
    return made


@pure("%has-prompt?")
def has_prompt(k: Value, tag: Value) -> Value:
    """Whether a prompt with that tag is in a continuation."""
    k._p_activate()
    if type(k) is Continuation:
        place = prompt_place(k.parameters, tag)
    else:
        place = prompt_place(k.inside[2], tag, k.outside[2])
    return boolean(place is not None)


@effectful("%prompt-for")
def prompt_for(k: DelimitedContinuation) -> Value:
    """The prompt within which a continuation is to be put; () for one that is composable.

    #f stands for the computation's beginning.
    """
    k._p_activate()
    if k.tag is FALSE:
        return NIL
    place = prompt_place(current().parameters, k.tag)
    if place is not None:
        return place.car.car
    if not k.is_whole:
        raise fault("call-in-continuation", NO_PROMPT, k.tag, kind="continuation")
    return FALSE


@effectful("%rebased")
def rebased_here(k: DelimitedContinuation, prompt: Value) -> Value:
    return rebased(k, current(), prompt)


@pure("%continuation-violation")
def continuation_violation(tag: Value) -> Value:
    return Condition(NO_PROMPT, (tag,), kind="continuation")


@control("%no-prompt")
def no_prompt(who: Value, tag: Value) -> Value:
    raise fault(who.name, NO_PROMPT, tag, kind="continuation")


@control("%behind-barrier")
def behind_barrier(who: Value) -> Value:
    raise fault(who.name, "a continuation barrier cannot be entered again", kind="continuation")


@control("%abort-to")
def abort_to(who: Value, prompt: Value, handler: Value, objects: Value) -> Value:
    """Drop all up to and with the prompt, and call the handler there."""
    raise Capture(
        ABORT,
        prompt,
        who.name,
        handler,
        tuple(items_of("abort-current-continuation", objects)),
    )


# The others leave the native stack only after their caller has: what called them last
# leaves no frame.


@control("%take")
def take(who: Value, prompt: Value, receiver: Value, tag: Value, is_whole: Value) -> Value:
    """Call the receiver with the frames within the prompt, as a continuation."""
    return current().tail_call(builtins["%take-now"], prompt, who, receiver, tag, is_whole)


@control("%take-now")
def take_now(prompt: Value, who: Value, receiver: Value, tag: Value, is_whole: Value) -> Value:
    raise Capture(TAKE, prompt, who.name, receiver, tag, is_whole)


@control("%extend")
def extend(
    who: Value, prompt: Value, k: DelimitedContinuation, procedure: Value, arguments: Value
) -> Value:
    """Call a procedure in a continuation on top of the stack, or of the prompt's frame."""
    return current().tail_call(builtins["%extend-now"], prompt, who, k, procedure, arguments)


@control("%extend-now")
def extend_now(
    prompt: Value, who: Value, k: DelimitedContinuation, procedure: Value, arguments: Value
) -> Value:
    raise Capture(
        EXTEND,
        prompt,
        who.name,
        k,
        procedure,
        tuple(items_of("call-in-continuation", arguments)),
    )


@control("%go-into")
def go_into(k: Continuation, procedure: Value, arguments: Value) -> Value:
    """Call a procedure in a continuation of call/cc whose winders have been seen to."""
    raise Capture(ENTER, k, procedure, tuple(items_of("call-in-continuation", arguments)))

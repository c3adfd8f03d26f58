"""Builtins of the machine itself: continuations, handlers, winders, parameters.

The machine's own procedures (perdure.vm.machine.procedures) are written upon these, and so
are those that programs use (`dynamic-wind`, `parameterize`, ...), by each language.
"""

from __future__ import annotations

from perdure.vm.machine.continuations import (
    Continuation,
    Escape,
    Marker,
    new_continuation,
    parameter_binding,
    thrown,
)
from perdure.vm.machine.current import current
from perdure.vm.machine.guards import (
    HAND_ON,
    HAND_ON_CONTINUABLY,
    guard_entry,
    hand_on,
    hand_on_continuably,
    raise_continuable,
    raise_object,
)
from perdure.vm.machine.linker import unbound
from perdure.vm.machine.source_positions import position_here
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Box, Value, cons, new_string, new_vector
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Cell, Parameter, builtins
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.conditions import make_condition
from perdure.vm.primitives.registry import control, effectful, predicate, pure
from perdure.vm.protocols.frames import Execution, sealed
from perdure.vm.signals import CAPTURE, ESCAPE, FAIL, USE, Capture
from perdure.vm.signals import HAND_ON as HAND_ON_ERROR


@control("call/cc", "call-with-current-continuation", calls=Native.CALL_CC)
def call_cc(receiver: Value) -> Value:
    """Call the receiver with the current continuation."""
    machine = current()
    return machine.enter_call_cc(None, machine.registers.d + 1, receiver)


@control("%capture")
def capture(receiver: Value) -> Value:
    """The same with a continuation on the heap at once.

    Its caller leaves the native stack first, and so no frame where it has nothing left to do.
    """
    return current().tail_call(builtins["%capture-now"], receiver)


@control("%capture-now")
def capture_now(receiver: Value) -> Value:
    raise Capture(CAPTURE, receiver)


@pure("%common-tail")
def common_tail(one: Value, other: Value) -> Value:
    """The part that two lists of winders share."""
    long, short = _length(one), _length(other)
    for _ in range(long - short):
        one = one.cdr
    for _ in range(short - long):
        other = other.cdr
    while one is not other:
        one, other = one.cdr, other.cdr
    return one


def _length(winders: Value) -> int:
    count = 0
    while winders is not NIL:
        count, winders = count + 1, winders.cdr
    return count


@control("%throw")
def throw(k: Continuation, value: Value) -> Value:
    """Go on with a continuation whose winders have been seen to."""
    raise thrown(k, value)


@pure("%continuation-winders")
def continuation_winders(k: Continuation) -> Value:
    k._p_activate()
    return k.winders


# Going on at a point of error: perdure.vm.machine.restarting


@effectful("%point-of-error")
def point_of_error(here: Continuation, payload: Value = DEFAULT) -> Value:
    """#(object continuation parameters cell again?) of the innermost one, or `payload`'s; or #f.

    `here` is the handler's continuation. The cell is the unbound variable that the error is about,
    or #f; `again?` tells whether returning into the continuation does what failed once more.
    """
    machine = current()
    here._p_activate()
    state = (here.handlers, here.winders, here.parameters)
    wanted = None if payload is DEFAULT else payload
    point = machine.find_point(Execution((), here.below, here.count, *state), wanted)
    if point is None:
        return FALSE
    raised, there = point
    below, count = sealed([*there.frames], there.below, there.count)
    k = new_continuation(below, count, there.handlers, there.winders, there.parameters)
    cell = machine.unbound_cell(there, raised)
    is_again = machine.does_again(there)
    found = FALSE if cell is None else cell
    return new_vector([raised, k, there.parameters, found, boolean(is_again)])


@effectful("%define-cell!")
def define_cell(cell: Cell, value: Value) -> Value:
    """Bind a global variable, wherever it is."""
    current().define(cell, value)
    return UNSPECIFIED


@control("%use")
def use(k: Value, *values: Value) -> Value:
    """Go on at a point of error, whose winders have been seen to, as if that gave the value.

    There are several where parts of a statement have failed one after the other. #f stands for
    the point that the caller has left.
    """
    raise Capture(USE, k, *values)


@control("%call-again")
def call_again(call: Value) -> Value:
    """Make a call that failed once more: its procedure, or the cell of that, and its arguments."""
    callee, *arguments = items_of("%call-again", call)
    if type(callee) is Cell:
        if not callee.is_bound:
            raise unbound(callee)
        callee = callee.value
    return current().tail_call(callee, *arguments)


@control("%fail")
def fail(payload: Value) -> Value:
    """End the computation as failed, its stack kept."""
    raise Capture(FAIL, payload)


@effectful("%winders")
def winders() -> Value:
    return current().winders


@effectful("%set-winders!")
def set_winders(value: Value) -> Value:
    current().winders = value
    return UNSPECIFIED


@effectful("%push-winder!")
def push_winder(before: Value, after: Value) -> Value:
    """A winder comes into effect; gives those that were, which the caller's frame must keep."""
    machine = current()
    outside = machine.winders
    winder = new_vector([before, after, machine.handlers, machine.parameters])
    machine.winders = cons(winder, outside)
    return outside


@effectful("%handlers")
def handlers() -> Value:
    return current().handlers


@effectful("%set-handlers!")
def set_handlers(value: Value) -> Value:
    current().handlers = value
    return UNSPECIFIED


@effectful("%parameters")
def parameters() -> Value:
    return current().parameters


@effectful("%set-parameters!")
def set_parameters(value: Value) -> Value:
    current().parameters = value
    return UNSPECIFIED


@control("%guard", calls=Native.GUARD)
def guard(body: Value, handler: Value, may_reraise: Value) -> Value:
    """Call `body` under a guard: see perdure.vm.machine.guards."""
    return guard_entry(current())(None, 1, body, handler, may_reraise)


control("raise")(raise_object)
control("raise-continuable")(raise_continuable)
control(HAND_ON)(hand_on)
control(HAND_ON_CONTINUABLY)(hand_on_continuably)


@control("%fail-on")
def fail_on(payload: Value, *call: Value) -> Value:
    """Raise an error that a debugger has seen; a call does again what has failed, if one does."""
    raise Capture(HAND_ON_ERROR, payload, *call)


@control("error")
def error(message: Value, *irritants: Value) -> Value:
    """Raise an error object with a message and irritants."""
    condition = make_condition(message, list_from(list(irritants)), new_string(""))
    machine = current()
    condition.position = position_here(machine.linker, machine.registers)
    return raise_object(condition)


@effectful("%push-marker!")
def push_marker() -> Value:
    """A guard begins that is no builtin's: the caller's frame must keep the marker."""
    machine = current()
    marker = Marker()
    marker.raw_outside = (machine.handlers, machine.winders, machine.parameters)
    machine.handlers = marker
    return marker


@effectful("%pop-marker!")
def pop_marker(marker: Marker) -> Value:
    """A guard's body has ended, one way or the other."""
    machine = current()
    machine.handlers, _, machine.parameters = marker.outside
    return UNSPECIFIED


@pure("%marker-winders")
def marker_winders(marker: Marker) -> Value:
    return marker.outside[1]


@pure("%marker-handlers")
def marker_handlers(marker: Marker) -> Value:
    return marker.outside[0]


@control("%escape")
def escape(marker: Marker, payload: Value, k: Continuation) -> Value:
    """Return to a guard's frame with what was raised."""
    raise Capture(ESCAPE, marker, payload, k)


@predicate("%escape?", may_fail=False, folds=True)
def is_escape(value: Value) -> bool:
    return type(value) is Escape


@pure("%escape-payload")
def escape_payload(value: Escape) -> Value:
    return value.payload


@pure("%escape-continuation")
def escape_continuation(value: Escape) -> Value:
    return value.k


@pure("%make-parameter")
def make_parameter(value: Value, converter: Value = DEFAULT) -> Value:
    return Parameter(value, converter)


@effectful("%kept")
def kept(place: Box, fresh: Value) -> Value:
    """The object that the definition with this place made before, if it is of the kind of `fresh`.

    A parameter takes over the value and the converter of the fresh one.
    """
    known = place.value
    if type(known) is not type(fresh):
        place.value = fresh
        return fresh
    if isinstance(fresh, Parameter):
        known.value, known.converter = fresh.value, fresh.converter
    return known


@predicate("%parameter?", may_fail=False, folds=True)
def is_parameter(value: Value) -> bool:
    return isinstance(value, Parameter)


@pure("%parameter-converter")
def parameter_converter(parameter: Parameter) -> Value:
    return parameter.converter


@effectful("%parameter-set!")
def set_parameter(parameter: Parameter, value: Value) -> Value:
    """Change the innermost binding in effect, or what the parameter holds outside of all.

    That is everybody's; and of the ports it is each process's own console.
    """
    machine = current()
    binding = parameter_binding(parameter, machine.parameters)
    if binding is not None:
        binding.cdr = value
        return UNSPECIFIED
    port = machine.port_name(parameter)
    if port is not None:
        raise fault(
            port,
            "outside of parameterize this is the console of each process, and stays so; "
            "use parameterize",
        )
    parameter.value = value
    return UNSPECIFIED

"""Values made of the stack: continuations, the marks that `guard` leaves, parameters in effect."""

from __future__ import annotations

from typing import Any

from perdure.vm.machine.current import current, running
from perdure.vm.machine.own import REWIND_AND_THROW, SET_PARAMETER
from perdure.vm.machine.running_machine import RunningMachine
from perdure.vm.objects.data import Pair, UncheckedSlots, Value, Values
from perdure.vm.objects.fixed import Fixed
from perdure.vm.objects.procedures import Parameter
from perdure.vm.objects.singletons import NIL
from perdure.vm.protocols.frames import Segment
from perdure.vm.signals import TAIL, THROW, Capture, Thrown

PENDING = -1  #: the count of a continuation that has no place on the heap yet
ASKED: Any = object()  #: instead of a value, where a parameter is asked for its own


def thrown(k: Continuation, value: Value) -> BaseException:
    """The exception to raise to go on with a continuation whose winders have been seen to."""
    k._p_activate()
    if k.count == PENDING:
        return Thrown(k, value)
    return Capture(THROW, k, value)


def _enter(k: Continuation, depth: int, *values: Value) -> Value:
    value = values[0] if len(values) == 1 else Values(values)
    machine: RunningMachine = running.machine
    k._p_activate()
    if k.winders is machine.winders:
        # As by `thrown`, without asking again.
        if k.count == PENDING:
            raise Thrown(k, value)
        raise Capture(THROW, k, value)
    machine.registers.d = depth - 1
    return machine.tail_call(machine.own(REWIND_AND_THROW), k, value)


class Continuation(UncheckedSlots):
    """The object that `call/cc` gives: a place in the stack and the dynamic state there.

    Immutable once it has its place; see perdure.vm.machine.escapes. A reader of one
    activates it first.
    """

    __module__ = "perdure.vm"
    __slots__ = ("below", "count", "handlers", "parameters", "winders")

    _v_entry = staticmethod(_enter)

    below: Segment | None
    count: int
    handlers: Value
    winders: Value
    parameters: Value

    def __getstate__(self) -> tuple[object, ...]:
        return (self.below, self.count, self.handlers, self.winders, self.parameters)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.below, self.count, self.handlers, self.winders, self.parameters = state[:5]


def new_continuation(
    below: Segment | None, count: int, handlers: Value, winders: Value, parameters: Value
) -> Continuation:
    made = Continuation()
    made.below = below
    made.count = count
    made.handlers = handlers
    made.winders = winders
    made.parameters = parameters
    return made


class Marker(UncheckedSlots):
    """Among the handlers: here a `guard` began. Its frame is found by this object.

    Handlers are a list whose tail may be a marker, beyond which its own go on.
    Immutable.

    One that *lets questions pass* has a fourth part, which says so: what `raise-continuable` raises
    goes to the handlers outside, if there are any, as if the guard were not there.
    """

    __module__ = "perdure.vm"
    __slots__ = ("raw_outside",)

    raw_outside: tuple[Value, ...]

    @property
    def outside(self) -> tuple[Value, Value, Value]:
        """The dynamic state to return to: (handlers, winders, parameters)."""
        self._p_activate()
        return self.raw_outside[0], self.raw_outside[1], self.raw_outside[2]

    @property
    def lets_pass(self) -> bool:
        """Whether questions pass it."""
        self._p_activate()
        return len(self.raw_outside) > len(("handlers", "winders", "parameters"))

    def __getstate__(self) -> tuple[Value, ...]:
        return self.raw_outside

    def __setstate__(self, state: tuple[Value, ...]) -> None:
        self.raw_outside = state


class Escape(Fixed):
    """The value that a `guard` body returns when an object was raised in it. Immutable.

    `k` is the continuation of the raise, which takes the object to raise it again.
    """

    __module__ = "perdure.vm"
    __slots__ = ("k", "payload")

    payload: Value
    k: Continuation

    def __init__(self, payload: Value, k: Continuation) -> None:
        self.payload = payload
        self.k = k

    def __reduce__(self) -> tuple[object, tuple[Value, Continuation]]:
        return Escape, (self.payload, self.k)


def parameter_value(parameter: Parameter, bindings: Value) -> Value:
    """A parameter's value in effect, `bindings` being a list of (parameter . value)."""
    binding = parameter_binding(parameter, bindings)
    return parameter.value if binding is None else binding.cdr


def parameter_binding(parameter: Parameter, bindings: Value) -> Pair | None:
    """The innermost (parameter . value) of the list; None outside of all `parameterize`."""
    rest = bindings
    while rest is not NIL:
        binding: Pair = rest.car
        if binding.car is parameter:
            return binding
        rest = rest.cdr
    return None


def _enter_parameter(parameter: Parameter, depth: int, value: Value = ASKED) -> Value:
    machine = current()
    if value is ASKED:
        return parameter_value(parameter, machine.parameters)
    machine.registers.d = depth - 1
    return machine.tail_call(machine.own(SET_PARAMETER), parameter, value)


Parameter._v_entry = staticmethod(_enter_parameter)

__all__ = ["TAIL", "Continuation", "Escape", "Marker", "parameter_binding", "parameter_value"]

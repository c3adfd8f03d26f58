"""`guard` and `raise` on the native stack.

A guard's body runs under a Python `try`, so an object raised in it travels as a
Python exception, which costs nothing until it happens. If the body is captured
meanwhile, the Python frame of `enter_guard` becomes a heap frame of the machine's own
procedure for guards, which goes on in its place; what is raised then finds
that frame by its marker. So both ways there is a marker among the handlers, and
`raise` looks for the native guard first.

Neighbours: perdure.vm.machine.stack (makes the heap frame), perdure.vm.machine.procedures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from persistent import Persistent

from perdure.vm.machine.continuations import Marker
from perdure.vm.machine.current import running
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.own import (
    RAISE_CONTINUABLY,
    RAISE_TO_GUARD,
    RAISE_TO_HANDLER,
    RAISE_WITH_HANDLERS,
)
from perdure.vm.machine.python_frames import native
from perdure.vm.machine.running_machine import RunningMachine
from perdure.vm.machine.stack import frames_within
from perdure.vm.objects.data import Value
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Entry, builtins, entry_of
from perdure.vm.objects.singletons import FALSE, NIL, TRUE
from perdure.vm.protocols.frames import Frame
from perdure.vm.signals import FAIL, RERAISE, SIGNALLED, TAIL, Capture

HAND_ON: Final = "%raise-on"  #: builtins that raise what a debugger has seen already, or need not
HAND_ON_CONTINUABLY: Final = "%raise-on-continuably"


class Raised(BaseException):
    """An object on its way to a native guard: `Raised(payload, marker, inner, continues)`.

    `inner` is the guard within where no clause fitted, if it comes from one, or None;
    `continues` tells whether it was raised by `raise-continuable`. A
    BaseException, so that no `except Exception` on the way can swallow it; without an
    `__init__`, which would take as long as all the rest.
    """

    @property
    def payload(self) -> Value:
        return self.args[0]

    @property
    def marker(self) -> Marker:
        found: Marker = self.args[1]
        return found

    @property
    def inner(self) -> Reraise | None:
        found: Reraise | None = self.args[2]
        return found

    @property
    def continues(self) -> bool:
        found: bool = self.args[3]
        return found


def guard_entry(machine: RunningMachine) -> Entry:
    """The entry of `%guard` for a machine."""
    natives, linker, registers = machine.native_guards, machine.linker, machine.registers

    @native(Native.GUARD)
    def enter_guard(
        procedure: Value, depth: int, body: Value, handler: Value, may_reraise: Value
    ) -> Value:
        """Call `body`; what is raised in it goes to `handler`, with a thunk to raise it again.

        `may_reraise` says whether that thunk is wanted: a boolean; anything else: it is, and
        questions pass (see Marker).
        """
        outside = (machine.handlers, machine.winders, machine.parameters)
        marker = Marker()
        marker.raw_outside = outside
        if may_reraise is not FALSE and may_reraise is not TRUE:
            marker.raw_outside = (*outside, TRUE)
        machine.handlers = marker
        natives.append(marker)
        try:
            try:
                entry = body._v_entry
            except AttributeError:
                entry = entry_of(body)  # it is not in memory, or no procedure
            result = entry(body, depth + 2)  # one more for the trampoline
            if result is TAIL:
                result = machine.trampoline()
        except Raised as raised:
            payload, target, _, _ = raised.args
            if target is not marker:
                raise
            inside = machine.parameters
            machine.handlers, _, machine.parameters = outside
            # No variable here may hold what holds the traceback: that would be a cycle.
            registers.g, registers.k = entry_of(handler), None
            if may_reraise is FALSE:
                registers.a = (handler, depth, payload, FALSE)
            else:
                again = Reraise()  # as by new_reraise
                again._v_caught = (raised, linker, handler, inside)
                registers.a = (handler, depth, payload, again)
                del again  # it holds the traceback, which holds this frame
            return TAIL
        finally:
            natives.pop()
        machine.handlers, _, machine.parameters = outside
        return result

    return enter_guard


def raise_entry(machine: RunningMachine) -> Callable[[Value], Value]:
    """`raise` for a machine: at once to the guard that is innermost on the native stack."""
    natives = machine.native_guards

    def raise_here(payload: Value) -> Value:
        """As by raise_object, which looks further where this is not the usual case."""
        marker = machine.handlers
        if natives and natives[-1] is marker and marker.raw_outside[1] is machine.winders:
            raise Raised(payload, marker, None, False)
        return raise_object(payload)

    return raise_here


def raise_object(payload: Value) -> Value:
    """`raise`: to the innermost handler; the computation fails where there is none."""
    if running.machine.signalled is not None:
        seen_by_debugger(payload, HAND_ON)
    return _raised(payload, RAISE_TO_HANDLER, continues=False)


def raise_continuable(payload: Value) -> Value:
    """`raise-continuable`: what the handler gives is its value."""
    if running.machine.signalled is not None:
        seen_by_debugger(payload, HAND_ON_CONTINUABLY)
    return _raised(payload, RAISE_CONTINUABLY, continues=True)


def hand_on(payload: Value) -> Value:
    """`raise` of what has been raised before: no debugger is asked."""
    return _raised(payload, RAISE_TO_HANDLER, continues=False)


def hand_on_continuably(payload: Value) -> Value:
    """The same as by `raise-continuable`."""
    return _raised(payload, RAISE_CONTINUABLY, continues=True)


def seen_by_debugger(payload: Value, hands_on: str) -> None:
    """Leave the stack, before any handler has the object, where a debugger looks at such."""
    if running.machine.signalled(payload):
        raise Capture(SIGNALLED, payload, hands_on)


def _raised(payload: Value, to_handler: str, *, continues: bool) -> Value:
    machine: RunningMachine = running.machine
    handlers = machine.handlers
    if type(handlers) is Marker:
        if continues and (beyond := beyond_those_that_let_pass(handlers)) is not NIL:
            if beyond is not handlers:
                again = raising(continues=True)
                return machine.tail_call(machine.own(RAISE_WITH_HANDLERS), payload, beyond, again)
        if is_native(handlers, machine):
            raise Raised(payload, handlers, None, continues)
        return machine.tail_call(
            machine.own(RAISE_TO_GUARD), payload, handlers, raising(continues=continues)
        )
    if handlers is NIL:
        raise Capture(FAIL, payload)
    return machine.tail_call(machine.own(to_handler), payload)


def raising(*, continues: bool) -> Value:
    """The procedure that raises an object again that a guard let pass."""
    return builtins[HAND_ON_CONTINUABLY if continues else HAND_ON]


def beyond_those_that_let_pass(handlers: Value) -> Value:
    """Those handlers, without guards at their beginning that let questions pass."""
    while type(handlers) is Marker and handlers.lets_pass:
        handlers = handlers.outside[0]
    return handlers


def is_native(marker: Marker, machine: RunningMachine) -> bool:
    """Whether the guard is on the native stack, with no winders to be left before it."""
    natives = machine.native_guards
    if natives and natives[-1] is marker:  # and so in memory
        return marker.raw_outside[1] is machine.winders
    return marker.outside[1] is machine.winders and any(native is marker for native in natives)


def _enter_reraise(again: Reraise, depth: int) -> Value:
    machine: RunningMachine = running.machine
    outer = machine.handlers
    if type(outer) is Marker:
        payload, marker, continues = again.raised
        passes = continues and outer.lets_pass  # if so, raise_continuable looks further
        if not passes and outer is marker.outside[0] and is_native(outer, machine):
            raise Raised(payload, outer, again, continues)
    raise Capture(RERAISE, again)


class Told(NamedTuple):
    """The data that a Reraise needs, and its record."""

    frames: tuple[Frame, ...]  #: those between the guard and the raise, innermost last
    marker: Marker
    handler: Value
    payload: Value
    continues: bool  #: whether what a handler gives is the value of the raise
    parameters: Value  #: those in effect where it was raised first


class Reraise(Persistent):
    """The procedure that raises an object again where it was raised first. Immutable.

    Its frames are read from the traceback when somebody asks for them: mostly nobody
    does, since a clause fits.
    """

    __module__ = "perdure.vm"
    __slots__ = ("_v_caught", "raw_told")

    _v_entry = staticmethod(_enter_reraise)
    __setattr__ = object.__setattr__  # it is new when it is written; see UncheckedSlots
    __delattr__ = object.__delattr__

    #: what was caught, with its traceback; the linker, the handler, and the parameters in effect
    #: where it came from: the raise, or a guard within. None, or not there, once it is told
    _v_caught: tuple[Raised, Linker, Value, Value] | None
    raw_told: Told

    @property
    def told(self) -> Told:
        caught = getattr(self, "_v_caught", None)
        if caught is None:
            self._p_activate()
            return self.raw_told
        raised, linker, handler, parameters = caught
        payload, marker, inner, continues = raised.args
        frames = frames_within(raised, linker)
        if inner is not None:
            within: Told = inner.told
            frames.append(linker.guard_frame(within.marker, within.handler))
            frames.extend(within.frames)
            parameters = within.parameters
        self.raw_told = Told(tuple(frames), marker, handler, payload, continues, parameters)
        self._v_caught = None
        return self.raw_told

    @property
    def raised(self) -> tuple[Value, Marker, bool]:
        """The object, the guard's marker, and whether it was raised by `raise-continuable`."""
        caught = getattr(self, "_v_caught", None)
        if caught is None:
            told = self.told
            return told.payload, told.marker, told.continues
        payload, marker, _, continues = caught[0].args
        return payload, marker, continues

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(self.told)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.raw_told = Told(*state[:6])


def new_reraise(told: Told) -> Reraise:
    made = Reraise()
    made._v_caught = None
    made.raw_told = told
    return made

"""`guard` and `raise` on the native stack.

A guard's body runs under a Python `try`, so an object raised in it travels as a
Python exception, which costs nothing until it happens. If the body is captured
meanwhile, the Python frame of `enter_guard` becomes a heap frame of the Scheme
procedure `%guard-on-heap`, which goes on in its place; what is raised then finds
that frame by its marker. So both ways there is a marker among the handlers, and
`raise` looks for the native guard first.

Neighbours: perdure.vm.running.stack (makes the heap frame), the library
(perdure control).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persistent import Persistent

from perdure.vm.running.continuations import Marker
from perdure.vm.running.current import running
from perdure.vm.running.frames import Frame
from perdure.vm.running.signals import TAIL, Capture
from perdure.vm.running.stack import frames_within
from perdure.vm.values.data import Value
from perdure.vm.values.procedures import Entry, builtins
from perdure.vm.values.singletons import FALSE, NIL

if TYPE_CHECKING:
    from perdure.vm.running.linker import Linker
    from perdure.vm.running.machine import Machine


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


def guard_entry(machine: Machine) -> Entry:
    """The entry of `%guard` for a machine."""
    natives, linker, registers = machine.native_guards, machine.linker, machine.registers

    def enter_guard(
        procedure: Value, depth: int, body: Value, handler: Value, may_reraise: Value
    ) -> Value:
        """Call `body`; what is raised in it goes to `handler`, with a thunk to raise it again."""
        outside = (machine.handlers, machine.winders, machine.parameters)
        marker = Marker()
        marker.raw_outside = outside
        machine.handlers = marker
        natives.append(marker)
        try:
            result = body._v_entry(body, depth + 2)  # one more for the trampoline
            if result is TAIL:
                result = machine.trampoline()
        except Raised as raised:
            payload, target, _, _ = raised.args
            if target is not marker:
                raise
            inside = machine.parameters
            machine.handlers, _, machine.parameters = outside
            # No variable here may hold what holds the traceback: that would be a cycle.
            registers.g, registers.k = handler._v_entry, None
            if may_reraise is FALSE:
                registers.a = (handler, depth, payload, FALSE)
            else:
                registers.a = (handler, depth, payload, reraise_of(raised, handler, inside, linker))
            return TAIL
        finally:
            natives.pop()
        machine.handlers, _, machine.parameters = outside
        return result

    return enter_guard


def reraise_of(raised: Raised, handler: Value, parameters: Value, linker: Linker) -> Reraise:
    """What raises again, its frames still in the traceback. Called where it was caught.

    `parameters` are those in effect where it came from: the raise, or a guard within.
    """
    again = Reraise()  # as by new_reraise
    again._v_unread = (raised, linker)
    again.found = ()
    again.payload, again.marker, _, again.continues = raised.args
    again.handler = handler
    inner = raised.inner
    again.parameters = parameters if inner is None else inner.parameters
    return again


def raise_object(payload: Value) -> Value:
    """`raise`: to the innermost handler; the computation fails where there is none."""
    return _raised(payload, "%raise-to-handler", continues=False)


def raise_continuable(payload: Value) -> Value:
    """`raise-continuable`: what the handler gives is its value."""
    return _raised(payload, "%raise-continuably", continues=True)


def _raised(payload: Value, to_handler: str, *, continues: bool) -> Value:
    machine: Machine = running.machine
    handlers = machine.handlers
    if type(handlers) is Marker:
        if is_native(handlers, machine):
            raise Raised(payload, handlers, None, continues)
        return machine.tail_call(
            machine.control("%raise-to-guard"), payload, handlers, raising(continues=continues)
        )
    if handlers is NIL:
        raise Capture("%fail", payload)
    return machine.tail_call(machine.control(to_handler), payload)


def raising(*, continues: bool) -> Value:
    """The procedure that raises an object again that a guard let pass."""
    return builtins["raise-continuable" if continues else "raise"]


def is_native(marker: Marker, machine: Machine) -> bool:
    """Whether the guard is on the native stack, with no winders to be left before it."""
    natives = machine.native_guards
    if natives and natives[-1] is marker:  # and so in memory
        return marker.raw_outside[1] is machine.winders
    return marker.outside[1] is machine.winders and any(native is marker for native in natives)


def _enter_reraise(again: Reraise, depth: int) -> Value:
    machine: Machine = running.machine
    outer = machine.handlers
    if type(outer) is Marker and outer is again.marker.outside[0] and is_native(outer, machine):
        raise Raised(again.payload, outer, again, again.continues)
    raise Capture("%reraise", again)


class Reraise(Persistent):
    """The procedure that raises an object again where it was raised first. Immutable.

    Its frames are read from the traceback when somebody asks for them: mostly nobody
    does, since a clause fits.
    """

    __module__ = "perdure.vm"
    __slots__ = ("_v_unread", "continues", "found", "handler", "marker", "parameters", "payload")

    _v_entry = staticmethod(_enter_reraise)
    __setattr__ = object.__setattr__  # it is new when it is written; see Quick
    __delattr__ = object.__delattr__

    found: tuple[Frame, ...]
    #: what was caught, with its traceback; None once the frames have been read
    _v_unread: tuple[Raised, Linker] | None
    marker: Marker
    handler: Value
    payload: Value
    continues: bool  #: whether what a handler gives is the value of the raise
    parameters: Value  #: those in effect where it was raised first

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Those between the guard and the raise, innermost last."""
        found = self.found  # loads a ghost
        if self._v_unread is not None:
            raised, linker = self._v_unread
            inner: Reraise | None = raised.args[2]
            frames = frames_within(raised, linker)
            if inner is not None:
                frames.append(linker.guard_frame(inner.marker, inner.handler))
                frames.extend(inner.frames)
            self.found = found = tuple(frames)
            self._v_unread = None
        return found

    def __getstate__(self) -> tuple[object, ...]:
        raised = (self.payload, self.continues, self.parameters)
        return (self.frames, self.marker, self.handler, *raised)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._v_unread = None
        self.found, self.marker, self.handler = state[:3]
        self.payload, self.continues, self.parameters = state[3:6]


def new_reraise(
    again: Reraise, frames: tuple[Frame, ...], marker: Marker, parameters: Value
) -> Reraise:
    """One that raises the same with other frames and lists."""
    made = Reraise()
    made._v_unread = None
    made.found = frames
    made.marker = marker
    made.handler = again.handler
    made.payload = again.payload
    made.continues = again.continues
    made.parameters = parameters
    return made

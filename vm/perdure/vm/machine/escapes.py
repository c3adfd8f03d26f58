"""`call/cc` on the native stack.

Most continuations are used as a way out, or not at all, while their `call/cc` is
still under way. So the receiver is called natively with a continuation that has no
place in the heap yet (it is *pending*): throwing to it is a Python exception that
`enter_call_cc` meets. Its place is settled when something captures the stack, or
when the receiver ends and somebody still holds the continuation, which CPython's
reference count tells. The Python frame of `enter_call_cc` needs no frame on the
heap: whatever the receiver returns is returned to its caller.

The machine's list of pending continuations is that of these Python frames, outermost
first. An exception that goes on to the base of the stack leaves it as it is, for the
machine to give all of them their places; whatever ends here takes its own off.

Neighbours: perdure.vm.machine.stack (finds pending continuations in a traceback),
perdure.vm.machine.machine (settles them).
"""

from __future__ import annotations

import sys

from perdure.vm.machine.continuations import PENDING, Continuation
from perdure.vm.machine.diagnosis import call_fault
from perdure.vm.machine.guards import Raised
from perdure.vm.machine.python_frames import native
from perdure.vm.machine.running_machine import RunningMachine
from perdure.vm.machine.stack import frames_within
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import Entry, entry_of
from perdure.vm.signals import SETTLE, SETTLE_RAISE, TAIL, THROW, Capture, Thrown


def _held_by_variable_and_list() -> int:
    thing = object()
    held = [thing]
    count = sys.getrefcount(thing)
    held.clear()
    return count


UNSHARED = _held_by_variable_and_list()  #: the count of an object that both hold, and nobody else


def call_cc_entry(machine: RunningMachine) -> Entry:
    """The entry of `call/cc` for a machine."""
    natives, linker, registers = machine.native_continuations, machine.linker, machine.registers
    enter_continuation = Continuation._v_entry
    go, throws = machine.trampoline, (enter_continuation,)
    getrefcount = sys.getrefcount

    @native(Native.CALL_CC)
    def enter_call_cc(procedure: Value, depth: int, receiver: Value) -> Value:
        """Call `receiver` with the current continuation."""
        try:
            entry = receiver._v_entry
        except AttributeError:
            if not hasattr(type(receiver), "_v_entry"):
                raise wrong_type("call/cc", "a procedure", receiver) from None
            entry = entry_of(receiver)
        k = Continuation()  # as by new_continuation
        k.below = None
        k.count = PENDING
        k.handlers = machine.handlers
        k.winders = machine.winders
        k.parameters = machine.parameters
        natives.append(k)
        target: Continuation | None = None
        try:
            result = entry(receiver, depth + 2, k)  # one more for the trampoline
            while result is TAIL:
                if registers.g is enter_continuation and len(registers.a) == 3:
                    # As by that, without its Python frame, and without an exception to here.
                    target, _, result = registers.a
                    target._p_activate()
                    if target.winders is machine.winders:
                        break
                    target = None
                result = go(throws)
        except Thrown as thrown:
            target, result = thrown.args
            thrown.__traceback__ = None  # it holds the frames that held the continuation
            thrown.args = ()
        except TypeError:
            refusal = call_fault(receiver, [k], linker)
            if refusal is not None:
                raise refusal from None
            raise
        except Raised as raised:
            # On its way to a guard further out, which may put all this back.
            frames = frames_within(raised, linker)
            raise Capture(
                SETTLE_RAISE, raised.payload, raised.marker, tuple(frames), raised.continues
            ) from None
        registers.a = ()  # the last tail call's, which may hold it too
        if target is None:
            if getrefcount(k) > UNSHARED:
                raise Capture(SETTLE, result)
            natives.pop()
            return result
        if target is k:
            target = None
            machine.handlers, machine.winders, machine.parameters = (
                k.handlers,
                k.winders,
                k.parameters,
            )
            if getrefcount(k) > UNSHARED:
                raise Capture(SETTLE, result)
            natives.pop()
            return result
        if getrefcount(k) > UNSHARED:
            raise Capture(THROW, target, result)
        natives.pop()
        if target.count == PENDING:
            raise Thrown(target, result)
        raise Capture(THROW, target, result)

    return enter_call_cc

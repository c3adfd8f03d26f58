"""The machine: runs a computation until it ends, waits, fails or is interrupted.

Generated functions call each other natively. What the machine adds is the base of
that native stack: it returns values into heap frames, one at a time, and turns
whatever unwinds to it (a capture, an error) into frames again.

The frames below the native stack are in a `Stack`; the dynamic state (handlers,
winders, parameters) is in the machine while a computation runs.

It has the face of perdure.vm.protocols.Machine. Read by: perdure.image.host.machines.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from types import FrameType, TracebackType
from typing import Any

from perdure.vm.code.lowered import before
from perdure.vm.core.control import Role
from perdure.vm.machine.continuations import (
    Continuation,
    Escape,
    Marker,
    new_continuation,
    parameter_value,
)
from perdure.vm.machine.current import current, running
from perdure.vm.machine.delimited import KINDS as DELIMITED
from perdure.vm.machine.delimited import go_into
from perdure.vm.machine.delimited import step as delimited_step
from perdure.vm.machine.depth import Depths, native_count
from perdure.vm.machine.diagnosis import diagnosed
from perdure.vm.machine.escapes import call_cc_entry
from perdure.vm.machine.guards import HAND_ON as HAND_ON_RAISED
from perdure.vm.machine.guards import Reraise, guard_entry, raise_entry, raise_object, raising
from perdure.vm.machine.linker import FindProbes, Linker, unbound
from perdure.vm.machine.namespace import items_of, list_of, not_probed, shared_namespace
from perdure.vm.machine.own import (
    AGAIN,
    GIVE,
    GUARD_ON_HEAP,
    MACHINE,
    RAISE_TO_GUARD,
    RAISE_WITH_HANDLERS,
    WITH_HANDLERS,
)
from perdure.vm.machine.procedures import machine_library
from perdure.vm.machine.python_frames import native
from perdure.vm.machine.redoing import USE_THESE, Fallen, giving
from perdure.vm.machine.restarting import (
    Point,
    find_point,
    find_unbound,
    unbound_name,
    without_handing_on,
)
from perdure.vm.machine.source_positions import calls_of, needs_place, user_position
from perdure.vm.machine.stack import Pending, Stack, captured_frames
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.ports import CONSOLE
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import (
    Cell,
    Closure,
    Code,
    Parameter,
    builtins,
    entry_of,
    first_call,
)
from perdure.vm.objects.singletons import FALSE, NIL, UNSPECIFIED
from perdure.vm.protocols.frames import Execution
from perdure.vm.protocols.host import Host, Nothing
from perdure.vm.protocols.outcomes import (
    Done,
    Failed,
    Invoke,
    Outcome,
    Preempted,
    Raise,
    Resumption,
    Return,
    Waiting,
)
from perdure.vm.signals import (
    CAPTURE,
    CHECK,
    ESCAPE,
    FAIL,
    HAND_ON,
    RERAISE,
    SETTLE,
    SETTLE_RAISE,
    SIGNALLED,
    TAIL,
    THROW,
    USE,
    Capture,
    Registers,
)

#: Python frames left free for builtins, and for ZODB loading objects under them.
RESERVE = 220
FAIL_ON = "%fail-on"  #: the builtin that raises an error which a debugger has seen
PORTS = "(perdure ports)"  #: the library whose parameters hold the ports in effect
_MARKER, _TARGET, _WITHIN = Role.MARKER, Role.TARGET, Role.WITHIN
NO_GUARD = "the guard for what is raised is not on the stack that runs; raised:"
PORT_NAMES = ("current-input-port", "current-output-port", "current-error-port")


class Machine:
    """Runs computations, one at a time, in whatever thread calls `run`.

    `libraries` finds an Environment by its printed name; `host` is the world as its
    builtins find it at `current().host`; `passes` are the
    exceptions that are no affair of a program's (a storage's), which leave `run`.
    """

    functions: Mapping[str, Mapping[str, Callable[..., Any]]] = {}  #: see Machine of the protocols

    def __init__(
        self,
        libraries: MutableMapping[str, Environment] | None = None,
        host: Host | None = None,
        passes: tuple[type[Exception], ...] = (),
    ) -> None:
        self.passes = passes
        self.libraries: MutableMapping[str, Environment] = {} if libraries is None else libraries
        self.host: Host = host or Nothing()
        self.registers = Registers()
        self.space = shared_namespace(self.registers)
        self.space["define_cell"] = self.define
        self.space["set_cell"] = self.assign
        self.trampoline = self.space["go"]
        self.native_continuations: list[Continuation] = []  #: pending, innermost last
        self.native_guards: list[Marker] = []  #: guards on the native stack, innermost last
        self.linker = Linker(self.space, lambda: self.own(GUARD_ON_HEAP))
        self.enter_call_cc = call_cc_entry(self)
        entries = {Native.CALL_CC: self.enter_call_cc, Native.GUARD: guard_entry(self)}
        for builtin in builtins.values():
            calls = builtin.primitive.calls
            if calls is not None:
                self.space[f"e:{builtin.primitive.name}"] = entries[calls]
        self._raise_here = self.space["b:raise"] = raise_entry(self)
        self.signalled: Callable[[Value], bool] | None = None  #: see `signal`
        self.handlers: Value = NIL
        self.winders: Value = NIL
        self.parameters: Value = NIL
        self.depths = Depths()
        self.stack = Stack((), None, 0)  #: the part on the heap of the stack that runs
        self._interrupted = False
        self._frames = 1  #: on the native stack, when that was counted last
        self._fault: Fallen | None = None  #: the last object that came of a failed statement
        self._library_cells: dict[tuple[str, str], Cell] = {}
        self._own: Environment | None = None  #: the library with the machine's own procedures
        self._identities: dict[int, tuple[int, Value]] = {}

    # ---- for the machine's user

    def run(self, execution: Execution, resumption: Resumption) -> Outcome:
        """Go on with a suspended computation; its execution is not changed.

        What the computation did to objects is done, whatever the outcome.
        """
        previous, running.machine = running.machine, self
        self._fault = execution.fault
        self.handlers = execution.handlers
        self.winders = execution.winders
        self.parameters = execution.parameters
        self.space["LIMIT"] = -1 if self._interrupted else self.room()
        # Python's collector of cycles would go over ever more frames and pairs while a
        # slice makes them; nearly all of them go by reference count. It runs between slices.
        collects = gc.isenabled()
        gc.disable()
        try:
            self.stack = stack = Stack(execution.frames, execution.below, execution.count)
            return self._run(stack, resumption)
        finally:
            self.native_continuations.clear()
            if collects:
                gc.enable()
            running.machine = previous

    def interrupt(self) -> None:
        """Make the running computation stop at its next check. For any thread."""
        self._interrupted = True
        self.space["LIMIT"] = -1

    def clear_interrupt(self) -> None:
        """Withdraw an interrupt that no run has met."""
        self._interrupted = False

    def probe(
        self, find_probes: FindProbes | None, hit: Callable[[Code, int], None] = not_probed
    ) -> None:
        """Have code call `hit(code, site)` before the statements whose sites are found in it.

        What that raises stops the computation before the statement: `Capture(kind, ...)`, a wait.
        Code in which none are found runs as ever; in the machine's own procedures none may be.
        None: no more. To be called between runs.
        """
        self.depths = Depths()
        self.space["probe"] = hit
        self.linker.probe(find_probes)

    def signal(self, is_wanted: Callable[[Value], bool] | None) -> None:
        """Have a computation stop where it raises an object of which that holds; None: no more.

        It stops before any handler has the object, with a wait of the kind SIGNALLED. To be
        called between runs. Objects that are raised again for handlers further out are not
        asked about.
        """
        self.signalled = is_wanted
        self.space["b:raise"] = self._raise_here if is_wanted is None else raise_object

    def level(self) -> int:
        """How many frames the computation has that runs, called from a probe."""
        return self.depths.of(self.stack) + native_count()

    def define(self, cell: Cell, value: Value) -> None:
        """Bind a cell; calls through it find the new value from now on."""
        cell.value = value
        self.linker.changed(cell)

    def assign(self, cell: Cell, value: Value) -> None:
        """`set!` of a cell; a fault where it is unbound."""
        if not cell.is_bound:
            raise unbound(cell)
        cell.value = value
        self.linker.changed(cell)

    def refresh(self) -> None:
        """Objects may have changed behind the machine's back: an abort, another worker."""
        self.linker.refresh()

    def changed(self, things: Iterable[object]) -> None:
        """The same of these: calls through cells among them look again."""
        for thing in things:
            if type(thing) is Cell:
                self.linker.changed(thing)

    def in_effect(self, library: str, name: str, parameters: Value) -> Value | None:
        """The value among `parameters` of a library's parameter; None where there is none."""
        try:
            parameter = self.library_value(library, name)
        except KeyError:
            return None
        return parameter_value(parameter, parameters)

    def upgraded(
        self, execution: Execution, texts: Mapping[str, str] | None
    ) -> tuple[Execution, list[str]] | None:
        return None  # definitions are the image's, and a frame keeps the code that it has

    def evaluated(self, execution: Execution, depth: int, text: str, name: str) -> None:
        return None  # its frames are changed by perdure.vm.machine.unwinding

    def left(self, execution: Execution, depth: int, text: str | None) -> None:
        return None

    def stepping(self, execution: Execution) -> None:
        return None

    def stop_at(self, stop: object, pauses: object = ()) -> None:
        return None  # see `probe`

    def watched(self, execution: Execution, depth: int, text: str) -> None:
        return None

    def value_of(self, execution: Execution, text: str) -> None:
        return None

    def can_give(self, execution: Execution) -> bool:
        return True

    def giving(self, execution: Execution, value: Value) -> tuple[Execution, Return | Invoke]:
        """How one goes on that failed in a statement which is to give the value instead."""
        there, values = self._given_at(execution, value)
        return giving(there, values, self.linker)

    def _given_at(self, execution: Execution, value: Value) -> tuple[Execution, tuple[Value, ...]]:
        """A point of error without its frame of `%again`, and the values that are given there."""
        there, again = self._without_again(execution)
        if again is None or again.procedure is not builtins[USE_THESE]:
            return there, (value,)
        return there, (*again.arguments[1:], value)

    def unbound_cell(self, execution: Execution, payload: Value) -> Cell | None:
        """The global variable that an error is about, where the computation stands before that."""
        name = unbound_name(payload)
        if name is None:
            return None
        _, again = self._without_again(execution)
        if again is None:
            return find_unbound(execution, self.linker, name)
        cell = again.procedure
        return cell if type(cell) is Cell and not cell.is_bound else None

    def does_again(self, execution: Execution) -> bool:
        """Whether returning into it, whatever is returned, does what failed once more."""
        frame = next(execution.all_frames(), None)
        if frame is None:
            return False
        return frame[1] & 1 == 1 or frame[0] is self._code_of(AGAIN)

    def find_point(self, execution: Execution, payload: Value | None = None) -> Point | None:
        """See perdure.vm.machine.restarting."""
        with_handlers = self._code_of(WITH_HANDLERS)
        assert with_handlers is not None
        return find_point(execution, self.linker, with_handlers, payload)

    def room(self) -> int:
        """How many generated calls deep the native stack may grow from here."""
        return max(50, sys.getrecursionlimit() - self._depth() - RESERVE)

    def _depth(self) -> int:
        """How many Python frames there are; mostly as many as last time, which is seen at once."""
        try:
            if sys._getframe(self._frames - 1).f_back is None:
                return self._frames
        except ValueError:  # there are fewer
            pass
        self._frames = 0
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            self._frames += 1
            frame = frame.f_back
        return self._frames

    # ---- for builtins

    def own(self, name: str) -> Value:
        """One of the machine's own procedures: the image's, where it has them."""
        if self._own is None:
            self._own = self.libraries.get(MACHINE) or machine_library()
        return self._own.bindings[name].value

    def library_value(self, library: str, name: str) -> Value:
        """The value that a library has bound a name to."""
        cell = self._library_cells.get((library, name))
        if cell is None:
            cell = self.libraries[library].bindings[name]
            self._library_cells[library, name] = cell
        return cell.value

    def tail_call(self, procedure: Value, *arguments: Value) -> Value:
        """The value that a control builtin returns to have a procedure called in its place."""
        registers = self.registers
        registers.g = entry_of(procedure)
        registers.a = (procedure, registers.d + 1, *arguments)
        registers.k = None
        return TAIL

    def parameter_value(self, parameter: Parameter) -> Value:
        """A parameter's value in effect."""
        return parameter_value(parameter, self.parameters)

    def output_port(self) -> Value:
        """Where output without a port goes: the `current-output-port` in effect."""
        return CONSOLE if self.parameters is NIL else self._port("current-output-port")

    def input_port(self) -> Value:
        """Where input without a port comes from: the `current-input-port` in effect."""
        return self._port("current-input-port")

    def port_name(self, parameter: Parameter) -> str | None:
        """The name of that parameter if it holds one of the ports in effect."""
        named = (name for name in PORT_NAMES if self.library_value(PORTS, name) is parameter)
        return next(named, None)

    def _port(self, parameter: str) -> Value:
        return self.parameter_value(self.library_value(PORTS, parameter))

    def identity_of(self, thing: Value) -> int:
        """A number of its own for an object with identity; the same after a reload.

        The host gives objects of a database their database number. Without one,
        numbers are handed out in order of asking.
        """
        number = self.host.identity_of(thing)
        if number is not None:
            return number
        found = self._identities.get(id(thing))
        if found is None:
            found = self._identities[id(thing)] = (len(self._identities) + 1, thing)
        return found[0]

    # ---- the base of the native stack

    @native(Native.BASE)
    def _run(self, stack: Stack, resumption: Resumption) -> Outcome:
        go, registers = self.trampoline, self.registers
        resumptions, resume = self.linker.resumptions, self.linker.resumption
        natives = self.native_continuations
        throw, call_cc = left = (Continuation._v_entry, self.enter_call_cc)
        step: Resumption | Outcome | None = resumption
        value: Value = None
        while True:
            try:
                if step is None:
                    pass  # the value is there
                elif type(step) is Return:
                    value = step.value
                elif type(step) is Invoke:
                    registers.g, registers.k = entry_of(step.procedure), None
                    registers.a = (step.procedure, 1, *step.arguments)
                    value = go(left)
                elif type(step) is Raise:
                    self._place(step.payload, None, stack)
                    step = self._raised(step, stack)
                    continue
                else:
                    return step  # type: ignore[return-value]
                while True:
                    while value is TAIL:
                        # No frame is on the native stack: these two need not leave it.
                        if registers.g is throw and len(registers.a) == 3:
                            k, _, value = registers.a
                            k._p_activate()
                            if k.winders is self.winders:
                                if self._interrupted:
                                    return self._preempted_throw(k, value, stack)
                                self._go_into(k, stack)
                                break
                        elif registers.g is call_cc and not stack.frames:
                            self._call_with_place(registers, stack)
                        value = go(left)
                    frame = stack.frames.pop() if stack.frames else stack.pop()
                    if frame is None:
                        return Done(value)
                    code, point, values = frame
                    try:
                        function = resumptions[code][point]
                    except KeyError:
                        function = resume(code, point)
                    value = function(value, 1, *values)
            except Capture as capture:
                if capture.args[0] is THROW:
                    _, k, value = capture.args
                    if natives:
                        self._settle(capture.__traceback__, stack)
                    if self._interrupted:
                        return self._preempted_throw(k, value, stack)
                    self._go_into(k, stack)
                    step = None
                else:
                    step = self._captured(capture, stack)
            except self.passes:
                raise
            except Exception as error:  # noqa: BLE001  (becomes the language's error)
                step = self._faulted(error, stack)

    def _go_into(self, k: Continuation, stack: Stack) -> None:
        """Make the stack and the dynamic state those of a continuation."""
        if stack.frames:
            stack.frames = []
        stack.below, stack.count = k.below, k.count
        self.handlers, self.winders, self.parameters = k.handlers, k.winders, k.parameters

    def _preempted_throw(self, k: Continuation, value: Value, stack: Stack) -> Preempted:
        """Stop before a value is returned into a continuation: a loop may consist of that alone."""
        self._go_into(k, stack)
        procedure: Closure = self.own(GIVE)
        stack.frames.append(self.linker.giving_frame(procedure.code, value))
        return self._preempted(stack)

    def _preempted(self, stack: Stack) -> Preempted:
        self._interrupted = False
        interrupted = self._execution(stack)
        interrupted.fault = self._fault
        return Preempted(interrupted)

    def _call_with_place(self, registers: Registers, stack: Stack) -> None:
        """Where all frames are in segments, have `call/cc` call its receiver as a tail call.

        The continuation has its place at once. What is no procedure is left to `call/cc`.
        """
        _, depth, *operands = registers.a
        entry = getattr(operands[0], "_v_entry", None) if len(operands) == 1 else None
        if entry is not None:
            k = new_continuation(
                stack.below, stack.count, self.handlers, self.winders, self.parameters
            )
            registers.g, registers.a = entry, (operands[0], depth, k)

    def _settle(self, traceback: TracebackType | None, stack: Stack) -> None:
        """Give the continuations on the native stack their places; all above them is dropped."""
        natives = self.native_continuations
        pending: Pending = []
        frames = captured_frames(traceback, self.linker, natives, pending, len(natives))
        natives.clear()
        stack.place(frames, pending)

    def _captured(self, capture: Capture, stack: Stack) -> Resumption | Outcome:
        kind = capture.kind
        pending: Pending = []
        natives = self.native_continuations
        frames = captured_frames(capture.__traceback__, self.linker, natives, pending)
        natives.clear()
        capture.__traceback__ = None
        if kind is CHECK:
            code, point, _ = frames[-1]
            frames[-1] = (code, before(point >> 1), frames[-1][2])
            stack.extend(frames, pending)
            if self._interrupted:
                return self._preempted(stack)
            return Return(UNSPECIFIED)
        stack.extend(frames, pending)
        if kind is SETTLE:
            return Return(capture.arguments[0])
        if kind is SETTLE_RAISE:
            payload, marker, above, continues = capture.arguments
            stack.frames.extend(above)
            again = raising(continues=continues)
            return Invoke(self.own(RAISE_TO_GUARD), (payload, marker, again))
        if kind is CAPTURE:
            stack.seal()
            here = new_continuation(
                stack.below, stack.count, self.handlers, self.winders, self.parameters
            )
            return Invoke(capture.arguments[0], (here,))
        if kind is ESCAPE:
            marker, payload, k = capture.arguments
            return self._escape(stack, marker, Escape(payload, k))
        if kind is RERAISE:
            return self._reraise(stack, capture.arguments[0])
        if kind in DELIMITED:
            return delimited_step(self, stack, kind, capture.arguments)
        if kind is FAIL:
            return self._failed(capture.arguments[0], stack)
        if kind is HAND_ON:
            payload, *call = capture.arguments
            again = Invoke(call[0], tuple(call[1:])) if call else None
            return self._handed_on(Raise(payload, again), stack)
        if kind is USE:
            k, *values = capture.arguments
            if k is not FALSE:
                self._go_into(k, stack)
            return self._use(values, stack)
        assert isinstance(kind, str)
        return Waiting(kind, capture.arguments, self._execution(stack))

    def _escape(self, stack: Stack, marker: Marker, escape: Escape) -> Return | Raise:
        """Drop the frames above the guard's. The escape has left the winders within it."""
        kept = (tuple(stack.frames), stack.below, stack.count)
        while (frame := stack.pop()) is not None:
            for held in self.linker.held(frame[0], frame[1]):
                if held.value(_MARKER, frame[2]) is marker:
                    stack.frames.append(frame)
                    return Return(escape)
                target = held.value(_TARGET, frame[2])
                if target is not None:
                    # On the way to that continuation, whose winders are being entered.
                    target._p_activate()
                    within = (
                        FALSE if type(target) is Continuation else held.value(_WITHIN, frame[2])
                    )
                    go_into(self.linker, stack, within, target)
                    break
        stack.frames, stack.below, stack.count = [*kept[0]], kept[1], kept[2]
        self.handlers = marker.outside[0]
        return Raise(Condition(NO_GUARD, (escape.payload,), kind="continuation", who="raise"))

    def _reraise(self, stack: Stack, again: Reraise) -> Invoke:
        """Put back the frames between a guard and a raise, and raise again from there."""
        told = again.told
        stack.frames.append(self.linker.guard_frame(told.marker, told.handler))
        stack.frames.extend(told.frames)
        self.handlers = told.marker
        handlers, self.winders, _ = told.marker.outside
        self.parameters = told.parameters
        procedure = raising(continues=told.continues)
        return Invoke(self.own(RAISE_WITH_HANDLERS), (told.payload, handlers, procedure))

    def _faulted(self, error: Exception, stack: Stack) -> Resumption | Outcome:
        """An exception: find out what it means; let the program's handler have it."""
        traceback = error.__traceback__
        pending: Pending = []
        natives = self.native_continuations
        try:
            frames, step = diagnosed(
                error, self.linker, self.registers, natives, pending, self.passes
            )
            if isinstance(step, Raise):
                self._place(step.payload, traceback, stack)
        finally:
            error.__traceback__ = traceback = None
            natives.clear()
        stack.extend(frames, pending)
        return self._raised(step, stack) if isinstance(step, Raise) else step

    def _raised(self, step: Raise, stack: Stack) -> Invoke | Failed | Waiting:
        """The same; a debugger that looks at such objects comes before the handlers."""
        if self.signalled is not None and self.signalled(step.payload):
            again = step.again
            call = () if again is None else (again.procedure, *again.arguments)
            return Waiting(SIGNALLED, (step.payload, FAIL_ON, *call), self._execution(stack))
        return self._handed_on(step, stack)

    def _handed_on(self, step: Raise, stack: Stack) -> Invoke | Failed:
        """Let the program's handler have what was raised here; it failed where there is none."""
        if self.handlers is NIL:
            execution = self._execution(stack)
            return Failed(step.payload, execution, execution, step.again)
        self._fault = Fallen(step, stack.top(), self.handlers, self.winders, self.parameters)
        again = self._code_of(AGAIN) if step.again is not None else None
        if step.again is not None and again is not None:
            call = list_of((step.again.procedure, *step.again.arguments))
            stack.frames.append(self.linker.giving_frame(again, call))
        return Invoke(builtins[HAND_ON_RAISED], (step.payload,))

    def _failed(self, payload: Value, stack: Stack) -> Failed:
        """Nobody handles what was raised; where that was, is looked for."""
        fault = self._fault
        if fault is not None and fault.step.payload is payload:
            found = fault.stack_in(stack)
            return Failed(payload, self._execution(stack), found, fault.step.again)
        execution = self._execution(stack)
        point = self.find_point(execution, payload)
        if point is None:
            with_handlers = self._code_of(WITH_HANDLERS)
            assert with_handlers is not None
            there = without_handing_on(execution, self.linker, with_handlers)
        else:
            there = point[1]
        return Failed(payload, execution, *self._without_again(there))

    def _without_again(self, execution: Execution) -> tuple[Execution, Invoke | None]:
        """A point of error without its frame of `%again`, and the call that this would make."""
        stack = Stack(execution.frames, execution.below, execution.count)
        frame = stack.top()
        if frame is None or frame[0] is not self._code_of(AGAIN):
            return execution, None
        stack.pop()
        ((call,), state) = frame[2], (execution.handlers, execution.winders, execution.parameters)
        procedure, *arguments = items_of(call)
        there = Execution(tuple(stack.frames), stack.below, stack.count, *state)
        return there, Invoke(procedure, tuple(arguments))

    def _use(self, given: list[Value], stack: Stack) -> Resumption:
        """Go on at a point of error as if what failed had given the value, the last of these.

        Those before it are of parts of the same statement that have failed before.
        """
        *before, value = given
        there, values = self._given_at(self._execution(stack), value)
        values = (*before, *values)
        step: Resumption
        try:
            execution, step = giving(there, values, self.linker)
        except Fault as fault:  # another part of the same statement fails then
            execution = there
            step = Raise(fault.payload, Invoke(builtins[USE_THESE], (FALSE, *values)))
        stack.frames, stack.below = [*execution.frames], execution.below
        stack.count = execution.count
        return step

    def _code_of(self, name: str) -> Code | None:
        """The code of one of the machine's own; None in an image of a version without it."""
        self.own(GIVE)
        assert self._own is not None
        cell = self._own.bindings.get(name)
        code: Code | None = None if cell is None else cell.value.code
        return code

    def _place(self, payload: Value, traceback: TracebackType | None, stack: Stack) -> None:
        """Let a new condition that arose in a library name the place that called the library."""
        if not isinstance(payload, Condition) or not needs_place(payload.position):
            return
        found = user_position(calls_of(traceback, self.registers, stack), self.linker)
        if not payload.position or not needs_place(found):
            payload.position = found

    def _execution(self, stack: Stack) -> Execution:
        stack.settle()
        return Execution(
            tuple(stack.frames),
            stack.below,
            stack.count,
            self.handlers,
            self.winders,
            self.parameters,
        )


def _enter_first(procedure: Closure, depth: int, *arguments: Value) -> Value:
    return current().linker.enter_first(procedure, depth, *arguments)


first_call.append(_enter_first)

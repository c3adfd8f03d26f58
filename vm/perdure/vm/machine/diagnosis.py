"""From a Python exception in running code to the language's error, or to its answer.

Generated code is short and partial: where its short form raises, the statement is
evaluated again here with the checked builtins. Either one of them finds the
precise error, or the value comes out after all (the short form overflowed, say)
and the computation goes on with it.

Read by: perdure.vm.machine.machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType
from typing import Any

from perdure.vm.code.instructions import (
    Again,
    Body,
    BoxValue,
    Branch,
    Callee,
    CellProcedure,
    CellValue,
    Choose,
    Compute,
    Constant,
    Continue,
    ControlPrimitive,
    Do,
    Expression,
    Get,
    Given,
    KnownClosure,
    KnownCode,
    Loop,
    Named,
    NewBox,
    NewClosure,
    Number,
    ProcedureCall,
    ReturnValue,
    Set,
    SetBox,
    SetCell,
    Statement,
    TailCall,
)
from perdure.vm.code.lowered import (
    Lowered,
    after,
    before,
    kept_at,
    statement_at,
    statements_in,
)
from perdure.vm.machine.linker import Linker, unbound
from perdure.vm.machine.namespace import assigned, items_of
from perdure.vm.machine.python_frames import CODE, code_of, is_native
from perdure.vm.machine.source_positions import place_of, position_text
from perdure.vm.machine.stack import Pending, captured_frames
from perdure.vm.objects import singletons
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value, loaded_now, new_box
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import (
    ANONYMOUS,
    Builtin,
    Cell,
    Closure,
    Code,
    Parameter,
    builtin_named,
    new_closure,
)
from perdure.vm.objects.singletons import UNSPECIFIED, boolean
from perdure.vm.protocols.frames import Frame
from perdure.vm.protocols.outcomes import Invoke, Raise, Return
from perdure.vm.python.calls import BOUNCE
from perdure.vm.python.functions import PROLOGUE
from perdure.vm.python.wide import variables_of
from perdure.vm.signals import Registers

#: What front ends call the procedures that receive several values: they are given
#: values, where others are given arguments.
RECEIVERS = frozenset(("let-values", "let*-values", "define-values", "receive"))

FEW = 8  #: builtins in a statement that may each have it done again to load something

_BASE, _TRAMPOLINE = Native.BASE, Native.TRAMPOLINE

Step = Return | Raise | Invoke


def diagnosed(
    error: Exception,
    linker: Linker,
    registers: Registers,
    natives: Sequence[Any],
    pending: Pending,
    passes: tuple[type[Exception], ...] = (),
) -> tuple[list[Frame], Step]:
    """(frames to put on the stack, how to go on) for an exception that reached the machine.

    Adds to `pending` the continuations that have no place yet, which are `natives`. Raises what
    is among `passes`.
    """
    traceback = error.__traceback__
    frames = captured_frames(traceback, linker, natives, pending)
    innermost: FrameType | None = None
    site = 0
    deeper: list[FrameType] = []  # Python frames within the innermost generated one
    while traceback is not None:
        if code_of(traceback.tb_frame) is not None:
            innermost, site, deeper = traceback.tb_frame, traceback.tb_lineno, []
        elif innermost is not None or not is_native(traceback.tb_frame, _BASE):
            deeper.append(traceback.tb_frame)
        traceback = traceback.tb_next
    try:
        loaded = _is_loaded_ahead(error, linker)
    except passes:
        raise
    except Exception:  # noqa: BLE001  (the statement, done again, comes to it too)
        loaded = False
    is_bounce = site >= BOUNCE or any(is_native(frame, _TRAMPOLINE) for frame in deeper)
    if innermost is None or is_bounce:
        if loaded:
            return frames, Invoke(_pending_call(linker, registers)[0], registers.arguments)
        procedure = _pending_cell(linker, registers) or _pending_call(linker, registers)[0]
        payload = _tail_call_fault(error, linker, registers)
        again = None if procedure is None else Invoke(procedure, registers.arguments)
        return frames, Raise(payload, again)
    code: Code = innermost.f_globals[CODE]
    if site == PROLOGUE:
        local = innermost.f_locals
        frames.pop()
        return frames, _call_again(linker.link(code).lowered, local)
    lowered = linker.link(code).lowered
    statement = statement_at(lowered, site)
    frames.pop()
    if statement is None:
        return frames, Raise(_payload(error))
    local = variables_of(innermost.f_locals, lowered)
    diagnosis = Diagnosis(error, linker, code, lowered, local, bool(deeper), passes)
    if loaded:
        diagnosis.load_operands(statement)
        frames.append(diagnosis.frame(statement, before(site)))
        return frames, Return(UNSPECIFIED)
    try:
        return diagnosis.of(statement, frames)
    except Fault as fault:
        frames.append(diagnosis.frame(statement, before(site)))
        return frames, Raise(fault.payload)


def _is_loaded_ahead(error: Exception, linker: Linker) -> bool:
    """Whether the error was that an object was not in memory yet; it is loaded now.

    Nothing has been done then but to evaluate pure expressions, so the statement can
    be done anew.
    """
    if not loaded_now(error):
        return False
    linker.ahead.load_from(error.obj)  # type: ignore[attr-defined]
    return True


def _call_again(lowered: Lowered, local: dict[str, Any]) -> Invoke:
    """The call of a procedure that had not come to its first statement."""
    closure: Closure = local["v0"]
    closure._p_activate()
    arguments = [local[f"v{i}"] for i in lowered.parameters]
    if lowered.rest >= 0:
        arguments += local[f"v{lowered.rest}"]
    return Invoke(closure, tuple(arguments))


class Diagnosis:
    """One failed statement, its variables, and what can be found out about it."""

    def __init__(
        self,
        error: Exception,
        linker: Linker,
        code: Code,
        lowered: Lowered,
        local: dict[str, Any],
        within_builtin: bool,
        passes: tuple[type[Exception], ...] = (),
    ) -> None:
        self.error = error
        self.linker = linker
        self.code = code
        self.lowered = lowered
        self.local = local
        self.within_builtin = within_builtin
        self.passes = passes

    def frame(self, statement: Statement, point: int) -> Frame:
        kept = kept_at(self.lowered, point, statement)
        values = tuple(self.local.get(f"v{i}", UNSPECIFIED) for i in kept)
        return (self.code, point, values)

    def load_operands(self, statement: Statement) -> None:
        """Load whatever the operands of a wide statement read.

        It would be done again for each object else: for `(list (car a) (car b) ...)`, the
        square of their number. The checked builtins load what they read.
        """
        exprs = statement.children()
        if not _has_more_than(FEW, exprs):
            return
        for expr in exprs:
            try:
                self.evaluate(expr)
            except Exception:  # noqa: BLE001  (the statement, done again, comes to it too)
                return

    def of(self, statement: Statement, frames: list[Frame]) -> tuple[list[Frame], Step]:
        """The statement done again, slowly; Fault where it is an error."""
        site = statement.site
        values = [self.evaluate(expr) for expr in statement.children()]
        waiting = [*frames, self.frame(statement, after(site))]
        place = -1
        match statement:
            case Set() | Branch():
                return waiting, Return(values[0])
            case ReturnValue():
                return frames, Return(values[0])
            case NewBox():
                return waiting, Return(new_box(values[0]))
            case SetBox(variable=variable):
                self.local[f"v{variable}"].value = values[0]
                return waiting, Return(UNSPECIFIED)
            case Do(place=place, primitive=name):
                if self.within_builtin:
                    raise self.placed(self.error, place, name)
                return waiting, Return(self.apply(name, place, values))
            case ProcedureCall(place=place, callee=callee, spread=spread):
                return waiting, self.call(place, callee, values, spread=spread)
            case TailCall(place=place, callee=callee, spread=spread):
                return frames, self.call(place, callee, values, spread=spread)
            case Again(place=place, constant=cell) if not self.is_still_here(cell):
                return frames, self.call(place, CellProcedure(cell), values, spread=False)
            case Continue(label=label, dests=dests) | Again(label=label, dests=dests):
                for dest, value in zip(dests, values, strict=True):
                    self.local[f"v{dest}"] = value
                loop = _loop(self.lowered.body, label)
                return [*frames, self.frame(loop, before(loop.site))], Return(UNSPECIFIED)
            case SetCell(place=place):
                pass
        raise self.placed(self.error, place, "")

    def call(self, place: int, callee: Callee, values: list[Value], *, spread: bool) -> Step:
        """A call that failed: no procedure, the wrong number of operands, or within a builtin."""
        if spread:
            try:
                values = [*values[:-1], *items_of(values[-1])]
            except Fault as fault:
                raise self.placed(fault, place, "apply") from None
        procedure = self.callee(place, callee)
        if not isinstance(callee, (KnownCode, KnownClosure)):
            refusal = call_fault(procedure, values, self.linker)
            if refusal is not None:
                raise self.placed(refusal, place, "")
        if isinstance(self.error, Fault) or self.within_builtin:
            raise self.placed(self.error, place, _name_of(procedure))
        return Invoke(procedure, tuple(values))

    def is_still_here(self, cell: int) -> bool:
        """Whether that cell's procedure is the one that is running."""
        held = self.code.constants[cell]
        value = held.value if held.is_bound else None
        return type(value) is Closure and value.code is self.code

    def callee(self, place: int, callee: Callee) -> Value:
        match callee:
            case Get(variable=variable):
                return self.local[f"v{variable}"]
            case ControlPrimitive(primitive=name):
                builtin = builtin_named(name)
                self.linker.learn(builtin)
                return builtin
            case CellProcedure(constant=constant):
                return self.value_of_cell(constant, place)
            case KnownClosure(closure=closure):
                return self.evaluate(closure)
            case KnownCode(constant=constant):
                return new_closure(self.inner_code(constant))

    def inner_code(self, constant: int) -> Code:
        """A code among the constants; -1: the running one."""
        found: Code = self.code if constant == -1 else self.code.constants[constant]
        return found

    def value_of_cell(self, constant: int, place: int) -> Value:
        """The value of a global cell; Fault where it has none."""
        cell: Cell = self.code.constants[constant]
        if not cell.is_bound:
            raise self.placed(unbound(cell), place, "")
        return cell.value

    # ---- expressions

    def evaluate(self, expr: Expression) -> Value:
        match expr:
            case Get(variable=variable):
                return self.local.get(f"v{variable}", UNSPECIFIED)
            case Number(number=number):
                return number
            case Named(name=name):
                return getattr(singletons, name)
            case Constant(constant=constant):
                return self.code.constants[constant]
            case CellValue(constant=constant, place=place):
                return self.value_of_cell(constant, place)
            case BoxValue():
                return self.content_of_box(expr)
            case Compute(primitive=name, place=place, operands=operands):
                return self.apply(name, place, [self.evaluate(operand) for operand in operands])
            case Choose(test=test, then=then, otherwise=otherwise):
                chosen = otherwise if self.evaluate(test) is singletons.FALSE else then
                return self.evaluate(chosen)
            case NewClosure(constant=constant, captured=captured):
                values = tuple([self.evaluate(part) for part in captured])
                return new_closure(self.inner_code(constant), values)
            case Given():
                raise ValueError("a value that is given is in no stored code")

    def content_of_box(self, expr: BoxValue) -> Value:
        """The content of a box; Fault where its value is not there yet."""
        held = self.local[f"v{expr.variable}"].value
        if expr.late:
            try:
                assigned(held)
            except Fault:
                name = self.lowered.variables[expr.variable]
                text = f"{name} is used before its value is there"
                fault = Fault(Condition(text, kind="unbound"))
                raise self.placed(fault, expr.place, "") from None
        return held

    def apply(self, name: str, place: int, values: list[Value]) -> Value:
        """A builtin, checked."""
        builtin = builtin_named(name)
        self.linker.learn(builtin)
        try:
            value = builtin.function(*values)
        except self.passes:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is becomes the language's error)
            raise self.placed(error, place, builtin.name) from None
        return boolean(value) if builtin.is_predicate else value

    def placed(self, error: Exception, place: int, who: str) -> Fault:
        """The error as a Fault that knows its place."""
        payload = _payload(error, who)
        if isinstance(payload, Condition) and not payload.position:
            payload.position = position_text(self.code, self.lowered, place)
        return Fault(payload)


def _has_more_than(few: int, exprs: Sequence[Expression]) -> bool:
    """Whether there are more than a few builtins in these expressions."""
    waiting = [*exprs]
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, Compute):
            few -= 1
            if few < 0:
                return True
        waiting += expr.children()
    return False


def _loop(body: Body, label: str) -> Loop:
    """The loop with that label."""
    for statement in statements_in(body):
        if isinstance(statement, Loop) and statement.label == label:
            return statement
    raise ValueError(f"no loop {label}")


def _callee_of_tail_call(statement: Statement | None) -> Callee | None:
    match statement:
        case TailCall(callee=callee):
            return callee
        case Again(constant=cell):
            return CellProcedure(cell)
    return None


def _pending_call(linker: Linker, registers: Registers) -> tuple[Value, str]:
    """(the procedure of the call in the registers, where it stands)."""
    code: Code | None = registers.k
    position, procedure = "", registers.procedure
    if code is not None:
        lowered = linker.link(code).lowered
        statement = statement_at(lowered, registers.s)
        if statement is not None:
            position = position_text(code, lowered, place_of(statement))
        match _callee_of_tail_call(statement):
            case CellProcedure(constant=cell):
                procedure = getattr(code.constants[cell], "value", None)
            case ControlPrimitive(primitive=name):
                procedure = builtin_named(name)
    return procedure, position


def _pending_cell(linker: Linker, registers: Registers) -> Cell | None:
    """The global cell whose procedure the call in the registers is of; None where it is of none."""
    code: Code | None = registers.k
    if code is None:
        return None
    callee = _callee_of_tail_call(statement_at(linker.link(code).lowered, registers.s))
    found: Cell | None = None
    if isinstance(callee, CellProcedure):
        found = code.constants[callee.constant]
    return found


def _tail_call_fault(error: Exception, linker: Linker, registers: Registers) -> Value:
    """The object to raise for the call in the registers, which says what is wrong with it."""
    procedure, position = _pending_call(linker, registers)
    payload = None
    if not isinstance(error, Fault) and procedure is not None:
        found = call_fault(procedure, list(registers.arguments), linker)
        payload = found.payload if found is not None else None
    if payload is None:
        payload = _payload(error, _name_of(procedure))
    if isinstance(payload, Condition) and not payload.position:
        payload.position = position
    return payload


def call_fault(procedure: Value, values: list[Value], linker: Linker) -> Fault | None:
    """Why `procedure` cannot be called with these values; None where it can."""
    if not hasattr(type(procedure), "_v_entry"):
        text = f"not a procedure: {short_text(procedure)}"
        return Fault(Condition(text, (), kind="type"))
    fewest: int = 0
    most: int | None = None
    if isinstance(procedure, Closure):
        lowered = linker.link(procedure.code).lowered
        fewest = len(lowered.parameters)
        most = fewest if lowered.rest < 0 else None
    elif isinstance(procedure, Builtin):
        fewest, most = procedure.minimum, procedure.maximum
    elif isinstance(procedure, Parameter):
        most = 1
    count = len(values)
    if fewest <= count and (most is None or count <= most):
        return None
    who = _name_of(procedure)
    noun = "value" if who in RECEIVERS else "argument"
    text = f"expected {_counted(noun, fewest, most)}, got {count}"
    return Fault(Condition(text, (), kind="arity", who=who))


def _counted(noun: str, fewest: int, most: int | None) -> str:
    if most is None:
        count = f"at least {fewest}"
    elif fewest == most:
        count = str(fewest)
    else:
        count = f"{fewest} to {most}"
    return f"{count} {noun}{'' if (most or fewest) == 1 else 's'}"


def _name_of(procedure: Value) -> str:
    if isinstance(procedure, Closure):
        name = procedure.code.name
        return "procedure" if not name or name.startswith(ANONYMOUS) else name
    if isinstance(procedure, Parameter):
        return "parameter"
    return getattr(procedure, "name", "") or "procedure"


def _payload(error: Exception, who: str = "") -> Value:
    """The object that the program is given for a Python exception."""
    if isinstance(error, Fault):
        return error.payload
    if isinstance(error, ZeroDivisionError):
        return Condition("division by zero", kind="range", who=who)
    if isinstance(error, RecursionError):
        return Condition("data is nested too deeply for this operation", kind="range", who=who)
    if isinstance(error, MemoryError):
        return Condition("out of memory", kind="range", who=who)
    return Condition(f"{type(error).__name__}: {error}", kind="python", who=who)

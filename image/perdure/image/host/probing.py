"""Slices that stop: at breakpoints, after steps, where something that is watched has changed.

Where the image keeps no breakpoint and the process makes no step, a slice runs as ever: the code
has no tests in it. Else the code concerned has its Python functions made anew, with a call of a
probe before some statements (perdure.vm.machine.Machine.probe). A probe that says stop raises the
wait of kind `breakpoint`, and the process waits for a restart to be chosen, as after an error.

What a debugger evaluates is not stopped, nor is what runs within `(atomic ...)`, which is not
to be cut in two.

Reads: perdure.image.processes.breakpoints. Read by: perdure.image.engine.batches,
perdure.image.engine.workspace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from perdure.image.debugging.scopes import environment_of
from perdure.image.debugging.watching import Watches
from perdure.image.discovery import known_language
from perdure.image.host.dynamic import parameters_in
from perdure.image.host.host import Host
from perdure.image.host.isolation import isolation_of, run_slice
from perdure.image.host.signalling import (
    RAISED,
    Signals,
    handing_on,
    is_new,
    is_raised_again,
    stopping,
)
from perdure.image.processes.breakpoints import (
    ANY,
    CONDITION,
    INTO,
    KEPT,
    LINE,
    OUT,
    PROCEDURE,
    STEPS,
    UNTIL,
    WATCH,
    Step,
    Stored,
    end_step,
    is_condition,
    is_function,
)
from perdure.image.processes.waits.choice import BREAKPOINT
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.vm import Done, Execution, Invoke, Machine, Outcome, Preempted, Return, Waiting, walk
from perdure.vm.code.instructions import Loop
from perdure.vm.code.lowered import Lowered, statement_at, statements_in
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.source_positions import place_of, position_text
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import LIBRARY_PREFIX, Code
from perdure.vm.objects.singletons import FALSE, NIL, UNSPECIFIED
from perdure.vm.protocols import Machine as AnyMachine
from perdure.vm.protocols import Pause, Stop
from perdure.vm.signals import SIGNALLED, Capture

DEBUGGING: Final = "<debug>"  #: the name of processes that evaluate for a debugger
PATIENCE: Final = 20  #: times that a condition may be interrupted before it is given up
NOWHERE: Final = frozenset[int]()
NONE: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """The reasons to stop a process: breakpoints by number, and its step."""

    breakpoints: tuple[tuple[int, Stored], ...]
    step: Step | None


class Probing:
    """The slices of one machine."""

    def __init__(self, machine: Machine, host: Host) -> None:
        self._machine = machine
        self._host = host
        self._plan: Plan | None = None
        self._watches = Watches(())
        #: the breakpoints at a statement, as far as code has been probed
        self._at: dict[tuple[Code, int], list[tuple[int, Stored]]] = {}
        self._signals = Signals()
        self._is_asking = False  #: whether a condition is being evaluated

    def run(
        self, process: Process, machine: AnyMachine, execution: Execution, resumption: Any
    ) -> Outcome:
        """Run a slice; it ends with a wait of kind `breakpoint` where it is to stop."""
        if machine is not self._machine:
            return self._run_other(process, machine, execution, resumption)
        plan = self._wanted(process)
        if plan is None:
            if self._plan is not None:
                self._plan = None
                self._machine.probe(None)
                self._machine.signal(None)
            return run_slice(machine, execution, resumption)
        self._use(plan)
        end = run_slice(machine, execution, resumption)
        while isinstance(end, Waiting) and is_question(end):
            if end.kind == SIGNALLED:
                number, why = self._signalled(process, end)
                if number:
                    end = stopping(end, number, why)
                    break
                end = run_slice(machine, end.execution, handing_on(end))
                continue
            stopped, at = self._met(process, end)
            if stopped is not None:
                end = Waiting(BREAKPOINT, (stopped,), at)
                break
            end = run_slice(machine, at, Return(UNSPECIFIED))
        if plan.step is not None and not isinstance(end, Preempted):
            if not isinstance(end, Waiting) or end.kind == BREAKPOINT:
                end_step(self._host.ledger.root, process.pid)
        return end

    def _run_other(
        self, process: Process, machine: AnyMachine, execution: Execution, resumption: Any
    ) -> Outcome:
        """The same of another machine, which stops by itself."""
        plan = self._wanted(process)
        if plan is None:
            return run_slice(machine, execution, resumption)
        pauses = tuple([_pause_of(number, each) for number, each in plan.breakpoints])
        machine.stop_at(None if plan.step is None else _stop_of(plan.step), pauses)
        try:
            end = run_slice(machine, execution, resumption)
        finally:
            machine.stop_at(None)
        is_over = not isinstance(end, Preempted | Waiting) or _is_breakpoint(end)
        if plan.step is not None and is_over:
            end_step(self._host.ledger.root, process.pid)
        return end

    # The plan

    def _wanted(self, process: Process) -> Plan | None:
        trees = self._host.ledger.root.kept
        if trees is None:
            return None
        kept, steps = trees.get(KEPT), trees.get(STEPS)
        if not kept and not steps:
            return None
        found = None if steps is None else steps.get(process.pid)
        if not kept and found is None:
            return None
        if process.details.name == DEBUGGING:
            return None
        step = None if found is None else Step(*found)
        breakpoints = [(n, Stored(*each)) for n, each in kept.items()] if kept else []
        wanted = [(n, each) for n, each in breakpoints if _concerns(each, process)]
        return Plan(tuple(wanted), step) if wanted or step is not None else None

    def _use(self, plan: Plan) -> None:
        """Have the machine's code be probed as planned."""
        self._watches = Watches(
            (number, each.what, each.thing)
            for number, each in plan.breakpoints
            if each.kind == WATCH
        )
        if plan == self._plan:
            return
        self._plan = plan
        self._at = {}
        self._machine.probe(self._find, self._hit)
        self._signals = Signals(plan.breakpoints)
        self._machine.signal(self._is_wanted if self._signals.any else None)

    def _find(self, code: Code, lowered: Lowered) -> frozenset[int]:
        """The sites of a code at which there is something to be looked at."""
        plan = self._plan
        source = code.source
        if plan is None or source is None or is_of_library(code):
            return NOWHERE
        found: set[int] = set()
        if self._watches.any or (plan.step is not None and _may_end(plan.step, code)):
            found.update(_placed(lowered))
        for number, each in plan.breakpoints:
            for site in _sites_of(each, code, lowered):
                self._at.setdefault((code, site), []).append((number, each))
                found.add(site)
        return frozenset(found)

    # Within a slice

    def _hit(self, code: Code, site: int) -> None:
        """The statement of that site is next."""
        plan = self._plan
        if plan is None or not self._may_stop():
            return
        changed = self._watches.changed()
        if changed:
            raise Capture(BREAKPOINT, self._payload(changed, code, site), ())
        if plan.step is not None and self._ends(plan.step, code, site):
            raise Capture(BREAKPOINT, self._payload("a step", code, site), ())
        met = self._at.get((code, site))
        if met:
            raise Capture(BREAKPOINT, self._payload("", code, site), tuple(n for n, _ in met))

    def _may_stop(self) -> bool:
        """Whether the process may stop where it is."""
        machine = self._machine
        if self._is_asking or self._host.process is None:
            return False
        here = Execution(parameters=machine.parameters)
        return isolation_of(machine, here) is None

    def _is_wanted(self, payload: Value) -> bool:
        """Whether a breakpoint is on an object that is raised, as far as its kind tells."""
        process = self._host.process
        if process is None or not self._may_stop() or not self._signals.met(payload):
            return False
        return is_new(payload, process)

    def _signalled(self, process: Process, end: Waiting) -> tuple[int, str]:
        """The breakpoint that stops it where something was raised, with a remark; 0 for none."""
        if is_raised_again(end, self._machine):
            return 0, ""
        payload = end.arguments[0]
        for number, each in self._signals.met(payload):
            if not each.condition:
                return number, ""
            text = f"({each.condition}\n {RAISED})"
            holds, why = self._asked(process, text, end.execution, {RAISED: payload})
            if holds:
                return number, why
        return 0, ""

    def _ends(self, step: Step, code: Code, site: int) -> bool:
        """Whether the step ends before that statement."""
        if step.mode == INTO:
            return True
        if step.mode == UNTIL:
            source = code.source
            if source is None or source.name != step.file:
                return False
            lowered = self._machine.linker.link(code).lowered
            return site in _on_line(lowered, step.line)
        return self._machine.level() <= step.level - (step.mode == OUT)

    def _payload(self, why: str, code: Code, site: int) -> Condition:
        lowered = self._machine.linker.link(code).lowered
        statement = statement_at(lowered, site)
        at = "" if statement is None else position_text(code, lowered, place_of(statement))
        return Condition(why, kind=BREAKPOINT, position=at)

    def _met(self, process: Process, end: Waiting) -> tuple[Condition | None, Execution]:
        """The reason to stop there, if one of the breakpoints has a condition that holds."""
        payload, numbers = end.arguments
        if not numbers:
            return payload, end.execution
        assert self._plan is not None
        known = dict(self._plan.breakpoints)
        for number in numbers:
            each = known[number]
            holds, why = True, ""
            if each.condition:
                holds, why = self._asked(process, each.condition, end.execution)
            if holds:
                payload.message = f"breakpoint {number}{why}"
                return payload, end.execution
        return None, end.execution

    def _asked(
        self, process: Process, text: str, execution: Execution, given: Mapping[str, Value] = NONE
    ) -> tuple[bool, str]:
        """Whether a condition holds in the innermost frame; and a remark, where it has none.

        The innermost of the program's own, where there is one; `given` are further variables.
        """
        language = known_language(process.details.language)
        root = self._host.ledger.root
        environment, variables = own_scope(root, execution)
        variables |= given
        start = language.start_in_scope(root.libraries, text, DEBUGGING, environment, variables)
        if start is None:
            return True, ", whose condition cannot be evaluated here"
        machine, self._is_asking = self._machine, True
        interruptions = 0
        try:
            parameters = parameters_in(execution, 0, machine)
            end = machine.run(Execution.start(parameters=parameters), Invoke(*start))
            while isinstance(end, Preempted) and interruptions < PATIENCE:
                interruptions += 1
                end = machine.run(end.execution, Return(UNSPECIFIED))
        finally:
            self._is_asking = False
        if interruptions:
            machine.interrupt()  # as the slice was to be
        if not isinstance(end, Done):
            payload = getattr(end, "payload", None)
            said = "waits, or takes long" if payload is None else language.failure_text(payload)
            return True, f", whose condition fails: {said}"
        values: Any = end.value.items[0]
        return (values.car if values is not NIL else FALSE) is not FALSE, ""


def _stop_of(step: Step) -> Stop:
    """The place where a step ends."""
    if step.mode == UNTIL:
        return Stop(None, step.file, step.line)
    return Stop(None if step.mode == INTO else step.level - (step.mode == OUT))


def _concerns(breakpoint: Stored, process: Process) -> bool:
    """Whether a process may stop at a breakpoint: watches are of one machine's processes."""
    if breakpoint.kind == CONDITION:  # other machines' exceptions are named by their classes
        if breakpoint.what == ANY:
            return bool(process.machine) or not is_function(breakpoint.condition)
        return bool(process.machine) != is_condition(breakpoint.what)
    if breakpoint.kind != WATCH:
        return True
    return breakpoint.pid == (process.pid if process.machine else 0)


def _pause_of(number: int, each: Stored) -> Pause:
    """A breakpoint as another machine is told of it."""
    scope = each.scope if each.kind == WATCH else None
    return Pause(number, each.what, each.line, each.condition, scope, each.kind == CONDITION)


def _is_breakpoint(end: Outcome) -> bool:
    return isinstance(end, Waiting) and end.kind == BREAKPOINT


def is_question(end: Waiting) -> bool:
    """Whether it is to be asked of a breakpoint there whether it stops."""
    return end.kind == SIGNALLED or (end.kind == BREAKPOINT and len(end.arguments) > 1)


def own_scope(root: ImageRoot, execution: Execution) -> tuple[Environment, dict[str, Value]]:
    """The environment and the variables of the innermost frame that is of no library."""
    for (code, _, _), frame in zip(execution.all_frames(), walk(execution), strict=False):
        if isinstance(code, Code) and not is_of_library(code):
            found = {name: value for name, value in frame.locals.items() if value is not None}
            return environment_of(root, execution, code), found
    return root.interaction, {}


def is_of_library(code: Code) -> bool:
    return code.source is None or code.source.name.startswith(LIBRARY_PREFIX)


def _may_end(step: Step, code: Code) -> bool:
    """Whether a step may end in that code."""
    if step.mode == UNTIL:
        return code.source is not None and code.source.name == step.file
    return step.mode == INTO or any(code is each for each in step.codes)


def _placed(lowered: Lowered) -> Iterator[int]:
    """The sites of the statements that have a place in a text."""
    for statement in statements_in(lowered.body):
        if place_of(statement) >= 0 and not isinstance(statement, Loop):
            yield statement.site


def _sites_of(breakpoint: Stored, code: Code, lowered: Lowered) -> list[int]:
    """The sites of a code at which a breakpoint is."""
    if breakpoint.kind == PROCEDURE:
        if code.name != breakpoint.what:
            return []
        for each in lowered.body:
            if place_of(each) >= 0 or each.bodies() or each.leaves:
                return [each.site]
        return []
    if breakpoint.kind != LINE or code.source is None:
        return []
    name = code.source.name
    if name != breakpoint.what and not name.endswith(f"/{breakpoint.what}"):
        return []
    return _on_line(lowered, breakpoint.line)


def _on_line(lowered: Lowered, line: int) -> list[int]:
    """The sites of the statements by which control comes to a line."""
    found: list[int] = []

    def look(body: Any, is_there: bool) -> bool:
        for statement in body:
            place = -1 if isinstance(statement, Loop) else place_of(statement)
            if place >= 0:
                is_on = lowered.positions[place][0] == line
                if is_on and not is_there:
                    found.append(statement.site)
                is_there = is_on
            for inner in statement.bodies():
                look(inner, is_there and len(statement.bodies()) > 1)
        return is_there

    look(lowered.body, False)
    return found

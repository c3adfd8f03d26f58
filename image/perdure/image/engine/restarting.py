"""Restarts: the ways in which a process can go on that stands where something was raised.

Such a process has failed, or waits for one to be chosen (perdure.image.processes.waits.choice).
The system offers its own, which depend on how the error came about: see `again` in
perdure.image.engine.retrying. The program's are those in effect there, see
perdure.image.host.restarts. What was raised by a call of `raise` may still be given a value; that
stands behind the program's, which mean more.

Read by: perdure.image.api.restarting.
"""

from __future__ import annotations

from typing import Any, Final

from perdure.image.engine.retrying import give as give_value
from perdure.image.engine.retrying import go_on, have_wait_again, retry, standing, told_by
from perdure.image.errors import CannotRetry
from perdure.image.host.machines import Machines
from perdure.image.host.restarts import CHOOSE, LIBRARY, arity_of, restarts_in_effect
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.suspects import forget
from perdure.image.processes.waits import Choice, find_part, wait_of
from perdure.image.processes.waits.choice import BREAKPOINT
from perdure.image.schema.processes import INVOKE, Process
from perdure.vm import Execution
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.redoing import USE_THESE
from perdure.vm.objects.data import Record, String, Value
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Cell, builtins
from perdure.vm.objects.singletons import FALSE, NIL

RETRY: Final = "retry"
USE: Final = "use-value"
STORE: Final = "store-value"
ABORT: Final = "abort"
CONTINUE: Final = "continue"

REPORTS: Final = {
    RETRY: "do again what failed",
    USE: "use a value instead of what failed",
    STORE: "define the variable, and do again what failed",
    ABORT: "clean up, and end the process",
    CONTINUE: "go on after the breakpoint",
}
TAKING: Final = {USE: "value", STORE: "value"}  #: what those of the system take


@dataclass(frozen=True, slots=True)
class Restart:
    """A way in which a process can go on."""

    number: int  #: by which it can be chosen, from 1
    name: str
    report: str  #: what it does, for people; "" where the program does not say
    takes: str  #: names of the values that it takes; "" where it takes none, or nobody knows
    is_of_program: bool  #: whether the program offers it; else the system does


def restarts_of(process: Process, machines: Machines) -> list[Restart]:
    """List those of a process, in the order in which a name is looked for; CannotRetry for none."""
    return [_told(number, record) for number, record in enumerate(_offered(process, machines), 1)]


def _told(number: int, offered: str | Record) -> Restart:
    if isinstance(offered, str):
        return Restart(number, offered, REPORTS[offered], TAKING.get(offered, ""), False)
    name, report, _, formals = offered.fields
    text = report.text if type(report) is String else ""
    takes = "" if formals in (FALSE, NIL) else short_text(formals).strip("()")
    return Restart(number, name.name, text, takes, True)


def _offered(process: Process, machines: Machines) -> list[str | Record]:
    """The names of the system's, and the program's own records, in order."""
    payload, execution, again = standing(process)
    if again is not None:
        execution = Execution.from_state(again[0])
    elif process.machine:
        raise CannotRetry(
            f"process {process.pid} has failed of an error of its own, and its language keeps "
            "nothing to go on with then"
        )
    kind = "raise" if again is None else again[1]
    if kind == "slice":
        return [RETRY]
    if kind == BREAKPOINT:
        return [CONTINUE, ABORT]
    choice = find_part(wait_of(process), Choice)
    is_signalled = choice is not None and choice.signalled is not None
    found: list[str | Record] = [CONTINUE] if is_signalled else []
    found += [] if kind == "raise" else [RETRY, USE]
    machine = machines.of(process)
    if kind == "statement" and machine is not None and not machine.can_give(execution):
        found.remove(USE)
    if _unbound(process, payload, execution, again, machines) is not None:
        found.append(STORE)
    if not process.machine:
        found += restarts_in_effect(machines.core, execution.parameters)
    if kind == "raise":
        found.append(USE)
    return found if process.has_ended else [*found, ABORT]


def _unbound(
    process: Process,
    payload: Value,
    execution: Execution,
    again: tuple[Any, ...] | None,
    machines: Machines,
) -> Cell | None:
    """The global variable that it failed to find, if it is still unbound."""
    match again:
        case (_, "call", callee, _):
            return callee if type(callee) is Cell and not callee.is_bound else None
        case (_, "statement"):
            machine = machines.of(process)
            return None if machine is None else machine.unbound_cell(execution, payload)
    return None


def choose(
    ledger: Ledger,
    process: Process,
    wanted: str | int,
    values: tuple[Value, ...],
    machines: Machines,
    now: float,
) -> None:
    """Have it go on by a restart, by its name or number; CannotRetry where it has none such."""
    offered = _find(process, wanted, machines)
    _check_count(offered, len(values))
    if isinstance(offered, Record):
        chosen = ledger.root.libraries[LIBRARY].bindings[CHOOSE].value
        _call(ledger, process, chosen, (offered, *values), now)
        return
    if offered == ABORT:
        ledger.cancel(process, now + CLEANUP)
    elif offered == USE and _stands_in_statement(process):
        # What else fails in the statement then is an error as any other.
        _call(ledger, process, builtins[USE_THESE], (FALSE, values[0]), now)
    elif offered == USE:
        give_value(ledger, process, values[0], machines, now)
    elif offered == CONTINUE:
        go_on(ledger, process, now)
    else:
        if offered == STORE:
            _define(process, values[0], machines)
        retry(ledger, process, now)


def _find(process: Process, wanted: str | int, machines: Machines) -> str | Record:
    offered = _offered(process, machines)
    names = [each if isinstance(each, str) else each.fields[0].name for each in offered]
    if isinstance(wanted, int):
        if 1 <= wanted <= len(offered):
            return offered[wanted - 1]
    elif wanted in names:
        return offered[names.index(wanted)]
    raise CannotRetry(
        f"process {process.pid} offers no restart {wanted!r}: it offers {', '.join(names)}"
    )


def _check_count(offered: str | Record, given: int) -> None:
    """CannotRetry where a restart does not take so many values."""
    fewest: int
    most: int | None
    if isinstance(offered, str):
        name, fewest = offered, 1 if offered in TAKING else 0
        most = fewest
    else:
        name = offered.fields[0].name
        fewest, most = arity_of(offered)
    if fewest <= given and (most is None or given <= most):
        return
    words = {0: "no value", 1: "one value"}
    takes = words.get(fewest, f"{fewest} values")
    if most is None:
        takes = f"at least {takes}"
    elif most != fewest:
        takes = f"{fewest} to {most} values"
    raise CannotRetry(f"the restart {name} takes {takes}, and was given {given}")


def _stands_in_statement(process: Process) -> bool:
    _, _, again = standing(process)
    return again is not None and again[1] == "statement" and not process.machine


def _call(
    ledger: Ledger, process: Process, procedure: Value, values: tuple[Value, ...], now: float
) -> None:
    """Have the process call that where it stands."""
    _, execution, again = standing(process)
    told = told_by(process)
    forget(ledger.root.suspects, process.pid)
    there = execution if again is None else Execution.from_state(again[0])
    ledger.revive(process, there, INVOKE, procedure, values)
    have_wait_again(ledger, process.pid, told, now)


def _define(process: Process, value: Value, machines: Machines) -> None:
    payload, execution, again = standing(process)
    if again is not None:
        execution = Execution.from_state(again[0])
    cell = _unbound(process, payload, execution, again, machines)
    assert cell is not None
    cell.value = value
    machine = machines.of(process)
    if machine is not None:
        machine.changed((cell,))

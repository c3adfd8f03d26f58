"""The builtins behind the library `(perdure process)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/process.sld
exports them. A pid is an exact integer.
"""

from __future__ import annotations

import math
from typing import Any

from perdure.image.errors import AlreadyCompleted
from perdure.image.host.deadlines import for_child
from perdure.image.host.host import Host
from perdure.image.host.isolation import isolation_parameter
from perdure.image.host.restarts import restart_parameter
from perdure.image.host.scopes import scope_parameter, scopes_in_effect
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.policies import POLICIES, SET, policy_of
from perdure.image.processes.waits.choice import BREAKPOINT
from perdure.image.processes.waits.process_end import cancelled_condition
from perdure.image.processes.waits.wait import FARTHEST
from perdure.image.schema.processes import CANCELLED, DONE, FAILED, WAIT_AGAIN, Process
from perdure.vm import Capture, current
from perdure.vm.machine.delimited import to_inherit
from perdure.vm.machine.source_positions import position_here
from perdure.vm.objects.atoms import Symbol, symbol
from perdure.vm.objects.conditions import Condition, Fault, fault, wrong_type
from perdure.vm.objects.data import Pair, String, Value, cons
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.numbers import ExactComplex
from perdure.vm.objects.singletons import DEFAULT, NIL, UNSPECIFIED
from perdure.vm.primitives.checks import items_of
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import control, effectful


def host() -> Host:
    found = current().host
    assert isinstance(found, Host)
    return found


def process_of(who: str, pid: Value) -> Process:
    return host().process_of(who, pid)


def seconds_of(who: str, seconds: Value) -> float:
    """A time to wait as a float; an exact rational will do."""
    try:
        if isinstance(seconds, (complex, ExactComplex)):
            raise TypeError
        found = float(seconds)
    except OverflowError:
        found = FARTHEST
    except (TypeError, ValueError):
        raise wrong_type(who, "a number of seconds", seconds) from None
    if math.isnan(found) or found < 0:
        raise fault(who, f"expected a number of seconds from 0, got {found}", kind="range")
    return min(found, FARTHEST)


@effectful("spawn")
def spawn(thunk: Value, name: Value = DEFAULT, labels: Value = NIL) -> Value:
    """Start a process that calls the thunk; gives its pid. Its labels are an association list."""
    if type(name) is Symbol:
        text = name.name
    elif type(name) is String:
        text = name.text
    elif name is DEFAULT:
        text = procedure_name(thunk)
    else:
        raise wrong_type("spawn", "a name (a symbol or a string)", name)
    return start("spawn", thunk, text, labels)


def procedure_name(thunk: Value) -> str:
    """The name that the procedure was defined by; "" where it has none."""
    return getattr(getattr(thunk, "code", thunk), "name", "") or ""


def start(who: str, thunk: Value, name: str, labels: Value = NIL) -> int:
    """Start a child of the process that runs this; gives its pid."""
    wanted = () if labels is NIL else labels_in(who, labels)
    if not is_procedure(thunk) and not isinstance(thunk, ForeignCode):
        raise wrong_type(who, "a procedure", thunk)
    machine = current()
    parameters = for_child(machine, machine.parameters)
    scopes = scopes_in_effect(machine, parameters)
    left_out = (isolation_parameter(machine), scope_parameter(machine), restart_parameter(machine))
    inherited = to_inherit(parameters, left_out)
    if isinstance(thunk, ForeignCode):
        inherited = NIL  # another machine's process has no parameters of this one's
    scope = scopes[0] if scopes else 0
    here = host()
    pid = here.create_process(thunk, (), name, inherited, scope)
    on_error = here.running().details.on_error
    if on_error:
        here.do(SET, pid, on_error)
    if wanted:
        here.ledger.set_labels(here.ledger.process(pid), wanted)
    return pid


def labels_in(who: str, labels: Value) -> list[tuple[str, str]]:
    """The labels in an association list of names and values."""
    found = []
    for each in items_of(who, labels):
        if type(each) is not Pair:
            raise wrong_type(who, "a label with its value (a pair)", each)
        found.append((external_name(who, each.car), label_text(who, each.cdr)))
    return found


def label_text(who: str, value: Value) -> str:
    """The text of a label's value: a string, a symbol's, or an exact integer's."""
    return str(value) if type(value) is int else external_name(who, value)


@control("wait-any")
def wait_any(pids: Value) -> Value:
    """The pid of a process that has ended, however, the first of the list that does."""
    found = [process_of("wait-any", pid) for pid in items_of("wait-any", pids)]
    if not found:
        raise fault("wait-any", "there is no process to wait for", kind="range")
    for process in found:
        if process.has_ended:
            return process.pid
    raise Capture("first-end", tuple([process.pid for process in found]))


@effectful("self")
def self_() -> Value:
    """The pid of the process that runs this."""
    return host().running().pid


@control("wait")
def wait(pid: Value) -> Value:
    """The result of a process, when it has one; its error is raised again here."""
    process = process_of("wait", pid)
    if process.state == DONE:
        assert process.outcome is not None
        return process.outcome[0]
    if process.state == FAILED:
        assert process.outcome is not None
        raise Fault(process.outcome[0])
    if process.state == CANCELLED:
        raise Fault(cancelled_condition(process.pid))
    if process.pid == host().running().pid:
        raise fault("wait", f"process {pid} cannot wait for its own end")
    raise Capture("process", pid)


@control("sleep")
def sleep(seconds: Value) -> Value:
    """Wait that many seconds."""
    raise Capture("timer", host().clock.now() + seconds_of("sleep", seconds))


@control("sleep-until")
def sleep_until(moment: Value) -> Value:
    """Wait until then, in seconds since 1970, as `current-second` counts them."""
    raise Capture("timer", seconds_of("sleep-until", moment))


@effectful("send!")
def send(pid: Value, message: Value) -> Value:
    """Put a message into the mailbox of a process. Lost where it has ended."""
    host().send(pid, message)
    return UNSPECIFIED


@control("receive")
def receive(timeout: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """The next message; after `timeout` seconds the default, or an error without one."""
    here = host()
    if here.has_message():
        return here.next_message()
    due = None
    if timeout is not DEFAULT:
        due = here.clock.now() + seconds_of("receive", timeout)
    raise Capture("message", due, default)


@control("await-external")
def await_external(name: Value, timeout: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """The value under which that name was or will be completed from outside.

    After `timeout` seconds the default, or an error without one.
    """
    here = host()
    text = external_name("await-external", name)
    found = here.ledger.find_external(text)
    if found is not None and found.is_complete:
        return found.value
    due = None
    if timeout is not DEFAULT:
        due = here.clock.now() + seconds_of("await-external", timeout)
    raise Capture("external", due, default, text)


@effectful("complete-external!")
def complete_external(name: Value, value: Value) -> Value:
    """Complete what processes await under that name, as from outside; once."""
    text = external_name("complete-external!", name)
    try:
        host().ledger.complete(text, value, host().clock.now())
    except AlreadyCompleted as error:
        raise fault("complete-external!", str(error), kind="completed") from None
    return UNSPECIFIED


def external_name(who: str, name: Value) -> str:
    """The text of a name: a string, or a symbol's."""
    if type(name) is String:
        return name.text
    if type(name) is Symbol:
        return name.name
    raise wrong_type(who, "a name (a string or a symbol)", name)


@control("cancel!")
def cancel(pid: Value, grace: Value = DEFAULT) -> Value:
    """Have a process clean up, within `grace` seconds, and end. Nothing where it has ended."""
    here = host()
    process = process_of("cancel!", pid)
    seconds = CLEANUP if grace is DEFAULT else seconds_of("cancel!", grace)
    until = here.clock.now() + seconds
    if process.pid == here.running().pid:
        raise Capture("cancel", until)
    here.ledger.cancel(process, until)
    return UNSPECIFIED


@control("kill!")
def kill(pid: Value) -> Value:
    """End a process where it stands. Nothing where it has ended."""
    here = host()
    process = process_of("kill!", pid)
    if process.pid == here.running().pid:
        raise Capture("kill")
    here.ledger.kill(process)
    return UNSPECIFIED


@control(WAIT_AGAIN)
def wait_again(waits: Any) -> Value:
    """Wait once more for what has failed, as it is stored; for an effect under the same key."""
    raise Capture("again", waits)


@control("breakpoint")
def breakpoint_() -> Value:
    """Stop here, until somebody has the process go on: `perdure debug`."""
    machine = current()
    position = position_here(machine.linker, machine.registers)
    raise Capture(BREAKPOINT, Condition("a breakpoint", kind=BREAKPOINT, position=position))


@effectful("error-policy")
def error_policy() -> Value:
    """The policy for an error of this process that nobody handles: `park` or `fail`."""
    here = host()
    return symbol(policy_of(here.ledger.root, here.running()))


@effectful("set-error-policy!")
def set_error_policy(policy: Value) -> Value:
    """Have this process, and those that it spawns, be parked by such an error, or fail."""
    if type(policy) is not Symbol or policy.name not in POLICIES:
        raise wrong_type("set-error-policy!", "one of the symbols park and fail", policy)
    here = host()
    here.do(SET, here.running().pid, policy.name)
    return UNSPECIFIED


@control("%begin")
def begin() -> Value:
    """Commit what was done, and go on in a transaction that begins now."""
    raise Capture("begin")


@control("yield")
def yield_() -> Value:
    """Let the other ready processes run first."""
    raise Capture("yield")


@control("%run")
def run(language: Value, text: Value, name: Value, environment: Value) -> Value:
    """Compile a text of that language, and call what it is."""
    found = host().find_language(language.text)
    return current().tail_call(found.compile(text.text, name.text, environment))


@effectful("interaction-environment")
def interaction_environment() -> Value:
    """Where `perdure eval`, `load` and `repl` work."""
    return host().ledger.root.interaction


@control("%exit")
def exit_(code: Value) -> Value:
    """End the process that runs this, as done; `code` is for its starter."""
    raise Capture("exit", code)


@effectful("process-state")
def process_state(pid: Value) -> Value:
    """One of the symbols ready, waiting, done, failed, cancelled."""
    return symbol(process_of("process-state", pid).state)


@effectful("processes")
def processes() -> Value:
    """The pids of all processes, those that have ended too, the oldest first."""
    made: Any = NIL
    for pid in reversed(list(host().ledger.pids())):
        made = cons(pid, made)
    return made

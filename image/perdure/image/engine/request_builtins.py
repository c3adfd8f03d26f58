"""The builtins behind the library `(perdure requests)`: queries, signals, updates, progress.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/requests.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import external_name, host, process_of
from perdure.image.errors import NoHandler
from perdure.image.host.deadlines import PARAMETER as DEADLINES
from perdure.image.host.isolation import LIBRARY, isolation_parameter
from perdure.image.host.restarts import restart_parameter
from perdure.image.host.scopes import scope_parameter
from perdure.image.processes.requests import HANDLE, PROGRESS, TELL, handler_of
from perdure.image.schema.processes import Process
from perdure.image.schema.requests import CHECK, QUERY, SIGNAL, UPDATE, Handler
from perdure.vm import current
from perdure.vm.machine.delimited import to_inherit
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.equality import is_procedure
from perdure.vm.primitives.registry import control, effectful


def answer(who: str, kind: str, name: Value, procedure: Value) -> None:
    """Have the running process answer requests so; #f: no more."""
    here, machine = host(), current()
    text = external_name(who, name)
    handler: Handler | None = None
    if procedure is not FALSE:
        if not is_procedure(procedure):
            raise wrong_type(who, "a procedure, or #f", procedure)
        # Whoever asks is in no transaction, scope or deadline of this program's.
        own = [isolation_parameter(machine), scope_parameter(machine), restart_parameter(machine)]
        own.append(machine.library_value(LIBRARY, DEADLINES))
        handler = procedure, to_inherit(machine.parameters, tuple(own))
    here.do(HANDLE, here.running().pid, kind, text, handler, here.clock.now())


@effectful("on-query")
def on_query(name: Value, procedure: Value) -> Value:
    """Answer that query by calling the procedure, which may look at anything."""
    answer("on-query", QUERY, name, procedure)
    return UNSPECIFIED


@effectful("on-signal")
def on_signal(name: Value, procedure: Value) -> Value:
    """Have the procedure called for each signal of that name, one after the other."""
    answer("on-signal", SIGNAL, name, procedure)
    return UNSPECIFIED


@effectful("%on-update")
def on_update(name: Value, procedure: Value, check: Value = FALSE) -> Value:
    """Answer that update with the value of the procedure; `check` looks at it before."""
    answer("on-update", CHECK, name, check)
    answer("on-update", UPDATE, name, procedure)
    return UNSPECIFIED


@control("query")
def query(pid: Value, name: Value, *arguments: Value) -> Value:
    """The answer of a process of this image, as a call within the process that asks."""
    procedure, _ = found_handler("query", QUERY, process_of("query", pid), name)
    return current().tail_call(procedure, *arguments)


@effectful("signal!")
def signal(pid: Value, name: Value, *arguments: Value) -> Value:
    """Have a process handle a signal. Lost where it has ended."""
    here = host()
    process_of("signal!", pid)
    here.do(TELL, pid, external_name("signal!", name), arguments, here.clock.now())
    return UNSPECIFIED


@effectful("%update")
def update(pid: Value, name: Value, *arguments: Value) -> Value:
    """The pid of a new process, a child of this one, that does an update of another."""
    process = process_of("update!", pid)
    if process.has_ended:
        raise fault("update!", f"process {pid} has ended", kind="range")
    procedure, parameters = found_handler("update!", UPDATE, process, name)
    text = f"{external_name('update!', name)} ({UPDATE} of {process.pid})"
    return host().create_process(procedure, arguments, text, parameters)


def found_handler(who: str, kind: str, process: Process, name: Value) -> Handler:
    try:
        return handler_of(process, kind, external_name(who, name))
    except NoHandler as error:
        raise fault(who, str(error), kind="range") from None


@effectful("progress!")
def progress(done: Value, total: Value = FALSE, text: Value = DEFAULT) -> Value:
    """Say how far this process has come: so much, of so much (#f: nobody knows), and in words."""
    here = host()
    words = ""
    if type(text) is String:
        words = text.text
    elif text is not DEFAULT:
        raise wrong_type("progress!", "a string", text)
    whole = None if total is FALSE else number_of(total)
    here.do(PROGRESS, here.running().pid, number_of(done), whole, words, here.clock.now())
    return UNSPECIFIED


def number_of(x: Value) -> float:
    """An amount; an exact integer stays one."""
    if type(x) is int:
        return x
    try:
        return float(x)
    except (TypeError, ValueError, OverflowError):
        raise wrong_type("progress!", "a real number", x) from None

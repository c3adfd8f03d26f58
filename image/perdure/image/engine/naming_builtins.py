"""The builtins of `(perdure process)` that are about names and labels of processes.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/process.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import (
    external_name,
    host,
    label_text,
    procedure_name,
    process_of,
    start,
)
from perdure.image.errors import AlreadyRegistered, ImageError
from perdure.image.processes.names import Unique, process_named
from perdure.vm import Capture
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value, cons, new_string
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, UNSPECIFIED
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.registry import control, effectful


@effectful("register!")
def register(name: Value, pid: Value) -> Value:
    """Let the process have the name; an error of kind `registered` where another has it."""
    ledger = host().ledger
    text = name_of("register!", name)
    process = process_of("register!", pid)
    if process.has_ended:
        raise fault("register!", f"process {process.pid} has ended", kind="ended")
    holder = process_named(ledger, text)
    if holder is None:
        ledger.take_name(text, process.pid)
    elif holder.pid != process.pid:
        raise registered("register!", AlreadyRegistered(text, holder.pid))
    return UNSPECIFIED


@effectful("unregister!")
def unregister(name: Value) -> Value:
    """Let nobody have the name."""
    ledger = host().ledger
    text = name_of("unregister!", name)
    if ledger.find_noted(text):
        ledger.drop_name(text)
    return UNSPECIFIED


@effectful("whereis")
def whereis(name: Value) -> Value:
    """The pid of the process that has the name, and has not ended; #f where none has."""
    found = process_named(host().ledger, name_of("whereis", name))
    return FALSE if found is None else found.pid


@control("spawn-unique")
def spawn_unique(
    name: Value,
    thunk: Value,
    policy: Value = DEFAULT,
    reuse: Value = DEFAULT,
    labels: Value = NIL,
) -> Value:
    """Start a process under a name that is not taken; else what the policy says. Gives the pid."""
    here = host()
    text = name_of("spawn-unique", name)
    wanted = Unique(text)
    for field, given in (("policy", policy), ("reuse", reuse)):
        if given is DEFAULT:
            continue
        if type(given) is not Symbol:
            raise wrong_type("spawn-unique", f"a {field} (a symbol)", given)
        wanted = wanted._replace(**{field: given.name})
    try:
        found = wanted.checked().find(here.ledger)
    except AlreadyRegistered as error:
        raise registered("spawn-unique", error) from None
    except ImageError as error:
        raise fault("spawn-unique", str(error), kind="range") from None
    if found is not None and not wanted.replaces:
        return found.pid
    is_oneself = found is not None and found.pid == here.running().pid
    if found is not None and not is_oneself:
        here.ledger.kill(found)
    made = start("spawn-unique", thunk, procedure_name(thunk) or text, labels)
    if is_oneself:
        here.ledger.drop_name(text)
    here.ledger.take_name(text, made)
    if is_oneself:
        raise Capture("kill")
    return made


@effectful("set-label!")
def set_label(name: Value, value: Value, pid: Value = DEFAULT) -> Value:
    """Let the process that runs this, or that one, have the label; #f takes it away."""
    here = host()
    process = here.running() if pid is DEFAULT else process_of("set-label!", pid)
    text = None if value is FALSE else label_text("set-label!", value)
    here.ledger.set_labels(process, [(name_of("set-label!", name), text)])
    return UNSPECIFIED


@effectful("label")
def label(name: Value, pid: Value = DEFAULT) -> Value:
    """The value of the label, a string; #f where the process has none of that name."""
    here = host()
    process = here.running() if pid is DEFAULT else process_of("label", pid)
    found = dict(here.ledger.labels_of(process)).get(name_of("label", name))
    return FALSE if found is None else new_string(found)


@effectful("labels")
def labels(pid: Value = DEFAULT) -> Value:
    """All labels of the process: pairs of strings, in the order of their names."""
    here = host()
    process = here.running() if pid is DEFAULT else process_of("labels", pid)
    found = here.ledger.labels_of(process)
    return list_from([cons(new_string(name), new_string(value)) for name, value in found])


def name_of(who: str, name: Value) -> str:
    """The text of a name: a string that is not empty, or a symbol's."""
    text = external_name(who, name)
    if not text:
        raise wrong_type(who, "a name (a string or a symbol)", name)
    return text


def registered(who: str, error: AlreadyRegistered) -> Fault:
    """The same as an error of the program's; its irritant is the pid."""
    text = f"{error.name!r} is registered: it is the name of process"
    return fault(who, text, error.pid, kind="registered")

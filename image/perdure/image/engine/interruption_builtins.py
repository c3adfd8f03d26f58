"""The builtins behind deadlines, scopes and `retry`, which interrupt what a program does.

Importing this registers them; process.sld and retry.sld in bootstrap/perdure/bootstrap/scheme
use them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import host, seconds_of
from perdure.image.host.deadlines import is_of_deadline
from perdure.image.host.scopes import scopes_in_effect
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.cancelling import KIND as CANCELLED
from perdure.image.processes.scopes import CANCEL, CLOSE, OPEN, TELL
from perdure.image.processes.waits.children import KIND as CHILD
from perdure.image.processes.waits.children import failed_child, find_scope
from perdure.image.schema.channels import Channel
from perdure.image.schema.processes import FAILED
from perdure.vm import Capture, current
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value, cons, new_string
from perdure.vm.objects.printer import display_text
from perdure.vm.objects.singletons import DEFAULT, FALSE, TRUE, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.registry import control, effectful


@effectful("%deadline")
def deadline(seconds: Value) -> Value:
    """A pair: the moment in so many seconds, and the error for a program that is late then."""
    due = host().clock.now() + seconds_of("with-timeout", seconds)
    told = f"not done within {display_text(seconds)} second{'' if seconds == 1 else 's'}"
    return cons(due, Condition(told, kind="timeout", who="with-timeout"))


@effectful("%scope-open")
def open_scope(scope: Value = DEFAULT) -> Value:
    """The number of a new scope of the running process, for its children; or that one again."""
    here = host()
    number = here.ledger.new_number() if scope is DEFAULT else scope
    here.do(OPEN, here.running().pid, number)
    return number


@effectful("%scope-ends")
def scope_ends() -> Value:
    """A channel into which the pid of each child in the innermost scope comes as it ends."""
    here, machine, channel = host(), current(), Channel()
    here.do(TELL, here.running().pid, scopes_in_effect(machine, machine.parameters)[0], channel)
    return channel


@effectful("%scope-cancel")
def cancel_scope(scope: Value) -> Value:
    """Cancel the children that have not ended."""
    here = host()
    here.do(CANCEL, here.running().pid, scope, here.clock.now() + CLEANUP)
    return UNSPECIFIED


@effectful("%scope-close")
def close_scope(scope: Value) -> Value:
    here = host()
    here.do(CLOSE, here.running().pid, scope)
    return UNSPECIFIED


@effectful("%scope-check")
def check_scope(scope: Value) -> Value:
    """An error where a child has failed, of which the thunk was told, and has come to its end."""
    found = find_scope(host().running(), scope)
    if found is not None and found.failed:
        raise Fault(failed_child(found))
    return UNSPECIFIED


@control("%scope-join")
def join_scope(scope: Value) -> Value:
    """Wait for the end of all children."""
    raise Capture("children", scope)


@effectful("%scope-errors")
def scope_errors(scope: Value) -> Value:
    """A list of what children raised, in the order in which they failed."""
    here = host()
    scope_found = find_scope(here.running(), scope)
    errors: list[Value] = []
    for _, pid in () if scope_found is None else scope_found.failed.items():
        child = here.ledger.find_process(pid)
        if child is not None and child.state == FAILED and child.outcome is not None:
            errors.append(child.outcome[0])  # else a person had it forgotten
    return list_from(errors)


@effectful("%interrupts?")
def interrupts(raised: Value) -> Value:
    """Whether it was raised from outside what is done here: by `cancel!`, a deadline, a child."""
    if type(raised) is not Condition:
        return FALSE
    if (raised.kind, raised.who) in ((CANCELLED, "cancel!"), (CHILD, "with-children")):
        return TRUE
    machine = current()
    return boolean(is_of_deadline(machine, machine.parameters, raised))


@effectful("next-effect-key")
def next_effect_key() -> Value:
    """The key that the next effect of this process will have: a string."""
    here = host()
    process = here.running()
    return new_string(f"{here.ledger.root.id}-{process.pid}-{process.effects + 1}")


@effectful("%several")
def several(errors: Value) -> Value:
    """One error of kind `several` for a list of what was raised, which are its irritants."""
    found = items_of("with-children", errors)
    text = f"{len(found)} errors:"
    return Condition(text, tuple(found), kind="several", who="with-children")

"""The builtins behind the library `(perdure mailbox)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/mailbox.sld uses them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import host, process_of, seconds_of
from perdure.image.processes.bonds import DEMONITOR, LINK, MONITOR, TRAP, UNLINK
from perdure.image.processes.waits.request import REPLY, ended_condition
from perdure.vm import Capture
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.registry import control, effectful


@effectful("%moment-in")
def moment_in(who: Value, seconds: Value) -> Value:
    """The moment in so many seconds, by the image's clock."""
    return host().clock.now() + seconds_of(who.name, seconds)


@effectful("%out-of-time")
def out_of_time(who: Value, message: Value) -> Value:
    """Raise an error of kind `timeout`."""
    raise fault(who.name, message.text, kind="timeout")


@control("%next-message")
def next_message(after: Value, until: Value) -> Value:
    """The number of the first message after that one; waits for one, until a moment or #f.

    #f where none has come in time.
    """
    here = host()
    found = here.ledger.message_after(here.running(), after)
    if found is not None:
        return found
    if until is not FALSE and until <= here.clock.now() and here.ledger.is_direct():
        return FALSE
    raise Capture("selection", after, None if until is FALSE else until)


@effectful("%message-at")
def message_at(number: Value) -> Value:
    """The message of that number in the mailbox of the process that runs this; it stays there."""
    here = host()
    return here.ledger.message_at(here.running(), number)


@effectful("%take-message!")
def take_message(number: Value) -> Value:
    """Take it out of the mailbox."""
    here = host()
    here.ledger.take_message(here.running(), number)
    return UNSPECIFIED


@effectful("monitor")
def monitor(pid: Value) -> Value:
    """Have the process that runs this be told of the end of that one; gives a number for it."""
    here = host()
    watched = checked_pid("monitor", pid)
    number = here.ledger.new_number()
    here.do(MONITOR, here.running().pid, number, watched)
    return number


@effectful("demonitor!")
def demonitor(number: Value) -> Value:
    """Have it not be told, where it has not taken note of that yet."""
    if type(number) is not int:
        raise wrong_type("demonitor!", "what `monitor` has given", number)
    here = host()
    here.do(DEMONITOR, here.running().pid, number)
    return UNSPECIFIED


@effectful("link!")
def link(pid: Value) -> Value:
    """Link the process that runs this with that one."""
    here = host()
    other = checked_pid("link!", pid)
    if other != here.running().pid:
        here.do(LINK, here.running().pid, other)
    return UNSPECIFIED


@effectful("unlink!")
def unlink(pid: Value) -> Value:
    """Have the end of either be nothing to the other."""
    here = host()
    here.do(UNLINK, here.running().pid, checked_pid("unlink!", pid))
    return UNSPECIFIED


@effectful("trap-ends!")
def trap_ends(traps: Value) -> Value:
    """Whether the process is told of the ends of those it is linked with, and lives."""
    here = host()
    here.do(TRAP, here.running().pid, traps is not FALSE)
    return UNSPECIFIED


def checked_pid(who: str, pid: Value) -> int:
    """A pid that there is, or was."""
    if type(pid) is int and here_was(pid):
        return pid
    return process_of(who, pid).pid


def here_was(pid: int) -> bool:
    """Whether a process of that pid has ended and was forgotten."""
    ledger = host().ledger
    return ledger.find_process(pid) is None and ledger.root.was_forgotten(pid)


@control("%request")
def request(
    pid: Value, message: Value, seconds: Value = DEFAULT, default: Value = DEFAULT
) -> Value:
    """Send the request, and wait for the reply."""
    here = host()
    process = process_of("request", pid)
    if process.pid == here.running().pid:
        raise fault("request", f"process {pid} cannot wait for its own reply")
    until = None if seconds is DEFAULT else here.clock.now() + seconds_of("request", seconds)
    if process.has_ended:
        raise Fault(ended_condition(process.pid))
    raise Capture("request", pid, message, until, default)


@effectful("%reply!")
def reply(pid: Value, message: Value, value: Value) -> Value:
    """Give the process that waits for the reply to that request the value."""
    host().do(REPLY, pid, message, value)
    return UNSPECIFIED

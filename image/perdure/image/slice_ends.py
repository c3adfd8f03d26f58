"""The ends of slices: what becomes of a process that has stopped running.

Read by: perdure.image.scheduler, perdure.image.merging.
"""

from __future__ import annotations

from perdure.image.ledger import Ledger
from perdure.image.processes import RETURN, Process
from perdure.image.retrying import again_of
from perdure.vm import Done, Failed, Outcome, Preempted, Waiting
from perdure.vm.values.data import Value
from perdure.vm.values.singletons import TRUE, UNSPECIFIED


def note_end(ledger: Ledger, process: Process, end: Outcome) -> None:
    """Note what became of a process at the end of its slice."""
    if isinstance(end, Waiting):
        if end.kind in ("begin", "yield"):
            ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))
        elif end.kind == "cancel":
            ledger.cancel(process)
        elif end.kind == "exit":
            ledger.finish(process, end.arguments[0], exit_code_of(end.arguments[0]))
        elif end.kind == "commit":
            ledger.go_on_after_commit(process, end.execution, *end.arguments)
        else:
            ledger.wait(process, end.execution, (end.kind, *end.arguments))
    elif isinstance(end, Done):
        ledger.finish(process, end.value)
    elif isinstance(end, Failed):
        ledger.fail(process, end.payload, end.execution, again_of(process, end))
    else:
        assert isinstance(end, Preempted)
        ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))


def exit_code_of(given: Value) -> int:
    """For what was given to `exit` (R7RS 6.14): 0 for #t, 1 for #f, a byte for itself."""
    if given is TRUE:
        return 0
    return given if type(given) is int and 0 <= given <= 255 else 1

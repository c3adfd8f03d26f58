"""The ends of slices: what becomes of a process that has stopped running.

Read by: perdure.image.engine.scheduler, perdure.image.engine.merging.
"""

from __future__ import annotations

from perdure.image.discovery import known_language
from perdure.image.engine.retrying import again_of
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.waits.kinds import begun
from perdure.image.schema.processes import RETURN, Process
from perdure.vm import Done, Failed, Outcome, Preempted, Waiting
from perdure.vm.objects.singletons import UNSPECIFIED


def note_end(ledger: Ledger, process: Process, end: Outcome) -> None:
    """Note what became of a process at the end of its slice."""
    if isinstance(end, Waiting):
        if end.kind in ("begin", "yield"):
            ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))
        elif end.kind == "cancel":
            ledger.cancel(process)
        elif end.kind == "exit":
            language = known_language(process.details.language)
            ledger.finish(process, end.arguments[0], language.exit_code(end.arguments[0]))
        elif end.kind == "commit":
            ledger.go_on_after_commit(process, end.execution, *end.arguments)
        else:
            ledger.wait(process, end.execution, begun(end.kind, end.arguments))
    elif isinstance(end, Done):
        ledger.finish(process, end.value)
    elif isinstance(end, Failed):
        ledger.fail(process, end.payload, end.execution, again_of(process, end))
    else:
        assert isinstance(end, Preempted)
        ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))

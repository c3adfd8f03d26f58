"""Waiting for one's turn among the processes that handle the signals of another.

No program begins this wait: a process that handles a signal does, before its first slice, where
the one that handles the signal before has not ended.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.process_end import ProcessEnd
from perdure.image.processes.waits.wait import Outcome, Wait
from perdure.image.schema.processes import INVOKE
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value


@register
@dataclass(slots=True)
class Predecessor(Wait):
    """Until another process has ended, however; then a procedure is called."""

    kind = "predecessor"
    called = "a handler of a signal"

    pid: int
    procedure: Value
    arguments: tuple[Any, ...]

    def text(self) -> str:
        return f"the signal before, process {self.pid}"

    def parts(self) -> tuple[Wait, ...]:
        return (ProcessEnd(self.pid),)

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        return INVOKE, self.procedure, self.arguments

"""Waiting for a restart to be chosen: where something was raised that nobody handles, or to go on.

A process whose policy is to be parked by such an error waits so, on the stack of the error; and one
that stands at a breakpoint, whatever the policy: a machine captures it with the kind `breakpoint`
and a Condition that says where. No
index is needed: a person chooses for a process that they know (perdure.image.engine.restarting).
"""

from __future__ import annotations

from typing import Any, Final

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Wait
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition, report_text
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import short_text

BREAKPOINT: Final = "breakpoint"  #: of a capture, and in the place of how an error is done again


@register
@dataclass(slots=True)
class Choice(Wait):
    """Until somebody chooses a restart."""

    kind = "restart"
    called = "an error that nobody handles, or a breakpoint"

    payload: Value  #: what was raised
    #: how that is done again, as perdure.image.engine.retrying has it, without the stack
    doing_again: tuple[Any, ...]

    def is_breakpoint(self) -> bool:
        return self.doing_again[:1] == (BREAKPOINT,)

    @property
    def signalled(self) -> tuple[Value, tuple[Any, ...], tuple[Any, ...]] | None:
        """(what was raised, the builtin that hands it on and what it takes, how it is done again).

        Of one that stands at a breakpoint on a condition; None of another.
        """
        if not self.is_breakpoint() or len(self.doing_again) == 1:
            return None
        _, payload, way_on, doing_again = self.doing_again
        return payload, way_on, doing_again

    def text(self) -> str:
        payload = self.payload
        if self.is_breakpoint():
            assert isinstance(payload, Condition)
            place = payload.position
            return f"{report_text(payload)} to be left: {place}".removesuffix(": ")
        text = report_text(payload) if isinstance(payload, Condition) else short_text(payload)
        return f"a restart: {text}"

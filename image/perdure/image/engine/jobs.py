"""Jobs of queues that nobody took so far, and that a member may take by now.

A job begins with what makes room for it: the end of another, say. It may also wait for a member
that takes jobs of its queue; so each looks when it opens the image, and, where that is shared, now
and then.

The clock of a queue with rates is a process, which the member that has it may take with it when it
dies. So the others look, too, whether a moment has passed that it was to see to.

Read by: perdure.image.engine.upkeep, perdure.image.api.session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from time import monotonic
from typing import Any

from perdure.image.processes.ledger import Ledger

KEPT = "queues"  #: under which the image keeps them; see perdure.image.schema.queues
WAIT = "perdure.image.processes.waits.job"
LATE = 0.5  #: seconds after which a clock that has not seen to its queue is replaced


def start_jobs(ledger: Ledger, change: Callable[[Callable[[], None]], Any]) -> None:
    """Let those have their turn, by a change, where there are any."""
    if not (ledger.root.kept or {}).get(KEPT) or ledger.only is not None:
        return
    waits: Any = import_module(WAIT)
    if waits.may_begin(ledger):
        change(lambda: waits.begin_all(ledger))


class Clocks:
    """The clocks of queues, as one member sees them that drives."""

    def __init__(self) -> None:
        #: queue -> when its clock looked last, and since when that is known to be too long ago
        self._late: dict[str, tuple[float, float]] = {}

    def look(self, ledger: Ledger, change: Callable[[Callable[[], None]], Any]) -> None:
        """Replace those that are late for a while."""
        if not (ledger.root.kept or {}).get(KEPT) or ledger.only is not None:
            return
        waits: Any = import_module(WAIT)
        moment = monotonic()
        late: dict[str, tuple[float, float]] = {}
        for name, seen in waits.late_clocks(ledger.root, ledger.now()).items():
            before, since = self._late.get(name, (seen, moment))
            late[name] = (seen, since if before == seen else moment)
        self._late = late
        for name, (seen, since) in late.items():
            if moment - since >= LATE:
                change(partial(waits.replace_clock, ledger, name, seen, ledger.now()))

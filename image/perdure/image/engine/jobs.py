"""Jobs of queues that nobody took so far, and that a member may take by now.

A job begins with what makes room for it: the end of another, say. It may also wait for a member
that takes jobs of its queue; so each looks when it opens the image, and, where that is shared, now
and then.

Read by: perdure.image.engine.upkeep, perdure.image.api.session.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from perdure.image.processes.ledger import Ledger

KEPT = "queues"  #: under which the image keeps them; see perdure.image.schema.queues
WAIT = "perdure.image.processes.waits.job"


def start_jobs(ledger: Ledger, change: Callable[[Callable[[], None]], Any]) -> None:
    """Let those have their turn, by a change, where there are any."""
    if not (ledger.root.kept or {}).get(KEPT) or ledger.only is not None:
        return
    waits: Any = import_module(WAIT)
    if waits.may_begin(ledger):
        change(lambda: waits.begin_all(ledger))

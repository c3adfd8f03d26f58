"""Timers: waking what is due.

The set of (due, pid) pairs is the only timer structure there is: a driver looks
at its least member, and nothing of the sleeping processes is in memory.

Read by: perdure.image.scheduler.
"""

from __future__ import annotations

from perdure.image.indices import is_empty
from perdure.image.ledger import Ledger, due_of

MOST_AT_ONCE = 1_000  #: processes woken in one transaction


def fire_due(ledger: Ledger, now: float, most: int = MOST_AT_ONCE) -> int:
    """Wake up to `most` processes whose moment has come; gives how many."""
    count = 0
    for shard in ledger.owned.values():
        timers = shard.timers
        while count < most and not is_empty(timers):
            due, pid = timers.minKey()
            if due > now:
                break
            process = ledger.root.find_process(pid)  # None: it has ended, and was forgotten
            if process is not None and process.waits is not None and due_of(process.waits) == due:
                ledger.time_out(process)  # takes the pair out
            else:
                timers.remove((due, pid))  # another member has woken it before
            count += 1
    return count

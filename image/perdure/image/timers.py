"""Timers: waking what is due.

The set of (due, pid) pairs is the only timer structure there is: a driver looks
at its least member, and nothing of the sleeping processes is in memory.

Read by: perdure.image.scheduler.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.image.indices import is_empty
from perdure.image.ledger import Ledger
from perdure.image.waits.kinds import is_known

MOST_AT_ONCE = 1_000  #: processes woken in one transaction


def next_due(ledger: Ledger) -> float | None:
    """When the next process that is run here is due."""
    found: float | None = None
    for shard in ledger.owned.values():
        first = next(_pairs(shard, ledger.passed_over), None)
        if first is not None and (found is None or first[0] < found):
            found = first[0]
    return found


def fire_due(ledger: Ledger, now: float, most: int = MOST_AT_ONCE) -> int:
    """Wake up to `most` processes whose moment has come; gives how many."""
    count = 0
    for shard in ledger.owned.values():
        while count < most:
            due, pid = next(_pairs(shard, ledger.passed_over), (None, 0))
            if due is None or due > now:
                break
            process = ledger.root.find_process(pid)  # None: it has ended, and was forgotten
            if process is not None and not is_known(process):
                ledger.passed_over.add((due, pid))  # until the image is opened by who knows it
                continue
            # Which takes the pair out, or else another member has woken it before.
            if process is None or not ledger.time_out(process, due):
                shard.timers.remove((due, pid))
            count += 1
    return count


def _pairs(shard: Any, passed_over: set[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """The timers of a shard, the first first."""
    timers = shard.timers
    if is_empty(timers):
        return
    if not passed_over:
        yield timers.minKey()
        return
    for pair in timers.keys():  # noqa: SIM118  (a set of BTrees has no iterator of another kind)
        if pair not in passed_over:
            yield pair

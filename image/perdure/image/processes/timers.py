"""Timers: waking what is due.

The set of (due, pid) pairs is the only timer structure there is: a driver looks
at its least member, and nothing of the sleeping processes is in memory.

Read by: perdure.image.engine.batches.
"""

from __future__ import annotations

from itertools import islice
from math import inf
from typing import Any

from perdure.image.processes.ledger import Ledger
from perdure.image.processes.waits.kinds import is_known

MOST_AT_ONCE = 1_000  #: processes woken in one transaction


def next_due(ledger: Ledger) -> float | None:
    """When the next process that is run here is due."""
    found: float | None = None
    for shard in ledger.owned.values():
        if shard.timers:
            due, _ = _first(shard.timers, ledger.passed_over)
            if found is None or due < found:
                found = due
    return None if found == inf else found


def fire_due(ledger: Ledger, now: float, most: int = MOST_AT_ONCE) -> int:
    """Wake up to `most` processes whose moment has come; gives how many."""
    count = 0
    find_process = ledger.root.find_process
    for shard in ledger.owned.values():
        while count < most:
            pairs = _due(shard.timers, ledger.passed_over, now, most - count)
            if not pairs:
                break
            for due, pid in pairs:
                process = find_process(pid)  # None: it has ended, and was forgotten
                if process is not None and not is_known(process):
                    ledger.passed_over.add((due, pid))  # until the image is opened by who knows it
                    continue
                # Which takes the pair out, or else another member has woken it before.
                if process is None or not ledger.time_out(process, due):
                    if (due, pid) in shard.timers:  # else it went with another of the same process
                        shard.timers.remove((due, pid))
                count += 1
    return count


def _due(
    timers: Any, passed_over: set[tuple[float, int]], now: float, most: int
) -> list[tuple[float, int]]:
    """The first `most` of the timers that are due and not passed over."""
    if not timers or timers.minKey()[0] > now:
        return []
    due = timers.keys(None, (now, inf))
    if not passed_over:
        return list(islice(due, most))
    return list(islice((pair for pair in due if pair not in passed_over), most))


def _first(timers: Any, passed_over: set[tuple[float, int]]) -> tuple[float, int]:
    """The first of the timers, of which there are some, that is not passed over."""
    first: tuple[float, int] = timers.minKey()
    if first not in passed_over:
        return first
    for pair in timers.keys():  # noqa: SIM118  (a set of BTrees has no iterator of another kind)
        if pair not in passed_over:
            return pair
    return inf, 0

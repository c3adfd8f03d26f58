"""Whose processes are run here: the shards that this opening holds, and all that it does not.

An image that is not shared has one shard, its root. Of one that is, each process is in a shard,
whose holder runs it; another member that wakes the process leaves word in that shard's arrivals.
See docs/decisions/030.

Reads: perdure.image.schema.shards, perdure.image.processes.waits. Read by:
perdure.image.processes.ledger.
"""

from __future__ import annotations

import random
from collections import deque
from typing import Any

from perdure.image.processes.waits.kinds import dues_of, is_active
from perdure.image.schema.indices import seconds_of
from perdure.image.schema.processes import READY, Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import Shard


class Holding:
    """The shards held here, and which of their processes have become ready."""

    def __init__(self, root: ImageRoot, only: set[int] | None = None) -> None:
        self.root = root
        #: where new processes go, with its number: the root itself, or a Shard
        self.home: Any = root
        self.number = 0
        #: the shards whose processes are run here, by number
        self.owned: dict[int, Any] = {0: root}
        #: where only those are to run that were created here: their pids; else None
        self.only = only
        self.is_one_of_many = False  #: whether other members may have the image open
        #: the shards of members that have not been heard of for a while, who may be dead
        self.doubted: frozenset[int] = frozenset()
        self.is_driven = True  #: whether what is ready here is run, as far as is known
        self.served: frozenset[str] | None = None  #: the queues whose jobs it takes; None: all
        self.fresh: deque[int] = deque()  #: pids that became ready, in order
        self.told: list[int] = []  #: pids to look at, which another member has changed
        #: whether nothing is run here at all: what was made or woken is given to a worker
        self.only_asks = False
        #: timers (due, pid) of processes whose kind of wait is not known here
        self.passed_over: set[tuple[float, int]] = set()

    def own_all(self) -> None:
        """Run the processes of all shards here: nobody else has the image open."""
        if self.root.sharing is not None:
            self.owned = dict(self.root.sharing.shards.items())
            self.home = self.owned[0]  # the root's indices, and what others wanted looked at

    def indices(self, process: Process) -> Any:
        """The shard that the process is in: the root, or a Shard."""
        found = self.owned.get(process.shard)
        if found is None:
            assert self.root.sharing is not None
            found = self.root.sharing.shards[process.shard]
        return found

    def is_ours(self, process: Process) -> bool:
        """Whether it is run here."""
        return process.shard in self.owned

    def is_to_run(self, process: Process) -> bool:
        """Whether its next slice is to be run here."""
        return process.state == READY and process.shard in self.owned

    def find_to_run(self, pid: int) -> Process | None:
        """The process of that pid, where its next slice is to be run here.

        One that was noted to be ready may have been ended, and forgotten, since.
        """
        process = self.root.find_process(pid)
        return process if process is not None and self.is_to_run(process) else None

    def move(self, process: Process, number: int) -> None:
        """Put a process, with those that await its end, into another shard.

        If that is another member's, `tell` it, which puts it among the active ones there.
        """
        here = self.indices(process)
        awaiting = list(seconds_of(here.waiters, process.pid))
        is_indexed = process.pid in here.active
        process.shard = number
        there = self.indices(process)
        if is_indexed:
            here.active.remove(process.pid)
            if number in self.owned:
                there.active.insert(process.pid)
        for due in dues_of(process):
            if (due, process.pid) in here.timers:  # else its holder has not looked at it yet
                here.timers.remove((due, process.pid))
            there.timers.insert((due, process.pid))
        for pid in awaiting:
            here.waiters.remove((process.pid, pid))
            there.waiters.insert((process.pid, pid))

    def give(self, process: Process, number: int) -> None:
        """Have another member run it."""
        self.move(process, number)
        self.tell(process)

    def claim(self, process: Process) -> None:
        """Make this transaction and one in which its holder changes it exclude each other."""
        if process.shard not in self.owned:
            process._p_changed = True

    def rouse(self, process: Process) -> None:
        """It is ready: the member that runs it must know."""
        if process.shard in self.owned:
            self._is_ready(process.pid)
        else:
            self.tell(process)

    def tell(self, process: Process) -> None:
        """Have the holder of its shard look at it."""
        shard = self.indices(process)
        if not shard.lease.holder:  # nobody would look; so somebody who is there takes it
            process._p_changed = True
            self.move(process, self._someone())
            if process.shard in self.owned:
                if process.state == READY:
                    self._is_ready(process.pid)
                return
            shard = self.indices(process)
        shard.put_arrival(process.pid)

    def take_arrivals(self) -> None:
        """Look at those that other members have woken."""
        for shard in self.owned.values():
            if not isinstance(shard, Shard) or not shard.has_arrivals():
                continue
            for pid in shard.take_arrivals():
                process = self.root.find_process(pid)
                if process is None:
                    continue  # it has ended since, and was forgotten
                if process.shard not in self.owned:
                    self.tell(process)  # it was given away since
                    continue
                change_active(self.owned[process.shard].active, process)
                if process.details.cancelled is not None and not process.has_ended:
                    self.owned[process.shard].timers.insert((process.details.cancelled[0], pid))
                self.told.append(pid)  # one that is ready may have given up an effect
                if process.state == READY:
                    self._is_ready(pid)
                else:
                    # Not unseen by one who wakes it now, and finds it among the arrivals.
                    process._p_changed = True
                if process.has_ended:
                    self.see_end(process)

    def any_worker(self) -> int | None:
        """The number of a shard whose holder drives it: of one that wants work, if any does."""
        sharing = self.root.sharing
        workers = [] if sharing is None else list(sharing.workers())
        found = [member for member in workers if member.wants_work] or workers
        return random.choice(found).home if found else None

    def see_end(self, process: Process) -> None:
        """Another member has ended a process of ours."""
        raise NotImplementedError

    def _someone(self) -> int:
        """The number of a shard whose holder drives it now, or our own."""
        assert self.root.sharing is not None
        worker = self.root.sharing.find_worker("")
        return self.number if worker is None else worker[1].number

    def _is_ready(self, pid: int) -> None:
        if self.only is None or pid in self.only:
            self.fresh.append(pid)


def change_active(active: Any, process: Process) -> None:
    """Put it in or take it out; another member may have changed it, and leaves that to us."""
    if is_active(process):
        active.insert(process.pid)  # writes nothing where it is in
    elif process.pid in active:
        active.remove(process.pid)

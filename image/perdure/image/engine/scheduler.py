"""Running ready processes, many slices a transaction.

One batch is one transaction: it takes in what has arrived (requests, outcomes of effects,
timers that are due), runs the slices of ready processes until none is ready or
some milliseconds have passed, and commits. What must follow a commit (output,
effects) is handed to the driver.

A slice starts from committed frames, so a batch may be thrown away and run again:
after a conflict it is, the whole of it; when that does not help, or something in
Perdure itself fails, process by process, so that one cannot hold up the rest. An
object that cannot be read may have been looked at in too old a state: that too is
tried again, anew from the storage, before it is taken for true.

Nothing half done is ever committed with a batch. A slice that outlives its turn is
thrown away with its batch, which is run again without it, and is run apart from then
on (perdure.image.engine.apart) until it waits or ends (perdure.image.engine.merging).

Reads: perdure.image.engine.batches. Read by: perdure.image.engine.driver.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from time import perf_counter

from ZODB.POSException import ConflictError, POSError, StorageError

from perdure.image.conversion.foreign import told
from perdure.image.engine.batches import SOME, Batches, Outlived
from perdure.image.engine.transactions import LONE_CONFLICTS, UNREADABLE, Committed
from perdure.image.errors import CallFailed
from perdure.image.processes.timers import MOST_AT_ONCE

SMOOTHING = 0.1  #: how much the last commit counts in what commits are taken to take
CONFLICTS = 5  #: how often a batch is run again as a whole

logger = logging.getLogger("perdure")


class Scheduler(Batches):
    """The ready queue, and the transactions that work it off."""

    def close(self) -> None:
        """Forget the slices that are run apart, and end the monitor."""
        self.apart.close()
        self.monitor.close()

    def has_work(self) -> bool:
        return bool(self.apart) or self.has_batch()

    def has_batch(self) -> bool:
        """Whether there is anything for `batch`, as against `turn`."""
        return bool(self.ready or self.line_up or self.has_arrivals() or self.has_arrived())

    def has_arrived(self) -> bool:
        """Whether there is anything to take in, besides what other members have done."""
        if self.completions or self.requests:
            return True
        due = self.next_due()
        return due is not None and due <= self.host.clock.now()

    def withdraw(self, pid: int) -> None:
        """It is not to be run here now: it was parked, or given away."""
        with suppress(ValueError):
            self.ready.remove(pid)  # else it would stand there twice later
        self.line_up.withdraw(pid)
        self.apart.leave(pid)

    def known_pids(self) -> set[int]:
        """The pids of all that are ready, wherever they wait for their slice."""
        return {*self.ready, *self.line_up.waiting(), *self.apart.pids()}

    def run_alone(self, pid: int) -> None:
        """Run a process that is ready next, in a transaction with no other slice."""
        self.ready.appendleft(pid)
        self.run_singly(1 + len(self.completions))

    def run_singly(self, count: int) -> None:
        """Commit the next so many slices and outcomes of effects one by one."""
        self._singly = max(self._singly, count)

    def is_single(self) -> bool:
        """Whether the next slice is committed by itself."""
        return self._singly > 0 or bool(self.line_up)

    def batch(self) -> Committed:
        """Run ready processes and commit; again, where that conflicts or fails."""
        conflicts = unreadable = 0
        assuming = bool(self.requests or self.completions)
        if self.requests:
            self.members.sync()  # what is asked is asked of the image as it is by now
        while True:
            is_single = self.is_single()
            try:
                self.begin(assuming=assuming and not is_single)
                if is_single:
                    self._run_one()
                    self.line_up.mark_next(self.has_arrived)
                else:
                    self._run_many()
                began = perf_counter()
                committed = self.commit()
                self._commit_time += SMOOTHING * (perf_counter() - began - self._commit_time)
            except Outlived:
                culprit = self._last_run()
                self.abort()
                assert culprit is not None
                self.apart.long.add(culprit)
                continue
            except CallFailed as error:
                assuming = False
                self._refuse(error)
                self.abort()
                if self.doubts.has_any:
                    return Committed()  # they are settled before the next
                continue
            except ConflictError as error:
                # Before StorageError, of which it is a subclass.
                self.conflicted(error, conflicts)
                conflicts, assuming = conflicts + 1, False
                logger.info("conflict number %d; the batch is run again", conflicts)
                if conflicts >= LONE_CONFLICTS:
                    raise
                if conflicts >= CONFLICTS and not is_single:
                    self._singly = self._count_waiting()
                continue
            except (StorageError, OSError, MemoryError) as error:
                self.requests.doubt(error)
                self.abort_unknown()
                raise  # the disk's fault, not a program's
            except POSError as error:
                culprit = self._last_run()
                self.abort()
                unreadable, assuming = unreadable + 1, False
                if unreadable > UNREADABLE:
                    unreadable = 0
                    self._blame(is_single, culprit, error)
                else:
                    logger.info("%r; the batch is run again", error)
                    self.forget()
                continue
            except Exception as error:  # noqa: BLE001  (whatever it is, one process must not stop the rest)
                culprit, has_assumed = self._last_run(), self._connection.assumes
                self.abort()
                if has_assumed:
                    assuming = False
                    continue
                if self.requests.blame(error):
                    continue
                self._blame(is_single, culprit, error)
                continue
            except BaseException:
                self.abort()
                raise
            if is_single:
                self._singly = max(0, self._singly - 1)
                self.line_up.committed()
            return committed

    # The ends of a transaction, of whatever kind

    def commit(self) -> Committed:
        committed = super().commit()
        self.apart.committed()
        self.requests.committed()
        self._pace = min(MOST_AT_ONCE, max(SOME, len(self._taken)))
        self._taken.clear()
        self._arrived.clear()
        return committed

    def abort(self) -> None:
        self.monitor.slice_ended()
        try:
            super().abort()
        finally:
            self.apart.aborted()
            committed = self._taken_from_ready()
            self.ready.extendleft(reversed(committed))
            self.completions.extendleft(reversed(self._arrived))
            if self.was_late:  # they have been done
                self.requests.committed()
            else:
                self.requests.aborted()
            self._taken.clear()
            self._arrived.clear()

    def doubt(self) -> None:
        self.ready.extend(pid for pid in self.apart.forget() if pid not in self.ready)
        super().doubt()

    def _count_waiting(self) -> int:
        return max(1, len(self.ready) + len(self.completions) + len(self.requests))

    def grant(self) -> Committed | None:
        """Do what was requested, and nothing else, in a transaction of its own."""
        while self.requests:
            try:
                return self.change(self.requests.take)[1]
            except Exception as error:  # noqa: BLE001  (it goes to whoever asked)
                is_one_to_blame = not isinstance(error, (StorageError, OSError, MemoryError))
                if not (is_one_to_blame and self.requests.blame(error)):
                    self.requests.fail(error)
        return None

    def _last_run(self) -> int | None:
        """The pid that ran last in this transaction, or whose effect ended last."""
        if self._taken:
            return self._taken[-1]
        return self._arrived[-1].pid if self._arrived else None

    def _taken_from_ready(self) -> list[int]:
        """The pids that ran and had been ready when the batch began, each once."""
        return list(dict.fromkeys(pid for pid in self._taken if pid in self._were_ready))

    def _blame(self, is_single: bool, culprit: int | None, error: Exception) -> None:
        """Something in Perdure failed: find out with which process, and park that."""
        if not is_single:
            self._singly = self._count_waiting()
            logger.warning("a batch failed (%s); its processes are run one by one", told(error))
            return
        if culprit is None:
            raise error
        self.fail(culprit, error)
        self._singly = max(0, self._singly - 1)

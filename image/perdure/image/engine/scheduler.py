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

Reads: perdure.image.engine.transactions, perdure.vm. Read by: perdure.image.engine.driver.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from time import perf_counter
from typing import Any

import transaction
from ZODB.POSException import ConflictError, POSError, StorageError

from perdure.image.conversion.foreign import told
from perdure.image.effects.provided import outcome_in
from perdure.image.effects.runner import Completion, Job, Opened
from perdure.image.engine.apart import TURN, Apart
from perdure.image.engine.doubts import TRANSACTING, Doubts
from perdure.image.engine.gathering import Requests
from perdure.image.engine.line_up import LineUp
from perdure.image.engine.monitor import LONE_SLICE, Monitor
from perdure.image.engine.slice_ends import note_end
from perdure.image.engine.streaming import channel_of
from perdure.image.engine.transactions import LONE_CONFLICTS, UNREADABLE, Committed, Transactions
from perdure.image.engine.workspace import Reserve, Workspace
from perdure.image.errors import CallFailed
from perdure.image.host.host import Host
from perdure.image.host.isolation import SERIALIZABLE, isolation_of
from perdure.image.host.machines import Machines
from perdure.image.processes.breakpoints import STEPS, stored
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.timers import MOST_AT_ONCE, fire_due, next_due
from perdure.image.processes.waits.effect import Effect, is_waiting_for, pause
from perdure.image.schema.processes import RAISE, RETURN
from perdure.image.sharing.alone import Members
from perdure.vm import Preempted
from perdure.vm.objects.conditions import Fault

BATCH = 0.010  #: seconds that a transaction may run slices
EAGER_BATCH = 0.002  #: the same, once output or an effect waits for the commit
#: Where commits take long, slices are run for so many times as long, eagerly and not; but
#: never longer than LONG_BATCH.
EAGER_SHARE, SHARE, LONG_BATCH = 1.0, 4.0, 0.1
SMOOTHING = 0.1  #: how much the last commit counts in what commits are taken to take
SOME = 32  #: timers that are fired at once, of many that are due
CONFLICTS = 5  #: how often a batch is run again as a whole

logger = logging.getLogger("perdure")


class Outlived(Exception):
    """A slice took longer than its turn."""


class Scheduler(Transactions):
    """The ready queue, and the transactions that work it off."""

    def __init__(
        self,
        transactions: transaction.TransactionManager,
        ledger: Ledger,
        machines: Machines,
        host: Host,
        members: Members,
        make_workspace: Callable[[Reserve], Workspace],
        is_wanted_outside: Callable[[], bool],
    ) -> None:
        super().__init__(transactions, ledger, machines, host, members)
        self.apart = Apart(lambda: make_workspace(self._reserve_pids))
        self.monitor = Monitor(self._is_time_wanted)
        self._is_wanted_outside = is_wanted_outside  #: asked from any thread
        self.completions: deque[Completion] = deque()  #: arrived, not committed
        self.requests = Requests()
        self.doubts = Doubts(host, ledger)
        self.due: float | None = None  #: when the next timer is due, as last seen
        self._pace = SOME  #: how many are fired though others are ready: as many as are run
        self._commit_time = 0.0  #: seconds that a batch's commit takes, lately
        self.is_leaving = False  #: whether outcomes are taken in, and no slices run
        self.line_up = LineUp(ledger, self.ready)
        self._singly = 0  #: how many batches are still to be of one slice each
        self._taken: list[int] = []  #: pids this batch has run
        self._were_ready: set[int] = set()  #: of those, the ones from `ready`
        self._arrived: list[Completion] = []  #: completions this batch has taken in

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

    def next_due(self) -> float | None:
        return next_due(self.ledger)

    def has_arrivals(self) -> bool:
        """Whether another member has woken processes of ours, as last seen."""
        return self.members.is_ringing

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

    def _is_time_wanted(self) -> bool:
        """Whether the running slice keeps something else waiting. From any thread."""
        if self._is_wanted_outside():
            return True
        if self.ready or self.line_up.waiting() or self.ledger.fresh:
            return True
        if self.completions or self.requests:
            return True
        if len(self._taken) > 1:
            return True  # what the others did in this batch waits for the commit
        if self.apart and self.monitor.runs_in_batch():
            return True
        due = self.due
        return due is not None and due <= self.host.clock.now()

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

    def _reserve_pids(self, count: int) -> list[int]:
        """Reserve pids for the slice that is run apart just now."""
        machine = self.monitor.running
        pids: list[int]
        pids, _ = self.change(lambda: self.ledger.new_pids.reserve(count))
        if machine is not None:
            # A conflict has taken the slice for ended.
            self.monitor.slice_began(machine, TURN, is_apart=True)
        return pids

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

    # What a transaction consists of

    def _run_many(self) -> None:
        ledger, ready, fresh = self.ledger, self.ready, self.ledger.fresh
        taken = self._taken
        self._were_ready = set()
        stepping: Any = stored(ledger.root, STEPS) or ()
        if ready and ready[0] in stepping and not (self.is_leaving or ledger.only_asks):
            self._run_first()  # alone, so that it can be undone
            return
        if self.has_arrivals():
            ledger.take_arrivals()
        self.requests.take()
        while self.completions:
            self._take_outcome()
        if self.is_leaving or ledger.only_asks:
            return
        now = self.host.clock.now()
        fire_due(ledger, now, self._pace)
        self.due = self.next_due()
        long = min(LONG_BATCH, SHARE * self._commit_time)
        eager = min(LONG_BATCH, EAGER_SHARE * self._commit_time)
        began = perf_counter()
        # In the first pass those that were ready, then those that became so. Of many that are due,
        # no more are woken than are run: who is run in a later transaction is written twice.
        while True:
            if ready:
                if ready[0] in stepping:
                    return
                pid = ready.popleft()
                self._were_ready.add(pid)
            elif fresh:
                if fresh[0] in stepping:
                    return
                pid = fresh.popleft()
            elif fire_due(ledger, now, SOME):
                continue
            else:
                return
            taken.append(pid)
            self._slice(pid)
            if ledger.is_commit_wanted:
                return
            is_awaited = ledger.intents or ledger.output
            budget = max(EAGER_BATCH, eager) if is_awaited else max(BATCH, long)
            if perf_counter() - began > budget:
                return

    def _run_one(self) -> None:
        self._were_ready = set()
        if self.has_arrivals():
            self.ledger.take_arrivals()
        if self.line_up and not self.is_leaving:
            self._run_turn()
        elif self.requests:
            self.requests.take(1)
        elif self.completions:
            self._take_outcome()
        elif self.ready:
            self._run_first()
        else:
            fire_due(self.ledger, self.host.clock.now(), 1)

    def _run_turn(self) -> None:
        """The process that is marked has a slice; or else what has arrived is taken in."""
        if self.line_up.turn:
            self._run_first()
            return
        self.requests.take(1)
        if self.completions:
            self._take_outcome()
        fire_due(self.ledger, self.host.clock.now(), SOME)

    def _take_outcome(self) -> None:
        completion = self.completions.popleft()
        self._arrived.append(completion)
        self._deliver(completion)

    def _run_first(self) -> None:
        pid = self.ready.popleft()
        self._were_ready.add(pid)
        self._taken.append(pid)
        self._slice(pid)

    def _refuse(self, error: CallFailed) -> None:
        """Let these calls, which were made in this transaction, have failed."""
        for number, each in enumerate(self._arrived):
            if type(each.outcome) is Job and (each.pid, each.number) in error.calls:
                failed = import_module(TRANSACTING).failed
                self._arrived[number] = failed(each, error.error, self.host.conversion)

    def _deliver(self, completion: Completion) -> None:
        """Wake the process that waits on this outcome, if it still does."""
        process = self.ledger.root.find_process(completion.pid)
        if process is None or not is_waiting_for(process, completion.number):
            return
        if not self.ledger.is_ours(process):
            return  # another member has taken it over, and runs the effect again
        if not completion.is_result and completion.outcome.pause is not None:
            moment = self.host.clock.now() + completion.outcome.pause
            if pause(self.ledger, process, completion, moment):
                return
        if type(completion.outcome) is Opened:
            channel = channel_of(self.host, process, completion)
            self.ledger.fire(process, Effect, RETURN, channel, key=completion.number)
            return
        is_result, outcome = completion.is_result, completion.outcome
        if type(outcome) is Job:
            conversion = self.host.conversion
            call = import_module(TRANSACTING).outcome_of
            made = call(outcome, self.ledger, self.transactions, conversion, self.doubts)
            is_result, outcome = made
        try:
            value = outcome_in(completion.name, is_result, outcome, self.host.conversion)
        except Fault as error:
            self.ledger.fire(process, Effect, RAISE, error.payload, key=completion.number)
        else:
            self.ledger.fire(process, Effect, RETURN, value, key=completion.number)

    def _slice(self, pid: int) -> None:
        """Run one process until it waits, ends or is interrupted."""
        ledger, host = self.ledger, self.host
        process = ledger.find_to_run(pid)
        if process is None:
            return  # cancelled since, or forgotten, or another member's
        execution = process.execution
        assert execution is not None
        machine = self.machines.of(process)
        if machine is None:
            return  # it stands there until a worker that has the machine opens the image
        if self.apart.is_for(pid) or isolation_of(machine, execution) is SERIALIZABLE:
            self.apart.choose(pid)
            return
        resumption = process.resumption
        process.steps += 1
        host.process = process
        machine.clear_interrupt()  # one that came too late for the slice before
        self.monitor.slice_began(machine, LONE_SLICE)
        end = self.machines.probing.run(process, machine, execution, resumption)
        self.monitor.slice_ended()
        host.process = None
        if isinstance(end, Preempted):
            raise Outlived
        note_end(ledger, process, end, machine, host.clock.now)

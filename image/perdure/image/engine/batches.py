"""A batch: what one transaction consists of.

It takes in what has arrived, requests, outcomes of effects, timers that are due, and then runs
the slices of ready processes until none is ready or some milliseconds have passed. A slice that
outlives its turn ends all of it (`Outlived`).

Reads: perdure.image.engine.transactions, perdure.vm. Read by: perdure.image.engine.scheduler.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from importlib import import_module
from math import inf
from time import perf_counter
from typing import Any

import transaction

from perdure.image.effects.provided import outcome_in
from perdure.image.effects.runner import Completion, Job, Opened
from perdure.image.engine.apart import TURN, Apart
from perdure.image.engine.doubts import TRANSACTING, Doubts
from perdure.image.engine.gathering import Requests
from perdure.image.engine.line_up import LineUp
from perdure.image.engine.monitor import LONE_SLICE, Monitor
from perdure.image.engine.slice_ends import note_end
from perdure.image.engine.streaming import channel_of
from perdure.image.engine.transactions import Transactions
from perdure.image.engine.workspace import Reserve, Workspace
from perdure.image.errors import CallFailed
from perdure.image.host.host import Host
from perdure.image.host.isolation import SERIALIZABLE, isolation_of
from perdure.image.host.machines import Machines
from perdure.image.processes.breakpoints import STEPS, stored
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.timers import fire_due, next_due
from perdure.image.processes.waits.effect import Effect, is_waiting_for, pause
from perdure.image.schema.processes import RAISE, RETURN
from perdure.image.sharing.alone import Members
from perdure.image.storage.loading import LoadsMuch
from perdure.vm import Preempted
from perdure.vm.objects.conditions import Fault

BATCH = 0.010  #: seconds that a transaction may run slices
EAGER_BATCH = 0.002  #: the same, once output or an effect waits for the commit
#: Where commits take long, slices are run for so many times as long, eagerly and not; but
#: never longer than LONG_BATCH.
EAGER_SHARE, SHARE, LONG_BATCH = 1.0, 4.0, 0.1
SOME = 32  #: timers that are fired at once, of many that are due


#: Objects that a slice may load in a batch. One that needs more will outlive its turn, and what it
#: has loaded here is loaded again where it is run apart.
MOST_LOADED = 30_000


class Outlived(Exception):
    """A slice took longer than its turn."""


class Batches(Transactions):
    """The queues of what waits to be done, and a transaction's worth of it."""

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

    def next_due(self) -> float | None:
        return next_due(self.ledger)

    def has_arrivals(self) -> bool:
        """Whether another member has woken processes of ours, as last seen."""
        return self.members.is_ringing

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

    def _reserve_pids(self, count: int) -> list[int]:
        """Reserve pids for the slice that is run apart just now."""
        machine = self.monitor.running
        pids: list[int]
        pids, _ = self.change(lambda: self.ledger.new_pids.reserve(count))
        if machine is not None:
            # A conflict has taken the slice for ended.
            self.monitor.slice_began(machine, TURN, is_apart=True)
        return pids

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
        is_bounded = machine is self.machines.core
        self.monitor.slice_began(machine, LONE_SLICE, is_bounded=is_bounded)
        connection = ledger.root._p_jar
        if is_bounded:
            connection.may_load = MOST_LOADED
        try:
            end = self.machines.probing.run(process, machine, execution, resumption)
        except LoadsMuch:
            self.monitor.slice_ended()
            raise Outlived from None
        finally:
            connection.may_load = inf
        self.monitor.slice_ended()
        host.process = None
        if isinstance(end, Preempted):
            raise Outlived
        note_end(ledger, process, end, machine, host.clock.now)

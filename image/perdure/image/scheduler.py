"""Running ready processes, many slices a transaction.

One batch is one transaction: it takes in what has arrived (outcomes of effects,
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
on (perdure.image.apart) until it waits or ends; then it is merged, in a transaction of
its own.

Reads: perdure.image.ledger, perdure.vm. Read by: perdure.image.driver.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import transaction
from ZODB.POSException import ConflictError, POSError, StorageError

from perdure.image.apart import CHECKPOINT, TURN, Apart
from perdure.image.deferred import do, look_after
from perdure.image.effects import Completion
from perdure.image.errors import AlreadyCompleted, NoSuchProcess
from perdure.image.files import FileWork
from perdure.image.foreign import told
from perdure.image.host import Host
from perdure.image.invalidations import relink
from perdure.image.isolation import SERIALIZABLE, isolation_of, run_slice
from perdure.image.ledger import Ledger
from perdure.image.membership import Membership
from perdure.image.monitor import LONE_SLICE, SLICE, Monitor
from perdure.image.processes import RAISE, READY, RETURN, Process
from perdure.image.provided import outcome_in
from perdure.image.retrying import again_as_it_is, again_of
from perdure.image.timers import fire_due
from perdure.image.workspace import Workspace, opened
from perdure.vm import Done, Failed, Machine, Outcome, Preempted, Waiting
from perdure.vm.values.conditions import Condition, Fault
from perdure.vm.values.data import Value
from perdure.vm.values.singletons import TRUE, UNSPECIFIED

BATCH = 0.010  #: seconds that a transaction may run slices
EAGER_BATCH = 0.002  #: the same, once output or an effect waits for the commit
#: Where commits take long, slices are run for so many times as long, eagerly and not; but
#: never longer than LONG_BATCH.
EAGER_SHARE, SHARE, LONG_BATCH = 1.0, 4.0, 0.1
SMOOTHING = 0.1  #: how much the last commit counts in what commits are taken to take
CONFLICTS = 5  #: how often a batch is run again as a whole
LONE_CONFLICTS = 50  #: how often a single slice is
UNREADABLE = 4  #: how often what met an object that cannot be read is run again

logger = logging.getLogger("perdure")


@dataclass(slots=True)
class Committed:
    """What a transaction leaves to be done."""

    output: list[tuple[int, str]] = field(default_factory=list)  #: (pid, text)
    intents: list[Process] = field(default_factory=list)
    withdrawn: list[tuple[int, int]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    asking: list[int] = field(default_factory=list)  #: pids
    file_work: FileWork | None = None
    told: list[int] = field(default_factory=list)  #: pids that others have changed


class Lapsed(Exception):
    """What a slice that was run apart wants cannot be done any more."""


class Outlived(Exception):
    """A slice took longer than its turn."""


class Scheduler:
    """The ready queue, and the transactions that work it off."""

    def __init__(
        self,
        transactions: transaction.TransactionManager,
        ledger: Ledger,
        machine: Machine,
        host: Host,
        make_workspace: Callable[[], Workspace],
        is_wanted_outside: Callable[[], bool] = lambda: False,
    ) -> None:
        self.transactions = transactions
        self.ledger = ledger
        self.machine = machine
        self.host = host
        self.apart = Apart(make_workspace)
        self.monitor = Monitor(self.interrupt, self._is_time_wanted)
        self._is_wanted_outside = is_wanted_outside  #: asked from any thread
        self._runs = machine  #: the machine that runs, or ran last
        self.ready: deque[int] = deque()  #: pids that are ready, as committed
        self.completions: deque[Completion] = deque()  #: arrived, not committed
        self.ended: list[int] = []  #: pids that have ended, for the driver to tell
        self.due: float | None = None  #: when the next timer is due, as last seen
        self.members: Membership | None = None  #: where the image is shared
        self.commits = 0  #: transactions that were committed, and those that met a conflict
        self.conflicts = 0
        self._commit_time = 0.0  #: seconds that a batch's commit takes, lately
        self.is_leaving = False  #: whether outcomes are taken in, and no slices run
        self._has_joined = False
        self._singly = 0  #: how many batches are still to be of one slice each
        self._is_running = False
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
        if self.ready or self.completions or self.has_arrivals():
            return True
        due = self.next_due()
        return due is not None and due <= self.host.clock.now()

    def next_due(self) -> float | None:
        found: float | None = None
        for shard in self.ledger.owned.values():
            if shard.timers:
                due = shard.timers.minKey()[0]
                if found is None or due < found:
                    found = due
        return found

    def has_arrivals(self) -> bool:
        """Whether others have woken processes of ours, as last seen."""
        return self.members is not None and self.members.is_ringing

    def withdraw(self, pid: int) -> None:
        """It is not to be run here now: it was parked, or given away."""
        with suppress(ValueError):
            self.ready.remove(pid)  # else it would stand there twice later
        self.apart.leave(pid)

    def run_alone(self, pid: int) -> None:
        """Run a process that is ready next, in a transaction with no other slice."""
        self.ready.appendleft(pid)
        self.run_singly(1 + len(self.completions))

    def run_singly(self, count: int) -> None:
        """Commit the next so many slices and outcomes of effects one by one."""
        self._singly = max(self._singly, count)

    def begin(self) -> None:
        """Begin a transaction; every one of a shared image holds on to the leases."""
        if self.members is not None:
            self.members.invalidations.has_news = False
        self.transactions.begin()
        if self.members is not None:
            self._has_joined = self.members.began()

    def look(self, *, is_forced: bool = False) -> bool:
        """See what others have committed by now; whether there was anything."""
        members = self.members
        if members is None or not (members.invalidations.has_news or is_forced):
            return False
        try:
            self.begin()
            if not self._has_joined:
                self.transactions.abort()
                return True
        except BaseException:
            self._abort()
            raise
        self._abort()
        self.change(lambda: None)
        return True

    def interrupt(self) -> None:
        """Make the running slice stop at its next check. For any thread."""
        self._runs.interrupt()

    def hurry(self) -> None:
        """Somebody waits between two transactions: end the turn of a slice that is run apart.

        A slice of a batch has its time, since what it did would have to be done again.
        """
        machine = self._runs
        if machine is not self.machine:
            machine.interrupt()

    @property
    def is_running(self) -> bool:
        """Whether a program runs just now, in this thread."""
        return self._is_running

    def _is_time_wanted(self) -> bool:
        """Whether the running slice keeps something else waiting. From any thread."""
        if self._is_wanted_outside():
            return True
        if self.ready or self.completions or self.ledger.fresh:
            return True
        if len(self._taken) > 1:
            return True  # what the others did in this batch waits for the commit
        if self._runs is self.machine and self.apart:
            return True
        due = self.due
        return due is not None and due <= self.host.clock.now()

    # One transaction

    def change(self, change: Callable[[], Any]) -> tuple[Any, Committed]:
        """Make a change from outside (a spawn, a cancel) in a transaction of its own."""
        if self.members is not None:
            self.members.sync()
        for attempt in range(LONE_CONFLICTS):
            try:
                self.begin()
                made = change()
                return made, self._commit()
            except ConflictError as error:
                self._conflicted(error)
                if attempt == LONE_CONFLICTS - 1:
                    raise
            except StorageError:
                self._abort_unknown()
                raise
            except POSError:
                self._abort()
                if attempt >= UNREADABLE:
                    raise
                self._forget()
            except BaseException:
                self._abort()
                raise
        raise AssertionError("unreachable")

    def batch(self) -> Committed:
        """Run ready processes and commit; again, where that conflicts or fails."""
        conflicts = unreadable = 0
        while True:
            is_single = self._singly > 0
            try:
                self.begin()
                if is_single:
                    self._run_one()
                else:
                    self._run_many()
                began = perf_counter()
                committed = self._commit()
                self._commit_time += SMOOTHING * (perf_counter() - began - self._commit_time)
            except Outlived:
                culprit = self._abort()
                assert culprit is not None
                self.apart.long.add(culprit)
                continue
            except ConflictError as error:
                # Before StorageError, of which it is a subclass.
                self._conflicted(error)
                conflicts += 1
                logger.info("conflict number %d; the batch is run again", conflicts)
                if conflicts >= LONE_CONFLICTS:
                    raise
                if conflicts >= CONFLICTS and not is_single:
                    self._singly = max(1, len(self.ready) + len(self.completions))
                continue
            except (StorageError, OSError, MemoryError):
                self._abort_unknown()
                raise  # the disk's fault, not a program's
            except POSError as error:
                culprit = self._abort()
                unreadable += 1
                if unreadable > UNREADABLE:
                    unreadable = 0
                    self._blame(is_single, culprit, error)
                else:
                    logger.info("%r; the batch is run again", error)
                    self._forget()
                continue
            except Exception as error:  # noqa: BLE001  (whatever it is, one process must not stop the rest)
                culprit = self._abort()
                self._blame(is_single, culprit, error)
                continue
            except BaseException:
                self._abort()
                raise
            if is_single:
                self._singly -= 1
            return committed

    def turn(self) -> Committed | None:
        """Let one of the slices that are run apart go on; what it came to, if it ended."""
        try:
            workspace = self.apart.next()
        except StorageError:
            self._doubt()
            raise
        if workspace is None:
            return None
        pid = workspace.pid
        try:
            if not self._is_to_run(self.ledger.process(pid)):
                self.apart.leave(pid)
                return None
            end = self._run_apart(workspace)
            if isinstance(end, Preempted) and not self._is_checkpoint(workspace):
                return None
            return self._merge(workspace, end)
        except (ConflictError, Lapsed):
            self.apart.begin_again(pid)
            return None
        except (StorageError, OSError, MemoryError):
            self._doubt()
            raise
        except POSError as error:
            self.apart.begin_again(pid, anew=True)
            if self.apart.conflicts(pid) > UNREADABLE:
                self.apart.leave(pid)
                self._fail(pid, error)
            else:
                logger.info("%r; the slice of process %d is run again", error, pid)
                self._forget()
            return None
        except Exception as error:  # noqa: BLE001  (as in `batch`)
            self.apart.leave(pid)
            self._fail(pid, error)
            return None
        except BaseException:
            self.apart.begin_again(pid)
            raise

    def stop_apart(self, pid: int) -> Committed | None:
        """Commit a slice that is run apart where it stands, or forget it where it may not.

        For somebody who wants the process to stand still; the only time but CHECKPOINT that
        others see a slice half done.
        """
        workspace = self.apart.running(pid)
        try:
            if workspace is not None and workspace.isolation() is None:
                return self._merge(workspace, workspace.standing())
        except (ConflictError, Lapsed):
            pass  # it stands where its slice began
        finally:
            self.apart.leave(pid)
        return None

    def reserve_pids(self, count: int) -> list[int]:
        """For a slice that is run apart just now."""
        pids: list[int]
        pids, _ = self.change(lambda: self.ledger.reserve_pids(count))
        self._is_running = True  # a conflict has taken the slice for ended
        self.monitor.slice_began(TURN)
        return pids

    def _run_apart(self, workspace: Workspace) -> Outcome:
        self._runs = workspace.machine
        self._is_running = True
        self.monitor.slice_began(TURN)
        try:
            return workspace.run()
        finally:
            self.monitor.slice_ended()
            self._is_running = False
            self._runs = self.machine

    def _is_checkpoint(self, workspace: Workspace) -> bool:
        return workspace.took >= CHECKPOINT and workspace.isolation() is None

    def _is_to_run(self, process: Process) -> bool:
        return process.state == READY and process.shard in self.ledger.owned

    def _merge(self, workspace: Workspace, end: Outcome) -> Committed | None:
        """Commit what a slice did that was run apart.

        ConflictError where others have changed what it changed too, and Lapsed where what
        it wants of processes cannot be done any more: it is to be run again.
        """
        pid, connection = workspace.pid, self.ledger.root._p_jar
        packed = workspace.harvest(end)
        attempt = 0
        while True:
            try:
                self.begin()
                process = self.ledger.process(pid)
                if not self._is_to_run(process):
                    self._abort()
                    self.apart.leave(pid)
                    return None
                connection.guests = workspace
                end, noted = opened(connection, packed)
                try:
                    do(self.ledger, noted)
                except (AlreadyCompleted, NoSuchProcess) as error:
                    raise Lapsed from error
                process.steps += 1
                self._ended(process, end)
                look_after(self.ledger, process, noted)
                committed = self._commit()
            except ConflictError as error:
                self._conflicted(error)
                attempt += 1
                if workspace.concerns(error.oid) or attempt >= LONE_CONFLICTS:
                    raise
            except BaseException:
                self._abort()
                raise
            else:
                break
            finally:
                connection.guests = None
        changed = workspace.changed()
        connection._cache.invalidate(changed)
        relink(self.machine, connection, changed)
        self.apart.leave(pid, is_long=workspace.took > SLICE and not process.has_ended)
        return committed

    def _doubt(self) -> None:
        """What was committed last may be in the image or not: all work is looked for anew."""
        self.ready.extend(pid for pid in self.apart.forget() if pid not in self.ready)
        self.ledger.forget_pids()
        if self.members is not None:
            self.members.was_disconnected()

    def _commit(self) -> Committed:
        ledger = self.ledger
        ledger.settle()
        self.transactions.commit()
        self.commits += 1
        if self.members is not None:
            self.members.committed()
        committed = Committed(
            ledger.output,
            ledger.intents,
            ledger.withdrawn,
            ledger.ended,
            ledger.asking,
            ledger.file_work,
            ledger.told,
        )
        self.ready.extend(ledger.fresh)
        self.ended += ledger.ended
        ledger.committed()
        self.apart.committed()
        self._taken.clear()
        self._arrived.clear()
        return committed

    def _conflicted(self, error: ConflictError) -> None:
        logger.debug("conflict on %s", self._named(error.oid))
        self._abort()
        self.conflicts += 1
        if self.members is not None:
            self.members.sync()  # else the next attempt may see the same old state

    def _forget(self) -> None:
        """See everything anew from the storage, as it is by now."""
        if self.members is not None:
            self.members.sync()
        self.ledger.root._p_jar.cacheMinimize()

    def _named(self, oid: bytes | None) -> str:
        """An object, as far as it is known here, for a log."""
        connection = self.ledger.root._p_jar
        return type(connection._cache.get(oid)).__name__ + f" {oid!r}" if oid else "?"

    def _abort(self) -> int | None:
        """Put everything back as it was committed; gives the pid that ran last."""
        culprit = self._taken[-1] if self._taken else None
        if culprit is None and self._arrived:
            culprit = self._arrived[-1].pid
        self.host.process = None
        self.monitor.slice_ended()
        self._is_running = False
        self.transactions.abort()
        self.machine.refresh()
        self.ledger.aborted()
        self.apart.aborted()
        if self.members is not None:
            self.members.aborted()
        committed = self._taken_from_ready()
        self.ready.extendleft(reversed(committed))
        self.completions.extendleft(reversed(self._arrived))
        self._taken.clear()
        self._arrived.clear()
        return culprit

    def _abort_unknown(self) -> None:
        """The same where it may have been committed all the same."""
        self._abort()
        self._doubt()

    def _taken_from_ready(self) -> list[int]:
        """Of the pids that ran, those that had been ready when the batch began, each once."""
        return list(dict.fromkeys(pid for pid in self._taken if pid in self._were_ready))

    def _blame(self, is_single: bool, culprit: int | None, error: Exception) -> None:
        """Something in Perdure failed: find out with which process, and park that."""
        if not is_single:
            self._singly = max(1, len(self.ready) + len(self.completions))
            logger.warning("a batch failed (%s); its processes are run one by one", told(error))
            return
        if culprit is None:
            raise error
        self._fail(culprit, error)
        self._singly -= 1

    def _fail(self, culprit: int, error: Exception) -> None:
        """Something in Perdure failed with this process, each time that it was run."""
        logger.error("process %d could not be run", culprit, exc_info=error)
        message = f"Perdure itself failed here: {told(error)}"
        if isinstance(error, POSError):
            message = (
                f"what is stored cannot be read, however often it is tried ({told(error)}); "
                "the image may be damaged: go back to a copy of it"
            )
        condition = Condition(message, kind="internal")

        def park() -> None:
            process = self.ledger.root.process(culprit)
            if not process.has_ended:
                self.ledger.fail(process, condition, process.execution, again_as_it_is(process))

        self.change(park)

    # What a transaction consists of

    def _run_many(self) -> None:
        ledger, ready, fresh = self.ledger, self.ready, self.ledger.fresh
        arrived, taken = self._arrived, self._taken
        self._were_ready = set()
        if self.has_arrivals():
            ledger.take_arrivals()
        while self.completions:
            completion = self.completions.popleft()
            arrived.append(completion)
            self._deliver(completion)
        if self.is_leaving:
            return
        fire_due(ledger, self.host.clock.now())
        self.due = self.next_due()
        long = min(LONG_BATCH, SHARE * self._commit_time)
        eager = min(LONG_BATCH, EAGER_SHARE * self._commit_time)
        began = perf_counter()
        # In the first pass those that were ready, then those that became so.
        while True:
            if ready:
                pid = ready.popleft()
                self._were_ready.add(pid)
            elif fresh:
                pid = fresh.popleft()
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
        if self.completions:
            completion = self.completions.popleft()
            self._arrived.append(completion)
            self._deliver(completion)
        elif self.ready:
            pid = self.ready.popleft()
            self._were_ready.add(pid)
            self._taken.append(pid)
            self._slice(pid)
        else:
            fire_due(self.ledger, self.host.clock.now(), 1)

    def _deliver(self, completion: Completion) -> None:
        """Wake the process that waits on this outcome, if it still does."""
        process = self.ledger.root.process(completion.pid)
        waits = process.waits
        if waits is None or waits[0] != "effect" or process.effects != completion.number:
            return
        if not self.ledger.is_ours(process):
            return  # another member has taken it over, and runs the effect again
        try:
            value = outcome_in(
                completion.name, completion.is_result, completion.outcome, self.host.conversion
            )
        except Fault as error:
            self.ledger.wake(process, RAISE, error.payload)
        else:
            self.ledger.wake(process, RETURN, value)
        self.ledger.withdrawn.pop()  # it is over, not withdrawn

    def _slice(self, pid: int) -> None:
        """Run one process until it waits, ends or is interrupted."""
        ledger, host = self.ledger, self.host
        process = ledger.root.process(pid)
        if not self._is_to_run(process):
            return  # cancelled since, or another member's
        execution = process.execution
        assert execution is not None
        if self.apart.is_for(pid) or isolation_of(self.machine, execution) is SERIALIZABLE:
            self.apart.choose(pid)
            return
        resumption = process.resumption
        process.steps += 1
        host.process = process
        self.machine.clear_interrupt()  # one that came too late for the slice before
        self._is_running = True
        self.monitor.slice_began(LONE_SLICE)
        end = run_slice(self.machine, execution, resumption)
        self.monitor.slice_ended()
        self._is_running = False
        host.process = None
        if isinstance(end, Preempted):
            raise Outlived
        self._ended(process, end)

    def _ended(self, process: Process, end: Outcome) -> None:
        """Note what became of a process at the end of its slice."""
        ledger = self.ledger
        if isinstance(end, Waiting):
            if end.kind in ("begin", "yield"):
                ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))
            elif end.kind == "cancel":
                ledger.cancel(process)
            elif end.kind == "exit":
                ledger.finish(process, end.arguments[0], exit_code_of(end.arguments[0]))
            elif end.kind == "commit":
                ledger.go_on_after_commit(process, end.execution, *end.arguments)
            else:
                ledger.wait(process, end.execution, (end.kind, *end.arguments))
        elif isinstance(end, Done):
            ledger.finish(process, end.value)
        elif isinstance(end, Failed):
            ledger.fail(process, end.payload, end.execution, again_of(process, end))
        else:
            assert isinstance(end, Preempted)
            ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))


def exit_code_of(given: Value) -> int:
    """For what was given to `exit` (R7RS 6.14): 0 for #t, 1 for #f, a byte for itself."""
    if given is TRUE:
        return 0
    return given if type(given) is int and 0 <= given <= 255 else 1

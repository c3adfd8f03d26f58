"""The driver: the loop that keeps an image going.

It runs batches while there is work, starts effects and delivers output after
each commit, and otherwise waits on its inbox, where effects put their outcomes,
until the next timer is due. It stops between transactions only, so whatever
stops it finds every process asleep in the image.

Reads: perdure.image.engine.scheduler, perdure.image.engine.starting. Read by:
perdure.image.api.session.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from queue import Empty
from typing import Any

from transaction.interfaces import TransientError
from ZODB.POSException import POSError

from perdure.image.clock import Clock
from perdure.image.effects.callbacks import Callbacks
from perdure.image.effects.runner import Completion, EffectRunner, News
from perdure.image.engine.askers import Askers
from perdure.image.engine.following import following_of
from perdure.image.engine.gathering import Returning
from perdure.image.engine.hooks import Hooks
from perdure.image.engine.interrupts import interruptible
from perdure.image.engine.merging import Merging
from perdure.image.engine.reporting import log_failure, log_parked
from perdure.image.engine.scheduler import Scheduler
from perdure.image.engine.starting import Starting
from perdure.image.engine.transactions import Committed
from perdure.image.engine.upkeep import upkeep_of
from perdure.image.engine.watchers import Watchers
from perdure.image.engine.wishes import Wishes
from perdure.image.errors import ImageError
from perdure.image.inbox import Inbox
from perdure.image.processes.keeping import Keeping
from perdure.image.processes.requests import Progress, progress_of
from perdure.image.processes.waits import parts_of
from perdure.image.schema.processes import FAILED, READY
from perdure.image.storage.files import FileWork, mark, perform

Output = Callable[[int, str], None]  #: called with (pid, text), after the commit


def never() -> bool:
    """For `Driver.run`: nothing is waited for."""
    return False


class Driver:
    """Drives the processes of one open image, from one thread."""

    def __init__(
        self,
        scheduler: Scheduler,
        clock: Clock,
        inbox: Inbox[Any],
        runner: EffectRunner,
        after_commit: Callable[[], None],
    ) -> None:
        """`after_commit` is called after each, when all else that follows it has been done."""
        self.scheduler = scheduler
        self.clock = clock
        self.inbox = inbox
        self.runner = runner
        self.on_output: Output | None = None
        self.on_end: Callable[[int], None] | None = None
        self.on_progress: Callable[[int, Progress], None] | None = None
        self.callbacks = Callbacks()  #: calls these, and what else is not ours
        self.askers = Askers(scheduler.ledger, self.callbacks)
        self._after_commit = after_commit
        self.watchers = Watchers(scheduler.ledger.root, self.callbacks)
        self._stop = threading.Event()
        #: What other threads want done in this one: see perdure.image.engine.connection_owner.
        self.asked: deque[Callable[[], None]] = deque()
        self.returning = Returning(lambda: len(self.asked) + len(scheduler.requests))
        self.merging = Merging(scheduler)
        self.keeping = Keeping(scheduler.ledger, self.change)
        self.upkeep = upkeep_of(self, scheduler.members)  #: what a shared image needs besides
        self.following = following_of(self, scheduler.members)
        self.starting = Starting(scheduler, runner, clock, self.change, self.upkeep.await_provider)
        self.trials = self.starting.trials
        self.hooks = Hooks(self)
        self.wishes = Wishes(self)

    def find_work(self, shards: Iterable[Any]) -> None:
        """Those that are ready there, and which effects and writes to files were not finished."""
        ledger = self.scheduler.ledger
        known = self.scheduler.known_pids()
        found = Committed()
        for shard in shards:
            for pid in shard.active if ledger.only is None else ():
                process = ledger.root.process(pid)
                if not ledger.is_ours(process):
                    continue
                if process.state == READY:
                    if pid not in known:
                        self.scheduler.ready.append(pid)
                    continue
                for part in parts_of(process):
                    if process.state in part.driven_in:
                        part.want(found, process)
            for number, operations in list((shard.file_work or {}).items()):
                if shard is ledger.home:
                    self._do_file_work((number, operations))
                else:
                    failures = perform(operations)
                    self.scheduler.change(partial(take_out, shard, number, failures))
        self.starting.found(found.intents)
        self.scheduler.doubts.note()
        if self.askers.found(found.asking):
            self.askers.ask()

    def _look_anew(self) -> None:
        """After a commit that nobody has followed: do what there is to do."""
        self.scheduler.is_in_doubt = False
        self.find_work(self.scheduler.ledger.owned.values())
        self.watchers.look_again(has_news=True)

    # From outside

    def change(self, change: Callable[[], Any]) -> Any:
        """Make a change to processes in a transaction of its own."""
        made, committed = self.scheduler.change(change)
        self._follow(committed)
        return made

    def grant(self) -> None:
        """Do what was requested while nobody drives."""
        if self.scheduler.requests:
            self._follow_if(self.scheduler.grant())
        self._tell_requests()

    def call_soon(self, function: Callable[[], None]) -> None:
        """Have the driver call this between two transactions. May be called from any thread."""
        self.inbox.put(function)
        monitor = self.scheduler.monitor
        if not monitor.runs_in_batch():
            monitor.interrupt()  # what is run apart goes on later where it stands

    def deliver(self, pid: int, text: str) -> None:
        """Deliver the text that a process has printed."""
        if self.on_output is not None:
            self.callbacks.call(self.on_output, pid, text)

    def park(self, pid: int) -> None:
        """Let the process stand where it is."""
        scheduler = self.scheduler
        self._follow_if(self.merging.stop(pid))
        ledger = scheduler.ledger
        self.change(lambda: ledger.park(ledger.root.process(pid)))
        scheduler.withdraw(pid)

    def supply_input(self, pid: int, text: str | None) -> None:
        """Supply the text that was typed for the process; None: nothing more will come."""
        self.askers.was_given(pid)
        ledger = self.scheduler.ledger
        self.change(lambda: ledger.supply_input(ledger.root.process(pid), text))

    def stop(self) -> None:
        """End `run` after a commit. May be called from any thread or signal handler."""
        self._stop.set()
        self.scheduler.monitor.interrupt()
        self.inbox.put(None)

    def is_stopping(self) -> bool:
        return self._stop.is_set()

    def forget_stop(self) -> None:
        """Drive on when next asked to: the call that was to stop has stopped."""
        self._stop.clear()

    def step(self) -> bool:
        """Everything that can be done now, in one transaction; False if there was nothing."""
        has_news = self.upkeep.attend()
        self.following.look()
        self.callbacks.settle()
        self.trials.begin()
        self.wishes.grant()
        if self.scheduler.is_in_doubt:
            self._look_anew()
        is_lined_up = self.trials.is_lined_up()
        if not is_lined_up:
            self.starting.start_found()
        self.returning.wait()
        self._drain()
        has_news |= self.starting.note_told()
        is_trying = self.trials.next()
        scheduler = self.scheduler
        if not scheduler.has_work():
            return has_news or is_trying
        if scheduler.has_batch() and (is_lined_up or not scheduler.apart.holds_back()):
            try:
                committed = scheduler.batch()
            except BaseException:
                self._tell_requests()  # they do not wait for what mends it
                raise
            self._follow(committed)
        if scheduler.apart and not is_lined_up:
            self._follow_if(self.merging.turn())
        self.upkeep.share_out()
        self._keep(is_idle=False)
        return True

    def is_idle(self) -> bool:
        """Nothing is ready, and no timer or running effect will change that."""
        return not (
            self.runner.in_flight
            or self.scheduler.has_work()
            or self._is_due_by_itself()
            or self.starting
            or self.trials.has_any()
            or self.askers.is_any_given()
        )

    def _is_due_by_itself(self) -> bool:
        due = self.scheduler.next_due()
        return due is not None and self.clock.comes(due)

    def run(
        self,
        until: Callable[[], bool] = never,
        *,
        deadline: float | None = None,
        stays: bool = False,
    ) -> bool:
        """Drive until `until()`; gives whether that became true.

        It also returns at `deadline` (the clock's time), when `stop` is called, and,
        unless it `stays`, when the image is idle. An interrupt from the keyboard is
        raised again after the commit.

        A shared image is not idle while `until()` is waited for: it may come true by
        what another member does.
        """
        with (
            interruptible(self.stop, self._stop.clear),
            self._driving(is_worker=stays or until is never),
        ):
            stays = stays or (self.scheduler.members.is_shared and until is not never)
            has_asked = False
            while True:
                try:
                    if not has_asked:
                        self.askers.ask()
                        has_asked = True
                    if until():
                        return True
                    if self._stop.is_set():
                        self._stop.clear()
                        return False
                    if deadline is not None and self.clock.now() >= deadline:
                        return False
                    if self.step() or self.tidy() or self._keep(is_idle=True):
                        continue
                    if not stays and self.is_idle():
                        return until()
                    self._wait(deadline)
                except TransientError as error:
                    self.upkeep.reconnect(error, self._stop.is_set)
                    if self._stop.is_set():
                        self._stop.clear()
                        return False

    # Leaving: see perdure.image.engine.leaving

    @property
    def is_leaving(self) -> bool:
        """Whether outcomes are taken in and nothing is run any more."""
        return self.scheduler.is_leaving

    @is_leaving.setter
    def is_leaving(self, is_it: bool) -> None:
        self.scheduler.is_leaving = is_it

    def take_in(self) -> None:
        """Commit the outcomes that have arrived."""
        with suppress(Empty):
            while True:
                self.take(self.inbox.get_nowait())
        self.starting.note_told()
        while self.scheduler.completions:
            if self.scheduler.doubts.has_any:
                self.scheduler.doubts.settle(self.change)
            committed = self.scheduler.batch()
            self._do_file_work(committed.file_work)
            self._deliver_output(committed)
            self._tell_watchers()

    def awaited(self) -> Iterator[int]:
        """The pids of processes whose end or output somebody here waits for."""
        yield from list(self.watchers.awaited())
        yield from self.following.awaited()

    # Helpers

    def _wait(self, deadline: float | None) -> None:
        if self._stop.is_set():
            return  # what was to wake us has been taken from the inbox already
        if self.scheduler.has_work():
            return  # of whoever was told of what has been committed since that was looked for
        due = self.scheduler.next_due()
        for other in (deadline, self.trials.due(), self.scheduler.doubts.due):
            if due is None or (other is not None and other < due):
                due = other
        due = self.upkeep.before_wait(due)
        awaited = len(self.runner.in_flight) + self.askers.count_given()
        self.take(self.clock.wait(due, self.inbox, awaited))
        self.callbacks.settle()

    def tidy(self) -> bool:
        """Take note of what has been done to files, if nothing else is to be committed."""
        if not self.scheduler.ledger.files.done:
            return False
        self.change(lambda: None)
        return True

    def _keep(self, *, is_idle: bool) -> bool:
        """Look after what has ended; whether there may be more to do."""
        if self.is_leaving or self.trials.has_any():
            return False
        return self.keeping.step(self.clock.now(), is_idle=is_idle)

    def end_upkeep(self) -> None:
        """Before closing: look after what has ended, where there was no time to."""
        with suppress(ImageError, POSError):  # a disk that is full, say: the next opening does it
            self.keeping.close(self.clock.now())

    def _drain(self) -> None:
        """Take what is in the inbox by now; what that puts into it waits for the next time."""
        with suppress(Empty):
            for _ in range(self.inbox.qsize()):
                self.take(self.inbox.get_nowait())
        self.callbacks.settle()

    def take(self, item: Any) -> None:
        """Something from the inbox."""
        if isinstance(item, Completion):
            if self.runner.taken(item):
                self.scheduler.completions.append(item)
                if self.trials.is_suspect(item.pid):
                    self.scheduler.run_singly(len(self.scheduler.completions))
        elif isinstance(item, News):
            self.starting.told.append(item.job)
        elif item is not None:
            self.callbacks.call(item)

    def _follow(self, committed: Committed) -> None:
        """Do what had to wait for the commit."""
        self._do_file_work(committed.file_work)
        for pid, number in committed.withdrawn:
            self.runner.withdraw(pid, number)
        if committed.intents:
            self.starting.start(committed.intents)
        self._deliver_output(committed)
        if committed.told:
            self.upkeep.hear(committed.told)
        if committed.asking:
            self.askers.began(committed.asking)
        if committed.progressed and self.on_progress is not None:
            self._tell_progress(self.on_progress, committed.progressed)
        self._tell_watchers()
        self._after_commit()
        self.callbacks.settle()

    def _follow_if(self, committed: Committed | None) -> None:
        if committed is not None:
            self._follow(committed)

    def _tell_requests(self) -> None:
        done = self.scheduler.requests.done()
        if done:
            self.returning.tell(len(done))
            # All are woken at the end: a thread that is awake only waits for the interpreter.
            self.callbacks.call_each(request.follow for request in done)
            self.callbacks.call_each(request.tell for request in done)

    def _tell_watchers(self) -> None:
        self._tell_requests()  # they may want to watch what has ended in the same transaction
        processes, self.scheduler.ended = self.scheduler.ended, []
        ended = [process.pid for process in processes]
        failed = [process for process in processes if process.state == FAILED]
        awaited = set(self.awaited()) if failed else set()
        awaited |= self.watchers.told
        self.watchers.committed(ended)
        self.runner.ended(ended)
        if self.on_end is not None:
            for pid in ended:
                self.callbacks.call(self.on_end, pid)
        for process in failed:
            log_failure(process, is_awaited=process.pid in awaited)
        parked, self.scheduler.parked = self.scheduler.parked, []
        for process in parked:
            log_parked(process)

    def _tell_progress(
        self, tell: Callable[[int, Progress], None], progressed: Iterable[int]
    ) -> None:
        for pid in progressed:
            process = self.scheduler.ledger.root.find_process(pid)  # the callback may forget some
            found = None if process is None else progress_of(process)
            if found is not None:
                self.callbacks.call(tell, pid, found)

    def _do_file_work(self, work: FileWork | None) -> None:
        """Write and delete files, and let the ports that fail say so to their programs."""
        if work is None:
            return
        number, operations = work
        failures = perform(operations)
        self.scheduler.ledger.files.done.append(number)
        if failures:
            self.scheduler.change(partial(mark, failures))

    def _deliver_output(self, committed: Committed) -> None:
        for pid, text in committed.output:
            if not self.following.has(pid):
                self.deliver(pid, text)
        self.following.look()

    @contextmanager
    def _driving(self, *, is_worker: bool) -> Iterator[None]:
        """While inside, other members of a shared image know that this one drives."""
        self.upkeep.drives(is_worker)
        try:
            self.hooks.begin()
            yield
        finally:
            self.upkeep.stops_driving()


def take_out(shard: Any, number: int, failures: Any) -> None:
    """Note that an entry of a shard's work on files has been done."""
    shard.file_work.pop(number, None)
    mark(failures)

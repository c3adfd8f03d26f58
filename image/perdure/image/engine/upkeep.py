"""The duties of a driver of a shared image besides running its own processes.

It looks at what other members have committed, takes over from members that died, lend or
left, gives ready processes to members that have none, and passes an effect on to
a member that was given its function. An image that is not shared has nobody to look after
(`NoUpkeep`).

Read by: perdure.image.engine.driver, which owns it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any, Protocol

from transaction.interfaces import TransientError
from ZODB.POSException import ConflictError

from perdure.image.clock import Clock
from perdure.image.effects.runner import EffectRunner
from perdure.image.engine.jobs import Clocks, start_jobs
from perdure.image.engine.scheduler import Scheduler
from perdure.image.engine.starting import Starting
from perdure.image.engine.trials import Trials
from perdure.image.engine.watchers import Watchers
from perdure.image.errors import NobodyDrives
from perdure.image.processes.waits.effect import effects_of
from perdure.image.sharing.alone import Members
from perdure.image.sharing.membership import UPKEEP, Membership

AWAY = 0.2  #: seconds between two attempts to reach a storage that has gone

logger = logging.getLogger("perdure")
#: What workers tell whoever looks after them, and nobody else wants to hear.
member_logger = logging.getLogger("perdure.members")


class Drives(Protocol):
    """The part of the Driver that is needed here."""

    scheduler: Scheduler
    runner: EffectRunner
    clock: Clock
    trials: Trials
    starting: Starting
    watchers: Watchers

    def tidy(self) -> bool: ...

    def find_work(self, shards: Any) -> None: ...

    def change(self, change: Callable[[], Any]) -> Any: ...

    def awaited(self) -> Iterator[int]: ...


class Upkeep:
    """The upkeep of one driver, whose thread alone uses it."""

    def __init__(self, driver: Drives, members: Membership) -> None:
        self.driver = driver
        self.scheduler = driver.scheduler
        self.members = members
        self.is_worker = False  #: whether it looks after others' processes
        #: pids of ours that wait on functions that this member was not given
        self.unprovided: set[int] = set()
        self._has_new_unprovided = False
        self.taken_over = 0  #: members whose shards were taken after their death
        self.clocks = Clocks()
        self.given = 0  #: processes that others were given
        #: since when somebody here waits and nobody drives the image; None: that is not so
        self._unattended: float | None = None

    def drives(self, is_worker: bool) -> None:
        if self.scheduler.ledger.only_asks:
            self.members.listens()
            return
        self.is_worker = is_worker
        self.members.drives(is_worker)

    def stops_driving(self) -> None:
        if self.scheduler.ledger.only_asks:
            return
        self.is_worker = False
        self.members.stops_driving()

    def letting_go(self) -> LettingGo:
        """The part that gives away, in the end, what waits for no effect run here."""
        return LettingGo(self.driver, self.members)

    # Before each step

    def attend(self) -> bool:
        """See what there is to see; whether anything of it is new."""
        has_news = self.scheduler.look()
        if not self.members.is_current():
            self.driver.change(lambda: None)  # joins again
            has_news = True
        if self.members.is_upkeep_due():
            self._look_after_others()
            start_jobs(self.scheduler.ledger, self.driver.change)
            if self.is_worker:
                self.clocks.look(self.scheduler.ledger, self.driver.change)
        unknown = self.members.unknown()
        if unknown:
            # What their holders committed while the leases were being taken is not seen yet.
            self.members.expect_news()
            self.scheduler.look()
            unknown = self.members.unknown()
            self.members.known.update(unknown)
            owned = self.scheduler.ledger.owned
            shards = [owned[number] for number in unknown]
            self.driver.trials.found(shards, self.members.bereft)
            self.members.bereft.difference_update(unknown)
            self.driver.find_work(shards)
            self.driver.trials.begin()  # while those that are suspect are still in their shards
            if self.is_worker and self.members.has_extra_shards():
                self.driver.change(self.members.tidy)
            has_news = True
        self.driver.watchers.look_again(has_news)  # at what others have done
        return has_news

    def _look_after_others(self) -> None:
        if self.scheduler.ledger.only_asks:
            self._look_for_workers()
        elif self.is_worker or self._awaits_others():
            dead = self.driver.change(self.members.take_over)
            if dead:
                self.taken_over += len(dead)
                member_logger.info("took over the processes of %s", ", ".join(dead))
        else:
            self.members.looked()
        if self.unprovided:
            self.driver.change(self._pass_on)

    def _look_for_workers(self) -> None:
        """Tell those that wait here where nobody drives the image for long."""
        is_driven = self.members.has_live_worker()
        is_awaited = next(self.driver.awaited(), None) is not None
        now = monotonic()
        if is_driven or not is_awaited:
            self._unattended = None
        elif self._unattended is None:
            self._unattended = now
        elif now - self._unattended > self.members.patience:
            self._unattended = None
            self.driver.watchers.fail(NobodyDrives(self.members.patience))

    def _awaits_others(self) -> bool:
        """Whether somebody here waits for a process that is run elsewhere, or by nobody."""
        ledger = self.scheduler.ledger
        if ledger.only is not None:
            return False  # taken over, they would stand still
        for pid in self.driver.awaited():
            process = ledger.root.find_process(pid)
            if process is not None and not (process.has_ended or ledger.is_ours(process)):
                return True
        return False

    def await_provider(self, pid: int) -> None:
        """A process of ours waits on a function that this member was not given."""
        self.unprovided.add(pid)
        self._has_new_unprovided = True

    def _pass_on(self) -> None:
        """Give those that wait on functions that other members were given to these."""
        self._has_new_unprovided = False
        ledger = self.scheduler.ledger
        for pid in list(self.unprovided):
            process = ledger.root.find_process(pid)
            if process is None or not ledger.is_ours(process):
                self.unprovided.discard(pid)
                continue
            effects = effects_of(process)
            if not effects:
                self.unprovided.discard(pid)
            for effect in effects:
                home = self.members.home_of_provider(effect.function, len(effect.arguments))
                if home is not None:
                    ledger.give(process, home)
                    break

    # After each step

    def share_out(self) -> None:
        """Give away what waits for its turn here while other members have nothing to do."""
        scheduler = self.scheduler
        if self._has_new_unprovided:
            self.driver.change(self._pass_on)
        ready = list(dict.fromkeys((*scheduler.ready, *scheduler.apart.waiting)))
        if not self.is_worker or not scheduler.has_work():
            return
        self.members.requests_work(False)
        if scheduler.line_up:
            return  # the one that is marked stays here
        if len(ready) + scheduler.apart.count_running() > 1 and self.members.those_that_want_work():
            gone = self.driver.change(lambda: self.members.give_work(ready))
            self.given += len(gone)
            for pid in gone:
                scheduler.withdraw(pid)

    def hear(self, pids: list[int]) -> None:
        """Look at processes of ours that other members have changed."""
        root, runner = self.scheduler.ledger.root, self.driver.runner
        changed, waiting = set(pids), []
        current: set[tuple[int, int]] = set()
        for pid in changed:
            process = root.find_process(pid)
            numbers = () if process is None else [each.number for each in effects_of(process)]
            if process is not None and numbers:
                waiting.append(process)
                current.update((pid, number) for number in numbers)
        for key in [key for key in runner.in_flight if key[0] in changed and key not in current]:
            runner.withdraw(*key)
        self.driver.starting.start_again(waiting)

    def before_wait(self, due: float | None) -> float | None:
        """There is nothing to do: until when at most to wait for something; None: for ever."""
        if self.is_worker:
            self.members.requests_work(True)
            # Others may run the processes of whose end somebody here wants to hear.
            self.members.listen_to_all(next(self.driver.awaited(), None) is not None)
        soon = self.driver.clock.now() + UPKEEP
        return soon if due is None else min(due, soon)

    # When the storage goes away

    def reconnect(self, error: Exception, is_stopping: Callable[[], bool]) -> None:
        """Wait until the storage answers again, or the driver is to stop.

        Whether the last commit was made is not known, so all work is looked for anew.
        """
        is_gone = not isinstance(error, ConflictError)  # that is met where it is there
        if is_gone:
            logger.warning("the image's server is gone (%s); waiting for it", type(error).__name__)
        while not is_stopping():
            self.members.was_disconnected()
            try:
                self.driver.change(lambda: None)
            except TransientError:
                sleep(AWAY)
            else:
                if is_gone:
                    logger.warning("the image's server is back")
                return


class LettingGo:
    """A member that is about to leave, and keeps ever fewer processes."""

    def __init__(self, driver: Drives, members: Membership) -> None:
        self._driver = driver
        self._members = members
        self._kept: set[int] | None = None  #: pids that were not given away; None: all

    def look(self) -> None:
        """See what members want of the processes that are kept: that they be cancelled, say."""
        scheduler = self._driver.scheduler
        scheduler.look()
        if scheduler.has_arrivals():
            self._driver.change(scheduler.ledger.take_arrivals)

    def keep_only(self, pids: set[int]) -> None:
        """Give away all processes but these."""
        kept, self._kept = self._kept, pids
        if kept is None:
            self._driver.tidy()
            self._driver.scheduler.change(lambda: self._members.keep_only(pids))
        elif kept - pids:
            self._driver.scheduler.change(lambda: self._members.pass_on(kept - pids))


class NoUpkeep:
    """The upkeep of an image that is not shared: there is nobody else."""

    def drives(self, is_worker: bool) -> None:
        """The driver begins to run."""

    def stops_driving(self) -> None:
        """It has stopped running."""

    def letting_go(self) -> NoLettingGo:
        return NoLettingGo()

    def attend(self) -> bool:
        return False

    def await_provider(self, pid: int) -> None:
        """Do nothing: it waits until the image is opened with the function."""

    def share_out(self) -> None:
        """Do nothing: no other member is there to take anything."""

    def hear(self, pids: list[int]) -> None:
        """Do nothing: no other member has changed anything."""

    def before_wait(self, due: float | None) -> float | None:
        return due

    def reconnect(self, error: Exception, is_stopping: Callable[[], bool]) -> None:
        """Raise the error: the storage is this machine's own, and will not come back."""
        raise error


class NoLettingGo:
    """The end of an opening that has all processes to itself."""

    def look(self) -> None:
        """Do nothing: nobody else wants anything."""

    def keep_only(self, pids: set[int]) -> None:
        """Do nothing: the others stay in the image."""


def upkeep_of(driver: Drives, members: Members) -> Upkeep | NoUpkeep:
    """The upkeep of a driver, as the image is shared or not."""
    return Upkeep(driver, members) if isinstance(members, Membership) else NoUpkeep()

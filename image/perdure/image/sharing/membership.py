"""One member of a shared image: which shards it holds, and that the rest know it lives.

The driver's thread joins, reads its leases in every transaction, and now and then
looks after the rest: takes over the shards of members that are dead, lend them
or have left, gives work to those that have none. A second thread writes the member's
`beats` (perdure.image.sharing.pulse).

A member whose process was one of the same machine, and has ended, is dead. Of the rest death is
judged by the watch of the member that looks: its beats have not changed for TAKEOVER seconds.
Time is the storage's: each beat's transaction has its clock's time for a number, which the
member's own clock follows (perdure.image.clock).

Read by: perdure.image.engine.scheduler, perdure.image.engine.driver.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Collection
from statistics import median
from time import monotonic
from typing import Any

from perdure.image.clock import Clock
from perdure.image.effects.signatures import (
    Function,
    known_signature,
    may_run,
    members_signatures,
)
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.locks import may_run_for
from perdure.image.schema import consoles
from perdure.image.schema.indices import is_empty
from perdure.image.schema.processes import READY
from perdure.image.schema.shards import Lease, Member, Shard, Sharing, start_sharing
from perdure.image.sharing.invalidations import Invalidations
from perdure.image.sharing.liveness import has_ended, identity
from perdure.image.sharing.pulse import Pulse
from perdure.image.sharing.storage_time import StorageTime
from perdure.image.storage.opening import Opened

#: Seconds without a beat after which a member is taken to be dead.
TAKEOVER = float(os.environ.get("PERDURE_TAKEOVER", "5"))
BEATS = 5  #: beats in that time
DOUBT = 2  #: beats missed after which a member is given nothing new
UPKEEP = 0.25  #: seconds between two looks at the other members
FORGOTTEN = 600.0  #: seconds without a beat after which such a one is taken to be gone
PIDS = 1024  #: the most pids taken at once; members that take few disturb each other less
MERGED = 500  #: a shard taken over with no more sleepers than this is emptied into one's own
MOST_GIVEN = 64  #: processes given at once

logger = logging.getLogger("perdure")


class Membership:
    """The additional part of an open image that other members share.

    `keeps` says whether something runs here because of which nothing may be lent.
    """

    is_shared = True  #: whether others may have the image open too

    def __init__(
        self,
        opened: Opened,
        ledger: Ledger,
        invalidations: Invalidations,
        provides: tuple[tuple[str, str, int, int, int], ...],
        clock: Clock,
        keeps: Callable[[], bool],
    ) -> None:
        self.name = f"{os.uname().nodename}-{os.getpid()}-{secrets.token_hex(3)}"
        self.ledger = ledger
        self.invalidations = invalidations
        self.provides = provides
        self.takeover = TAKEOVER
        self.patience = 0.0  #: seconds for which one that only asks waits for a worker
        self.known: set[int] = set()  #: shards whose work the driver has found
        self._serials: dict[int, bytes] = {}  #: of the leases held, when they were last seen
        self.is_ringing = False  #: whether there are arrivals
        self.bereft: set[int] = set()  #: of the shards taken over, those whose holder has died
        self._connection = opened.connection
        self._root = opened.root
        self._sync: Callable[[], None] = getattr(opened.storage, "ping", lambda: None)
        self._feared_for: set[int] = set()  #: shards held when the connection was lost
        self._is_stale = True  #: `ledger.owned` is to be found out anew
        self._bells = 0
        self._seen: dict[str, tuple[int, float]] = {}  #: member -> its beats, since when
        self._looked = 0.0
        self._trusts_until = 0.0  #: nobody is taken for dead before
        #: what it was known by when it joined, and how far the others' time was ahead then
        self._joined: tuple[Member, float] | None = None
        self._given: dict[str, float] = {}  #: member -> when it was given work
        self._time = StorageTime(clock)
        self._pulse = Pulse(self.name, opened, lambda: self.takeover / BEATS, self._time, keeps)
        ledger.owned = {}
        ledger.is_one_of_many, ledger.is_driven = True, False

    def join(self, change: Callable[[Callable[[], None]], Any]) -> None:
        """Become one of those that have the image open, and hear of their time.

        `change` makes a change in a transaction, which begins with `began`.
        """
        began = self._time.moment()
        change(lambda: None)
        self._hear_time(began)

    def start(self) -> None:
        """Begin to beat."""
        self._pulse.start()

    @property
    def has_news(self) -> bool:
        """Whether a transaction begun now might see what other members have committed."""
        return self.invalidations.has_news

    def expect_news(self) -> None:
        """Have the next look see what other members have committed by now."""
        self.invalidations.has_news = True

    # In each transaction

    def sync(self) -> None:
        """Make sure that what is committed by now is seen in the next transaction."""
        self._sync()

    def begins(self) -> None:
        """A transaction is about to begin: it sees all that is known of by now."""
        self.invalidations.has_news = False

    def began(self) -> bool:
        """To be called when a transaction has begun: hold on to the leases.

        Where there is none, it gets one, and says so: it is had once this commits.
        """
        has_joined = False
        ledger, held = self.ledger, self.ledger.owned
        if self._is_stale:
            self._find_held()
            held = ledger.owned
        for number in [n for n, shard in held.items() if shard.lease.holder != self.name]:
            self._tell_lost(number)
            del held[number]
            self.known.discard(number)
        self._pulse.has_lent_since = self._pulse.has_lent
        if not held or self.name not in self._sharing().members:
            self._join()
            has_joined = True
        elif ledger.number not in held:
            self._settle_in(next(iter(held.values())))
        bells = sum(shard.bell() for shard in held.values())
        if bells != self._bells:  # perhaps somebody has handed over a shard
            self._bells = bells
            self._find_held()
            held = ledger.owned
        read_current = self._connection.readCurrent
        ringing = False
        for number, shard in held.items():
            lease = shard.lease
            if lease._p_oid is not None:
                lease._p_activate()
                read_current(lease)
                if self._serials.get(number) != lease._p_serial:
                    # It is new, or another has had it meanwhile, and has given it back.
                    self._serials[number] = lease._p_serial
                    self.known.discard(number)
            if shard.has_arrivals():
                ringing = True
        self.is_ringing = ringing
        return has_joined

    def _hear_time(self, began: float) -> None:
        """Take the storage's time, from a commit since it was `began`, and the others' word on it.

        To be called when it has joined, before a timer is looked at.
        """
        assert self._joined is not None, "it has not joined"
        member, ahead = self._joined
        self._time.heard(member, began, lambda: ahead)

    def aborted(self) -> None:
        self._is_stale = True

    def unknown(self) -> list[int]:
        """Shards that are held, and whose work the driver has not found yet."""
        if self._is_stale:
            return []
        return [number for number in self.ledger.owned if number not in self.known]

    def _find_held(self) -> None:
        self._is_stale = False
        sharing: Sharing | None = self._root.sharing
        found = {} if sharing is None else sharing.shards_of(self.name)
        for number in sorted((self.known | self._feared_for).difference(found)):
            self._tell_lost(number)
        self._feared_for.clear()
        self.known.intersection_update(found)
        self.ledger.owned = found
        if found:
            # Also where the number stays: after a commit in doubt it may be another object.
            self._settle_in(found.get(self.ledger.number) or next(iter(found.values())))

    def _tell_lost(self, number: int) -> None:
        level = logging.INFO if self._pulse.has_lent_since else logging.WARNING
        logger.log(level, "%s: the lease on shard %d is lost", self.name, number)

    def _join(self) -> None:
        """Take a free shard that is empty, or make one."""
        sharing = start_sharing(self._root)
        held = self.ledger.owned
        if not held:
            shard = self._free_shard(sharing)
            held[shard.number] = shard
            self._settle_in(shard)
        others = [other.ahead for other in sharing.members.values()]
        served = None if self.ledger.served is None else tuple(sorted(self.ledger.served))
        member = sharing.members[self.name] = Member(
            self.ledger.number, self.provides, identity(os.getpid()), served
        )
        ahead = median(others) if others else 0.0
        self._joined = member, ahead
        self._pulse.write(member)
        if not self._time.has_heard:
            member.ahead = ahead  # as it will be

    def _free_shard(self, sharing: Sharing) -> Shard:
        """One that nobody has and that is empty, or a new one; it is this member's now."""
        for shard in sharing.shards.values():
            if not shard.lease.holder and shard.has_nothing_to_do():
                break
        else:
            shard = Shard(sharing.shards.maxKey() + 1)
            sharing.shards[shard.number] = shard
        take(shard.lease, self.name)
        return shard

    def _sharing(self) -> Sharing:
        found = self._root.sharing
        assert found is not None, "no member has joined yet"
        return found

    def _settle_in(self, shard: Shard) -> None:
        self.ledger.home, self.ledger.number = shard, shard.number

    def committed(self) -> None:
        watched = self.invalidations.watched
        if watched is not None and watched != (signs := self._own_signs()):
            self.invalidations.watched = signs

    def _own_signs(self) -> set[bytes]:
        """The oids of what other members write when they want something of this one."""
        held = self.ledger.owned.values()
        return {thing._p_oid for shard in held for thing in (shard.bell, shard.lease)}

    def is_current(self) -> bool:
        """Whether it has joined, as far as it knows."""
        return bool(self.ledger.owned)

    # Driving

    def drives(self, is_worker: bool) -> None:
        """The driver begins to run; as a worker, it looks after other members' processes too."""
        self._pulse.is_resting = False
        self.ledger.is_driven = True
        # Whoever waits for the end of a process wants to hear of every commit.
        self.invalidations.watched = set() if is_worker else None
        self.expect_news()
        if is_worker:
            self.ledger.new_pids.take_tables()
            self.committed()
        self._pulse.say(is_lent=False, is_worker=is_worker)

    def listens(self) -> None:
        """The driver begins to run, to hear of what other members do; it runs nothing."""
        self.invalidations.watched = None
        self.expect_news()

    def has_live_worker(self) -> bool:
        """Whether a member drives the image, which has beaten since it can be missed."""
        now = self._looked = monotonic()
        is_there = False
        for name, member in self._sharing().members.items():
            if name == self.name or not member.is_worker or member.is_lent:
                continue
            beats, since = self._seen.get(name, (-1, now))
            if beats != member.beats:
                self._seen[name] = (member.beats, now)
                since = now
            is_there |= now - since <= self.takeover
        return is_there

    def stops_driving(self) -> None:
        """The driver has stopped running; another member may take the shards in a while."""
        self._pulse.rest()
        self.ledger.is_driven = False
        self.invalidations.watched = None

    def listen_to_all(self, is_wanted: bool) -> None:
        """Whether any commit of another member is to wake the driver, or only what rings here."""
        if is_wanted != (self.invalidations.watched is None):
            self.invalidations.watched = None if is_wanted else self._own_signs()

    def requests_work(self, wants_work: bool) -> None:
        self._pulse.say(wants_work=wants_work)

    # Looking after others; called within a transaction

    def is_upkeep_due(self) -> bool:
        return monotonic() - self._looked >= UPKEEP

    def looked(self) -> None:
        self._looked = monotonic()

    def take_over(self) -> list[str]:
        """Take the shards of the dead, of those that lend or have left; gives the dead's names."""
        now = monotonic()
        beat = self.takeover / BEATS
        if now - self._looked > 4 * UPKEEP + beat:
            # We were away ourselves, or nobody could commit: time for the others to beat again.
            self._trusts_until = now + 2 * beat
        self._looked = now
        self.bereft.clear()
        sharing = self._sharing()
        losers: set[str] = {""}
        dead: set[str] = set()
        doubted: set[int] = set()
        for name, member in sharing.members.items():
            if name == self.name:
                continue
            beats, since = self._seen.get(name, (-1, now))
            if beats != member.beats:
                self._seen[name] = (member.beats, now)
                since = now
            patience = FORGOTTEN if member.is_lent else self.takeover
            is_silent = now - since > patience and now >= self._trusts_until
            if is_silent or has_ended(member.process):
                dead.add(name)
            if now - since > DOUBT * beat and now >= self._trusts_until:
                doubted.add(member.home)
            if member.is_lent or name in dead:
                losers.add(name)
        self.ledger.doubted = frozenset(doubted)
        wanted = []
        for shard in sharing.shards.values():
            holder = shard.lease.holder
            if holder in losers or (holder != self.name and holder not in sharing.members):
                is_given_up = holder == "" or (holder in losers and holder not in dead)
                if not (is_given_up and shard.has_nothing_to_do()):
                    wanted.append(shard)
        taken_from = set()
        for shard in wanted:
            holder = shard.lease.holder
            member = sharing.members.get(holder)
            if member is not None:
                member._p_activate()
                # Not if it beats at this very moment.
                self._connection.readCurrent(member)
            take(shard.lease, self.name)
            self.ledger.owned[shard.number] = shard
            taken_from.add(holder)
            if holder and (member is None or not member.is_lent):
                self.bereft.add(shard.number)
        for name in dead:
            self._connection.readCurrent(sharing.members[name])
            del sharing.members[name]
            consoles.forget(self._root, name)
            self._seen.pop(name, None)
        return sorted(taken_from - {""})

    def tidy(self) -> None:
        """Empty small shards that were taken over into the own one, and let go of empty ones."""
        ledger = self.ledger
        for number, shard in list(ledger.owned.items()):
            if number == ledger.number or not is_empty(shard.file_work) or shard.has_arrivals():
                continue
            if number not in self.known:
                continue  # it has just come: the driver has not found yet what is ready there
            sleeping = list(shard.timers)
            pids = {*shard.active, *(pid for _, pid in sleeping)}
            if len(pids) > MERGED:
                continue
            for pid in pids:
                process = self._root.find_process(pid)
                # One that was woken by another member may be that one's, and has left its timer.
                if process is not None and process.shard == number:
                    ledger.move(process, ledger.number)
            for pair in sleeping:
                if pair in shard.timers:
                    shard.timers.remove(pair)
            take(shard.lease, "")
            del ledger.owned[number]
            self.known.discard(number)

    def is_other_open(self, name: str) -> bool:
        """Whether that is another member, which is not known to have ended."""
        sharing: Sharing | None = self._root.sharing
        if name == self.name or sharing is None or name not in sharing.members:
            return False
        return not has_ended(sharing.members[name].process)

    def has_extra_shards(self) -> bool:
        return len(self.ledger.owned) > 1

    def those_that_want_work(self) -> list[tuple[str, int]]:
        """Members that would take work, with their shards; not one that was just given some."""
        now = monotonic()
        return [
            (name, member.home)
            for name, member in self._sharing().members.items()
            if member.wants_work
            and not member.is_lent
            and name != self.name
            and now - self._given.get(name, 0.0) > 0.1
        ]

    def give_work(self, ready: list[int]) -> list[int]:
        """Give those that want work their part of these processes; gives the pids that went."""
        wanting = self.those_that_want_work()
        share = min(MOST_GIVEN, len(ready) // (len(wanting) + 1)) if wanting else 0
        sharing = self._sharing()
        gone: list[int] = []
        left = list(ready)
        for name, number in wanting:
            if sharing.shards[number].lease.holder != name:
                continue
            self._given[name] = monotonic()
            served = sharing.members[name].queues
            for pid in left[-share:] if share else ():
                process = self._root.find_process(pid)
                if process is None:
                    gone.append(pid)  # it was forgotten
                    continue
                if not may_run_for(process, served):
                    continue
                if process.state == READY and self.ledger.is_ours(process):
                    self.ledger.give(process, number)
                gone.append(pid)
            left = left[: len(left) - share]
        return gone

    def home_of_provider(self, function: Function, count: int) -> int | None:
        """The shard of a member that drives and runs such a call, if there is one."""
        sharing = self._sharing()
        known = known_signature(self._root, function)
        for name, signature in members_signatures(self._root, function):
            member = sharing.members[name]
            if name == self.name or member.is_lent or not may_run(signature, known, count):
                continue
            if sharing.shards[member.home].lease.holder == name:
                return int(member.home)
        return None

    # The end

    def keep_only(self, pids: Collection[int]) -> None:
        """Give away all processes but these; within a transaction."""
        sharing, ledger = self._sharing(), self.ledger
        before = dict(ledger.owned)
        kept = self._free_shard(sharing)
        ledger.owned[kept.number] = kept
        for pid in pids:
            process = self._root.find_process(pid)
            if process is not None and ledger.is_ours(process):
                ledger.move(process, kept.number)
        worker = sharing.find_worker(self.name)
        for number, shard in before.items():
            is_wanted = worker is not None and not shard.has_nothing_to_do()
            take(shard.lease, worker[0] if is_wanted and worker is not None else "")
            del ledger.owned[number]
            self.known.discard(number)
        if worker is not None:
            worker[1].bell.change(1)
        self._settle_in(kept)
        self.known.add(kept.number)

    def pass_on(self, pids: Collection[int]) -> None:
        """Give away processes that were kept: a worker, or the member that comes first, goes on."""
        sharing, ledger = self._sharing(), self.ledger
        found = [each for each in map(self._root.find_process, pids) if each is not None]
        going = [each for each in found if ledger.is_ours(each) and not each.has_ended]
        if not going:
            return
        worker = sharing.find_worker(self.name)
        if worker is not None:
            for process in going:
                ledger.give(process, worker[1].number)
            return
        shard = self._free_shard(sharing)
        ledger.owned[shard.number] = shard
        for process in going:
            ledger.move(process, shard.number)
        take(shard.lease, "")
        del ledger.owned[shard.number]

    def stop(self) -> None:
        self._pulse.stop()

    def leave(self) -> None:
        """Give all shards back; within a transaction."""
        self.ledger.new_pids.give_back()
        sharing: Sharing | None = self._root.sharing
        if sharing is None:
            return
        sharing.hand_over(self.name)
        for shard in sharing.shards_of(self.name).values():
            take(shard.lease, "")
        consoles.forget(self._root, self.name)
        if self.name in sharing.members:
            del sharing.members[self.name]

    def was_disconnected(self) -> None:
        """Nothing that was seen of the others means anything now, nor what was in progress."""
        self._seen.clear()
        self._feared_for |= self.known
        self.known.clear()
        self.expect_news()
        self.aborted()


def take(lease: Lease, name: str) -> None:
    lease.holder = name

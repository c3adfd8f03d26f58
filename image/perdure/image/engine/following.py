"""Hearing of processes that other members of a shared image run.

A person at a console, or a command that waits for a process, *follows* it: is told what
it and its descendants print, and when they want a line, wherever they run. A process may
go from one member to another meanwhile, or be taken over from one that was killed; so
what is printed is always read from the transcripts, in which each commit of the member that
ran it stands once.

Reads: perdure.image.schema.consoles. Read by: perdure.image.engine.driver, which owns it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from perdure.image.engine.askers import Askers
from perdure.image.engine.scheduler import Scheduler
from perdure.image.processes.waits.console_line import is_reading
from perdure.image.schema import consoles
from perdure.image.schema.processes import Process
from perdure.image.schema.transcript import Place
from perdure.image.sharing.alone import Members
from perdure.image.sharing.membership import Membership


class Tells(Protocol):
    """The part of the Driver that is needed here."""

    scheduler: Scheduler
    askers: Askers

    def change(self, change: Callable[[], Any]) -> Any: ...

    def deliver(self, pid: int, text: str) -> None: ...


class Following:
    """Which processes a member follows. Belongs to the thread that drives."""

    def __init__(self, driver: Tells, members: Membership) -> None:
        self._driver = driver
        self._members = members
        self._root = driver.scheduler.ledger.root
        self._ledger = driver.scheduler.ledger
        self._wanted: dict[int, None] = {}  #: pids, as asked for
        self._places: dict[int, Place] = {}  #: by pid, how far it was told
        self._over: set[int] = set()  #: pids of which nothing more will come

    def follow(self, pid: int) -> None:
        """From now on: what it prints is delivered, and `on_input` is asked for it."""
        root, name = self._root, self._members.name
        self._wanted[pid] = None

        def register() -> None:
            process = root.process(pid)
            for each in (process, *self._readers(pid)):
                followed = consoles.followed_by(root, name)
                if followed is None or each.pid not in followed:
                    place = self._places.get(each.pid, consoles.place_of(each))
                    consoles.follow(root, name, each, place)

        self._driver.change(register)
        self.look()

    def leave(self, pid: int) -> None:
        """No longer, after what is there now."""
        if pid not in self._wanted:
            return
        self.look()
        del self._wanted[pid]
        root, name = self._root, self._members.name
        self._driver.change(lambda: consoles.leave(root, name, pid))
        followed = consoles.followed_by(root, name) or ()
        self._places = {each: self._places[each] for each in self._places if each in followed}
        self._over.intersection_update(self._places)

    def has(self, pid: int) -> bool:
        """Whether what it prints is delivered by `look`."""
        if not self._wanted:
            return False
        followed = consoles.followed_by(self._root, self._members.name)
        return followed is not None and pid in followed

    def awaited(self) -> Iterator[int]:
        return iter(self._wanted)

    def look(self) -> None:
        """Tell what is new of the processes that are followed."""
        if not self._wanted:
            return
        followed = consoles.followed_by(self._root, self._members.name)
        if followed is None:  # others took this member to be dead
            for pid in list(self._wanted):
                self.follow(pid)
            return
        for pid, place in list(followed.items()):
            process = None if pid in self._over else self._root.find_process(pid)
            if process is not None:
                self._look_at(process, place)

    def _look_at(self, process: Process, first: Place) -> None:
        pid = process.pid
        place = self._places.setdefault(pid, first)
        transcript = process.details.transcript
        if process.has_ended:
            self._over.add(pid)
        if transcript is not None and transcript.end() != place:
            self._places[pid] = transcript.end()
            self._driver.deliver(pid, transcript.since(place))
        if is_reading(process):
            self._driver.askers.asks(pid)
        else:
            self._driver.askers.asks_no_more(pid)

    def _readers(self, pid: int) -> Iterator[Process]:
        """Its descendants that want a line now."""
        sharing = self._root.sharing
        for shard in () if sharing is None else sharing.shards.values():
            for each in shard.active:
                process = self._root.process(each)
                if is_reading(process) and pid in consoles.ancestors(self._root, process):
                    yield process


class NoFollowing:
    """The same of an image that is not shared: all that is printed is heard of anyway."""

    def follow(self, pid: int) -> None:
        """Do nothing: all that is printed is delivered anyway."""

    def leave(self, pid: int) -> None:
        """Do nothing: it goes on being delivered."""

    def has(self, pid: int) -> bool:
        return False

    def awaited(self) -> Iterator[int]:
        return iter(())

    def look(self) -> None:
        """Do nothing: no other member prints anything."""


def following_of(driver: Tells, members: Members) -> Following | NoFollowing:
    """The driver's way to hear of other members' processes, as the image is shared or not."""
    return Following(driver, members) if isinstance(members, Membership) else NoFollowing()

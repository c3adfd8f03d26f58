"""The thread that says that a member of a shared image lives.

It has a connection of its own, so that a long slice does not look like death.

Read by: perdure.image.sharing.membership.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import transaction
from transaction.interfaces import NoTransaction, TransientError
from ZODB.POSException import POSError

from perdure.image.schema.root import ROOT_KEY
from perdure.image.schema.shards import Member
from perdure.image.sharing.storage_time import StorageTime
from perdure.image.storage.opening import Opened

REST = 0.3  #: seconds without driving after which a member lends its shards
LENT_BEATS = 60.0  #: seconds between two beats of a member that lends
RETRY = 0.05  #: seconds after which a beat that failed is tried again


class Pulse:
    """The thread that says that a member lives."""

    def __init__(
        self,
        name: str,
        opened: Opened,
        interval: Callable[[], float],
        time: StorageTime,
        keeps: Callable[[], bool],
    ) -> None:
        self._name = name
        self._opened = opened
        self._interval = interval
        self._time = time
        self._keeps = keeps  #: whether something still runs that must not be lent
        self._said = {"wants_work": False, "is_lent": False, "is_worker": False}
        self._changed = threading.Event()
        self._is_stopped = False
        self._thread: threading.Thread | None = None
        self.is_resting = True  #: since `_rest_began`
        self.has_lent_since = False  #: whether it has, since somebody looked for its leases
        self._rest_began = monotonic()
        self._beaten = 0.0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="perdure-pulse", daemon=True)
        self._thread.start()

    def say(self, **what: bool) -> None:
        """Let the others know soon."""
        if any(self._said[key] != value for key, value in what.items()):
            self._said.update(what)
            self._changed.set()

    @property
    def has_lent(self) -> bool:
        """Whether another member may take what this one holds."""
        return self._said["is_lent"]

    def write(self, member: Member) -> None:
        for key, value in self._said.items():
            setattr(member, key, value)
        member.ahead = self._time.ahead

    def rest(self) -> None:
        self._rest_began = monotonic()
        self.is_resting = True
        self.say(wants_work=False, is_worker=False)

    def stop(self) -> None:
        self._is_stopped = True
        self._changed.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        manager = transaction.TransactionManager(explicit=True)
        connection = self._opened.database.open(manager)
        try:
            while True:
                timeout = REST if self.is_resting else self._interval()
                if self._changed.wait(timeout):
                    self._changed.clear()
                if self._is_stopped:
                    return
                is_rested = self.is_resting and monotonic() - self._rest_began >= REST
                if is_rested and not self._keeps():
                    self._lend()
                try:
                    self._beat(connection, manager)
                except (TransientError, POSError):
                    with suppress(NoTransaction):  # it may be committed
                        manager.abort()
                    connection.cacheMinimize()  # what cannot be read may be of too old a state
                    self._changed.set()  # what was to be said has not been
                    sleep(RETRY)
        finally:
            connection.close()

    def _lend(self) -> None:
        """Let any member take what this one holds; not where it has begun to drive just now.

        The driver's thread ends the rest, and then says that nothing is lent: it sees what is noted
        here, or the end of the rest is seen.
        """
        self._said["is_lent"] = True
        if self.is_resting:
            self.has_lent_since = True
        else:
            self._said["is_lent"] = False

    def _beat(self, connection: Any, manager: transaction.TransactionManager) -> None:
        began = self._time.moment()
        manager.begin()
        sharing = connection.root()[ROOT_KEY].sharing
        member = None if sharing is None else sharing.members.get(self._name)
        is_quiet = (
            member is not None
            and member.is_lent
            and self._said["is_lent"]
            and monotonic() - self._beaten < LENT_BEATS
            and not sharing.could_hand_over(self._name)
        )
        if member is None or is_quiet:
            manager.abort()  # it was declared dead, or others need not hear of it
            return
        member.beats += 1
        self.write(member)
        if member.is_lent:
            sharing.hand_over(self._name)
        manager.commit()
        self._time.heard(member, began)
        self._beaten = monotonic()

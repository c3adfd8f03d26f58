"""One transaction of an open image: what it must begin with, and what may become of it.

It commits, or conflicts, or fails, or nobody knows: then all work is looked for anew.
Whatever it is, the ledger, the machines and the members of a shared image are told.

Reads: perdure.image.processes.ledger. Read by: perdure.image.engine.batches and
perdure.image.engine.merging, which say what a transaction consists of.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import field
from random import uniform
from time import sleep
from typing import Any

import transaction
from transaction.interfaces import NoTransaction
from ZODB.POSException import ConflictError, POSError, StorageError

from perdure.image.conversion.foreign import told
from perdure.image.engine.retrying import again_as_it_is
from perdure.image.host.host import Host
from perdure.image.host.machines import Machines
from perdure.image.processes.ledger import Ledger
from perdure.image.schema.processes import Process
from perdure.image.sharing.alone import Members
from perdure.image.storage.files import FileWork
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition

SOME_CONFLICTS = 4  #: conflicts in a row after which attempts are delayed
CONFLICT_PAUSE, LONGEST_PAUSE = 0.001, 0.03  #: seconds, at most: for each of them, and in all
LONE_CONFLICTS = 50  #: how often a single change or slice is tried again
UNREADABLE = 4  #: how often what met an object that cannot be read is run again

logger = logging.getLogger("perdure")


@dataclass(slots=True)
class Committed:
    """The work that a transaction leaves to be done."""

    output: list[tuple[int, str]] = field(default_factory=list)  #: (pid, text)
    intents: list[Process] = field(default_factory=list)
    withdrawn: list[tuple[int, int]] = field(default_factory=list)
    asking: list[int] = field(default_factory=list)  #: pids
    file_work: FileWork | None = None
    told: list[int] = field(default_factory=list)  #: pids that others have changed
    progressed: Iterable[int] = ()  #: pids of processes that said how far they have come


class Transactions:
    """The transactions of one opening, one at a time."""

    def __init__(
        self,
        transactions: transaction.TransactionManager,
        ledger: Ledger,
        machines: Machines,
        host: Host,
        members: Members,
    ) -> None:
        self.transactions = transactions
        self.ledger = ledger
        self.machines = machines
        self.host = host
        self.ready: deque[int] = deque()  #: pids that are ready, as committed
        self.ended: list[Process] = []  #: that have ended, for the driver to tell
        self.parked: list[Process] = []  #: and that were parked by an error
        self.members = members
        self.commits = 0  #: transactions that were committed, and those that met a conflict
        self.conflicts = 0
        #: whether what is to follow a commit may not have been done
        self.is_in_doubt = False
        self.was_late = False  #: whether the last abort came after the commit
        self._has_joined = False
        self._connection: Any = ledger.root._p_jar

    def begin(self, *, assuming: bool = False) -> None:
        """Begin a transaction; every one of a shared image holds on to the leases.

        `assuming`: that nobody else has committed lately, where nobody has said so; the commit
        makes sure, and is a conflict where that is wrong.
        """
        if assuming and not self.members.has_news:
            self._connection.assume()  # of what is heard from now on it need not see anything
        else:
            self.members.begins()
        self.transactions.begin()
        self._has_joined = self.members.began()

    def look(self) -> bool:
        """See what other members have committed by now; whether there was anything."""
        if not self.members.has_news:
            return False
        try:
            self.begin()
            if not self._has_joined:
                self.transactions.abort()
                return True
        except BaseException:
            self.abort()
            raise
        self.abort()
        self.change(lambda: None)
        return True

    def change(self, change: Callable[[], Any]) -> tuple[Any, Committed]:
        """Make a change from outside (a spawn, a cancel) in a transaction of its own."""
        self.members.sync()
        for attempt in range(LONE_CONFLICTS):
            try:
                self.begin()
                made = change()
                return made, self.commit()
            except ConflictError as error:
                self.conflicted(error, attempt)
                if attempt == LONE_CONFLICTS - 1:
                    raise
            except StorageError:
                self.abort_unknown()
                raise
            except POSError:
                self.abort()
                if attempt >= UNREADABLE:
                    raise
                self.forget()
            except BaseException:
                self.abort()
                raise
        raise AssertionError("unreachable")

    def commit(self) -> Committed:
        """Commit; gives what is to follow from it."""
        ledger = self.ledger
        ledger.settle()
        if self._connection.assumes and self._connection._needs_to_join:
            self._connection.make_sure()  # for nothing is written
        self.transactions.commit()
        self.commits += 1
        self.members.committed()
        committed = Committed(
            ledger.output,
            ledger.intents,
            ledger.withdrawn,
            ledger.asking,
            ledger.file_work,
            ledger.told,
            ledger.progressed,
        )
        self.ready.extend(ledger.fresh)
        self.ended += ledger.ended
        self.parked += ledger.parked
        ledger.committed()
        return committed

    def conflicted(self, error: ConflictError, before: int = 0) -> None:
        """Abort, so that the next attempt sees what other members have committed.

        `before`: how many attempts in a row have met a conflict. After some, it waits a little, by
        chance, so that of members that change the same, again and again, none is always the last.
        """
        logger.debug("%s", error)
        self.abort()
        self.conflicts += 1
        if before >= SOME_CONFLICTS:
            sleep(uniform(0, min(CONFLICT_PAUSE * before, LONGEST_PAUSE)))
        self.members.sync()  # else the next attempt may see the same old state

    def abort(self) -> None:
        """Put everything back as it was committed.

        What came between a commit and the next transaction, an interrupt say, is raised here:
        what was to be done has been, and must not be done again.
        """
        self.host.process = None
        late: BaseException | None = None
        self.was_late = False
        try:
            self.transactions.abort()
        except NoTransaction as nothing:
            late, self.was_late = nothing.__context__, True
        if self._connection.was_late:
            self._connection.was_late, self.was_late = False, True
        self.machines.refresh()
        self.ledger.aborted()
        self.members.aborted()
        if self.was_late:
            self.doubt()
            self.is_in_doubt = True
        if late is not None:
            raise late

    def abort_unknown(self) -> None:
        """The same where it may have been committed all the same."""
        self.abort()
        self.doubt()

    def doubt(self) -> None:
        """Look for all work anew: what was committed last may be in the image or not."""
        self.ledger.new_pids.forget()
        self.members.was_disconnected()

    def forget(self) -> None:
        """See everything anew from the storage, as it is by now."""
        self.members.sync()
        self._connection.cacheMinimize()

    def fail(self, culprit: int, error: Exception) -> None:
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
            process = self.ledger.root.find_process(culprit)
            if process is not None and not process.has_ended:
                self.ledger.fail(process, condition, process.execution, again_as_it_is(process))

        self.change(park)

"""Turns of the slices that are run apart, and their merge with the image.

See docs/decisions/048. A merge is one transaction: it stores what the workspace has
changed, and does what the slice wants of processes.

Reads: perdure.image.engine.apart, perdure.image.engine.workspace. Read by:
perdure.image.engine.driver.
"""

from __future__ import annotations

import logging
from math import inf

from ZODB.POSException import ConflictError, POSError, StorageError

from perdure.image.engine.apart import CHECKPOINT, TURN
from perdure.image.engine.monitor import SLICE
from perdure.image.engine.scheduler import Scheduler
from perdure.image.engine.slice_ends import is_wait, note_end
from perdure.image.engine.transactions import LONE_CONFLICTS, UNREADABLE, Committed
from perdure.image.engine.workspace import Workspace, opened
from perdure.image.errors import AlreadyCompleted, NoSuchProcess
from perdure.image.host.deadlines import deadline_in_effect
from perdure.image.host.deferred import do, look_after
from perdure.image.processes.cancelling import (
    PENDING,
    RAISED,
    cancelled_here,
    is_in_stage,
    set_stage,
)
from perdure.image.processes.waits.deeds import Overtaken
from perdure.image.sharing.invalidations import relink
from perdure.vm import Outcome, Preempted, Waiting

logger = logging.getLogger("perdure")


class Lapsed(Exception):
    """A request of a slice that was run apart cannot be carried out any more."""


class Merging:
    """The slices of one opening that are run apart, as the driver sees them."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._ledger = scheduler.ledger
        self._monitor = scheduler.monitor
        self.apart = scheduler.apart

    def turn(self) -> Committed | None:
        """Let one of the slices that are run apart go on; what it came to, if it ended."""
        try:
            workspace = self.apart.next()
        except StorageError:
            self._scheduler.doubt()
            raise
        if workspace is None:
            return None
        pid = workspace.pid
        try:
            if self._ledger.find_to_run(pid) is None:
                self.apart.leave(pid)
                return None
            end = self._run(workspace)
            now = self._scheduler.host.clock.now()
            if self._interrupts(workspace, end, now):
                return None
            if isinstance(end, Preempted) and not self._is_checkpoint(workspace):
                return None
            return self._merge(workspace, end, now)
        except (ConflictError, Lapsed):
            self.apart.begin_again(pid)
            return None
        except (StorageError, OSError, MemoryError):
            self._scheduler.doubt()
            raise
        except POSError as error:
            self.apart.begin_again(pid, anew=True)
            if self.apart.conflicts(pid) > UNREADABLE:
                self.apart.leave(pid)
                self._scheduler.fail(pid, error)
            else:
                logger.info("%r; the slice of process %d is run again", error, pid)
                self._scheduler.forget()
            return None
        except Exception as error:  # noqa: BLE001  (as in `batch`)
            self.apart.leave(pid)
            self._scheduler.fail(pid, error)
            return None
        except BaseException:
            self.apart.begin_again(pid)
            raise

    def stop(self, pid: int) -> Committed | None:
        """Commit a slice that is run apart where it stands, or forget it where it may not.

        For a caller that wants the process to stand still; the only time but CHECKPOINT that
        a slice is seen half done.
        """
        workspace = self.apart.running(pid)
        try:
            if workspace is not None and workspace.isolation() is None:
                return self._merge(workspace, workspace.standing(), -inf)
        except (ConflictError, Lapsed):
            pass  # it stands where its slice began
        finally:
            self.apart.leave(pid)
        return None

    def _run(self, workspace: Workspace) -> Outcome:
        self._monitor.slice_began(workspace.machine, TURN, is_apart=True)
        try:
            return workspace.run()
        finally:
            self._monitor.slice_ended()

    def _interrupts(self, workspace: Workspace, end: Outcome, now: float) -> bool:
        """Whether something has to be raised where the slice stands: then it goes on with that.

        Not in the merge, which must not change what the slice has made; and not within what must
        not be done by halves.
        """
        if not isinstance(end, Preempted):
            if not isinstance(end, Waiting) or not is_wait(end):
                return False
        elif workspace.isolation() is not None:
            return False
        elif is_in_stage(self._ledger.process(workspace.pid), PENDING) and not workspace.was_told:
            workspace.raise_at(end.execution, cancelled_here(), tells=True)
            return True
        deadline = deadline_in_effect(workspace.machine, end.execution)
        if deadline is None or deadline.until > now:
            return False
        workspace.raise_at(end.execution, deadline.passed())
        return True

    def _is_checkpoint(self, workspace: Workspace) -> bool:
        is_due = workspace.took >= CHECKPOINT or workspace.has_made_much()
        return is_due and workspace.isolation() is None

    def _merge(self, workspace: Workspace, end: Outcome, now: float) -> Committed | None:
        """Commit what a slice did that was run apart.

        ConflictError where another transaction has changed what it changed too, and Lapsed where
        what it wants of processes cannot be done any more: it is to be run again.
        """
        pid, connection = workspace.pid, self._ledger.root._p_jar
        packed = workspace.harvest(end)
        changed = workspace.changed()  # now: the slice may be dropped below
        attempt = 0
        while True:
            try:
                self._scheduler.begin()
                process = self._ledger.find_to_run(pid)
                if process is None:
                    self._scheduler.abort()
                    self.apart.leave(pid)
                    return None
                connection.guests = workspace
                end, noted = opened(connection, packed)
                try:
                    do(self._ledger, noted)
                except (AlreadyCompleted, NoSuchProcess, Overtaken) as error:
                    raise Lapsed from error
                process.steps += 1
                if workspace.was_told:
                    set_stage(process, RAISED)
                machine = self._scheduler.machines.of(process)
                assert machine is not None
                note_end(self._ledger, process, end, machine, lambda: now)
                look_after(self._ledger, process, noted)
                committed = self._scheduler.commit()
            except ConflictError as error:
                self._scheduler.conflicted(error)
                attempt += 1
                if workspace.concerns(error.oid) or attempt >= LONE_CONFLICTS:
                    raise
            except BaseException:
                self._scheduler.abort()
                raise
            else:
                break
            finally:
                connection.guests = None
                connection.let_go(changed)  # what was looked at of it is not stored yet
        relink(self._scheduler.machines, connection, changed)
        is_long = workspace.took > SLICE and not process.has_ended
        self.apart.leave(pid, is_long=is_long, is_merged=True)
        return committed

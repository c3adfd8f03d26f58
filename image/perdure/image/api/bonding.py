"""Ends of processes, bonds between them, and supervisors, for applications.

docs/mailboxes.md and docs/supervisors.md show them. Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.api.requests import Requests
from perdure.image.api.turns import gathered
from perdure.image.errors import ImageError, NoSuchProcess, ProcessCancelled, ProcessFailed
from perdure.image.processes.bonds import LINK, UNLINK
from perdure.vm.dataclass import dataclass

CHILDREN = "children"  #: the query that each supervisor answers


@dataclass(frozen=True, slots=True)
class ProcessEnd:
    """The end of a process."""

    pid: int
    state: str  #: done, failed, cancelled or forgotten
    value: Any  #: the result; the ProcessFailed of one that has failed; else None


@dataclass(frozen=True, slots=True)
class ChildInfo:
    """A child of a supervisor."""

    id: str
    pid: int | None  #: None while it waits for its restart, and when it has ended
    state: str  #: running, waiting (for its restart) or ended
    restart: str  #: permanent, transient or temporary
    restarts: int  #: how often it was started again


class Bonding(Requests):
    """The part of the interface for what becomes of processes together."""

    def monitor(self, pid: int, timeout: float | None = None) -> ProcessEnd:
        """Wait for the end of a process, and tell what it was; NotDone after `timeout` seconds.

        Unlike `result` it raises nothing where the process has failed or was cancelled.
        """
        return end_of(pid, lambda: self.result(pid, timeout))

    @gathered
    def link(self, pid: int, other: int) -> Callable[[], None]:
        """Have two processes end together; see docs/mailboxes.md. NoSuchProcess.

        Where one has ended already, that is as if it did now.
        """

        def bind() -> None:
            one, two = self.root.process(pid), self.root.process(other)
            if pid == other:
                raise ImageError(f"process {pid} cannot be linked with itself")
            if not one.has_ended:
                self.ledger.do(LINK, pid, other)
            elif not two.has_ended:
                self.ledger.do(LINK, other, pid)

        return bind

    @gathered
    def unlink(self, pid: int, other: int) -> Callable[[], None]:
        """Have the end of either be nothing to the other any more."""
        return lambda: self.ledger.do(UNLINK, pid, other)

    def children(self, pid: int) -> list[ChildInfo]:
        """The children of a supervisor, as it was left by its last step; it is not disturbed.

        NoHandler where the process is none.
        """
        return children_from(self.query(pid, CHILDREN))

    def result(self, pid: int, timeout: float | None = None) -> Any:
        raise NotImplementedError


def end_of(pid: int, result: Callable[[], Any]) -> ProcessEnd:
    """The end of the process, of which `result` gives the result, or raises."""
    try:
        return ProcessEnd(pid, "done", result())
    except ProcessFailed as error:
        return ProcessEnd(pid, "failed", error)
    except ProcessCancelled:
        return ProcessEnd(pid, "cancelled", None)
    except NoSuchProcess:
        return ProcessEnd(pid, "forgotten", None)


def children_from(found: Any) -> list[ChildInfo]:
    """The children that a supervisor has told of."""
    return [
        ChildInfo(str(name), pid or None, str(state), str(restart), restarts)
        for name, pid, state, restart, restarts in found
    ]

"""Registered names: at most one process that has not ended has a name.

A start under a name that is taken gives, by its *policy*, the pid of the process that has it, or
an error, or ends that process and starts another. `reuse` says whether the name of
a process that has ended is free: as a rule it is; where not, such a process counts as one that has
the name.

Read by: perdure.image.processes.ledger, perdure.image.engine.name_builtins,
perdure.image.api.commands.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from perdure.image.errors import AlreadyRegistered, ImageError
from perdure.image.processes.waits.deeds import Overtaken, deed
from perdure.image.schema.names import drop, note, noted_under
from perdure.image.schema.processes import DONE, Process
from perdure.image.schema.root import ImageRoot

EXISTING, ERROR, REPLACE = POLICIES = ("existing", "error", "replace")
ALWAYS, FAILED, NEVER = REUSES = ("always", "failed", "never")

TAKE, DROP = "names:take", "names:drop"


class Unique(NamedTuple):
    """A start under a name."""

    name: str
    policy: str = EXISTING
    reuse: str = ALWAYS

    def checked(self) -> Unique:
        """The same; ImageError where it says what is not understood."""
        if type(self.name) is not str or not self.name:
            raise ImageError(f"a process is registered under a text, not {self.name!r}")
        if self.policy not in POLICIES:
            raise ImageError(f"no policy is {self.policy!r}; they are {', '.join(POLICIES)}")
        if self.reuse not in REUSES:
            raise ImageError(f"no reuse is {self.reuse!r}; they are {', '.join(REUSES)}")
        return self

    def find(self, ledger: Any) -> Process | None:
        """The process that is in the way of a new one.

        AlreadyRegistered where that must not be, or cannot be ended any more.
        """
        found = last_named(ledger, self.name)
        if found is None or (found.has_ended and self._is_free_after(found)):
            return None
        if self.policy == ERROR or (self.policy == REPLACE and found.has_ended):
            raise AlreadyRegistered(self.name, found.pid)
        return found

    @property
    def replaces(self) -> bool:
        """Whether the process that is found is to be ended."""
        return self.policy == REPLACE

    def _is_free_after(self, ended: Process) -> bool:
        return self.reuse == ALWAYS or (self.reuse == FAILED and ended.state != DONE)


class Naming:
    """The part of a Ledger that is concerned with names."""

    root: ImageRoot

    def find_noted(self, name: str) -> int:
        """The pid that is noted under the name; 0 where none is."""
        return noted_under(self.root, name)

    def take_name(self, name: str, pid: int) -> None:
        """Have the process be registered so; nobody that has not ended is."""
        take(self, name, pid, self.find_noted(name))

    def drop_name(self, name: str) -> None:
        """Have nobody be registered so."""
        drop_name(self, name)


def last_named(ledger: Any, name: str) -> Process | None:
    """The process that has the name, or had it last, and is not forgotten."""
    pid = ledger.find_noted(name)
    found: Process | None = ledger.find_process(pid) if pid else None
    return found


def process_named(ledger: Any, name: str) -> Process | None:
    """The process that has the name; None where it is free."""
    found = last_named(ledger, name)
    return None if found is None or found.has_ended else found


def names_of(root: ImageRoot, process: Process) -> tuple[str, ...]:
    """The names that the process has."""
    names = process.details.names
    if not names or process.has_ended:
        return ()
    return tuple([name for name in names if noted_under(root, name) == process.pid])


@deed(TAKE)
def take(ledger: Any, name: str, pid: int, noted: int) -> None:
    """Register the process so; Overtaken where another is noted by now, or goes on."""
    process = ledger.root.process(pid)
    holder = process_named(ledger, name)
    if ledger.find_noted(name) != noted or (holder is not None and holder is not process):
        raise Overtaken(TAKE)
    note(ledger.root, name, pid)
    details = process.own_details()
    if name not in details.names:
        details.names = (*details.names, name)
    ledger.claim(process)


@deed(DROP)
def drop_name(ledger: Any, name: str) -> None:
    """Have nobody be registered so."""
    process = last_named(ledger, name)
    drop(ledger.root, name)
    if process is not None and name in process.details.names:
        details = process.own_details()
        details.names = tuple([each for each in details.names if each != name])
        ledger.claim(process)


def keep_names(ledger: Any, process: Process) -> None:
    """One that has failed goes on, with the names that nobody has taken since."""
    names = process.details.names
    left = tuple([name for name in names if noted_under(ledger.root, name) == process.pid])
    if left != names:
        process.own_details().names = left


def forget_names(root: ImageRoot, process: Process) -> None:
    """The process is forgotten."""
    for name in process.details.names:
        if noted_under(root, name) == process.pid:
            drop(root, name)

"""The part of an open image by which processes move to new versions of their programs' texts.

docs/python.md shows it. Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perdure.image.api.commands import Commands
from perdure.image.api.turns import in_turn
from perdure.image.engine.upgrading import Upgraded, upgrade
from perdure.image.errors import CannotUpgrade
from perdure.image.processes.paging import FARTHEST_PID, Wanted, first_of
from perdure.image.schema.processes import FAILED, PARKED, READY, WAITING


class Upgrading(Commands):
    """See `Image.upgrade` and `Image.upgrade_all`."""

    @in_turn
    def upgrade(self, pid: int, texts: Mapping[str, str] | None = None) -> list[str]:
        """Move a process to the new version of its program: it goes on there where it stands.

        `texts` are the new ones by the paths that they have in the program; the files are read
        where none are given. Gives what is not taken over, each with file and line; nothing
        where no text is another. CannotUpgrade.
        """
        self._known(pid)
        return self._upgrade(pid, texts) or []

    @in_turn
    def upgrade_all(self, texts: Mapping[str, str] | None = None) -> list[Upgraded]:
        """The same of all processes that stand, and have another version of one of the texts."""
        self.refresh()
        pids = [
            process.pid
            for state in (WAITING, PARKED, FAILED, READY)
            for process in first_of(self.root, Wanted(state), 0, FARTHEST_PID)
            if process.machine
        ]
        found = []
        for pid in sorted(pids):
            try:
                notes = self._upgrade(pid, texts)
            except CannotUpgrade as error:
                if self._may_have(pid, texts):
                    found.append(Upgraded(pid, str(error), []))
            else:
                if notes is not None:
                    found.append(Upgraded(pid, "", notes))
        return found

    def _upgrade(self, pid: int, texts: Mapping[str, str] | None) -> list[str] | None:
        found: Any = None

        def change() -> None:
            nonlocal found
            found = upgrade(self.ledger, self.root.process(pid), self.machines, texts)

        self._change(change)
        notes: list[str] | None = found
        return notes

    def _may_have(self, pid: int, texts: Mapping[str, str] | None) -> bool:
        """Whether a process is of one of the programs; where files are read, each may be."""
        execution = self.root.process(pid).execution
        if texts is None or execution is None:
            return texts is None
        sources = [getattr(code, "source", None) for code, _, _ in execution.all_frames()]
        return any(source is not None and source.name in texts for source in sources)

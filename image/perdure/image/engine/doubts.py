"""Doubts about what is prepared in databases of the application's, and how they are settled.

A worker that dies between the two phases of a commit leaves something prepared, which keeps locks;
so does one that has lost its connection just then. The member that drives the processes of those
calls settles it when it has found them, and before it makes another call. Where the database
is away, it tries again later.

Reads: perdure.image.engine.transacting, when there is a database. Read by:
perdure.image.engine.batches, perdure.image.engine.starting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

from perdure.image.host.host import Host
from perdure.image.processes.ledger import Ledger

#: Imported for the first call of a transactional function.
TRANSACTING = "perdure.image.engine.transacting"
PAUSE = 1.0  #: seconds until a database that was away is asked again

logger = logging.getLogger("perdure")


class Doubts:
    """Those of one opening. The driver's thread alone uses it."""

    def __init__(self, host: Host, ledger: Ledger) -> None:
        self._host = host
        self._ledger = ledger
        self.has_any = True  #: whether something may have been left
        self.due: float | None = None  #: when a database is to be asked again

    def note(self) -> None:
        """Something may have been left just now."""
        self.has_any = True
        self.due = None

    def settle(self, change: Callable[[Callable[[], Any]], Any]) -> None:
        """Commit or undo what was left; `change` makes a change to the image."""
        now = self._host.clock.now()
        if self.due is not None and now < self.due:
            return
        is_new, self.has_any, self.due = self.due is None, False, None
        given = self._host.provided.values()
        databases = {id(each.database): each.database for each in given if each.database}
        for database in databases.values():
            if not database.two_phase:
                continue
            try:
                import_module(TRANSACTING).resolve(database, self._ledger, change)
            except ConnectionError as error:
                level = logging.WARNING if is_new else logging.DEBUG
                engine = database.engine
                logger.log(level, "what is prepared in %r is seen to later: %s", engine, error)
                self.has_any, self.due = True, now + PAUSE

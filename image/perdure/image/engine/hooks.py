"""Calling the hooks of an image: at the first driving of an opening, and when it is closed.

Each is a process of its own. One that fails is logged as any process, and keeps no other from being
called; one that has not ended in time when the image is closed goes on when that is driven again.

Read by: perdure.image.engine.driver, perdure.image.api.session.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from perdure.image.processes.hooks import START, STOP, hooks_of
from perdure.image.schema.processes import Process

logger = logging.getLogger("perdure.processes")


class Hooks:
    """The hooks of one opening; the driver's thread alone uses it."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._has_begun = False
        self._is_ending = False

    def begin(self) -> None:
        """Have those of the start called, once for each opening that drives what there is."""
        if self._has_begun or self._driver.scheduler.ledger.only is not None:
            return
        self._has_begun = True
        self._call(START)

    def end(self, grace: float) -> None:
        """Call those of the end where those of the start were, and wait so many seconds for them.

        What is ready in the image goes on meanwhile.
        """
        if not self._has_begun or self._is_ending:
            return
        self._is_ending = True
        pids = self._call(STOP)
        if not pids:
            return
        driver = self._driver
        driver.forget_stop()
        root = driver.scheduler.ledger.root

        def late() -> list[Process]:
            found = [root.find_process(pid) for pid in pids]
            return [each for each in found if each is not None and not each.has_ended]

        if not driver.run(lambda: not late(), deadline=driver.clock.now() + grace):
            named = ", ".join(f"process {each.pid}, {each.details.name}," for each in late())
            logger.warning("%s has not ended in time, and goes on when the image is driven", named)

    def _call(self, which: str) -> list[int]:
        driver = self._driver
        if not hooks_of(driver.scheduler.ledger.root, which):
            return []
        made: list[int] = driver.change(partial(self._create, which))
        return made

    def _create(self, which: str) -> list[int]:
        ledger, now = self._driver.scheduler.ledger, self._driver.clock.now()
        return [
            ledger.create(procedure, (), name=f"<{which} {name}>", parent=0, now=now).pid
            for name, procedure in hooks_of(ledger.root, which)
        ]

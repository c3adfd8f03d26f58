"""Wishes of programs that one object become another: done between two transactions.

The process that wishes waits for the outcome, so its stack is in its record like all others. A
wish is kept in the image until then, and survives a kill.

Read by: perdure.image.engine.driver, perdure.image.engine.image_builtins.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from BTrees.OOBTree import OOBTree

from perdure.image.engine.becoming import become
from perdure.image.errors import AlreadyCompleted, CannotBecome
from perdure.image.processes.waits.deeds import deed
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.singletons import UNSPECIFIED

KEPT: Final = "becoming"  #: under which the image keeps them: name -> (old, new)


@deed("wishes:become")
def wish(ledger: Any, name: str, old: Value, new: Value) -> None:
    """Note that one object is to become another; what awaits the name hears of it."""
    ledger.root.keep(KEPT, OOBTree)[name] = (old, new)


class Wishes:
    """The wishes of an image, as its driver grants them."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def grant(self) -> None:
        """Grant those that there are, once no slice is under way."""
        scheduler = self._driver.scheduler
        kept = scheduler.ledger.root.kept
        wishes = None if kept is None else kept.get(KEPT)
        if not wishes or scheduler.apart or scheduler.ledger.only is not None:
            return
        for name in list(wishes):
            try:
                self._driver.change(partial(self._grant, name))
            except CannotBecome as error:
                self._driver.change(partial(self._refuse, name, str(error)))

    def _grant(self, name: str) -> None:
        scheduler = self._driver.scheduler
        root = scheduler.ledger.root
        found = root.kept[KEPT].pop(name, None)
        if found is not None:
            old, new = found
            become(root, scheduler.machines, old, new, scheduler.members.name)
            self._tell(name, UNSPECIFIED)

    def _refuse(self, name: str, text: str) -> None:
        if self._driver.scheduler.ledger.root.kept[KEPT].pop(name, None) is not None:
            self._tell(name, new_string(text))

    def _tell(self, name: str, outcome: Value) -> None:
        ledger = self._driver.scheduler.ledger
        try:
            ledger.complete(name, outcome, self._driver.clock.now())
        except AlreadyCompleted:
            pass

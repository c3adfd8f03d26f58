"""Calling back the application: it is told everything, whatever it raises on the way.

After a commit the application is told what was printed, which processes want a line or have
ended. What one callback raises must not keep the others from being told, nor what follows the
commit from being done. So it is kept, and raised where the image is driven once all has been
done: to the caller of `drive`, say. Where a thread of Perdure's own drives there is
nobody to raise it to; it is logged, and the thread goes on.

Read by: perdure.image.engine.driver, perdure.image.engine.watchers,
perdure.image.engine.background.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from perdure.image.conversion.foreign import attempt, is_interrupt, told

logger = logging.getLogger("perdure")


class Callbacks:
    """The callbacks of one driver, in the thread that drives."""

    def __init__(self) -> None:
        self.is_logging = False  #: whether failures are logged instead of being raised
        self.raised: BaseException | None = None  #: by the application, the last that `settle` did
        self._failed: list[BaseException] = []
        self._depth = 0  #: calls in progress: one may ask something that makes others

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call the function, and give its result; None where it raises."""
        self._depth += 1
        try:
            is_result, outcome = attempt(function, *arguments)
        finally:
            self._depth -= 1
        if is_result:
            return outcome
        self._failed.append(outcome)
        return None

    def call_each(self, functions: Iterable[Callable[[], object]]) -> None:
        """Call all of these, whatever some of them raise."""
        self._depth += 1
        try:
            for function in functions:
                try:
                    function()
                except Exception as error:  # noqa: BLE001  (as `attempt`, of which there are many)
                    self._failed.append(error)
                except BaseException as error:
                    if is_interrupt(error):
                        raise
                    self._failed.append(error)
        finally:
            self._depth -= 1

    def settle(self) -> None:
        """Raise what the first that failed has raised, now that all have been called.

        Not within a call: it is none of its affair.
        """
        if not self._failed or self._depth:
            return
        failed, self._failed = self._failed, []
        first = None if self.is_logging else failed.pop(0)
        for error in failed:
            logger.error("what the application gave to be called: %s", told(error), exc_info=error)
        if first is not None:
            self.raised = first
            raise first

"""The storage's clock, which the members of a shared image follow.

Read by: perdure.image.sharing.membership, perdure.image.sharing.pulse.
"""

from __future__ import annotations

from collections.abc import Callable

from persistent import Persistent
from persistent.TimeStamp import TimeStamp

from perdure.image.clock import Clock, SystemClock


class StorageTime:
    """A member's knowledge of the storage's clock; none where its own is a simulated one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock if isinstance(clock, SystemClock) else None

    def moment(self) -> float:
        return 0.0 if self._clock is None else self._clock.elapsed()

    @property
    def has_heard(self) -> bool:
        """Whether `ahead` is of the storage's clock."""
        return self._clock is None or self._clock.has_heard

    @property
    def ahead(self) -> float:
        return 0.0 if self._clock is None else self._clock.ahead

    def heard(
        self, written: Persistent, began: float, ahead: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Take the serial of an object as the time of its commit, which was since `began`."""
        if self._clock is not None:
            self._clock.heard(TimeStamp(written._p_serial).timeTime(), began, ahead)

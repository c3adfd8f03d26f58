"""The monitor: a thread that ends the turns of slices that run too long.

It looks at the clock every few milliseconds while slices are being run, and tells
the machine to stop when the running one has had its time and something else could
use it, or after the longest time that it may have, or when it has made so much that a
transaction should not hold more.

Read by: perdure.image.engine.batches, perdure.image.engine.driver.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from time import perf_counter, sleep

from perdure.vm.protocols import Machine

TICK = 0.005  #: seconds between two looks
SLICE = 0.010  #: seconds that a slice may take while others wait
#: Seconds that it may take while none does. As much is done twice where it takes longer.
LONE_SLICE = 0.25
#: Blocks of memory that a slice may keep or load before it is committed: some 100 MB, for a pair
#: with a number takes two or three.
MOST_BLOCKS = 1_000_000
COUNTING = 4  #: looks from one count of them to the next: to count takes a tenth of a millisecond
IDLE_TICKS = 40  #: looks without a slice after which the thread goes to sleep


class Monitor:
    """Knows which machine runs a slice, and interrupts it when its turn is over."""

    def __init__(self, is_wanted: Callable[[], bool]) -> None:
        self._is_wanted = is_wanted  #: whether anything else could use the time
        self.running: Machine | None = None  #: the machine that runs a slice; None while none does
        self.is_apart = False  #: whether that slice is run in a workspace
        self._is_bounded = False  #: whether it may make so much only
        self._most = LONE_SLICE
        self._began = 0.0  #: when the slice began; 0.0 while none runs
        self._is_asleep = True
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def slice_began(
        self, machine: Machine, most: float, *, is_apart: bool = False, is_bounded: bool = False
    ) -> None:
        """It may take SLICE, or `most` seconds where nothing else could use the time.

        `is_bounded`: it is ended, too, when it has made MOST_BLOCKS.
        """
        self.running, self._most, self.is_apart = machine, most, is_apart
        self._is_bounded = is_bounded
        self._began = perf_counter()
        if self._is_asleep:
            self._rouse()

    def slice_ended(self) -> None:
        self.running, self._began = None, 0.0

    def runs_in_batch(self) -> bool:
        """Whether a slice is run that is part of a batch."""
        return self.running is not None and not self.is_apart

    def interrupt(self) -> None:
        """Make the running slice stop at its next check. For any thread."""
        machine = self.running
        if machine is not None:
            machine.interrupt()

    def close(self) -> None:
        self._is_closed = True
        self._wake.set()

    def _rouse(self) -> None:
        self._is_asleep = False
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="perdure-monitor", daemon=True)
            self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        idle = looks = blocks = 0
        counted = 0.0  #: the slice at whose beginning there were so many blocks
        while not self._is_closed:
            sleep(TICK)
            began = self._began
            if began:
                idle = 0
                took = perf_counter() - began
                is_over = took > self._most or (took > SLICE and self._is_wanted())
                if self._is_bounded and not is_over:
                    looks += 1
                    if counted != began:
                        counted, looks, blocks = began, 0, sys.getallocatedblocks()
                    elif looks % COUNTING == 0:
                        is_over = sys.getallocatedblocks() - blocks > MOST_BLOCKS
                # A slice that ended in the meantime is not the one to stop.
                if is_over and self._began == began:
                    self.interrupt()
            else:
                idle += 1
                if idle > IDLE_TICKS:
                    idle = 0
                    self._wake.clear()
                    self._is_asleep = True
                    # If a slice began between the two lines above, do not sleep.
                    if not self._began:
                        self._wake.wait()
                    self._is_asleep = False

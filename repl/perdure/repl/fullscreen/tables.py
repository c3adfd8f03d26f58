"""The tables of a monitor: what is looked up for each, and the row that is chosen.

Read by: perdure.repl.fullscreen.application.
"""

from __future__ import annotations

from time import time
from typing import Any, Final

from perdure.image import Counts, Image
from perdure.repl import monitoring
from perdure.repl.columns import Row, Table
from perdure.repl.monitoring import Speeds, Wanted
from perdure.vm.dataclass import dataclass

TABLES: Final = ("processes", "timers", "queues", "members")
ROWS: Final = 500  #: rows of a page of processes, of which a screen shows some


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it was looked up."""

    table: Table[Any]
    rows: list[Row]
    counts: Counts
    moment: float
    next: Any = None  #: where the next page begins; None where there is none


class Monitor:
    """Which table is shown, which of its pages, and which row is chosen."""

    def __init__(self, wanted: Wanted) -> None:
        self.table = TABLES[0]
        self.wanted = wanted
        self.shown: Shown | None = None
        self.at = 0  #: the number of the row that is chosen
        self.first = 0  #: that of the first on the screen
        self._pages: list[Any] = [None]  #: where the pages begin up to the one that is shown
        self._speeds = Speeds()

    def look_up(self, image: Image, table: str, wanted: Wanted, start: Any, rows: int) -> Shown:
        """The table as of now; for the thread that asks the image."""
        counts, now = image.counts(), time()
        if table == "timers":
            timers = monitoring.TIMERS.rows(image.timers(rows), now)
            return Shown(monitoring.TIMERS, timers, counts, now)
        if table == "queues":
            queues = monitoring.QUEUES.rows(image.queues(), now)
            return Shown(monitoring.QUEUES, queues, counts, now)
        if table == "members":
            members = monitoring.MEMBERS.rows(image.members(), now)
            return Shown(monitoring.MEMBERS, members, counts, now)
        sample = monitoring.sample_of(image, wanted, rows, start)
        self._speeds.see(sample)
        made = monitoring.process_rows(sample, self._speeds, wanted.sort)
        return Shown(monitoring.PROCESSES, made, counts, sample.moment, sample.next)

    @property
    def start(self) -> Any:
        """Where the page begins that is shown."""
        return self._pages[-1]

    def show(self, shown: Shown) -> None:
        """It has been looked up; the same process stays chosen, if it is there."""
        pid = self.pid
        self.shown = shown
        pids = [each for each, _ in shown.rows]
        self.at = pids.index(pid) if pid and pid in pids else min(self.at, max(0, len(pids) - 1))

    @property
    def pid(self) -> int:
        """The process of the row that is chosen; 0 where there is none."""
        rows = [] if self.shown is None else self.shown.rows
        return rows[self.at][0] if self.at < len(rows) else 0

    def move(self, by: int) -> None:
        count = 0 if self.shown is None else len(self.shown.rows)
        self.at = max(0, min(count - 1, self.at + by))

    def turn(self, table: str) -> None:
        """Another table, from its beginning."""
        self.table, self.shown = table, None
        self.begin_anew()

    def begin_anew(self) -> None:
        self._pages, self.at, self.first = [None], 0, 0

    def page(self, by: int) -> bool:
        """The next page or the one before; whether there is one."""
        if by > 0 and self.shown is not None and self.shown.next is not None:
            self._pages.append(self.shown.next)
        elif by < 0 and len(self._pages) > 1:
            self._pages.pop()
        else:
            return False
        self.at = self.first = 0
        return True

    @property
    def page_number(self) -> int:
        return len(self._pages)

    def lines(self, cells: int, height: int) -> list[tuple[int, str]]:
        """(number of the row, or -1, and its text) as they have room; the chosen one among them."""
        if self.shown is None:
            return [(-1, "looking ...")]
        heading, *lines = self.shown.table.lines(self.shown.rows, cells)
        room = max(1, height - 1)
        self.first = max(min(self.first, self.at), self.at - room + 1)
        found = list(enumerate(lines))[self.first : self.first + room]
        return [(-1, heading), *(found or [(-1, "none")])]

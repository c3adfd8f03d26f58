"""The root of an image: everything that it holds is reached from here.

Written by: perdure.bootstrap (the libraries), perdure.image.processes.ledger (the rest).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.errors import NoSuchProcess
from perdure.image.schema.clusters import CLUSTERED_FORMAT
from perdure.image.schema.deaths import Suspects
from perdure.image.schema.history import DEFAULTS, KEPT, History
from perdure.image.schema.indices import PairSet, ProcessTable, Queue
from perdure.image.schema.processes import Process
from perdure.image.schema.shards import TABLE, Sharing
from perdure.vm.objects.environments import Environment

#: The newest that this version reads and writes: 2 of images with shards, 3 of those with clusters.
FORMAT = CLUSTERED_FORMAT
FRESH_FORMAT = 1  #: of new images; SHARED_FORMAT once they are shared
ROOT_KEY = "perdure"  #: where the database's root keeps the ImageRoot


def new_image_id() -> str:
    """A random name for an image; part of the key of every effect."""
    return secrets.token_hex(8)


class Counters(Persistent):
    """Numbers that are handed out in blocks, in a record of their own."""

    __module__ = "perdure.image"
    __slots__ = ("next_pid",)

    def __init__(self) -> None:
        self.next_pid = 1

    def __getstate__(self) -> tuple[object, ...]:
        return (self.next_pid,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (self.next_pid,) = state[:1]


class ImageRoot(Persistent):
    """The root of an image: all that the image consists of.

    Three indices tell a driver what there is to do without loading a process:
    `active` (the processes that are ready, or wait on an effect or for input; unchanged
    from one effect to the next), `timers` (which process is due when) and `waiters`
    (which process awaits the end of which).
    """

    __module__ = "perdure.image"
    __slots__ = (
        "active",
        "counters",
        "file_work",
        "format",
        "id",
        "interaction",
        "kept",
        "libraries",
        "newer",
        "processes",
        "sharing",
        "suspects",
        "timers",
        "waiters",
    )

    format: int
    id: str  #: random, new for each image; "" until it is first opened to be driven
    libraries: OOBTree  #: str, "(scheme base)" -> Environment
    interaction: Environment  #: where `eval`, `load` and the REPL work
    counters: Counters
    processes: LOBTree  #: pid -> Process; later ones are in `newer`, or the tables of `sharing`
    active: LLTreeSet  #: pids
    timers: PairSet  #: (due, pid)
    waiters: PairSet  #: (awaited pid, waiting pid)
    file_work: Queue | None  #: see perdure.image.storage.files; None in older images
    #: what a tool keeps in the image, by its name: the REPL its history; None in older images
    kept: OOBTree | None
    sharing: Sharing | None  #: None while the image was never shared
    suspects: Suspects | None  #: made when the first is found; None in older images
    #: pid -> Process, where `processes` is a tree of an older image, whose leaves hold 60 of them
    newer: ProcessTable | None

    def __init__(self) -> None:
        self.format = FRESH_FORMAT
        self.id = new_image_id()
        self.libraries = OOBTree()
        self.interaction = Environment("user")
        self.counters = Counters()
        self.processes = ProcessTable()
        self.newer = None
        self.active = LLTreeSet()
        self.timers = PairSet()
        self.waiters = PairSet()
        self.file_work = Queue()
        self.kept = OOBTree()
        self.kept[KEPT] = history = History(DEFAULTS, 0.0)
        history.early_from = 1
        self.sharing = None
        self.suspects = None

    def __getstate__(self) -> tuple[object, ...]:
        return (
            self.format,
            self.id,
            self.libraries,
            self.interaction,
            self.counters,
            self.processes,
            self.active,
            self.timers,
            self.waiters,
            self.file_work,
            self.kept,
            self.sharing,
            self.suspects,
            self.newer,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.format = state[0]
        if self.format > FORMAT:
            return  # whoever opens it looks at `format` before anything else
        (
            _,
            self.id,
            self.libraries,
            self.interaction,
            self.counters,
            self.processes,
            self.active,
            self.timers,
            self.waiters,
        ) = state[:9]
        self.file_work = state[9] if len(state) > 9 else None
        self.kept = state[10] if len(state) > 10 else None
        self.sharing = state[11] if len(state) > 11 else None
        self.suspects = state[12] if len(state) > 12 else None
        self.newer = state[13] if len(state) > 13 else None

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """A tool's object, kept in the image by that name; made in this transaction if need be."""
        if self.kept is None:
            self.kept = OOBTree()
        found = self.kept.get(name)
        if found is None:
            found = self.kept[name] = make()
        return found

    def history(self) -> History | None:
        """The history of processes; None in older images that nobody has driven since."""
        found: History | None = (self.kept or {}).get(KEPT)
        return found

    def made_history(self, now: float) -> History:
        """The same, made in this transaction if need be: of an older image, which keeps all."""
        made: History = self.keep(KEPT, lambda: History({}, now))
        return made

    def process(self, pid: int) -> Process:
        """The process of that pid, or NoSuchProcess."""
        found = self.find_process(pid)
        if found is None:
            raise NoSuchProcess(pid, was_forgotten=self.was_forgotten(pid))
        return found

    def find_process(self, pid: int) -> Process | None:
        """The process of that pid, or None."""
        try:
            found: Process | None = self.processes.get(pid)
            if found is None and self.newer is not None:
                found = self.newer.get(pid)
            if found is None and self.sharing is not None:
                table = self.sharing.tables.get(pid // TABLE)
                found = None if table is None else table.get(pid)
        except (TypeError, OverflowError):  # a pid beyond 64 bits
            found = None
        return found

    def was_forgotten(self, pid: int) -> bool:
        """Whether there was a process of that pid, which is not there, as far as is known."""
        history = self.history()
        was_given = type(pid) is int and 0 < pid < self.counters.next_pid
        return was_given and history is not None and history.has_forgotten

    def remove_process(self, pid: int) -> None:
        """Take it out of its table."""
        for table in (self.processes, self.newer):
            if table is not None and pid in table:
                del table[pid]
                return
        assert self.sharing is not None
        del self.sharing.tables[pid // TABLE][pid]

    def next_pid(self, pid: int) -> int | None:
        """The least pid of a process that is not less."""
        for table in (self.processes, self.newer):
            if table and table.maxKey() >= pid:
                return int(table.minKey(pid))
        tables = None if self.sharing is None else self.sharing.tables
        for table in tables.values(pid // TABLE) if tables is not None else ():
            if table and table.maxKey() >= pid:
                return int(table.minKey(pid))
        return None

    def processes_from(self, pid: int) -> Iterator[Process]:
        """Those with that pid and greater ones, the oldest first; none may be made meanwhile."""
        for table in (self.processes, self.newer):
            if table:
                yield from table.values(pid)
        tables = None if self.sharing is None else self.sharing.tables
        for table in tables.values(pid // TABLE) if tables is not None else ():
            yield from table.values(pid)

    def last_pid(self, pid: int) -> int | None:
        """The greatest pid of a process that is not greater."""
        tables = None if self.sharing is None else self.sharing.tables
        number = pid // TABLE
        while tables and tables.minKey() <= number:
            number = tables.maxKey(number)
            table = tables[number]
            if table and table.minKey() <= pid:
                return int(table.maxKey(pid))
            number -= 1
        for table in (self.newer, self.processes):
            if table and table.minKey() <= pid:
                return int(table.maxKey(pid))
        return None

    def add_process(self, process: Process) -> None:
        is_new = self._table_for(process.pid).insert(process.pid, process)
        assert is_new, f"there is a process {process.pid} already"

    def _table_for(self, pid: int) -> LOBTree:
        if self.sharing is not None:
            return self.sharing.table(pid)
        if type(self.processes) is ProcessTable:
            return self.processes
        if self.processes and pid < self.processes.maxKey():
            return self.processes  # one that was lost, and is put back
        if self.newer is None:
            self.newer = ProcessTable()
        return self.newer

    def all_processes(self) -> Iterator[Process]:
        """The oldest first."""
        for table in self.tables():
            yield from table.values()

    def pids(self) -> Iterator[int]:
        """The least first."""
        for table in self.tables():
            yield from table.keys()

    def shards(self) -> Iterator[Any]:
        """All that have indices of processes: those of a shared image, or the root itself."""
        if self.sharing is None:
            yield self
        else:
            yield from self.sharing.shards.values()

    def tables(self) -> Iterator[LOBTree]:
        """All that processes are in, those with lesser pids first."""
        yield self.processes
        if self.newer is not None:
            yield self.newer
        if self.sharing is not None:
            yield from self.sharing.tables.values()

"""The record of what one transaction has done to processes, and what must follow it.

It is remembered what may only happen once the transaction has committed: output to
deliver, files to write, effects to start, people to ask, processes that became
ready. An abort empties it.

`settle` is called just before a commit. A process that woke and waits again
within one transaction leaves `active` as it was, so the index is written only
for those that really changed sides.

Reads: perdure.image.processes.holding. Read by: perdure.image.processes.access.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time

from perdure.image.processes.holding import Holding, change_active
from perdure.image.processes.pids import BLOCK, Pids
from perdure.image.processes.waits import is_active
from perdure.image.schema import consoles
from perdure.image.schema.history import MARGIN
from perdure.image.schema.indices import Queue
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.transcript import Transcript
from perdure.image.storage.files import FileLog, FileWork


class Transacted(Holding):
    """The changes so far, and their consequences."""

    def __init__(
        self, root: ImageRoot, *, only: set[int] | None = None, most_pids: int = BLOCK
    ) -> None:
        """`only`: see Holding. No more than `most_pids` are taken from the image at once."""
        super().__init__(root, only)
        self.new_pids = Pids(root, most_pids)
        self.intents: list[Process] = []  #: processes that began to wait on an effect
        self.withdrawn: list[tuple[int, int]] = []  #: (pid, effect number) no longer wanted
        self.output: list[tuple[int, str]] = []  #: (pid, text), in order
        self.ended: list[Process] = []
        self.parked: list[Process] = []  #: those that were parked by an error, to be told of
        self.orphans: list[int] = []  #: pids of children that end with their owners just now
        self.linked: list[int] = []  #: pids of those that end by links just now
        self.now: Callable[[], float] = time  #: tells the image's time
        #: whether that function is called within the image's transactions
        self.is_transactional: Callable[[tuple[str, str]], bool] = lambda function: False
        self._moment: float | None = None  #: when what is made from outside in it is made
        self.asking: list[int] = []  #: pids of processes that began to want input
        self.progressed: set[int] = set()  #: pids of processes that said how far they have come
        self.files = FileLog()
        self.file_work: FileWork | None = None  #: what `files` came to, once settled
        self.is_commit_wanted = False  #: whether a process cannot go on before the commit
        #: process, whether it was active before, and whether it had ended; None: it was not there
        self._was_active: dict[int, tuple[Process, bool, bool | None]] = {}

    def moment(self) -> float:
        """The image's time, the same for all that is made from outside in one transaction."""
        if self._moment is None:
            self._moment = self.now()
        return self._moment

    def settle(self) -> None:
        """Bring the rest up to date: `active`, and the transcripts."""
        if self.only_asks:
            self._give_away()
        history = self.root.history()
        classified = self._classified()
        for process, was_active, had_ended in self._was_active.values():
            if process.shard in self.owned and is_active(process) != was_active:
                change_active(self.owned[process.shard].active, process)
            if process.pid < classified and process.has_ended is not had_ended:
                assert history is not None
                history.note_late(self.number, process.pid)
        texts: dict[int, list[str]] = {}
        for pid, text in self.output:
            texts.setdefault(pid, []).append(text)
        if self.root.sharing is not None:
            for pid in (*texts, *self.asking):
                consoles.heard(self.root, self.root.process(pid))
        for pid, pieces in texts.items():
            details = self.root.process(pid).own_details()
            if details.transcript is None:
                details.transcript = Transcript()
            details.transcript.append("".join(pieces))
        if self.files or self.files.done:
            if self.home.file_work is None:
                self.home.file_work = Queue()
            self.file_work = self.files.settle(self.home.file_work)

    def _give_away(self) -> None:
        """Have workers run what is to be run; where there is none, it stays until one comes."""
        self.fresh.clear()
        self.intents = []
        for process, _, _ in list(self._was_active.values()):
            if process.shard in self.owned and not process.has_ended:
                number = self.any_worker()
                if number is not None:
                    self.give(process, number)

    def committed(self) -> None:
        """Forget the transaction; what followed from it has been taken."""
        self.new_pids.committed()
        self.files.committed()
        self._clear()

    def aborted(self) -> None:
        self.new_pids.aborted()
        self.files.aborted()
        self._clear()

    def _clear(self) -> None:
        self.fresh.clear()
        self.intents = []
        self.withdrawn = []
        self.output = []
        self.ended = []
        self.parked = []
        self.orphans = []
        self.linked = []
        self.asking = []
        if self.progressed:
            self.progressed = set()
        self.told = []
        self.file_work = None
        self.is_commit_wanted = False
        self._moment = None
        self._was_active.clear()

    # Helpers

    def note_relabelled(self, process: Process) -> None:
        """Have it be found by its labels, and its version, though it was classified before."""
        if process.pid < self._classified():
            history = self.root.history()
            assert history is not None
            history.note_late(self.number, process.pid)

    def _classified(self) -> int:
        """All pids below it may have been classified."""
        history = self.root.history()
        if history is None:
            return 0
        return history.classified + (0 if self.root.sharing is None else MARGIN)

    def _touch(self, process: Process) -> None:
        if process.pid not in self._was_active:
            self._was_active[process.pid] = (process, is_active(process), process.has_ended)

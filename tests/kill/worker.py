"""The process that is killed: it opens an image and drives it until nothing is left.

    python -m tests.kill.worker '{"folder": ..., "program": ..., "copies": 3}'

Whatever it finds in the image goes on; copies of the program that are not there yet
are started first. Everything lies in one folder: see `Task`.

Started by: tests.kill.incarnations, tests.kill.nursery.
"""

from __future__ import annotations

import json
import random
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from perdure.image import Image
from perdure.image.storage import creation
from perdure.image.storage.file_storage import ImageStorage
from tests.house import turnstile as turnstile  # registers its kind of wait
from tests.house.tape import TAPE
from tests.house.toy import PAUSED, TOY
from tests.kill import world
from tests.kill.children import children_end_here, fork_child
from tests.kill.phases import DRIVING, OPENING, Phases, watch
from tests.kill.traps import Trap, after

PROGRAMS = Path(__file__).parent / "programs"
LANGUAGES = (TOY, PAUSED, TAPE)  #: besides Scheme

#: The index of the data file is otherwise written only every few thousand records,
#: more than these programs write.
RECORDS_BETWEEN_INDICES = 40


@dataclass(frozen=True)
class Task:
    """The orders of a worker."""

    folder: str  #: with the image, the journal of effects and the phases
    program: str  #: its file is in tests/kill/programs; "": only make an image, a bare one
    copies: int = 1  #: processes that are to run it
    trap: str = ""  #: where to kill itself; see tests.kill.traps
    n: int = 0  #: at which event
    singly: bool = False  #: whether each slice is committed by itself
    forks: bool = False  #: whether it forks children: there instead, or else at some commits

    @property
    def image(self) -> Path:
        return Path(self.folder) / "killed.image"

    @property
    def journal(self) -> Path:
        return Path(self.folder) / "journal"

    @property
    def shown(self) -> Path:
        return Path(self.folder) / "shown"

    @property
    def phases(self) -> Path:
        return Path(self.folder) / "phases"

    def to_json(self) -> str:
        return json.dumps(asdict(self))


MANY = 1_000_000  #: slices
GRACE = 30.0  #: seconds that effects have to end in once a worker is told to leave
LEFT = 128 + signal.SIGTERM  #: the exit code of one that was

#: How often a worker that forks does so at a commit, and for how long its children stay.
SHARE_FORKED, LONGEST_CHILD = 0.1, 0.2


def work(task: Task) -> None:
    with children_end_here():
        work_off(task)


def work_off(task: Task) -> None:
    ImageStorage.RECORDS = RECORDS_BETWEEN_INDICES
    world.journal = task.journal
    phases = Phases(task.phases)
    trap = Trap(task.trap, task.n, task.forks)
    trap.lay_in_storage(task.folder)
    phases.driver = OPENING
    if not task.program:
        setattr(creation, "find_bootstrap", lambda: lambda root: None)  # noqa: B010  (mypy)
        Image.open(task.image).close()
        return
    signals: list[int] = []

    def leave(number: int, frame: object) -> None:
        signals.append(number)
        image.stop()

    with Image.open(task.image, [world], grace=GRACE, languages=LANGUAGES) as image:
        signal.signal(signal.SIGTERM, leave)
        image.on_output = lambda pid, text: world.append_line(task.shown, pid, text)
        phases.driver = DRIVING
        watch(image, phases)
        trap.lay_in_image(image)
        if task.forks and not task.trap:
            fork_at_commits(image)
        if task.singly:
            image.scheduler.run_singly(MANY)
        start_copies(image, task)
        image.run_until_idle()
    if signals:
        sys.exit(LEFT)


def fork_at_commits(image: Image) -> None:
    """Children that nobody waits for; some outlive this worker when it is killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    def fork_now_and_then() -> None:
        if random.random() < SHARE_FORKED:
            fork_child(image, lasts=random.uniform(0, LONGEST_CHILD))

    after(image.scheduler.transactions, "commit", fork_now_and_then)


def start_copies(image: Image, task: Task) -> None:
    """Those that are not there yet."""
    text = (PROGRAMS / task.program).read_text(encoding="utf-8")
    programs = image.processes(name=task.program)
    started = sum(process.parent == 0 for process in programs)
    for _ in range(task.copies - started):
        image.spawn_program(text, task.program)


if __name__ == "__main__":
    work(Task(**json.loads(sys.argv[1])))

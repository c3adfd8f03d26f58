"""Consistency: whether what an image says of its processes agrees.

A process's own record says in what state it is; the indices, through which a driver finds
it, are made from that (perdure.image.processes.ledger). So each process is looked at, and whether
the indices have it where they must and nowhere else; then each index, for what stands for no
process. Frames are looked at as they are gone on with: their code must decode, have the
place at which they wait, and as many variables as they keep. One that its code declares to be
control must keep what the machine finds it by, and what is in effect must have its frame.

What two members of a shared image do at the same time, one of them puts right later: a
process that is among the arrivals of its shard may be missing in `active` or be in it, and
a timer whose process was woken by another member stays until it is due.

Read by: perdure.image.maintenance.checking, .salvaging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from perdure.image.errors import UNREADABLE, ImageError
from perdure.image.maintenance.naming import (
    unnoted_labels,
    wrong_entries,
    wrong_labels,
    wrong_names,
)
from perdure.image.maintenance.problems import Problems
from perdure.image.maintenance.reading import Progress, Records
from perdure.image.maintenance.whole import Whole
from perdure.image.processes.bonds import wrong_bonds
from perdure.image.processes.waits import Wait, is_active, parts_of
from perdure.image.processes.waits.kinds import all_kinds, dues_of, is_known, is_well_formed
from perdure.image.schema.history import ENDS
from perdure.image.schema.indices import Disordered, ascending, ascending_keys
from perdure.image.schema.processes import (
    CANCELLED,
    DONE,
    FAILED,
    INVOKE,
    PARKED,
    RAISE,
    READY,
    RETURN,
    WAITING,
    Process,
)
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import MARK, TABLE
from perdure.image.storage.creation import release
from perdure.image.storage.opening import connect
from perdure.vm.code.encoding import decoded
from perdure.vm.code.lowered import Lowered, held_at, kept_at, statement_at
from perdure.vm.core.descent import with_stack
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.holding import Holding
from perdure.vm.objects.foreign_code import ForeignCode
from perdure.vm.objects.procedures import Code

CACHED = 2_000  #: objects in memory at once
OFTEN = 200  #: processes after which memory is given back
MOST_CODES = 500  #: decoded codes that are kept for the next frames


@dataclass(slots=True)
class Seen:
    """How much was looked at."""

    processes: int = 0
    frames: int = 0
    #: of the frames, those that are control to the machine, by the name of the kind
    control: dict[str, int] = field(default_factory=dict)


def check_processes(records: Records, problems: Problems, progress: Progress) -> Seen:
    """Look at all processes and at the indices; problems are added to those there are."""
    try:
        opened = connect(records.storage, records.name, read_only=True, is_shared=False)
    except ImageError as error:
        problems.add("record", str(error))
        return Seen()
    opened.database.setCacheSize(CACHED)
    try:
        with opened.transactions:
            look = Look(opened.root, opened.connection.cacheGC, problems, progress)
            look.run()
            return look.seen
    finally:
        opened.connection.close()
        opened.database._connectionMap(release)


class Look:
    """One look at an image that is open."""

    def __init__(self, root: ImageRoot, rest: Any, problems: Problems, progress: Progress) -> None:
        self.root = root
        self.rest = rest
        self.problems = problems
        self.progress = progress
        self.seen = Seen()
        self.whole = Whole(root)
        self._arrivals = {
            pid
            for shard in self.whole.shards.values()
            for pid in getattr(shard, "arrivals", ())
            if pid != MARK
        }
        self._late = late_pids(root)
        self._codes: dict[bytes, tuple[Code, Lowered | str]] = {}

    def run(self) -> None:
        for name, table, base in self._tables():
            self._guarded(name, lambda table=table, base=base: self._check_table(table, base))
        for number, shard in self.whole.shards.items():
            of_shard = f" of shard {number}" if len(self.whole.shards) > 1 else ""
            self._guarded(f"active{of_shard}", lambda s=shard, n=number: self._check_active(s, n))
            self._guarded(f"timers{of_shard}", lambda s=shard: self._check_timers(s))
        for kind in all_kinds():
            self._guarded(f"waits for {kind.kind}", lambda kind=kind: self._check_entries(kind))
        self._guarded("names", self._check_names)
        self._guarded("labels", self._check_labels)
        self._guarded("history", self._check_history)
        self._guarded("libraries", lambda: [None for _ in ascending(self.root.libraries)])

    def _tables(self) -> Iterator[tuple[str, Any, int | None]]:
        """(name, pid -> process, pid // TABLE of those in it or None)."""
        yield "processes", self.root.processes, None
        if self.root.newer is not None:
            yield "newer processes", self.root.newer, None
        if self.root.sharing is not None:
            for base, table in self.root.sharing.tables.items():
                yield f"processes from {base * TABLE} on", table, base

    def _guarded(self, name: str, look: Any) -> None:
        try:
            look()
        except UNREADABLE as error:
            self.problems.add("index", f"{name}: cannot be read to its end: {one_line(error)}")
        except Disordered as error:
            self.problems.add("index", f"{name}: {error}")

    # Processes

    def _check_table(self, table: Any, base: int | None) -> None:
        for pid, process in ascending(table):
            self.seen.processes += 1
            if self.seen.processes % OFTEN == 0:
                self.progress("looking at processes", None)
                self.rest()
            try:
                wrong = list(self._wrong_with(pid, process, base))
            except UNREADABLE as error:
                wrong = [f"cannot be read: {one_line(error)}"]
            for text in wrong:
                self.problems.add("process", text, pid=pid)

    def _wrong_with(self, pid: int, process: Any, base: int | None) -> Iterator[str]:
        if not isinstance(process, Process):
            yield "is something else"
            return
        process._p_activate()
        if process.pid != pid or (base is not None and pid // TABLE != base):
            yield f"is process {process.pid} in another's place"
        yield from state_problems(process)
        yield from self._wrong_frames(process)
        yield from wrong_names(self.root, process)
        yield from wrong_bonds(self.root, process)
        yield from unnoted_labels(self.root, process, self._late)
        shard = self.whole.shards.get(process.shard)
        if shard is None:
            yield f"is in shard {process.shard}, which is not there"
        else:
            yield from self._missing_in_indices(process, shard)

    def _missing_in_indices(self, process: Process, shard: Any) -> Iterator[str]:
        pid = process.pid
        is_found = pid in shard.active or pid in self._arrivals
        if is_active(process) and not is_found:
            yield f"is {process.state}, and no driver would find it: it is not among the active"
        cancelled = None if process.has_ended else process.details.cancelled
        if cancelled is not None and (cancelled[0], pid) not in shard.timers and not is_found:
            yield "was cancelled, and has no timer"
        if process.state not in (WAITING, PARKED):
            return
        for part in parts_of(process):
            due = part.due()
            if due is not None and (due, pid) not in shard.timers:
                yield "waits for a moment, and has no timer"
            wrong = part.wrong(self.whole, pid)
            if wrong:
                yield f"waits for {part.text()}, {wrong}"

    def _wrong_frames(self, process: Process) -> Iterator[str]:
        try:
            execution = process.execution
            frames = [] if execution is None else execution.all_frames()
            holding = Holding()
            for number, (code, point, values) in enumerate(frames):
                self.seen.frames += 1
                for wrong in self._wrong_frame(code, point, values, holding):
                    yield f"frame {number}: {wrong}"
            if execution is not None:
                yield from holding.missing(execution)
        except (TypeError, ValueError, AttributeError) as error:
            yield f"its stack cannot be read: {one_line(error)}"

    def _wrong_frame(
        self, code: Any, point: int, values: tuple[Any, ...], holding: Holding
    ) -> Iterator[str]:
        if isinstance(code, ForeignCode):
            if code.places and not 0 <= point >> 1 < len(code.places):
                yield f"waits at a place that {code.name!r} does not have"
            return
        if not isinstance(code, Code):
            yield "has no code"
            return
        lowered = self._lowered(code)
        if isinstance(lowered, str):
            yield lowered
            return
        statement = statement_at(lowered, point >> 1)
        if statement is None:
            yield f"waits at a place that {code.name!r} does not have"
            return
        kept = len(kept_at(lowered, point, statement))
        if kept != len(values):
            yield f"keeps {len(values)} variables, where {code.name!r} wants {kept}"
            return
        for held in held_at(lowered, point):
            kind = held.kind.value
            self.seen.control[kind] = self.seen.control.get(kind, 0) + 1
            yield from holding.wrong_with(held, values)

    def _lowered(self, code: Code) -> Lowered | str:
        oid = code._p_oid
        found = self._codes.get(oid)
        if found is None:
            if len(self._codes) >= MOST_CODES:
                self._codes.clear()
            code._p_activate()
            try:
                lowered: Lowered | str = with_stack(decoded, code.lowered)
            except (ValueError, TypeError, KeyError, IndexError) as error:
                lowered = f"the code of {code.name!r} does not decode: {one_line(error)}"
            found = self._codes[oid] = (code, lowered)
        return found[1]

    def _process(self, pid: int) -> Process | None:
        try:
            return self.root.process(pid)
        except ImageError:
            return None

    # Indices

    def _check_active(self, shard: Any, number: int) -> None:
        for pid in ascending_keys(shard.active):
            process = self._process(pid)
            if process is None:
                self.problems.add("index", f"active: {pid} is no process")
            elif pid not in self._arrivals and not (is_active(process) and process.shard == number):
                self.problems.add("index", f"among the active, and is {process.state}", pid=pid)

    def _check_timers(self, shard: Any) -> None:
        for due, pid in ascending_keys(shard.timers):
            process = self._process(pid)
            if process is None:
                self.problems.add("index", f"timers: {pid} is no process")
            elif self.root.sharing is None and is_known(process) and not is_due(process, due):
                self.problems.add("index", "has a timer, and does not wait for it", pid=pid)

    def _check_entries(self, kind: type[Wait]) -> None:
        for pid, wait in kind.entries(self.whole):
            if self._process(pid) is None:
                self.problems.add("index", f"waits for {wait.text()}: {pid} is no process")
            elif not self.whole.is_waited_for(pid, wait):
                noted = f"is noted to wait for {wait.text()}, and does not"
                self.problems.add("index", noted, pid=pid)

    def _check_names(self) -> None:
        for wrong, pid in wrong_entries(self.root):
            self.problems.add("index", wrong, pid=pid)

    def _check_labels(self) -> None:
        for wrong, pid in wrong_labels(self.root, self._late):
            self.problems.add("index", wrong, pid=pid)

    def _check_history(self) -> None:
        history = self.root.history()
        if history is None:
            return
        late = self._late
        for state, pids in zip(ENDS, history.ended, strict=True):
            for pid in ascending_keys(pids):
                process = self._process(pid)
                is_so = process is not None and process.state == state
                if not is_so and pid not in late:
                    self.problems.add("index", f"is noted to be {state}, and is not", pid=pid)
        found: Counter[int] = Counter()
        for pid, version in ascending(history.living):
            found[version] += 1
            process = self._process(pid)
            if pid in late:
                continue
            if process is None or process.has_ended:
                self.problems.add("index", "is noted to be alive, and is not", pid=pid)
            elif process.details.version != version:
                self.problems.add("index", "is noted to be of another version", pid=pid)
        if dict(found) != dict(history.versions):
            self.problems.add("index", "how many are of each version is counted wrong")
        for tree in (history.names, *history.queues):
            for _ in ascending_keys(tree):
                pass


def late_pids(root: ImageRoot) -> set[int]:
    """The processes of which the history is noted to be old; none where that cannot be read."""
    history = root.history()
    try:
        return set() if history is None else set(history.late_pids())
    except UNREADABLE:
        return set()


def state_problems(process: Process) -> Iterator[str]:
    """Why a process is not in exactly one state: what it has must be what the state says."""
    state, waits, outcome = process.state, process.waits, process.outcome
    has_stack = process._execution is not None
    if not is_well_formed(process):
        yield "waits for what cannot be read"
        return
    goes_on = isinstance(outcome, tuple) and bool(outcome) and outcome[0] in (RETURN, RAISE, INVOKE)
    if state == READY:
        if waits is not None or not goes_on or not has_stack:
            yield "is ready, and cannot go on: " + what_it_has(process)
    elif state == WAITING:
        if waits is None or outcome is not None or not has_stack:
            yield "is waiting, and for nothing: " + what_it_has(process)
    elif state == PARKED:
        if (waits is None) == (outcome is None) or not has_stack or (waits is None and not goes_on):
            yield "is parked, and could not go on: " + what_it_has(process)
    elif state in (DONE, FAILED):
        if waits is not None or not isinstance(outcome, tuple) or not 1 <= len(outcome) <= 3:
            yield f"is {state}, and has no outcome: " + what_it_has(process)
        if state == DONE and has_stack:
            yield "is done, and has a stack"
    elif state == CANCELLED:
        if waits is not None or outcome is not None or has_stack:
            yield "is cancelled, and has more than that: " + what_it_has(process)


def is_due(process: Process, moment: float) -> bool:
    return moment in dues_of(process)


def what_it_has(process: Process) -> str:
    """For people: which of the three it has."""
    parts = {
        "a wait": process.waits is not None,
        "an outcome": process.outcome is not None,
        "a stack": process._execution is not None,
    }
    found = [name for name, is_there in parts.items() if is_there]
    return "it has " + (" and ".join(found) or "neither wait, outcome nor stack")


def one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]

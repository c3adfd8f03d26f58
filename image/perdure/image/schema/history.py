"""Indices of an image's processes by state, name and label, and for how long ended ones are kept.

A process that is called and ends at once must cost no index. So its pid is only
*classified* later, with some hundreds more in one transaction
(perdure.image.processes.keeping): all pids below `classified` have been looked at once. One that
was alive then is in `living`, and one that has ended in the set of that state, under its name, and
in the queue of those that are to be forgotten, with the moment when that was seen; and each under
its labels. A change that makes, ends, revives or relabels a process whose pid is below notes it
as *late*, at the end of a queue of its member's own; it is classified again. How far each queue was
looked at is noted elsewhere, and its member takes out what is before. So a queue is written by its
member alone, and that by the member that classifies: neither meets a conflict with the other.

So what an index says of a pid may be old, and a query asks the process itself; and looks
besides at all that are late or not classified yet, which are few.

Read by: perdure.image.schema.root, perdure.image.processes.paging. Changed by:
perdure.image.processes.keeping, and the ledger, which notes the late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from perdure.image.schema.indices import PairSet, PairsOfMany, Queue
from perdure.image.schema.processes import CANCELLED, DONE, FAILED, Process

KEPT = "history"  #: its name among what the image keeps

#: Which limit an ended process falls under: texts that were evaluated, whatever became of
#: them; other processes that failed; the rest.
FORMS, FAILURES, OTHERS = KINDS = ("forms", "failed", "done")
COMPLETIONS = "completions"  #: the limit of what was completed from outside

Labels = tuple[tuple[str, str], ...]  #: (name, value), in order

MARK = -1  #: stays among the early: see perdure.image.schema.shards
NO_LABEL = ("", "")  #: the label under which it stands there

TRIMMED = 32  #: of the late that were looked at, how many are taken out at most with a new one

#: Of a shared image, how far below `classified` a member may still take it to be that began
#: its transaction before others classified some.
MARGIN = 512

DAY = 86_400.0


class Limit(NamedTuple):
    """How long, and how many, of a kind are kept; None: without end."""

    seconds: float | None = None
    most: int | None = None


#: Of images that this version makes.
DEFAULTS: Final = {
    FORMS: Limit(DAY, 1_000),
    OTHERS: Limit(30 * DAY, 100_000),
    FAILURES: Limit(90 * DAY, 100_000),
    COMPLETIONS: Limit(365 * DAY, None),
}


class History(Persistent):
    """The index of an image's processes, read without loading them."""

    __module__ = "perdure.image"
    __slots__ = (
        "began",
        "classified",
        "counts",
        "cursor",
        "early",
        "early_from",
        "ended",
        "has_forgotten",
        "labelled",
        "labels",
        "late",
        "limits",
        "living",
        "looked",
        "names",
        "noted",
        "queues",
        "strays",
        "versions",
    )

    #: (kind, (seconds, count)); what is not in it has none
    limits: tuple[tuple[str, tuple[float | None, int | None]], ...]
    began: float  #: seconds since 1970; before that no moments were noted
    classified: int  #: all pids below it were looked at
    living: LOBTree  #: pids of those that had not ended then -> numbers of their versions
    ended: tuple[LLTreeSet, LLTreeSet, LLTreeSet]  #: pids: done, failed, cancelled
    names: PairsOfMany  #: (name, pid)
    labels: PairsOfMany  #: (name of a label, value, pid)
    labelled: LOBTree  #: pid -> the labels under which it stands there, as (name, value) each
    queues: tuple[PairsOfMany, PairsOfMany, PairsOfMany]  #: of KINDS: (when the end was seen, pid)
    counts: tuple[int, int, int]  #: how many are in each of these
    #: number of a shard -> labels that its member has given what is not classified, as in `labels`
    early: LOBTree
    #: the labels of all pids from it on are in `early`, or were classified; None: of none
    early_from: int | None
    #: number of a shard -> Queue of the pids that its member has made, ended or revived late
    noted: LOBTree
    looked: LOBTree  #: number of a shard -> the first of these that was not looked at
    late: LOBTree  #: the same as a set of pids each, of images of older versions: see `noted`
    strays: LLTreeSet  #: pids that were given out long before they were used
    cursor: str  #: the name of a completion that was looked at last
    has_forgotten: bool
    versions: tuple[tuple[int, int], ...]  #: (number of a version, how many of `living` are of it)

    def __init__(self, limits: dict[str, Limit], began: float) -> None:
        self.limits = tuple([(kind, (limit[0], limit[1])) for kind, limit in limits.items()])
        self.began = began
        self.classified = 1
        self.living = LOBTree()
        self.ended = (LLTreeSet(), LLTreeSet(), LLTreeSet())
        self.names = PairsOfMany()
        self.labels = PairsOfMany()
        self.labelled = LOBTree()
        self.queues = (PairsOfMany(), PairsOfMany(), PairsOfMany())
        self.counts = (0, 0, 0)
        self.early, self.early_from = LOBTree(), None
        self.late, self.noted, self.looked = LOBTree(), LOBTree(), LOBTree()
        self.strays = LLTreeSet()
        self.cursor = ""
        self.has_forgotten = False
        self.versions = ()

    def __getstate__(self) -> tuple[object, ...]:
        return (
            1,
            self.limits,
            self.began,
            self.classified,
            self.living,
            self.ended,
            self.names,
            self.queues,
            self.counts,
            self.late,
            self.strays,
            self.cursor,
            self.has_forgotten,
            self.labels,
            self.labelled,
            self.versions,
            self.early,
            self.early_from,
            self.noted,
            self.looked,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (
            _,
            self.limits,
            self.began,
            self.classified,
            self.living,
            self.ended,
            self.names,
            self.queues,
            self.counts,
            self.late,
            self.strays,
            self.cursor,
            self.has_forgotten,
            self.labels,
            self.labelled,
            self.versions,
        ) = state[:16]
        self.early, self.early_from = state[16:18] if len(state) > 16 else (LOBTree(), None)
        self.noted, self.looked = state[18:20] if len(state) > 18 else (LOBTree(), LOBTree())

    def limit(self, kind: str) -> Limit:
        return Limit(*dict(self.limits).get(kind, ()))

    def set_limit(self, kind: str, seconds: float | None, count: int | None) -> None:
        others = [entry for entry in self.limits if entry[0] != kind]
        self.limits = (*others, (kind, (seconds, count)))

    def note_late(self, shard: int, pid: int) -> None:
        """The process was made, has ended or goes on, though it was classified before.

        To be called by the member that holds the shard.
        """
        noted = self.noted.get(shard)
        if noted is None:
            noted = self.noted[shard] = Queue()
            self._keep("noted")
        noted.append(pid)  # before others are taken out: its number is never given again
        looked = self.looked.get(shard, 0)
        for number in list(islice(noted.keys(None, looked, excludemax=True), TRIMMED)):
            del noted[number]

    def note_looked(self, shard: int, number: int) -> None:
        """All late of the shard with lesser numbers were classified again."""
        self.looked[shard] = number
        self._keep("looked")

    def _keep(self, name: str) -> None:
        """Store that tree with this, if it is new, as where an older version has written this."""
        tree = getattr(self, name)
        if tree._p_jar is None:
            setattr(self, name, tree)

    def late_of(self, shard: int) -> Iterator[tuple[int, int]]:
        """(number, pid) of the late of a shard that were not looked at, the oldest first."""
        noted = self.noted.get(shard)
        if noted is not None:
            yield from noted.items(self.looked.get(shard, 0))

    def late_pids(self) -> Iterator[int]:
        """All late pids, some perhaps several times."""
        for late in self.late.values():
            yield from late.keys(0)
        for shard in self.noted:
            for _, pid in self.late_of(shard):
                yield pid

    def note_early(self, shard: int, pid: int, before: Labels, labels: Labels) -> None:
        """A process that is not classified has these labels, where it had those before."""
        early = self.early.get(shard)
        if early is None:
            early = self.early[shard] = PairSet([(*NO_LABEL, MARK)])
        self.drop_early(pid, [label for label in before if label not in labels])
        for label in labels:
            early.insert((*label, pid))

    def drop_early(self, pid: int, labels: Iterable[tuple[str, str]]) -> None:
        """It is classified, or has these labels no longer."""
        for label in labels:
            for early in self.early.values():
                if (*label, pid) in early:
                    early.remove((*label, pid))

    def pids_in(self, state: str) -> LLTreeSet | LOBTree:
        """Those of that state, as they were classified; of a living one, all that live."""
        return self.ended[ENDS.index(state)] if state in ENDS else self.living

    def trees(self) -> list[Any]:
        """All that it consists of."""
        own = [self.living, self.names, self.labels, self.labelled, self.strays]
        each = (self.late, self.noted, self.early)
        of_members = [self.looked, *each, *[tree for trees in each for tree in trees.values()]]
        return [*own, *self.ended, *self.queues, *of_members]

    def anew(self) -> History:
        """One with the same limits that has looked at nothing yet."""
        made = History({}, self.began)
        made.limits, made.has_forgotten = self.limits, self.has_forgotten
        return made

    # For perdure.image.processes.keeping

    def classify(self, processes: Iterable[Process], now: float) -> None:
        """Note where these processes stand now."""
        living: dict[int, int] = {}
        ended: tuple[list[int], ...] = tuple([] for _ in ENDS)
        queues: tuple[list[tuple[float, int]], ...] = tuple([] for _ in KINDS)
        names: list[tuple[str, int]] = []
        for process in processes:
            pid, details, end = process.pid, process.details, ENDINGS.get(process.state)
            names.append((details.name, pid))
            if end is not None:
                ended[end].append(pid)
                queues[KINDS.index(kind_of(process))].append((now, pid))
            else:
                living[pid] = details.version
            if details.labels:
                self.drop_early(pid, details.labels)
            if details.labels or pid in self.labelled:
                self.note_labels(pid, details.labels)
        self.names.update(names)
        self.note_living(living)
        for tree, pids in zip(self.ended, ended, strict=True):
            if pids:
                tree.update(pids)
        for number, pairs in enumerate(queues):
            if pairs:
                self.count(number, self.queues[number].update(pairs))

    def note_living(self, living: dict[int, int]) -> None:
        """These are alive, and of those versions of the program."""
        counts = dict(self.versions)
        for pid, version in living.items():
            self._uncount(counts, pid)
            counts[version] = counts.get(version, 0) + 1
        if living:
            self.living.update(living)
            self._set_counts(counts)

    def _uncount(self, counts: dict[int, int], pid: int) -> None:
        before = self.living.get(pid)
        if before is not None:
            counts[before] -= 1

    def _set_counts(self, counts: dict[int, int]) -> None:
        found = tuple([each for each in sorted(counts.items()) if each[1]])
        if found != self.versions:
            self.versions = found

    def note_labels(self, pid: int, labels: Labels) -> None:
        """It has these labels, and none else."""
        before = self.labelled.get(pid, ())
        if before == labels:
            return
        for label in before:
            if label not in labels:
                self.labels.remove((*label, pid))
        for label in labels:
            self.labels.insert((*label, pid))
        if labels:
            self.labelled[pid] = labels
        else:
            del self.labelled[pid]

    def drop(self, pid: int) -> None:
        """Note nothing of where it stands."""
        if pid in self.living:
            counts = dict(self.versions)
            self._uncount(counts, pid)
            del self.living[pid]
            self._set_counts(counts)
        for pids in (*self.ended, self.strays):
            if pid in pids:
                pids.remove(pid)

    def enqueue(self, process: Process, moment: float) -> None:
        """Have it forgotten in time."""
        number = KINDS.index(kind_of(process))
        if self.queues[number].insert((moment, process.pid)):
            self.count(number, 1)

    def count(self, number: int, change: int) -> None:
        counts = list(self.counts)
        counts[number] += change
        self.counts = (counts[0], counts[1], counts[2])


#: The states of what has ended, as in History.ended.
ENDS = (DONE, FAILED, CANCELLED)
ENDINGS = {state: number for number, state in enumerate(ENDS)}


def kind_of(process: Process) -> str:
    """Which limit a process falls under that has ended."""
    if process.details.name.startswith("<"):
        return FORMS
    return FAILURES if process.state == FAILED else OTHERS

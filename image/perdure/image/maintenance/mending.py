"""Mending: what an image must have to be worked with, made anew of what is left.

Of a tree that has lost a part, all that is in the other parts is put into a new one in its
place. A process is a record of its own, so all that could be read are found again, whatever
became of the trees in which they stood, and the indices are made of them as the ledger would
have. What is lost within a program's own data stays lost: its reader gets an error.

Read by: perdure.image.maintenance.salvaging.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from BTrees.Length import Length
from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from ZODB.utils import p64

from perdure.image.errors import UNREADABLE, ImageError, NoSuchProcess
from perdure.image.maintenance.naming import clear_names, enter_names, wrong_labels
from perdure.image.maintenance.problems import Problems
from perdure.image.maintenance.reading import FileRecords, Progress
from perdure.image.maintenance.records import Ids, kind_of, read
from perdure.image.maintenance.saving import begin_anew
from perdure.image.maintenance.whole import Whole
from perdure.image.processes.bonds import mend_bonds
from perdure.image.processes.waits import is_active, wait_of
from perdure.image.processes.waits.kinds import all_kinds, dues_of
from perdure.image.schema.externals import KEPT as EXTERNALS
from perdure.image.schema.history import KEPT as HISTORY
from perdure.image.schema.history import History
from perdure.image.schema.indices import (
    Disordered,
    PairSet,
    ProcessTable,
    Queue,
    ascending,
    ascending_keys,
)
from perdure.image.schema.processes import PARKED, WAITING, Facts, Process
from perdure.image.schema.root import Counters, ImageRoot
from perdure.image.schema.scopes import Scope
from perdure.image.schema.shards import MARK, Lease, Shard, Sharing
from perdure.image.storage.creation import release
from perdure.image.storage.file_storage import open_storage
from perdure.image.storage.opening import connect
from perdure.vm.dataclass import dataclass

LOST = "(its name is lost)"
OFTEN = 500  #: processes after which memory is given back


def mend_image(path: Path, problems: Problems, progress: Progress) -> None:
    """Mend the image there, which nobody has open; what was done is added to the problems."""
    with closing(open_storage(path, read_only=True)) as storage:
        found = Found(array("Q"), Ids())
        for oid, data, _ in FileRecords(str(path), storage):
            if kind_of(data) == Process.__name__ and found.pids.add(read(data).object.pid):
                found.oids.append(oid)
    with closing(open_storage(path, read_only=False)) as storage:
        opened = connect(storage, str(path), read_only=True, is_shared=False)
        try:
            with opened.transactions:
                mending = _Mending(opened, problems, progress)
                mending.run(found)
        finally:
            opened.connection.close()
            opened.database._connectionMap(release)


@dataclass(frozen=True, slots=True)
class Found:
    """The processes that could be read."""

    oids: array[int]
    pids: Ids


class _Mending:
    """One image that is mended."""

    def __init__(self, opened: Any, problems: Problems, progress: Progress) -> None:
        self.root: ImageRoot = opened.root
        self.connection = opened.connection
        self.transactions = opened.transactions
        self.problems = problems
        self.progress = progress

    def run(self, processes: Found) -> None:
        root = self.root
        self.oids = processes.oids
        for name, kind in (
            ("libraries", OOBTree),
            ("processes", ProcessTable),
            ("newer", ProcessTable),
            ("active", LLTreeSet),
            ("timers", PairSet),
            ("waiters", PairSet),
            ("file_work", Queue),
            ("kept", OOBTree),
        ):
            self._mend_tree(root, name, kind, f"of the image, {name}")
        if root.kept is not None:
            for name, kept in list(root.kept.items()):
                if isinstance(kept, OOBTree):
                    self._mend_tree(root.kept, name, OOBTree, f"of what is kept, {name}")
        self._mend_sharing()
        history = self._history()
        self._put_back(processes)
        is_whole = (
            self.problems.count == 0 and history is not None and history_is_whole(root, history)
        )
        if root.kept is not None and not is_whole:
            # Made of the processes again, as the image is driven.
            root.kept[HISTORY] = History({}, 0.0) if history is None else history.anew()
        self._index(processes)

    def _history(self) -> History | None:
        """The history of processes, where that can be read."""
        found = None if self.root.kept is None else self.root.kept.get(HISTORY)
        if found is None or can_load(found):
            return found
        assert self.root.kept is not None
        del self.root.kept[HISTORY]
        return None

    # Trees

    def _mend_tree(self, holder: Any, name: str, kind: type, what: str) -> None:
        is_tree = isinstance(holder, OOBTree | LOBTree)
        tree = holder[name] if is_tree else getattr(holder, name)
        if tree is None or is_readable(tree):
            return
        fresh = kind()
        is_set = isinstance(fresh, LLTreeSet | PairSet)
        for key, value in parts_of(tree, is_set):
            if is_set:
                fresh.insert(key)
            else:
                fresh[key] = value
        if is_tree:
            holder[name] = fresh
        else:
            setattr(holder, name, fresh)
        self.problems.add("index", f"{what}: made anew of {len(fresh)} entries that are left")

    def _mend_sharing(self) -> None:
        sharing = self.root.sharing
        if sharing is None:
            return
        if not can_load(sharing):
            sharing = self.root.sharing = Sharing()
            self.problems.add("index", "those who share the image: made anew")
        for name, kind in (("shards", LOBTree), ("members", OOBTree), ("tables", LOBTree)):
            self._mend_tree(sharing, name, kind, f"of those who share the image, {name}")
        for base in list(sharing.tables):
            self._mend_tree(sharing.tables, base, ProcessTable, f"processes from {base} tables on")
        for number, shard in list(sharing.shards.items()):
            if not can_load(shard):
                sharing.shards[number] = Shard(number)
                self.problems.add("index", f"shard {number}: made anew")
                continue
            for name, kind in (
                ("active", LLTreeSet),
                ("timers", PairSet),
                ("waiters", PairSet),
                ("file_work", Queue),
                ("arrivals", LLTreeSet),
            ):
                self._mend_tree(shard, name, kind, f"of shard {number}, {name}")
            if not can_load(shard.lease):
                shard.lease = Lease()  # nobody's, as all are in a new image
                self.problems.add("record", f"the lease of shard {number}: made anew")
            if not can_load(shard.bell):
                shard.bell = Length()
                self.problems.add("record", f"the bell of shard {number}: made anew")
        first = sharing.shards.get(0)
        if first is None:
            first = sharing.shards[0] = Shard(0)
        # The root and shard 0 have the same (perdure.image.schema.shards.start_sharing).
        for name in ("active", "timers", "waiters", "file_work"):
            setattr(first, name, getattr(self.root, name))

    # Processes

    def _put_back(self, processes: Found) -> None:
        """Have each in its table, and no other there."""
        root = self.root
        for table in list(root.tables()):
            for pid in [pid for pid in table.keys() if pid not in processes.pids]:  # noqa: SIM118
                del table[pid]
                self.problems.add("process", "is lost", pid=pid)
        history = root.history()
        known = history.classified if history is not None and history.has_forgotten else 0
        if not can_load(root.counters):
            root.counters = Counters()
        for oid in self._each(processes, "putting processes back"):
            process = self.connection.get(p64(oid))
            root.counters.next_pid = max(root.counters.next_pid, process.pid + 1)
            if process.has_ended and process.pid < known:
                continue  # it was forgotten, and its record is there until the image is packed
            if self._process(process.pid) is None:
                root.add_process(process)
                self.problems.add("process", "stood in no table, and was put back", pid=process.pid)
        begin_anew(root)

    def _each(self, processes: Found, doing: str) -> Iterator[int]:
        for count, oid in enumerate(processes.oids):
            if count % OFTEN == 0:
                self.progress(doing, count / len(processes.oids))
                self.transactions.savepoint()
                self.connection.cacheGC()
            yield oid

    def _index(self, processes: Found) -> None:
        """Let the indices say what the processes say of themselves."""
        whole = Whole(self.root)
        for number, shard in whole.shards.items():
            take_out(shard.active, partial(self._is_active, number))
            take_out(shard.timers, partial(self._is_due, number))
            if self.root.sharing is not None:
                take_out(shard.arrivals, lambda pid: pid == MARK)
                shard.arrivals.insert(MARK)
        self._mend_externals()
        torn = clear_names(self.root, is_readable, parts_of)
        if torn:
            self.problems.add("index", f"names of processes: {torn} parts made anew")
        for kind in all_kinds():
            kind.clear(whole, whole.is_waited_for)
        for oid in self._each(processes, "making the indices"):
            process = self.connection.get(p64(oid))
            if process.shard not in whole.shards:
                process.shard = 0
            self._mend_process(process)
            self._enter(process, whole)

    def _enter(self, process: Process, whole: Whole) -> None:
        """Put it into the indices in which it must be. What is there already is left."""
        pid, shard = process.pid, whole.shards[process.shard]
        if is_active(process):
            shard.active.insert(pid)
        for due in dues_of(process):
            shard.timers.insert((due, pid))
        enter_names(self.root, process)
        if mend_bonds(self.root, process):
            self.problems.add("process", "bonds with the ends of others are lost", pid=process.pid)
        if process.state not in (WAITING, PARKED):
            return
        wait = wait_of(process)
        for part in () if wait is None else wait.parts():
            try:
                part.enter(whole, pid)
            except (NoSuchProcess, *UNREADABLE):
                lost = f"waits for {part.text()}, which is lost"
                self.problems.add("process", lost, pid=pid)

    def _process(self, pid: int) -> Process | None:
        try:
            return self.root.process(pid)
        except ImageError:
            return None

    def _is_active(self, number: int, pid: int) -> bool:
        process = self._process(pid)
        return process is not None and is_active(process) and process.shard == number

    def _is_due(self, number: int, pair: tuple[float, int]) -> bool:
        due, pid = pair
        process = self._process(pid)
        if process is None or process.shard != number:
            return False
        self._mend_process(process)
        return due in dues_of(process)

    def _mend_process(self, process: Process) -> None:
        details = process.details
        if isinstance(details, Facts):
            return
        if not can_load(details):
            process.details = Facts(LOST, 0, 0.0)
            self.problems.add(
                "process", "its name, mailbox and transcript are lost", pid=process.pid
            )
            return
        for name in ("mailbox", "transcript", "input", "desk", "stage", "bonds"):
            part = getattr(details, name)
            if part is not None and not can_load(part):
                setattr(details, name, None)
                self.problems.add("process", f"its {name} is lost", pid=process.pid)
        whole = [each for each in details.scopes if is_whole_scope(each)]
        if len(whole) < len(details.scopes):
            whole += self._scopes_anew(process.pid, {each.number for each in whole})
            details.scopes = tuple(sorted(whole, key=lambda each: each.number))
            self.problems.add("process", "its scopes are made anew", pid=process.pid)

    def _scopes_anew(self, pid: int, known: set[int]) -> list[Scope]:
        """The scopes of that process that are not known, of the children that are left."""
        made: dict[int, Scope] = {}
        for oid in self.oids:
            child = self.connection.get(p64(oid))
            if child.has_ended or isinstance(child.details, Facts) or not can_load(child.details):
                continue
            number = child.details.scope
            if child.details.parent == pid and number and number not in known:
                made.setdefault(number, Scope(number)).children.insert(child.pid)
        return list(made.values())

    def _mend_externals(self) -> None:
        kept = (self.root.kept or {}).get(EXTERNALS, {})
        for name, found in list(kept.items()):
            if not can_load(found):
                del kept[name]
                self.problems.add("record", f"what {name!r} was completed with is lost")


def is_whole_scope(scope: Scope) -> bool:
    """Whether its record is there, and all of its set of children."""
    return can_load(scope) and is_readable(scope.children)


def take_out(index: Any, belongs: Callable[[Any], bool]) -> None:
    """Remove what does not belong into a set."""
    for key in [key for key in index.keys() if not belongs(key)]:  # noqa: SIM118
        index.remove(key)


def history_is_whole(root: ImageRoot, history: History) -> bool:
    try:
        is_whole = all(map(is_readable, history.trees()))
        return is_whole and next(wrong_labels(root, set(history.late_pids())), None) is None
    except UNREADABLE:
        return False


def can_load(found: Any) -> bool:
    """Whether an object's record is there."""
    try:
        found._p_activate()
    except UNREADABLE:
        return False
    return True


def is_readable(tree: Any) -> bool:
    """Whether a tree or set can be walked from its first key to its last."""
    has_values = hasattr(type(tree), "items")
    walk: Callable[[Any], Iterator[Any]] = ascending if has_values else ascending_keys
    try:
        for _ in walk(tree):
            pass
    except (*UNREADABLE, Disordered):
        return False
    return True


def parts_of(node: Any, is_set: bool) -> Iterator[tuple[Any, Any]]:
    """The keys, with their values, in those parts of a tree that can be read.

    A tree's state is its children with the keys between them, or its only leaf's state; that
    of a leaf is a tuple with its keys, each with its value where it is no set.
    """
    if not can_load(node):
        return
    state = node.__getstate__()
    if state is None:
        return
    if not hasattr(type(node), "_bucket_type"):
        yield from _of_leaf(state[0], is_set)
    elif len(state) == 1:
        yield from _of_leaf(state[0][0][0], is_set)
    else:
        for child in state[0][::2]:
            yield from parts_of(child, is_set)


def _of_leaf(parts: tuple[Any, ...], is_set: bool) -> Iterator[tuple[Any, Any]]:
    if is_set:
        for key in parts:
            yield key, None
    else:
        yield from zip(parts[::2], parts[1::2], strict=True)

"""Processes by state, name, labels and age, a page at a time, whatever number there is.

The indices (perdure.image.schema.history) give candidates one by one, in the order of pids, from
either end; each is looked at itself before it counts. Of several indices a pid must be in each: the
next one of any is looked for in the next, in turn. So a page costs what is on it, what is in some
of the indices and not in all, and the few processes that are not classified yet; of these, where
labels are asked for, only those that have them.

Read by: perdure.image.api.queries, perdure.image.processes.keeping.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, NamedTuple, Protocol

from perdure.image.schema.history import History
from perdure.image.schema.processes import DONE, READY, WAITING, Process
from perdure.image.schema.root import ImageRoot

#: So many processes in turn that are older than asked for end a search by age.
OLDER_IN_TURN = 1_024

#: States that most have, mostly: a process is looked at itself sooner than in their index, until so
#: many have turned out to be in another.
COMMON, MISSES = (DONE, READY, WAITING), 100

FARTHEST_PID = 1 << 62

ALIVE = "alive"  #: in place of a state: any of a process that has not ended


class Wanted(NamedTuple):
    """Which processes: None says nothing."""

    state: str | None = None  #: or ALIVE
    name: str | None = None
    since: float | None = None  #: created then or later, in seconds since 1970
    labels: tuple[tuple[str, str], ...] = ()  #: (name, value) of each that it has

    def fits(self, process: Process) -> bool:
        if self.state == ALIVE:
            if process.has_ended:
                return False
        elif self.state is not None and process.state != self.state:
            return False
        if self.name is not None and process.details.name != self.name:
            return False
        return all(label in process.details.labels for label in self.labels)

    @property
    def is_any(self) -> bool:
        """Whether no index is to be asked."""
        return self.state is None and self.name is None and not self.labels


class Pids(Protocol):
    """Pids in order. Each gives None where there is none."""

    def next(self, pid: int) -> int | None:
        """The least that is greater."""

    def last(self, pid: int) -> int | None:
        """The greatest that is less."""


def first_of(root: ImageRoot, wanted: Wanted, after: int, below: int) -> Iterator[Process]:
    """Those with pids between the two, the least first."""
    yield from _found(root, wanted, after, lambda each, pid: each.next(pid), lambda p: p < below)


def last_of(root: ImageRoot, wanted: Wanted, after: int, below: int) -> Iterator[Process]:
    """The same, the greatest first."""
    yield from _found(root, wanted, below, lambda each, pid: each.last(pid), lambda p: p > after)


def _found(
    root: ImageRoot,
    wanted: Wanted,
    start: int,
    step: Callable[[Pids, int], int | None],
    is_within: Callable[[int], bool],
) -> Iterator[Process]:
    history = root.history()
    asks_all = wanted.state not in COMMON
    sources = _sources(root, history, wanted, asks_all=asks_all)
    misses = 0
    pick = max if step(_Few([0]), 1) == 0 else min
    older = 0
    pid = start
    while True:
        pids = [found for each in sources if (found := step(each, pid)) is not None]
        pid = pick(pids, default=start)
        if not pids or not is_within(pid):
            return
        process = root.find_process(pid)
        if process is None or not wanted.fits(process):
            misses += 1
            if misses > MISSES and not asks_all:
                asks_all = True
                sources = _sources(root, history, wanted, asks_all=True)
            continue
        if wanted.since is not None and process.details.created < wanted.since:
            older += 1
            if older > OLDER_IN_TURN and pick is max:
                sources = [_Few(list(history.strays))] if history is not None else []
                older = -FARTHEST_PID
            continue
        older = min(older, 0)
        yield process


def _sources(
    root: ImageRoot, history: History | None, wanted: Wanted, *, asks_all: bool
) -> list[Pids]:
    """Where the pids are that may be wanted; if not all indices are asked, not that of states."""
    if history is None or wanted.is_any:
        return [_Tables(root, 0)]
    each: list[Pids] = [_Keyed(history.labels, label) for label in wanted.labels]
    if wanted.name is not None:
        each.append(_Keyed(history.names, (wanted.name,)))
    if wanted.state is not None and (asks_all or not each):
        each.append(_Tree(history.pids_in(wanted.state)))
    late = _Few(sorted(set(history.late_pids())))
    known: list[Pids] = [late, each[0] if len(each) == 1 else _All(each)]
    first = history.classified
    if not wanted.labels or history.early_from is None:
        return [_Tables(root, first), *known]
    if history.early_from > first:
        known.append(_Tables(root, first, history.early_from))
    members = history.early.values()
    early: list[Pids] = [
        _Any([_Keyed(labels, label) for labels in members]) for label in wanted.labels
    ]
    return [_All(early), *known]


class _Tree:
    """Pids of a tree or set."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def next(self, pid: int) -> int | None:
        return _least(self._tree, pid + 1)

    def last(self, pid: int) -> int | None:
        return _greatest(self._tree, pid - 1)


class _Keyed:
    """Those that stand behind one key, in a set of keys with pids."""

    def __init__(self, keys: Any, key: tuple[str, ...]) -> None:
        self._keys, self._key = keys, key

    def next(self, pid: int) -> int | None:
        return self._pid_in(_least(self._keys, (*self._key, pid + 1)))

    def last(self, pid: int) -> int | None:
        return self._pid_in(_greatest(self._keys, (*self._key, pid - 1)))

    def _pid_in(self, found: Any) -> int | None:
        return found[-1] if found is not None and found[:-1] == self._key else None


class _Any:
    """Those that any of several has."""

    def __init__(self, each: list[_Keyed]) -> None:
        self._each = each

    def next(self, pid: int) -> int | None:
        return min((n for each in self._each if (n := each.next(pid)) is not None), default=None)

    def last(self, pid: int) -> int | None:
        return max((n for each in self._each if (n := each.last(pid)) is not None), default=None)


class _All:
    """Those that each of several has."""

    def __init__(self, each: list[Pids]) -> None:
        self._each = each

    def next(self, pid: int) -> int | None:
        return self._common(pid, lambda each, pid: each.next(pid), 1)

    def last(self, pid: int) -> int | None:
        return self._common(pid, lambda each, pid: each.last(pid), -1)

    def _common(
        self, pid: int, step: Callable[[Pids, int], int | None], direction: int
    ) -> int | None:
        found: int | None = None
        agree = 0
        for each in cycle(self._each):
            here = step(each, pid if found is None else found - direction)
            if here is None:
                return None
            agree = agree + 1 if here == found else 1
            found = here
            if agree == len(self._each):
                return found
        return None


class _Few:
    """Some that are in memory."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids

    def next(self, pid: int) -> int | None:
        at = bisect_right(self._pids, pid)
        return self._pids[at] if at < len(self._pids) else None

    def last(self, pid: int) -> int | None:
        at = bisect_left(self._pids, pid)
        return self._pids[at - 1] if at > 0 else None


class _Tables:
    """All processes there are, from a pid on, and below another."""

    def __init__(self, root: ImageRoot, first: int, end: int = FARTHEST_PID) -> None:
        self._root, self._first, self._end = root, first, end

    def next(self, pid: int) -> int | None:
        found = self._root.next_pid(max(pid + 1, self._first))
        return found if found is not None and found < self._end else None

    def last(self, pid: int) -> int | None:
        found = self._root.last_pid(min(pid, self._end) - 1)
        return found if found is not None and found >= self._first else None


def _least(tree: Any, key: Any) -> Any:
    """The least key of a tree from that one on."""
    try:
        return tree.minKey(key)
    except ValueError:
        return None


def _greatest(tree: Any, key: Any) -> Any:
    """The greatest key of a tree up to that one."""
    try:
        return tree.maxKey(key)
    except ValueError:
        return None

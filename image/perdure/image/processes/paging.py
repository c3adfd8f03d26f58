"""Processes by state, name and age, a page at a time, whatever number there is.

The indices (perdure.image.schema.history) give candidates one by one, in the order of pids, from
either end; each is looked at itself before it counts. So a page costs what is on it, and
the few processes that are not classified yet.

Read by: perdure.image.api.queries, perdure.image.processes.keeping.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from perdure.image.schema.history import ENDS, History
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot

#: So many processes in turn that are older than asked for end a search by age.
OLDER_IN_TURN = 1_024

FARTHEST_PID = 1 << 62


class Wanted(NamedTuple):
    """Which processes: None says nothing."""

    state: str | None = None
    name: str | None = None
    since: float | None = None  #: created then or later, in seconds since 1970

    def fits(self, process: Process) -> bool:
        return (self.state is None or process.state == self.state) and (
            self.name is None or process.details.name == self.name
        )


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
    sources = _sources(root, history, wanted)
    also = _also(history, wanted)
    pick = max if step(_Few([0]), 1) == 0 else min
    older = 0
    pid = start
    while True:
        pids = [found for each in sources if (found := step(each, pid)) is not None]
        pid = pick(pids, default=start)
        if not pids or not is_within(pid):
            return
        if not also(pid):
            continue
        process = root.find_process(pid)
        if process is None or not wanted.fits(process):
            continue
        if wanted.since is not None and process.details.created < wanted.since:
            older += 1
            if older > OLDER_IN_TURN and pick is max:
                sources = [_Few(list(history.strays))] if history is not None else []
                older = -FARTHEST_PID
            continue
        older = min(older, 0)
        yield process


def _sources(root: ImageRoot, history: History | None, wanted: Wanted) -> list[Pids]:
    """Where the pids are that may be wanted."""
    if history is None or (wanted.state is None and wanted.name is None):
        return [_Tables(root, 0)]
    sources: list[Pids] = [_Tables(root, history.classified), _Few(sorted(history.late_pids()))]
    if wanted.state is not None and (wanted.name is None or wanted.state not in ENDS[:1]):
        sources.append(_Tree(history.pids_in(wanted.state)))
    else:
        assert wanted.name is not None
        sources.append(_Named(history.names, wanted.name))
    return sources


def _also(history: History | None, wanted: Wanted) -> Callable[[int], bool]:
    """Whether another index has the pid too, where that spares loading the process."""
    if history is None or wanted.name is None or wanted.state is None:
        return lambda pid: True
    late, names, name = set(history.late_pids()), history.names, wanted.name
    classified = history.classified
    if wanted.state in ENDS[:1]:
        pids = history.pids_in(wanted.state)
        return lambda pid: pid >= classified or pid in late or pid in pids
    return lambda pid: pid >= classified or pid in late or (name, pid) in names


class _Tree:
    """Pids of a tree or set."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def next(self, pid: int) -> int | None:
        return _least(self._tree, pid + 1)

    def last(self, pid: int) -> int | None:
        return _greatest(self._tree, pid - 1)


class _Named:
    """Those of one name in a set of names with pids."""

    def __init__(self, names: Any, name: str) -> None:
        self._names, self._name = names, name

    def next(self, pid: int) -> int | None:
        found = _least(self._names, (self._name, pid + 1))
        return found[1] if found is not None and found[0] == self._name else None

    def last(self, pid: int) -> int | None:
        found = _greatest(self._names, (self._name, pid - 1))
        return found[1] if found is not None and found[0] == self._name else None


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
    """All processes there are, from a pid on."""

    def __init__(self, root: ImageRoot, first: int) -> None:
        self._root, self._first = root, first

    def next(self, pid: int) -> int | None:
        return self._root.next_pid(max(pid + 1, self._first))

    def last(self, pid: int) -> int | None:
        found = self._root.last_pid(pid - 1)
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

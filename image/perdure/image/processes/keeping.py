"""Classifying processes, and forgetting those that have ended, a few in each transaction.

The rule, which docs/processes.md tells users:

- A process that has not ended is never forgotten, nor a completion that somebody awaits.
- What has ended is kept for an hour at least, whatever the limits say.
- Beyond a limit of time it is forgotten. Beyond a limit of number too, the oldest first, but
  not while the process that spawned it lives, which may still wait for it.

`Keeping.step` does a piece of it in a transaction of its own; the driver calls it between two
batches, seldom while there is something else to do. Of an image that is open for a moment, a piece
is done when it is closed: results come first. Of a shared image, the member that holds shard 0
does it.

Read by: perdure.image.engine.driver, perdure.image.api.forgetting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from time import perf_counter
from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.errors import CannotForget
from perdure.image.processes.breakpoints import delete_watches
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.names import forget_names
from perdure.image.processes.suspects import forget as forget_suspect
from perdure.image.schema.externals import KEPT as EXTERNALS
from perdure.image.schema.history import COMPLETIONS, KINDS, MARGIN, History, kind_of
from perdure.image.schema.indices import is_empty
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import Shard

AT_LEAST = 3_600.0  #: seconds that what has ended is kept, whatever its number

PIECE = 256  #: processes looked at, or forgotten, in one transaction
PIECE_SECONDS = 0.01  #: after which a piece is ended early
AGAIN = 60.0  #: seconds of driving after which it is looked for what is too old
BURST = 8  #: pieces that are left to a moment without other work, while there is some
QUIET = 1.0  #: seconds after opening in which many have to wait where there is other work
SHARE = 10.0  #: while there is other work: so many times as long as a piece took, until the next
NEAR = 64  #: pids below the next one that are not classified yet: blocks are not used up


class Keeping:
    """The upkeep of one driver's ended processes; its thread alone uses it."""

    def __init__(self, ledger: Ledger, change: Callable[[Callable[[], Any]], Any]) -> None:
        self._ledger = ledger
        self._change = change
        self._quiet = perf_counter() + QUIET  #: until when many have to wait
        self._next = 0.0  #: by perf_counter, when a piece may be done beside other work
        self._next_look = 0.0  #: when to look for what is too old

    def step(self, now: float, *, is_idle: bool) -> bool:
        """Do a piece if there is one; whether there was."""
        began = perf_counter()
        if not is_idle and (began < self._next or self._can_wait(began)):
            return False
        if not self._is_wanted(began):
            return False
        is_done = not self._change(lambda: piece(self._ledger, now))
        ended = perf_counter()
        self._next = ended + SHARE * (ended - began)
        if is_done:
            self._next_look = ended + AGAIN
        return not is_done

    def close(self, now: float) -> None:
        """Do a piece if there is one: there may never be a moment without other work.

        Of a shared image, those that stay do it.
        """
        is_alone = self._is_ours() and self._ledger.root.sharing is None
        if is_alone and self._has_many():
            self._change(lambda: piece(self._ledger, now))

    def look(self) -> None:
        """Look for what is too old as soon as there is time: a limit is another one."""
        self._next_look = 0.0

    def _is_wanted(self, moment: float) -> bool:
        if not self._is_ours():
            return False
        return moment >= self._next_look or self._ledger.root.history() is None or self._has_many()

    def _can_wait(self, moment: float) -> bool:
        """Whether there are many that are not too many yet, or it was opened just now."""
        return self._has_many() and (moment < self._quiet or not self._has_many(BURST))

    def _is_ours(self) -> bool:
        return 0 in self._ledger.owned and self._ledger.only is None

    def _has_many(self, pieces: int = 1) -> bool:
        root = self._ledger.root
        return unclassified(root, root.history()) >= pieces * PIECE


def unclassified(root: ImageRoot, history: History | None) -> int:
    """How many pids there are to be looked at."""
    near = NEAR if root.sharing is None else 2 * MARGIN
    classified = 0 if history is None else history.classified
    return int(root.counters.next_pid) - near - classified


def piece(ledger: Ledger, now: float) -> bool:
    """Within a transaction: look at some, forget some; whether there is more to do."""
    history = ledger.root.made_history(now)
    until = perf_counter() + PIECE_SECONDS
    has_more = _look_at_late(ledger.root, history, now)
    has_more |= _look_at_new(ledger.root, history, now, until)
    has_more |= _forget_processes(ledger, history, now, until)
    return _forget_completions(ledger.root, history, now) or has_more


def _look_at_late(root: ImageRoot, history: History, now: float) -> bool:
    has_more = False
    for shard in history.noted:
        late = list(islice(history.late_of(shard), PIECE + 1))
        has_more |= len(late) > PIECE
        for pid in {pid for _, pid in late[:PIECE]}:
            _look_at(root, history, pid, now)
        if late:
            history.note_looked(shard, late[:PIECE][-1][0] + 1)
    for pids in history.late.values():
        of_older = list(islice(pids.keys(0), PIECE + 1))
        has_more |= len(of_older) > PIECE
        for pid in of_older[:PIECE]:
            pids.remove(pid)
            _look_at(root, history, pid, now)
    return has_more


def _look_at(root: ImageRoot, history: History, pid: int, now: float) -> None:
    """Classify one that is late."""
    process = root.find_process(pid)
    is_known = any(pid in each for each in (history.living, *history.ended))
    history.drop(pid)
    if process is None:
        history.note_labels(pid, ())
        return
    history.drop_early(pid, process.details.labels)
    if pid < history.classified:
        history.classify((process,), now)
        if not is_known:
            history.strays.insert(pid)


def _look_at_new(root: ImageRoot, history: History, now: float, until: float) -> bool:
    if history.early_from is None:
        # Of pids given out from now on; a member that does so at this moment has a conflict.
        history.early_from = int(root.counters.next_pid)
        root.counters._p_changed = True
    count = unclassified(root, history)
    if count < PIECE:
        return False
    first = history.classified
    end = first + PIECE
    found: list[Process] = []
    for process in root.processes_from(first):
        if process.pid >= end:
            break
        found.append(process)
        if perf_counter() > until and process.pid > first + PIECE // 8:
            end = process.pid + 1
            break
    history.classify(found, now)
    history.classified = end
    return count - (end - first) >= PIECE


def _forget_processes(ledger: Ledger, history: History, now: float, until: float) -> bool:
    root = ledger.root
    done = 0
    for number, kind in enumerate(KINDS):
        seconds, most = history.limit(kind)
        queue = history.queues[number]
        while not is_empty(queue):
            moment, pid = queue.minKey()
            age = now - moment
            is_old = seconds is not None and age > max(seconds, AT_LEAST)
            if not is_old and not (
                most is not None and history.counts[number] > most and age > AT_LEAST
            ):
                break
            if done >= PIECE or (done >= PIECE // 8 and perf_counter() > until):
                return True
            done += 1
            queue.remove((moment, pid))
            history.count(number, -1)
            process = root.find_process(pid)
            if process is None or not process.has_ended or kind_of(process) != kind:
                continue  # it was revived, and has ended otherwise since, or will
            parent = root.find_process(process.details.parent)
            may_be_awaited = parent is not None and not parent.has_ended
            if (may_be_awaited and not is_old) or is_held(ledger, pid):
                history.enqueue(process, now)
            else:
                remove(ledger, history, pid)
    return False


def is_held(ledger: Ledger, pid: int) -> bool:
    """Whether an index still refers to a process that has ended."""
    sharing = ledger.root.sharing
    shards: Iterable[Any] = (ledger.root,) if sharing is None else sharing.shards.values()
    return any(
        pid in shard.active or (isinstance(shard, Shard) and pid in shard.arrivals)
        for shard in shards
    )


def remove(ledger: Ledger, history: History, pid: int) -> None:
    """Within a transaction: have the image know nothing of a process that has ended."""
    root = ledger.root
    details = root.process(pid).details
    name = details.name
    forget_names(root, root.process(pid))
    history.drop_early(pid, details.labels)
    root.remove_process(pid)
    history.drop(pid)
    history.note_labels(pid, ())
    if (name, pid) in history.names:
        history.names.remove((name, pid))
    history.has_forgotten = True
    forget_suspect(root.suspects, pid)
    delete_watches(root, pid)


def forget(ledger: Ledger, pids: Iterable[int], now: float) -> None:
    """Within a transaction: have these forgotten at once; NoSuchProcess, CannotForget."""
    history = ledger.root.made_history(now)
    for pid in pids:
        process = ledger.root.process(pid)
        if not process.has_ended:
            raise CannotForget(
                f"process {pid} has not ended: it is {process.state}; cancel it before"
            )
        if is_held(ledger, pid):
            raise CannotForget(
                f"the end of process {pid} has not reached the member that ran it; try it again"
            )
        remove(ledger, history, pid)


def _forget_completions(root: ImageRoot, history: History, now: float) -> bool:
    """Look at some of what was completed; those that were looked at last come last."""
    seconds, _ = history.limit(COMPLETIONS)
    externals: OOBTree | None = (root.kept or {}).get(EXTERNALS)
    if seconds is None or not externals:
        return False
    names = list(islice(externals.keys(history.cursor, excludemin=True), PIECE))
    for name in names:
        found = externals[name]
        completed = history.began if found.completed is None else found.completed
        if found.is_complete and now - completed > max(seconds, AT_LEAST):
            del externals[name]
    cursor = names[-1] if len(names) == PIECE else ""
    if cursor != history.cursor:
        history.cursor = cursor
    return cursor != ""

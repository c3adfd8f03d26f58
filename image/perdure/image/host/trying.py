"""Trying: how a slice that is run apart uses channels, semaphores and their like.

They are in use meanwhile, so a slice must not write them itself. It *tries* what it does to a
channel, on a sketch of that, made when it first needs one. What it has tried is done to the channel
itself when the slice is merged, in the same order. Where it has another outcome then, because the
channel was closed meanwhile, the slice is run again. So that this is rare, what may have to wait is
not tried: it is a wait, which begins with the merge and sees the truth. Within `(atomic ...)`,
where no wait may be, that is tried, too.

Read by: perdure.image.host.deferred.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.processes.locks import thread_of
from perdure.image.processes.waits import Outcome, Wait, find_part, wait_of
from perdure.image.processes.waits.deeds import Overtaken, do_deed
from perdure.image.processes.waits.wait import M
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.objects.data import Record, Value


class Trying:
    """The part of a DeferredLedger that is concerned with it."""

    _is_atomic: Callable[[], bool]

    def __init__(self) -> None:
        self._deeds: list[tuple[Any, ...]] = []  #: (method, argument ...)
        self.woken: set[int] = set()  #: pids of those who no longer wait for what they did
        #: id -> (thing, its sketch); the thing is kept, so that no id is used twice
        self._sketches: dict[int, tuple[Any, Any]] = {}
        self._threads: dict[int, Record] = {}  #: by pid, those that the slice has made

    def is_direct(self, thing: Meeting | None = None) -> bool:
        """Whether a deed that may have to wait is tried; else it is a wait."""
        return (thing is not None and thing._p_oid is None) or self._is_atomic()

    def act(self, deed: str, thing: Meeting, *arguments: Any) -> Outcome | None:
        """Try a deed; gives its outcome, which it must have when it is done, too."""
        outcome: Outcome | None = do_deed(self, deed, (thing, *arguments))
        if outcome is not None:
            self._deeds.append(("act", outcome, deed, thing, *arguments))
        return outcome

    def look(self, thing: M) -> M:
        """The thing as the program has to see it."""
        found = self._sketches.get(id(thing))
        return thing if found is None else found[1]

    def view(self, thing: M) -> M:
        """A sketch of the thing, to be looked at and changed by a deed."""
        found = self._sketches.get(id(thing))
        if found is None:
            found = self._sketches[id(thing)] = (thing, thing.sketch())
        return found[1]

    def find_process(self, pid: int) -> Process | None:
        raise NotImplementedError

    def fire(self, process: Process, kind: type[Wait], *outcome: Any, key: Any = None) -> bool:
        """Whether the process would go on with that. It is woken by the same deed at the merge."""
        if process.pid in self.woken or find_part(wait_of(process), kind, key) is None:
            return False
        self.woken.add(process.pid)
        return True

    def note_woken(self, process: Process, kind: type[Wait]) -> None:
        """It goes on where it waits for that."""
        if find_part(wait_of(process), kind) is not None:
            self.woken.add(process.pid)

    def attend(self, procedure: Value, arguments: tuple[Value, ...], *, name: str) -> int:
        """Nothing: the merge does so, by the same deed."""
        return 0

    def add_lock(self, pid: int, thing: Meeting) -> None:
        """Nothing: the merge does so, by the same deed."""

    def drop_lock(self, pid: int, thing: Meeting) -> None:
        """Nothing: the merge does so, by the same deed."""

    def find_thread(self, pid: int) -> Record | None:
        """The thread that the process is; None where it is none yet."""
        found = self._threads.get(pid)
        process = self.find_process(pid) if found is None else None
        return found if process is None else thread_of(process)

    def set_thread(self, pid: int, thread: Record) -> None:
        """Have the process be that thread."""
        self._threads[pid] = thread
        self._deeds.append(("thread", pid, thread))

    def forget_sketches(self) -> None:
        self._threads.clear()
        self.woken.clear()
        self._sketches.clear()


def act_as_tried(ledger: Any, tried: Outcome, deed: str, thing: Meeting, *arguments: Any) -> None:
    """Do a deed that a slice has tried; Overtaken where it has another outcome by now."""
    outcome = ledger.act(deed, thing, *arguments)
    if outcome is None or outcome[0] != tried[0]:
        raise Overtaken(deed)
    if tried[0] == RETURN and not _is_same(outcome[1], tried[1]):
        raise Overtaken(deed)


def _is_same(one: Value, other: Value) -> bool:
    if one is other:
        return True
    is_nan = one != one and other != other
    return type(one) is type(other) and (is_nan or bool(one == other))

"""Requests: the queries, signals and updates that a process answers, and how far it has come.

A process says which it answers by `(on-query name procedure)` and its like. Those are in its
*desk*, a record of its own among its details, so that a caller with a request finds there what to
call, whichever member the process is with, and also once it has failed or ended.

Changed by: perdure.image.processes.requests.
"""

from __future__ import annotations

from typing import Any, Final

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.schema.indices import Queue
from perdure.vm.objects.data import Value

QUERY: Final = "query"
SIGNAL: Final = "signal"
UPDATE: Final = "update"
CHECK: Final = "check"  #: what looks at the arguments of an update before it is taken

VERSION = 1

#: What is called, and the parameters that are in effect then.
Handler = tuple[Value, Value]


class Desk(Persistent):
    """The requests that a process answers, and those that are still to be answered."""

    __module__ = "perdure.image"
    __slots__ = ("handlers", "last", "signals", "updates")

    handlers: dict[tuple[str, str], Handler]  #: by kind and name
    signals: Queue | None  #: (name, arguments) of those that nothing handles yet, in order
    last: int  #: the pid of the process that runs the last handler of a signal; 0: there was none
    updates: OOBTree | None  #: request id -> pid of the process that does that update

    def __init__(self) -> None:
        self.handlers = {}
        self.signals = None
        self.last = 0
        self.updates = None

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, tuple(self.handlers.items()), self.signals, self.last, self.updates)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, handlers, self.signals, self.last, self.updates = state[:5]
        self.handlers = dict(handlers)

    def names(self, kind: str) -> list[str]:
        """The names of what it answers of that kind, in order."""
        return sorted(name for each, name in self.handlers if each == kind)


class Stage(Persistent):
    """How far a process has come, as it says itself by `progress!`."""

    __module__ = "perdure.image"
    __slots__ = ("done", "moment", "text", "total")

    done: float
    total: float | None
    text: str
    moment: float  #: when it was said, in seconds since 1970

    def __init__(self) -> None:
        self.done, self.total, self.text, self.moment = 0, None, "", 0.0

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.done, self.total, self.text, self.moment)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.done, self.total, self.text, self.moment = state[:5]

"""Things that start processes, and are told of their ends.

A process has what started it among its `locks`, so that its end is told once, in the transaction in
which it ends, however it does.

Read by: perdure.image.schema.schedules, .queues, perdure.image.processes.locks.
"""

from __future__ import annotations

from typing import ClassVar

from persistent import Persistent


class Starter(Persistent):
    """The base of schedules and queues."""

    __slots__ = ()

    ENDED: ClassVar[str]  #: the deed by which it is told, of itself and the process
    is_queue: ClassVar[bool] = False  #: whether only members that serve it run what it starts
    name: str

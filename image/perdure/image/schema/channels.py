"""Channels: values on their way from those that put them to those that take them.

Changed by: perdure.image.processes.waits.channel.
"""

from __future__ import annotations

from perdure.image.schema.lines import Line
from perdure.image.schema.meeting import Meeting
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import describers


class Channel(Meeting):
    """Values in the order in which they were put, and the processes that wait to take or to put.

    Nobody waits to take while a value is there, nor to put while there is room.
    """

    __module__ = "perdure.image"
    FIELDS = ("capacity", "closed", "error")
    LINES = ("values", "takers", "putters", "watchers")
    __slots__ = (*FIELDS, *LINES)

    capacity: int | None  #: how many values it holds at most; None: any number
    #: whether it is closed; while many are still to be told, the pid of the process that tells them
    closed: bool | int
    error: Value  #: what is raised of whoever takes once it is closed and empty; None: nothing
    values: Line  #: of the values themselves
    takers: Line  #: of pids
    putters: Line  #: of pids; what each puts is in its wait
    watchers: Line  #: of pids of those that wait for it to be closed

    def __init__(self, capacity: int | None = None) -> None:
        self.capacity = capacity
        self.closed = False
        self.error = None
        self.values, self.takers, self.putters, self.watchers = Line(), Line(), Line(), Line()

    @property
    def is_closed(self) -> bool:
        return bool(self.closed)

    @property
    def teller(self) -> int:
        """The pid of the process that tells those that wait that it is closed; 0: none does."""
        return 0 if isinstance(self.closed, bool) else self.closed

    @property
    def has_waiting(self) -> bool:
        """Whether any process stands in a line of it."""
        return bool(self.takers or self.putters or self.watchers)

    @property
    def has_room(self) -> bool:
        return self.capacity is None or len(self.values) < self.capacity


def channel_text(channel: Channel) -> str:
    """`#<channel 3 values>`, `#<channel 2 waiting>`."""
    parts = ["closed"] if channel.is_closed else []
    count = len(channel.values)
    if count:
        parts.append(f"{count} value" + "s" * (count > 1))
    waiting = len(channel.takers) + len(channel.putters)
    if waiting:
        parts.append(f"{waiting} waiting")
    return value_text("channel", *parts)


def value_text(kind: str, *parts: Value) -> str:
    """How such a value prints: the kind, then what is to be said of it."""
    return f"#<{kind}{' ' if parts else ''}{', '.join(parts)}>"


describers[Channel] = channel_text

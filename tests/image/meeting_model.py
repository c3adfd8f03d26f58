"""Channels, semaphores and mutexes, as plain as can be: lists of those that wait, in order.

An `Operation` is what one process of a test does: it waits for the first of some parts, until a
moment. Where a part is a lock, or a held permit, the process keeps that until it is sent a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GO = '"go"'  #: the message that one who keeps something waits for, as it is written


@dataclass(eq=False)
class Channel:
    capacity: int | None
    values: list[Any] = field(default_factory=list)
    is_closed: bool = False

    @property
    def has_room(self) -> bool:
        return self.capacity is None or len(self.values) < self.capacity


@dataclass(eq=False)
class Semaphore:
    free: int


@dataclass(eq=False)
class Mutex:
    owner: Operation | None = None
    is_abandoned: bool = False


@dataclass(eq=False)
class Part:
    kind: str  #: "take", "put", "acquire", "hold", "lock"
    thing: Any
    value: Any = None  #: of a put


@dataclass(eq=False)
class Operation:
    pid: int
    parts: list[Part]
    due: float | None = None
    result: str | None = None  #: as it is written, once it has ended
    is_waiting: bool = True  #: for one of the parts
    is_parked: bool = False
    is_cancelled: bool = False
    held: Part | None = None  #: until a message comes
    has_message: bool = False

    @property
    def has_ended(self) -> bool:
        return self.is_cancelled or (self.result is not None and not self.is_parked)


class Model:
    """The world as it should be."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []  #: in the order in which they began

    # What processes do

    def begin(self, operation: Operation, otherwise: str | None = None) -> None:
        for part in operation.parts:
            if self._try(operation, part):
                return
        if otherwise is not None:
            self._end(operation, otherwise)
        else:
            self.operations.append(operation)

    def put(self, channel: Channel, value: Any) -> None:
        """Put a value where there is always room."""
        self._offer(channel, value)

    def release(self, semaphore: Semaphore) -> None:
        for each in self.operations:
            for part in each.parts if each.is_waiting else ():
                if part.kind in ("acquire", "hold") and part.thing is semaphore:
                    self._finish(each, part, "#t")
                    return
        semaphore.free += 1

    def close(self, channel: Channel) -> None:
        channel.is_closed = True
        for each in list(self.operations):
            for part in each.parts if each.is_waiting else ():
                if part.thing is channel:
                    self._finish(each, part, "#<eof>" if part.kind == "take" else "closed")
                    break

    def send(self, operation: Operation) -> None:
        operation.has_message = True
        self._look_for_message(operation)

    def cancel(self, operation: Operation) -> None:
        operation.is_cancelled = True
        operation.is_waiting = False
        held, operation.held = operation.held, None
        if held is not None:
            self._let_go(held, is_abandoned=True)

    def park(self, operation: Operation) -> None:
        operation.is_parked = True

    def resume(self, operation: Operation) -> None:
        operation.is_parked = False
        self._look_for_message(operation)

    def time_out(self, now: float) -> None:
        due = [each for each in self.operations if each.is_waiting and each.due is not None]
        for each in due:
            if each.due is not None and each.due <= now:
                self._end(each, "late")

    # Helpers

    def _try(self, operation: Operation, part: Part) -> bool:
        thing = part.thing
        if part.kind == "take":
            if thing.values:
                value = thing.values.pop(0)
                for put in self._putters(thing):
                    thing.values.append(put)
                    break
            else:
                found = next(self._putters(thing), None)
                if found is None and not thing.is_closed:
                    return False
                value = "#<eof>" if found is None else found
            self._finish(operation, part, str(value))
        elif part.kind == "put":
            if thing.is_closed:
                self._finish(operation, part, "closed")
            elif self._offer(thing, part.value):
                self._finish(operation, part, "put")
            else:
                return False
        elif part.kind in ("acquire", "hold"):
            if not thing.free:
                return False
            thing.free -= 1
            self._finish(operation, part, "#t")
        else:
            if thing.owner is not None:
                return False
            self._give(thing, operation, part)
        return True

    def _offer(self, channel: Channel, value: Any) -> bool:
        for each in self.operations:
            for part in each.parts if each.is_waiting else ():
                if part.kind == "take" and part.thing is channel:
                    self._finish(each, part, str(value))
                    return True
        if channel.has_room:
            channel.values.append(value)
        return channel.has_room or bool(channel.values and channel.values[-1] is value)

    def _putters(self, channel: Channel) -> Any:
        """The value of each that waits to put, which goes on as it is drawn."""
        for each in self.operations:
            for part in each.parts if each.is_waiting else ():
                if part.kind == "put" and part.thing is channel:
                    self._finish(each, part, "put")
                    yield part.value
                    break

    def _give(self, mutex: Mutex, operation: Operation, part: Part) -> None:
        given = "abandoned" if mutex.is_abandoned else "#t"
        mutex.owner, mutex.is_abandoned = operation, False
        self._finish(operation, part, given)

    def _finish(self, operation: Operation, part: Part, value: str) -> None:
        operation.is_waiting = False
        number = operation.parts.index(part)
        if part.kind in ("lock", "hold"):
            operation.held = part
            operation.result = None
            operation.given = (number, value)  # type: ignore[attr-defined]
            self._look_for_message(operation)
        else:
            self._end(operation, "closed" if value == "closed" else f"({number} {value})")

    def _end(self, operation: Operation, result: str) -> None:
        operation.is_waiting = False
        operation.result = result

    def _look_for_message(self, operation: Operation) -> None:
        held = operation.held
        if held is None or not operation.has_message or operation.is_parked:
            return
        operation.held = None
        number, value = operation.given  # type: ignore[attr-defined]
        self._let_go(held)
        self._end(operation, f"({number} {GO if held.kind == 'hold' else value})")

    def _let_go(self, held: Part, *, is_abandoned: bool = False) -> None:
        thing = held.thing
        if held.kind == "hold":
            self.release(thing)
            return
        thing.owner = None
        thing.is_abandoned = is_abandoned
        for each in self.operations:
            for part in each.parts if each.is_waiting else ():
                if part.kind == "lock" and part.thing is thing:
                    self._give(thing, each, part)
                    return

"""Mutexes and semaphores of an open image that have a name, for applications: docs/concurrency.md.

What an application has of a lock, a process has for it: `<holds NAME>`, which gives it back when it
is told to, when its time is over, or when it is ended. So it is had also where another thread, or
another member, drives the image, and over restarts.

Read by: perdure.image.api.blocking; perdure.image.api.async_locks.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, NoReturn, Self

from perdure.image.api.channeling import LIBRARY, seconds
from perdure.image.api.commands import Commands
from perdure.image.api.turns import gathered, in_turn
from perdure.image.conversion.convert import checked_text
from perdure.image.conversion.expected import ANYTHING
from perdure.image.errors import ImageError, NotDone, ProcessEnded, ProcessFailed
from perdure.image.processes.lock_listing import (
    MUTEX,
    SEMAPHORE,
    LockInfo,
    kind_of,
    lock_informations,
)
from perdure.image.processes.waits.lock_names import GIVE, TAKE
from perdure.image.schema.locks import Mutex, Semaphore
from perdure.image.schema.named_locks import Lock, find_lock
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.singletons import FALSE

RELEASE = "release"  #: the message to a process that holds a lock


class Locking(Commands):
    """The part of the interface for mutexes and semaphores that have a name."""

    @gathered
    def mutex(self, name: str) -> Callable[[], LockHandle]:
        """The mutex of that name; made where there is none. Programs: `(lock-named name)`."""
        return self._find_lock(name, MUTEX, Mutex)

    @gathered
    def semaphore(self, name: str, permits: int = 1) -> Callable[[], LockHandle]:
        """The semaphore of that name; made where there is none, with so many permits."""
        if type(permits) is not int or permits < 0:
            raise ImageError(f"the permits of a semaphore are a number from 0, not {permits!r}")
        return self._find_lock(name, SEMAPHORE, lambda: Semaphore(permits))

    @gathered
    def remove_lock(self, name: str) -> Callable[[], None]:
        """Have no lock be known by that name. Processes go on with it as before."""
        return lambda: self.ledger.do(TAKE, name)

    @in_turn
    def locks(self) -> list[LockInfo]:
        """The mutexes and semaphores that have names, in the order of these, as they are now."""
        self.refresh()
        return lock_informations(self.root)

    @gathered
    def hold_lock(
        self, name: str, timeout: float | None = None, lease: float | None = None
    ) -> Callable[[], int]:
        """Start a process that waits for the lock of that name, and has another hold it.

        Gives its pid; its result is the list of the other's and of whether a mutex was abandoned.
        """
        procedure = self.procedure("door-hold!", LIBRARY)
        text = checked_text(name)
        held = FALSE if lease is None else self.conversion.entered(self.conversion.copied(lease))
        given: tuple[Value, ...] = (held, *seconds(timeout))
        return self._spawn(lambda: (procedure, (new_string(text), *given)), f"<lock {text}>")

    def release_lock(self, name: str, pid: int) -> None:
        """Have the process that holds the lock give it back; ImageError where it does not."""
        try:
            self.send(pid, RELEASE)
            self._finish(pid, None)
            was_told = self.value(pid)
        except (ProcessEnded, ProcessFailed):
            was_told = False
        if not was_told:
            refuse(name, pid)

    def submit_hold(
        self, name: str, timeout: float | None, lease: float | None
    ) -> tuple[Future[int], Future[Any]]:
        """The same; futures of the pid and of the result."""
        begun: Future[int] = Future()
        ended: Future[Any] = Future()
        self._submit(begun, ended, Locking.hold_lock, name, timeout, lease)
        return begun, ended

    def _find_lock(
        self, name: str, kind: str, make: Callable[[], Lock]
    ) -> Callable[[], LockHandle]:
        text = checked_text(name)
        if not text:
            raise ImageError("a lock is known by a text that is not empty")

        def find() -> LockHandle:
            found = find_lock(self.root, text)
            if found is None:
                self.ledger.do(GIVE, text, make())
            elif kind_of(found) != kind:
                raise ImageError(f"the lock {text!r} is a {kind_of(found)}, not a {kind}")
            return LockHandle(self, text, kind)

        return find

    def _finish(self, pid: int, timeout: float | None) -> None:
        raise NotImplementedError

    def _begun(
        self, doing: str, method: Any, *arguments: Any, timeout: float | None, type: Any
    ) -> Any:
        raise NotImplementedError


class LockHandle:
    """A lock of an image, in the hands of an application: `mutex` and `semaphore` give one."""

    __slots__ = ("_image", "kind", "name")

    def __init__(self, image: Locking, name: str, kind: str) -> None:
        self._image = image
        self.name = name
        self.kind = kind  #: "mutex" or "semaphore"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}>"

    def acquire(self, timeout: float | None = None, *, lease: float | None = None) -> Hold:
        """Wait for the mutex, or a permit; NotDone after `timeout` seconds of the image's time.

        Until it is released: a process has it, whatever becomes of the application. With a
        `lease` it is given back after so many seconds; of a mutex the next is told that.
        """
        try:
            pid, was_abandoned = self._image._begun(
                "lock", Locking.hold_lock, self.name, timeout, lease, timeout=None, type=ANYTHING
            )
        except ProcessFailed as error:
            raise not_held(error) from error
        return Hold(self._image, self.name, pid, was_abandoned)

    def info(self) -> LockInfo:
        """The description of it, as of now; ImageError where it has the name no longer."""
        return lock_info_of(self._image.locks(), self.name)


class Hold:
    """A mutex or a permit that was acquired; a `with` statement releases it at its end."""

    __slots__ = ("_image", "name", "pid", "was_abandoned")

    def __init__(self, image: Locking, name: str, pid: int, was_abandoned: bool) -> None:
        self._image = image
        self.name = name
        self.pid = pid  #: of the process that has it
        #: whether the last that had the mutex has ended with it: what it guards may be half done
        self.was_abandoned = was_abandoned

    def __repr__(self) -> str:
        return f"<held {self.name!r} by process {self.pid}>"

    def release(self) -> None:
        """Give it back. ImageError where it is had no longer: its lease is over, say."""
        self._image.release_lock(self.name, self.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.release()
        else:
            with suppress(ImageError):
                self.release()


def not_held(error: ProcessFailed) -> Exception:
    """The error for the caller whose process has failed so."""
    raised: Any = error.payload
    is_late = type(raised) is Condition and raised.kind == "timeout"
    return NotDone(raised.message, error.pid) if is_late else error


def refuse(name: str, pid: int) -> NoReturn:
    raise ImageError(
        f"process {pid} holds {name!r} no longer: its lease is over, or it was ended; "
        "whatever was done since may not have been done alone"
    )


def lock_info_of(found: list[LockInfo], name: str) -> LockInfo:
    """The one of that name; ImageError where there is none."""
    for each in found:
        if each.name == name:
            return each
    raise ImageError(f"no lock is called {name!r}")

"""Methods of an open image, each called in the thread that has the turn.

One thread at a time uses the connection (perdure.image.engine.connection_owner). A method that
is `in_turn` is called there; one that is `gathered` prepares a change, which is committed with
those of other callers. What the storage raises becomes an ImageError here, and a process that was
forked off the one that opened the image learns of that.

Read by: perdure.image.api.session, and the parts of the interface.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ZODB.FileStorage import FileStorage

from perdure.image.conversion.foreign import is_interrupt
from perdure.image.engine.connection_owner import ConnectionOwner
from perdure.image.engine.driver import Driver
from perdure.image.engine.gathering import Request
from perdure.image.engine.promises import Awaited, Promise
from perdure.image.engine.scheduler import Scheduler
from perdure.image.errors import ImageClosed, ImageError, ReadOnlyImage, image_closed
from perdure.image.forking import Refusing, opened_before_fork, sever_client, sever_file_storage
from perdure.image.storage.opening import Opened
from perdure.image.storage.storage_errors import as_image_errors
from perdure.image.storage.uris import is_client, is_relational

T = TypeVar("T")
P = ParamSpec("P")
I = TypeVar("I", bound="Turns")

PREPARE = "prepare"  #: the attribute that has what `gathered` decorates


def called(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorator of a part of a method: errors call it by the method's name."""

    def rename(method: Callable[P, T]) -> Callable[P, T]:
        method.__name__ = name
        return method

    return rename


def in_turn(
    method: Callable[Concatenate[I, P], T],
) -> Callable[Concatenate[I, P], T]:
    """Decorator of methods that use the connection: see perdure.image.engine.connection_owner."""

    @wraps(method)
    def ask(image: I, /, *arguments: P.args, **options: P.kwargs) -> T:
        if image.owner.is_mine():
            return image.checked(method, *arguments, **options)
        return image.owner.run(lambda: image.checked(method, *arguments, **options))

    return ask


def gathered(
    method: Callable[Concatenate[I, P], Callable[[], T]],
) -> Callable[Concatenate[I, P], T]:
    """Decorator of methods that prepare a change: see perdure.image.engine.gathering.

    What is decorated gives the change; the method's caller gets what the change gives,
    once that is committed, with what other callers have asked for meanwhile.
    """

    @wraps(method)
    def ask(image: I, /, *arguments: P.args, **options: P.kwargs) -> T:
        with image.storage_told(method.__name__):
            if image.owner.is_mine():
                made: T = image._change(image.checked(method, *arguments, **options))
                return made
            promise: Promise[T] = Promise()
            image._ask(promise, ask, *arguments, **options)
            return promise.result()

    setattr(ask, PREPARE, method)
    return ask


class Turns:
    """An opening as far as its methods are called in turn."""

    path: str
    read_only: bool
    drives: bool  #: whether it was opened to run processes
    owner: ConnectionOwner
    driver: Driver
    scheduler: Scheduler
    _opened: Opened | None
    _process: int  #: the one that may use it

    def checked(
        self: I,
        method: Callable[Concatenate[I, P], T],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Call the method, in the thread that has the turn."""
        self.check_open()
        if self.scheduler.monitor.running is not None:
            raise ImageError(
                f"a builtin asked {method.__name__} of the image within a transaction; "
                "make it an effect"
            )
        with self.storage_told(method.__name__):
            return method(self, *arguments, **options)

    def storage_told(self, doing: str) -> AbstractContextManager[None]:
        """While inside, what the storage raises is an ImageError; `doing` names the method."""
        return as_image_errors(self.path, doing, self._is_theirs)

    def _is_theirs(self, error: BaseException) -> bool:
        return error is self.driver.callbacks.raised

    def ask_soon(self, method: Callable[..., T], *arguments: Any, **options: Any) -> Future[T]:
        """The future result of a method that is called in the thread that has the turn."""
        future: Future[T] = Future()
        self._ask(future, method, *arguments, **options)
        return future

    def _ask(
        self, awaited: Awaited[T], method: Callable[..., T], *arguments: Any, **options: Any
    ) -> None:
        """Have what is awaited be given what the method gives."""
        prepare = getattr(method, PREPARE, None)
        if prepare is None:
            self.owner.post(lambda: self.checked(method, *arguments, **options), awaited)
        else:
            self._request(awaited, lambda: self.checked(prepare, *arguments, **options))

    def _request(
        self,
        awaited: Awaited[T],
        prepare: Callable[[], Callable[[], T]],
        then: Callable[[T], None] | None = None,
        drive: Callable[[], None] | None = None,
    ) -> None:
        """Have a change prepared in the thread that has the turn; what it gives is awaited.

        `then` is called there with that, once it is committed, before the one that waits goes on.
        Where no thread has the turn, `drive` is called, and is to begin with the change.
        """

        def serve() -> None:
            if not awaited.set_running_or_notify_cancel():
                return
            try:
                if self.read_only:
                    self._check_writable()  # says so
                change = prepare()
            except BaseException as error:
                awaited.set_exception(error)
                if is_interrupt(error):
                    raise
            else:
                self.scheduler.requests.add(Request(change, awaited, then))

        self.owner.enter(serve, drive)

    def _change(self, change: Callable[[], Any]) -> Any:
        self._check_writable()
        return self.driver.change(change)

    def check_process(self) -> None:
        """OpenedBeforeFork in a process that was forked off the one that opened the image."""
        if os.getpid() != self._process:
            self._give_up()
            raise opened_before_fork(self.path, self._process)

    def _give_up(self) -> None:
        """In a forked process: let nothing that is done here reach what the other has open."""
        opened, self._opened = self._opened, None
        if opened is None:
            return
        refusing, storage = Refusing(self.path, self._process), opened.storage
        for connection in opened.database.pool:
            connection._storage = connection._normal_storage = refusing
        if is_client(storage):
            sever_client(storage, refusing)
        elif is_relational(storage):
            storage._base = refusing
        elif isinstance(storage, FileStorage):
            sever_file_storage(storage)

    def check_open(self) -> None:
        self.check_process()
        if self._opened is None:
            raise self._closed()

    def _closed(self) -> ImageClosed:
        return image_closed(self.path)

    def check_drives(self, doing: str) -> None:
        """ImageError where the image was opened to ask only."""
        if not self.drives:
            raise ImageError(f"{doing}: this opening only asks (drive=False), and runs nothing")

    def _check_writable(self) -> None:
        self.check_process()
        if self.read_only:
            raise ReadOnlyImage(f"image {self.path!r} was opened to be read only")

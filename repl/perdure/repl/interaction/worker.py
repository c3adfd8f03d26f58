"""The thread that has the image: it opens it, drives it, and does what is asked of it.

So a person types while processes run. Everything that concerns the image is done in
this thread, between two transactions; the other threads get plain texts and numbers.

Reads: perdure.image. Read by: perdure.repl.interaction.loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager
from typing import TypeVar

from perdure.image import Image
from perdure.image.errors import TransientError

T = TypeVar("T")

ATTEMPTS = 20  #: how often something is tried while a server comes and goes


class WorkerEnded(Exception):
    """The image is not driven any more; the cause says why."""


class Worker:
    """An image, and the thread that drives it."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Image]],
        on_open: Callable[[Image], None],
        each_time: Callable[[Image], None],
        on_end: Callable[[], None],
    ) -> None:
        self._opening = opening
        self._on_open = on_open
        self._each_time = each_time  #: called between any two transactions
        self._on_end = on_end
        self._opened: Future[Image] = Future()
        self._is_stopping = False
        self._pending: set[Future[object]] = set()
        self._lock = threading.Lock()
        self.failure: BaseException | None = None  #: why it ended, where nobody asked for that
        self._thread = threading.Thread(target=self._run, name="perdure-driver", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def thread(self) -> int:
        """The number of the thread, once it was started."""
        return self._thread.ident or 0

    def wait_open(self) -> None:
        """Until the image is open; raises what came in the way."""
        self._opened.result()

    def ask(self, what: Callable[[Image], T], *, again: bool = False) -> Future[T]:
        """Have that done in the worker's thread.

        `again`: it may be done twice, and is, where the image's server goes meanwhile.
        """
        future: Future[T] = Future()
        image = self._opened.result()
        tries = ATTEMPTS if again and image.member is not None else 1

        def serve() -> None:
            nonlocal tries
            if not future.running() and not future.set_running_or_notify_cancel():
                return
            tries -= 1
            try:
                result = what(image)
            except TransientError as error:
                if tries and not self._is_stopping:
                    image.call_soon(serve)
                    raise  # to the driver, which waits until the server is back
                self._forget(future)
                future.set_exception(error)
            except BaseException as error:  # noqa: BLE001  (it goes to who asked)
                self._forget(future)
                future.set_exception(error)
            else:
                self._forget(future)
                future.set_result(result)

        with self._lock:
            if not self._thread.is_alive():
                future.set_exception(WorkerEnded())
                return future
            self._pending.add(future)  # type: ignore[arg-type]
        image.call_soon(serve)
        return future

    def stop(self, timeout: float | None = None) -> None:
        """Stop after a commit and close the image; waits for that, or as many seconds."""
        self._is_stopping = True
        if self._opened.done() and self._opened.exception() is None:
            self._opened.result().stop()
        self._thread.join(timeout)

    def _forget(self, future: Future[T]) -> None:
        with self._lock:
            self._pending.discard(future)

    def _run(self) -> None:
        try:
            with self._opening() as image:
                self._on_open(image)
                self._opened.set_result(image)
                with image.workbench.driving():
                    while not self._is_stopping:
                        image.workbench.drive(lambda: self._tick(image))
        except BaseException as error:  # noqa: BLE001  (told by the thread that waits)
            if self._opened.done():
                self.failure = error
            else:
                self._opened.set_exception(error)
        finally:
            with self._lock:
                pending, self._pending = self._pending, set()
            for future in pending:
                if not future.cancel() and not future.done():  # it was to be tried again
                    future.set_exception(CancelledError())
            self._on_end()

    def _tick(self, image: Image) -> bool:
        self._each_time(image)
        return self._is_stopping

"""An open image, for blocking code.

What waits for a process drives the image meanwhile, unless another thread does, such as
that of `start`. All methods may be called from any thread; perdure.image.engine.connection_owner
tells how.

Reads: session, commands, scheduling, queueing, forgetting and queries, which it is put together of.
Read by: perdure.image.api.image, perdure.image.api.aio.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from math import inf, nextafter
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from perdure.image.api.asking import LIBRARY, NAME, PROCEDURE, check_can_reply, unanswered
from perdure.image.api.begun import check_wanted, note_begun
from perdure.image.api.boarding import Boarding
from perdure.image.api.bonding import Bonding
from perdure.image.api.breaking import Breaking
from perdure.image.api.calling import program_text
from perdure.image.api.channeling import Channeling
from perdure.image.api.commands import Commands
from perdure.image.api.deploying import Deploying
from perdure.image.api.forgetting import Forgetting
from perdure.image.api.locking import Locking
from perdure.image.api.monitoring import Monitoring
from perdure.image.api.queueing import Queueing
from perdure.image.api.relating import Relating
from perdure.image.api.restarting import Restarting
from perdure.image.api.trying import Trying
from perdure.image.api.turns import in_turn
from perdure.image.api.upgrading import Upgrading
from perdure.image.clock import SimulatedClock
from perdure.image.conversion.convert import NOTHING
from perdure.image.conversion.expected import ANYTHING, checked_result
from perdure.image.engine.driver import Output, never
from perdure.image.engine.promises import Awaited, Promise
from perdure.image.errors import (
    CannotDebug,
    CannotForget,
    CannotRetry,
    ImageError,
    ProcessCancelled,
    ProcessFailed,
)
from perdure.image.seconds import until_of
from perdure.vm.objects.data import Value

T = TypeVar("T")

LOOK_AGAIN = 0.01  #: seconds between two looks whether the image is idle


class BlockingImage(
    Channeling,
    Locking,
    Queueing,
    Bonding,
    Restarting,
    Upgrading,
    Breaking,
    Boarding,
    Monitoring,
    Relating,
    Trying,
    Deploying,
    Forgetting,
):
    """An image that is open in this process: `perdure.image.Image` opens one."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Driving

    def start(self) -> None:
        """Have a thread of its own drive the image, until `stop` or `close`."""
        self._check_writable()
        self.owner.run(self.check_open)
        self._background.start()

    def check_driven(self) -> None:
        """ImageError where the thread of `start` has ended by itself: the disk is full, say."""
        self.check_process()
        self._background.check()

    def wait_started(self) -> None:
        """Wait until that thread has the turn: requests are then never served by another."""
        self.check_process()
        self._background.wait_begun()

    def stop(self) -> None:
        """End that thread; make `drive` and the like return. After a commit, from any thread."""
        self.check_process()
        if self._background.is_running:
            self._background.stop()
        else:
            self.driver.stop()

    def drive(
        self,
        until: Callable[[], bool] | None = None,
        on_output: Output | None = None,
    ) -> None:
        """Drive all processes until `until()`, or until `stop` or Ctrl-C if none is given."""
        self._check_writable()
        self.check_drives("drive")
        if self._background.is_running:
            raise ImageError("the thread of `start` drives the image; `stop` it first")
        with self.owner.taken(), self.storage_told("drive"):
            self.check_open()
            if on_output is not None:
                self.on_output = on_output
            self.driver.run(until or never, stays=until is None)

    def run_until_idle(self) -> None:
        """Drive until nothing is ready, nothing sleeps, and no effect is running.

        Where the thread of `start` drives the image: wait until then.
        """
        self._check_writable()
        self.check_drives("run_until_idle")
        while self._background.is_running and not self.owner.is_mine():
            with self.storage_told("run_until_idle"):
                if self.owner.run(self.driver.is_idle):
                    return
            sleep(LOOK_AGAIN)
        with self.owner.taken(), self.storage_told("run_until_idle"):
            self.check_open()
            self.driver.run()

    def advance(self, **duration: float) -> None:
        """Let so much of a simulated clock's time pass, and all happen that falls into it.

        The duration is told as to `datetime.timedelta`: `image.advance(days=30, hours=2)`.
        ImageError where the image's clock is not a SimulatedClock.
        """
        self.check_process()
        self.check_drives("advance")
        clock = self.clock
        if not isinstance(clock, SimulatedClock):
            raise ImageError(
                "advance: this image goes by the machine's clock; "
                "open it with clock=SimulatedClock() to turn it"
            )
        seconds = timedelta(**duration).total_seconds()
        if seconds < 0:
            raise ImageError(f"advance: time goes forward, not by {seconds:g} seconds")
        self._check_writable()
        is_driven = self._background.is_running
        if is_driven:
            self._background.stop()
        try:
            with self.owner.taken(), self.storage_told("advance"):
                self.check_open()
                end = clock.now() + seconds
                after = nextafter(end, inf)  # so that what is due then happens
                clock.until = max(clock.until, after)
                try:
                    self.driver.run(deadline=after)
                finally:
                    clock.set(end)
        finally:
            if is_driven and not self._is_closing:
                self.start()

    def run_until_done(self, pid: int, timeout: float | None = None) -> bool:
        """Drive until that process has ended; False if it has not (see `processes`).

        Where another thread drives the image: wait until then.
        """
        ended = self.owner.run(lambda: self.checked(BlockingImage.watch, pid))
        self._drive_until(ended, pid, timeout)
        if ended.done():
            ended.result()  # raises what kept it from being seen
            return True
        return False

    def _drive_until(self, ended: Awaited[Any], pid: int, timeout: float | None) -> None:
        """Until that process has ended, of which the future tells; or for so many seconds."""
        if ended.done():
            return
        self._check_writable()

        def drive(seconds: float | None) -> None:
            self._drive_here(seconds, lambda: self._has_ended(ended, pid))

        if self.owner.is_mine():
            drive(timeout)
        else:
            self.owner.wait(ended, drive, timeout)

    def _drive_here(self, seconds: float | None, until: Callable[[], bool]) -> None:
        """In the thread that has the turn."""
        if self._is_closing:
            raise self._closed()
        until_of(seconds)
        deadline = None if seconds is None else self.clock.now() + seconds
        with self.storage_told("run_until_done"):
            self.driver.run(until, deadline=deadline)

    def _has_ended(self, ended: Awaited[Any], pid: int) -> bool:
        if not ended.done() and self.root.process(pid).has_ended:
            self.watchers.look_again(has_news=True)  # another member has run it
        return ended.done()

    def _has_come(self, begun: Awaited[int], ended: Awaited[Any]) -> bool:
        """Whether the process was not begun after all, or has ended."""
        if not begun.done():
            return False
        return begun.exception() is not None or self._has_ended(ended, begun.result())

    def watch(self, pid: int) -> Future[None]:
        """Done once the process has ended. For the thread that drives the image."""
        self.refresh()
        return self.watchers.watch(pid)

    @in_turn
    def run_slice(self) -> bool:
        """Do what can be done now, in one transaction; False if there was nothing."""
        self._check_writable()
        self.check_drives("run_slice")
        return self.driver.step()

    # Evaluating

    @overload
    def eval(self, text: str, timeout: float | None = None) -> Any: ...
    @overload
    def eval(self, text: str, timeout: float | None = None, *, type: type[T]) -> T: ...

    def eval(self, text: str, timeout: float | None = None, *, type: Any = ANYTHING) -> Any:
        """The Python counterpart of the value of the text's last expression. See `result`."""
        return self._begun("eval", Commands.spawn_eval, text, timeout=timeout, type=type)

    def load(
        self,
        file: str | os.PathLike[str],
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        again: bool = False,
        version: str = "",
    ) -> None:
        """Evaluate a file in the interaction environment; definitions stay.

        Libraries that the image does not have, or has as they were before they changed,
        are looked for beside the file, and in the directories of `search_path`.

        An application may do so whenever it starts: where the file of this name was
        loaded last as it is now, with all that it includes, loads and imports, nothing is
        evaluated, unless `again`. Else a version of the program begins, by the name `version` or
        one that its contents have; see `versions`. Where a file of this name is still being
        loaded, that ends; the caller that waits for it waits for this one.
        """
        path = Path(file)
        text = program_text(path)
        directories = [str(each.resolve()) for each in (path.parent, *map(Path, search_path))]
        if again or not self.is_loaded(path.name, text, directories):
            pid, number = self.spawn_load_file(
                path, text, directories, again=again, version=version
            )
            if self._loads(path.name, pid) and not version:
                self.name_version_of(path.name, number)
        elif version:
            self.begin_version(path.name, version)
        else:
            self.name_version_left(path.name)

    def _loads(self, file: str, pid: int) -> bool:
        """Wait until the file has been loaded by that process, or by another that began later.

        Whether by that one.
        """
        loading = pid
        while True:
            try:
                self.finished(loading)
            except ProcessCancelled:
                newer = self._pid_that_loads(file)
                if newer is None or newer == loading:
                    raise
                loading = newer
            else:
                return loading == pid

    @overload
    def call(
        self, what: Any, *arguments: Any, timeout: float | None = None, name: str = ""
    ) -> Any: ...
    @overload
    def call(
        self,
        what: Any,
        *arguments: Any,
        timeout: float | None = None,
        name: str = "",
        type: type[T],
    ) -> T: ...

    def call(
        self,
        what: Any,
        *arguments: Any,
        timeout: float | None = None,
        name: str = "",
        type: Any = ANYTHING,
    ) -> Any:
        """`spawn`, and the `result`."""
        return self._begun(
            "call", Commands.spawn, what, *arguments, name=name, timeout=timeout, type=type
        )

    @overload
    def request(self, pid: int, value: Any, timeout: float | None = None) -> Any: ...
    @overload
    def request(
        self, pid: int, value: Any, timeout: float | None = None, *, type: type[T]
    ) -> T: ...

    def request(
        self, pid: int, value: Any, timeout: float | None = None, *, type: Any = ANYTHING
    ) -> Any:
        """Send a process a request, and give its reply; see docs/mailboxes.md.

        ProcessEnded where it has ended, or ends before it replies; NotDone where it has not replied
        after `timeout` seconds of the image's time.
        """
        check_can_reply(self.process(pid))
        asking = self.procedure(PROCEDURE, LIBRARY)
        given = (pid, value) if timeout is None else (pid, value, timeout)
        try:
            return self._begun(
                "request", Commands.spawn, asking, *given, name=NAME, timeout=None, type=type
            )
        except ProcessFailed as error:
            raise unanswered(error, self.process(pid)) from error

    def _begun(
        self,
        doing: str,
        method: Any,
        *arguments: Any,
        timeout: float | None,
        type: Any,
        **options: Any,
    ) -> Any:
        """The result of the process that the method starts.

        Where nobody drives the image this thread does: the process is then started, and run
        until it waits or ends, in one transaction.
        """
        if self.owner.is_mine():
            return self.result(method(self, *arguments, **options), timeout, type=type)
        is_driven = False
        begun: Promise[int] = Promise()
        ended: Promise[Any] = Promise()

        def drive() -> None:
            nonlocal is_driven
            is_driven = True
            self._drive_here(timeout, lambda: self._has_come(begun, ended))

        with self.storage_told(doing):
            self._submit(begun, ended, method, *arguments, drive=drive, **options)
            pid = begun.result()
            if not is_driven:
                self._drive_until(ended, pid, timeout)
            if not ended.done():
                raise self._closed() if self._is_closing else self.not_done(pid)
            return checked_result(ended.result(), type, pid)

    @overload
    def result(self, pid: int, timeout: float | None = None) -> Any: ...
    @overload
    def result(self, pid: int, timeout: float | None = None, *, type: type[T]) -> T: ...

    def result(self, pid: int, timeout: float | None = None, *, type: Any = ANYTHING) -> Any:
        """The Python counterpart of a process's result, once it has ended.

        Raises ProcessFailed, ProcessCancelled; NotDone after `timeout` seconds, or where
        nothing that is known of will end it; CannotConvert, also where it is not of the
        `type` that is expected: a class, or one of its like such as `list[int]`.
        """
        self._finish(pid, timeout)
        return checked_result(self.value(pid), type, pid)

    @overload
    def update(
        self,
        pid: int,
        name: str,
        *arguments: Any,
        id: str | None = None,
        timeout: float | None = None,
    ) -> Any: ...
    @overload
    def update(
        self,
        pid: int,
        name: str,
        *arguments: Any,
        id: str | None = None,
        timeout: float | None = None,
        type: type[T],
    ) -> T: ...

    def update(
        self,
        pid: int,
        name: str,
        *arguments: Any,
        id: str | None = None,
        timeout: float | None = None,
        type: Any = ANYTHING,
    ) -> Any:
        """The result of an update of a process, by what its `(on-update name)` gives.

        With an `id` it is one request however often it is made: asked again, over restarts too,
        it gives the result of the first. UpdateRejected, NoHandler, ProcessEnded; else as
        `result`, of the process that does it.
        """
        return self.result(self.begin_update(pid, name, *arguments, id=id), timeout, type=type)

    def retry_all(
        self,
        *,
        name: str | None = None,
        error: str | None = None,
        like: int | None = None,
        value: Any = NOTHING,
        text: str | None = None,
    ) -> list[int]:
        """`retry` all that have failed, or are parked by an error; gives the pids.

        Those of that name, where one is given, of whose error the text has `error` in it, and
        that were stopped by the same text as the process of pid `like`. Without a `value` not those
        that only a value helps. In place of that, the `text` of an expression: each gets its value
        in its own language: regular Python in its innermost frame, Scheme in the image's
        environment. Where that fails in one, none goes on: CannotRetry, ProcessFailed.
        """
        if text is None:
            return super().retry_all(name=name, error=error, like=like, value=value)
        if value is not NOTHING:
            raise ValueError("give a value or a text, not both")
        values: dict[int, Value] = {}
        common: Value | None = None
        for pid in self._values_wanted(name, error, like):
            check_wanted()
            try:
                found = self.value_for(pid, text)
            except CannotDebug as refused:
                raise CannotRetry(
                    f"none goes on, as {text!r} has no value in process {pid}: {refused}; choose "
                    "others by name, error or like"
                ) from None
            if found is None:
                if common is None:
                    common = self._evaluated(text)
                found = common
            values[pid] = found
        check_wanted()
        return self._give_each(values)

    def _evaluated(self, text: str) -> Value:
        """The value of a form in the image's environment, by a process that is forgotten then."""
        end = self.language.end_of(text, 0)
        if end is not None and text[end:].strip():
            raise CannotRetry(
                f"none goes on, as {text!r} is more than one form of {self.language.name}; choose "
                "those of another language by name, error or like"
            )
        pid = self.spawn_eval(text, "<retry>")
        note_begun(pid)
        try:
            return self.finished(pid)
        finally:
            with suppress(CannotForget):
                self.forget(pid)

    def finished(self, pid: int, timeout: float | None = None) -> Value:
        """Drive until the process has ended; its result, or what became of it instead."""
        self._finish(pid, timeout)
        return self.result_value(pid)

    def _finish(self, pid: int, timeout: float | None) -> None:
        if not self.run_until_done(pid, timeout):
            raise self._closed() if self._is_closing else self.not_done(pid)


def print_output(pid: int, text: str) -> None:
    """An `on_output` that prints, for drivers in the foreground."""
    sys.stdout.write(text)
    sys.stdout.flush()

"""The callers that wait, outside the image, for processes to end, and for anything to change.

Belongs to the thread that has the turn (perdure.image.engine.connection_owner); the futures may be
waited for anywhere.

Read by: perdure.image.api.session, perdure.image.engine.driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from concurrent.futures import Future

from perdure.image.effects.callbacks import Callbacks
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot


class Watchers:
    """Futures of processes, and functions that are called after commits."""

    def __init__(self, root: ImageRoot, callbacks: Callbacks) -> None:
        self._root = root
        self._call = callbacks.call  #: for listeners, and what others have added to futures
        self._futures: dict[int, list[Future[None]]] = {}  #: by pid
        #: Those of processes that end, or go on in a version that is none of these.
        self._leaving: list[tuple[int, Set[int], Future[None]]] = []
        #: Pids of processes that had ended when somebody asked, since the last commit was told of.
        self.told: set[int] = set()
        self._listeners: list[Callable[[], None]] = []

    def watch(self, pid: int) -> Future[None]:
        """Done when the process has ended; NoSuchProcess where there is none."""
        future: Future[None] = Future()
        if self.find_ended(pid) is not None:
            future.set_result(None)
        else:
            self._futures.setdefault(pid, []).append(future)
        return future

    def watch_leaving(self, pid: int, versions: Set[int]) -> Future[None]:
        """Done when the process has ended, was forgotten, or is of none of these versions."""
        future: Future[None] = Future()
        self._leaving.append((pid, versions, future))
        self._look_at_leaving()
        return future

    def find_ended(self, pid: int) -> Process | None:
        """The process, for a caller that would watch it else; None where it has not ended."""
        process = self._root.process(pid)
        if not process.has_ended:
            return None
        self.told.add(pid)
        return process

    def awaited(self) -> Iterable[int]:
        """The pids of the processes whose end somebody waits for."""
        return [*self._futures, *(pid for pid, _, _ in self._leaving)]

    def listen(self, listener: Callable[[], None]) -> None:
        """Call it after each commit, in the thread that drives the image."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def committed(self, ended: Iterable[int]) -> None:
        """A transaction was committed, in which these processes ended."""
        self.told.clear()
        for pid in ended:
            for future in self._futures.pop(pid, ()):
                if future.set_running_or_notify_cancel():
                    self._call(future.set_result, None)
        self._look_at_leaving()
        self._tell_listeners()

    def _look_at_leaving(self) -> None:
        for leaving in list(self._leaving):
            pid, versions, future = leaving
            process = None if future.cancelled() else self._root.find_process(pid)
            if process is None or process.has_ended or process.details.version not in versions:
                self._leaving.remove(leaving)
                if future.set_running_or_notify_cancel():
                    self._call(future.set_result, None)

    def look_again(self, has_news: bool) -> None:
        """Another member may have committed: find out what has ended."""
        ended = [pid for pid in self._futures if self._has_ended(pid)]
        if ended or has_news:
            self.committed(ended)

    def _has_ended(self, pid: int) -> bool:
        process = self._root.find_process(pid)
        return process is None or process.has_ended  # or was forgotten since

    def fail(self, error: BaseException) -> None:
        """Nothing more will be heard."""
        waiting, self._futures = self._futures, {}
        leaving, self._leaving = self._leaving, []
        for futures in (*waiting.values(), [future for _, _, future in leaving]):
            for future in futures:
                if future.set_running_or_notify_cancel():
                    self._call(future.set_exception, error)
        self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in list(self._listeners):
            self._call(listener)

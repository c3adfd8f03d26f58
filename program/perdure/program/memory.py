"""Plain Python: processes are threads, and all is in memory.

Read by: perdure.program.functions.
"""

from __future__ import annotations

import itertools
import pickle
import queue
import threading
import traceback
import uuid
from concurrent.futures import Future
from typing import Any

from perdure.program.backend import ProcessFailed, keys, under_key


class Memory:
    """Plain Python: processes are threads."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._mailboxes: dict[int, queue.Queue[Any]] = {}
        self._ends: dict[int, Future[Any]] = {}
        self._given: dict[str, Future[Any]] = {}
        self._own = threading.local()
        self._shared: dict[str, bytes] = {}  #: pickled

    def self_pid(self) -> int:
        pid: int | None = getattr(self._own, "pid", None)
        if pid is None:
            pid = self._own.pid = self._new_process()
        return pid

    def _new_process(self) -> int:
        with self._lock:
            pid = next(self._numbers)
            self._mailboxes[pid] = queue.Queue()
            self._ends[pid] = Future()
            return pid

    def spawn(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> int:
        self.self_pid()  # the first is that of the program itself
        pid = self._new_process()
        end = self._ends[pid]

        def main() -> None:
            self._own.pid = pid
            try:
                end.set_result(function(*arguments, **keywords))
            except BaseException as error:  # noqa: BLE001  (it is told to who waits)
                traceback.print_exc()
                end.set_exception(error)

        threading.Thread(target=main, name=f"process {pid}", daemon=True).start()
        return pid

    def send(self, pid: int, message: Any) -> None:
        mailbox = self._mailboxes.get(pid)
        if mailbox is None:
            raise ValueError(f"no process has the pid {pid}")
        mailbox.put(message)

    def receive(self, timeout: float | None) -> Any:
        try:
            return self._mailboxes[self.self_pid()].get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError("no message came in time") from None

    def wait(self, pid: int) -> Any:
        end = self._ends.get(pid)
        if end is None:
            raise ValueError(f"no process has the pid {pid}")
        error = end.exception()
        if error is not None:
            raise ProcessFailed(pid, f"{type(error).__name__}: {error}") from error
        return end.result()

    def wait_for(self, name: str, timeout: float | None) -> Any:
        try:
            return self._awaited(name).result(timeout)
        except TimeoutError:
            raise TimeoutError("nobody completed it in time") from None

    def complete(self, name: str, value: Any) -> None:
        awaited = self._awaited(name)
        if awaited.done():
            raise ValueError(f"{name!r} was completed before")
        awaited.set_result(value)

    def _awaited(self, name: str) -> Future[Any]:
        with self._lock:
            return self._given.setdefault(name, Future())

    def root_get(self, name: str, default: Any) -> Any:
        found = self._shared.get(name)
        return default if found is None else pickle.loads(found)

    def root_put(self, name: str, value: Any) -> None:
        self._shared[name] = pickle.dumps(value)

    def root_change(self, name: str, function: Any, default: Any) -> Any:
        while True:
            before = self._shared.get(name)
            made = function(default if before is None else pickle.loads(before))
            stored = pickle.dumps(made)
            with self._lock:
                if self._shared.get(name) == before:
                    self._shared[name] = stored
                    return made

    def root_remove(self, name: str) -> None:
        self._shared.pop(name, None)

    def root_names(self) -> tuple[str, ...]:
        return tuple(sorted(self._shared))

    def effect(self, made: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        with under_key(keys.key or uuid.uuid4().hex):
            return made.function(*arguments, **keywords)

    def inline(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return function(*arguments, **keywords)

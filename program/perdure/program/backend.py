"""The part of the functions that differs between plain Python and an image.

Read by: all of this folder, and perdure.languages.python.runtime.durable.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol


class ProcessFailed(Exception):
    """A process that was waited for has failed, or was cancelled."""

    def __init__(self, pid: int, reason: str) -> None:
        super().__init__(pid, reason)
        self.pid = pid
        self.reason = reason

    def __str__(self) -> str:
        return f"process {self.pid} failed: {self.reason}"


class EffectInterrupted(Exception):
    """An effect that is made at most once was cut off: whether it was made is not known."""


class Backend(Protocol):
    """The part that differs between plain Python and an image."""

    def self_pid(self) -> int: ...
    def spawn(self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> int: ...
    def send(self, pid: int, message: Any) -> None: ...
    def receive(self, timeout: float | None) -> Any: ...
    def wait(self, pid: int) -> Any: ...
    def wait_for(self, name: str, timeout: float | None) -> Any: ...
    def complete(self, name: str, value: Any) -> None: ...
    def root_get(self, name: str, default: Any) -> Any: ...
    def root_put(self, name: str, value: Any) -> None: ...
    def root_change(self, name: str, function: Any, default: Any) -> Any: ...
    def root_remove(self, name: str) -> None: ...
    def root_names(self) -> tuple[str, ...]: ...
    def effect(self, made: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any: ...
    def inline(
        self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> Any: ...


class Keys(threading.local):
    key = ""


keys = Keys()


class under_key:  # noqa: N801  (it is called as a function)
    """Have this the key of the effect that runs inside."""

    __slots__ = ("before", "key")

    def __init__(self, key: str) -> None:
        self.key = key

    def __enter__(self) -> None:
        self.before, keys.key = keys.key, self.key

    def __exit__(self, *error: object) -> None:
        keys.key = self.before

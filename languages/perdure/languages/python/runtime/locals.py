"""`threading.local`: values that each thread of a program has for itself, kept over its waits.

Which thread of Python's a slice runs in says nothing.
"""

from __future__ import annotations

import threading
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.redirections import in_place_of

MAIN = 0  #: the thread of a program that has but one


class Local:
    """An object whose attributes are those that the running thread has set."""

    __slots__ = ("by_thread",)

    by_thread: dict[int, dict[str, Any]]

    def __init__(self) -> None:
        object.__setattr__(self, "by_thread", {})

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        space: Any = current()
        tasks = None if space is None else space.tasks
        number = MAIN if tasks is None else tasks.thread.number
        return self.by_thread.setdefault(number, {})

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(
                f"'_thread._local' object has no attribute {name!r}", name=name, obj=self
            ) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return Local, (), self.by_thread

    def __setstate__(self, by_thread: dict[int, dict[str, Any]]) -> None:
        object.__setattr__(self, "by_thread", by_thread)


@in_place_of(threading.local)
def local() -> Local:
    return Local()

"""Values under names that all processes share.

Each is kept as a copy: what `get` gives is the caller's own, and what it does to that is seen by
nobody until it is put back.

Read by: perdure.program.functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Root:
    """The shared values: by `get`, `put`, `change`, `remove` and `names`."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self._find = find  #: gives the backend of the thread

    def get(self, name: str, default: Any = None) -> Any:
        """A copy of the value under the name; the default where there is none."""
        return self._find().root_get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Have this value under the name."""
        self._find().root_put(name, value)

    def change(self, name: str, function: Callable[[Any], Any], default: Any = None) -> Any:
        """Put what the function gives of the value under the name, and give that.

        As one step: where another process has come between, the function is called again.
        """
        return self._find().root_change(name, function, default)

    def remove(self, name: str) -> None:
        """Have nothing under the name any more."""
        self._find().root_remove(name)

    def names(self) -> tuple[str, ...]:
        """All names, in their order."""
        found: tuple[str, ...] = self._find().root_names()
        return found

    def __reduce__(self) -> Any:
        return self._find.__globals__["root"], ()

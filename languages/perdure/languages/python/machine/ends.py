"""The ways in which a stack ends, or stops to wait.

Read by: perdure.languages.python.machine.running and its neighbours.
"""

from __future__ import annotations

from typing import Any

from perdure.vm.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """No frame is left."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that no handler took."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Waits:
    """The stack was captured, and is in the space's frames."""

    kind: str
    arguments: tuple[Any, ...]


End = Ended | Raised | Waits

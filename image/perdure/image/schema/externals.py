"""Values that are completed from outside, once, under a name.

A process awaits `"payment/17"`; a web application completes it when the payment
company calls. Either may come first, and years may lie between. What was completed stays
known under its name, so that a second completion is an error, and a process that
awaits it later has the value at once; until it is forgotten, a year later mostly
(perdure.image.processes.keeping).

Changed by: perdure.image.processes.ledger alone.
"""

from __future__ import annotations

from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.schema.root import ImageRoot
from perdure.vm.objects.data import Value

KEPT = "externals"  #: its name among what the image keeps
VERSION = 1


class External(Persistent):
    """One name: the processes that await it, or its value."""

    __module__ = "perdure.image"
    __slots__ = ("completed", "is_complete", "name", "value", "waiting")

    name: str
    is_complete: bool
    value: Value
    waiting: tuple[int, ...]  #: pids
    completed: float | None  #: when, in seconds since 1970; None where a former version did

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_complete = False
        self.value = None
        self.waiting = ()
        self.completed = None

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.name, self.is_complete, self.value, self.waiting, self.completed)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, self.is_complete, self.value, self.waiting = state[:5]
        self.completed = state[5] if len(state) > 5 else None


def find_external(root: ImageRoot, name: str) -> External | None:
    found: External | None = (root.kept or {}).get(KEPT, {}).get(name)
    return found


def awaited_names(root: ImageRoot) -> list[str]:
    """The names that processes await now, in order."""
    externals = (root.kept or {}).get(KEPT, {})
    return [name for name, found in externals.items() if not found.is_complete]


def external(root: ImageRoot, name: str) -> External:
    """The External that is known under that name; made, in this transaction, if need be."""
    externals = root.keep(KEPT, OOBTree)
    found: External | None = externals.get(name)
    if found is None:
        found = externals[name] = External(name)
    return found


def forget(root: ImageRoot, found: External) -> None:
    del root.keep(KEPT, OOBTree)[found.name]

"""Scopes: processes that a process has started within `with-children`, and answers for.

A scope is open while its owner runs the thunk of `with-children`, and then until the last of
the children has ended. It is among the details of its owner, the parent of all the children;
each of them has the scope's number. So a member that ends a child finds the scope, and one that
kills the owner finds the children.

Changed by: perdure.image.processes.scopes.
"""

from __future__ import annotations

from typing import Any

from BTrees.LLBTree import LLTreeSet
from persistent import Persistent

from perdure.image.schema.channels import Channel
from perdure.image.schema.lines import Line

VERSION = 1


class Scope(Persistent):
    """The children of one `with-children`."""

    __module__ = "perdure.image"
    __slots__ = ("children", "ends", "failed", "is_told", "number")

    number: int  #: no other scope and no process has it
    children: LLTreeSet  #: pids of those that have not ended
    failed: Line  #: of pids, in the order in which they did
    is_told: bool  #: whether the owner has been told of a failure: it is told once
    ends: Channel | None  #: into which the pid of each child comes that has ended, if it is wanted

    def __init__(self, number: int) -> None:
        self.number = number
        self.children = LLTreeSet()
        self.failed = Line()
        self.is_told = False
        self.ends = None

    def __getstate__(self) -> tuple[object, ...]:
        state = (VERSION, self.number, self.children, self.failed.state(), self.is_told)
        return state if self.ends is None else (*state, self.ends)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.number, self.children, failed, self.is_told = state[:5]
        self.failed = Line(failed)
        self.ends = state[5] if len(state) > 5 else None

    def note_failed(self, pid: int) -> None:
        """A child has failed."""
        self.failed.append(pid)
        setattr(self, "_p_changed", True)  # noqa: B010  (mypy)

    def note_gone_on(self, pid: int) -> None:
        """A child that had failed goes on."""
        for place in [place for place, failed in self.failed.items() if failed == pid]:
            self.failed.take(place)
        setattr(self, "_p_changed", True)  # noqa: B010  (mypy)

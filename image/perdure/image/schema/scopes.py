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

VERSION = 1


class Scope(Persistent):
    """The children of one `with-children`."""

    __module__ = "perdure.image"
    __slots__ = ("children", "failed", "is_told", "number")

    number: int  #: no other scope and no process has it
    children: LLTreeSet  #: pids of those that have not ended
    failed: tuple[int, ...]  #: pids, in the order in which they did
    is_told: bool  #: whether the owner has been told of a failure: it is told once

    def __init__(self, number: int) -> None:
        self.number = number
        self.children = LLTreeSet()
        self.failed = ()
        self.is_told = False

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.number, self.children, self.failed, self.is_told)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.number, self.children, self.failed, self.is_told = state[:5]

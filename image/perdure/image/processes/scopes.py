"""The courses of scopes, which `with-children` opens: deeds, and what the end of a child does.

A slice that is run apart must not make what a ledger changes; so a program knows a scope by
its number, and the scope itself is made by a deed.

Read by: perdure.image.processes.ledger, perdure.image.engine.interruption_builtins.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.children import (
    ChildFailure,
    ChildrenEnd,
    failure,
    find_scope,
)
from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import find_part, wait_of
from perdure.image.schema.processes import FAILED, RETURN, Process
from perdure.image.schema.scopes import Scope
from perdure.vm.objects.singletons import UNSPECIFIED

OPEN, CANCEL, CLOSE = "scope:open", "scope:cancel", "scope:close"


@deed(OPEN)
def open_scope(ledger: Any, pid: int, number: int) -> None:
    """Make it, of the process of that pid."""
    details = ledger.process(pid).own_details()
    details.scopes = (*details.scopes, Scope(number))


@deed(CANCEL)
def cancel_children(ledger: Any, pid: int, number: int, until: float) -> None:
    """Cancel all that have not ended."""
    scope = find_scope(ledger.process(pid), number)
    for child in list(scope.children) if scope is not None else ():
        ledger.cancel(ledger.process(child), until)


@deed(CLOSE)
def close_scope(ledger: Any, pid: int, number: int) -> None:
    """Forget it; its children have ended."""
    details = ledger.process(pid).own_details()
    details.scopes = tuple([each for each in details.scopes if each.number != number])


def note_child(ledger: Any, parent: int, number: int, pid: int) -> None:
    """A child is started in that scope of its parent's."""
    scope = find_scope(ledger.process(parent), number)
    if scope is not None:
        scope.children.insert(pid)


def note_child_end(ledger: Any, child: Process) -> None:
    """A child has ended: tell the owner of the scope where that is to know."""
    owner = ledger.root.find_process(child.details.parent)
    scope = None if owner is None else find_scope(owner, child.details.scope)
    if scope is None:
        return
    number = scope.number
    scope.children.remove(child.pid)
    if child.state == FAILED:
        scope.failed = (*scope.failed, child.pid)
        if not scope.is_told and find_part(wait_of(owner), ChildFailure, number) is not None:
            ledger.fire(owner, ChildFailure, *failure(scope), key=number)
    if not scope.children:
        ledger.fire(owner, ChildrenEnd, RETURN, UNSPECIFIED, key=number)


def kill_children(ledger: Any, scopes: tuple[Scope, ...]) -> None:
    """The owner has ended in the midst of them."""
    for scope in scopes:
        for pid in list(scope.children):
            ledger.kill(ledger.process(pid))

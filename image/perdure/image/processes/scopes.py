"""The courses of scopes, which `with-children` opens: deeds, and what the end of a child does.

A slice that is run apart must not make what a ledger changes; so a program knows a scope by
its number, and the scope itself is made by a deed.

Read by: perdure.image.processes.ledger, perdure.image.engine.interruption_builtins.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.cancelling import is_cancelled
from perdure.image.processes.waits.children import (
    ChildFailure,
    ChildrenEnd,
    failure,
    find_scope,
)
from perdure.image.processes.waits.deeds import deed, do_deed
from perdure.image.processes.waits.kinds import find_part, must_end, wait_of
from perdure.image.schema.channels import Channel
from perdure.image.schema.processes import FAILED, RETURN, Process
from perdure.image.schema.scopes import Scope
from perdure.vm.objects.singletons import UNSPECIFIED

OPEN, TELL, CANCEL, CLOSE = "scope:open", "scope:tell", "scope:cancel", "scope:close"


@deed(OPEN)
def open_scope(ledger: Any, pid: int, number: int) -> None:
    """Make it, of the process of that pid; nothing where that has it open."""
    details = ledger.process(pid).own_details()
    if all(each.number != number for each in details.scopes):
        details.scopes = (*details.scopes, Scope(number))


@deed(TELL)
def tell_ends(ledger: Any, pid: int, number: int, channel: Channel) -> None:
    """Have the pid of each child that ends from now on be put into a channel of any number."""
    scope = find_scope(ledger.process(pid), number)
    if scope is not None:
        scope.ends = channel


@deed(CANCEL)
def cancel_children(ledger: Any, pid: int, number: int, until: float) -> None:
    """Cancel all that have not ended, and were not cancelled before."""
    scope = find_scope(ledger.process(pid), number)
    for each in list(scope.children) if scope is not None else ():
        child = ledger.process(each)
        if not is_cancelled(child):  # else it is cleaning up
            ledger.cancel(child, until)


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
    owner, scope = _scope_of(ledger, child)
    if owner is None or scope is None or child.pid not in scope.children:
        return
    number = scope.number
    scope.children.remove(child.pid)
    if scope.ends is not None:
        do_deed(ledger, "channel:put", (scope.ends, child.pid))
    is_told = True
    if child.state == FAILED:
        scope.note_failed(child.pid)
        if not scope.is_told:
            waits_for_it = find_part(wait_of(owner), ChildFailure, number) is not None
            is_told = waits_for_it and not must_end(ledger, owner)  # else at its next wait
            if is_told:
                ledger.fire(owner, ChildFailure, *failure(scope), key=number)
    if not scope.children:
        is_told &= ledger.fire(owner, ChildrenEnd, RETURN, UNSPECIFIED, key=number)
    if not is_told:
        ledger.claim(owner)  # which may begin to wait for that at this moment, in another member


def note_child_again(ledger: Any, child: Process) -> None:
    """A child that has failed goes on."""
    owner, scope = _scope_of(ledger, child)
    if owner is not None and scope is not None:
        scope.children.insert(child.pid)
        scope.note_gone_on(child.pid)
        scope.is_told &= bool(scope.failed)
        ledger.claim(owner)


def _scope_of(ledger: Any, child: Process) -> tuple[Process | None, Scope | None]:
    """The owner of the scope that it is a child in, and the scope; None where that is closed."""
    number = child.details.scope
    owner = ledger.root.find_process(child.details.parent) if number else None
    return owner, None if owner is None else find_scope(owner, number)


def kill_children(ledger: Any, scopes: tuple[Scope, ...]) -> None:
    """The owner has ended in the midst of them."""
    is_first = not ledger.orphans
    ledger.orphans += [pid for scope in scopes for pid in scope.children]
    if is_first:
        for pid in ledger.orphans:  # to which each adds its own: one may be a thousand deep
            ledger.kill(ledger.process(pid))
        ledger.orphans.clear()
